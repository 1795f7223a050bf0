// The words that a script is called with.
import { parseArgs } from 'node:util';
import { main, UsageError } from './say.js';

/**
 * Runs a script's main function with its flags (each true or false), its `values` (texts, here with
 * their defaults) and the words besides; prints `usage` for --help, and with what is wrong where the
 * words are. `words` is how many there must be.
 */
export function mainWithArguments(
  { usage, flags, values = {}, words = 0, wordsMissing = '' },
  run,
) {
  return main(() => {
    const { values: given, positionals } = parse();
    if (given.help) {
      console.log(usage);
      return 0;
    }
    return run(given, positionals);
  });

  function parse() {
    const options = Object.fromEntries([
      ...flags.map((flag) => [flag, { type: 'boolean', default: false }]),
      ...Object.entries(values).map(([name, usual]) => [name, { type: 'string', default: usual }]),
    ]);
    options.help = { type: 'boolean', short: 'h', default: false };
    try {
      const parsed = parseArgs({ options, allowPositionals: words > 0 });
      if (!parsed.values.help && parsed.positionals.length !== words) throw new Error(wordsMissing);
      return parsed;
    } catch (error) {
      throw new UsageError(`${error.message}\n\n${usage}`);
    }
  }
}
