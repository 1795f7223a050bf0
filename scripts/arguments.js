// Parses a script's command line.
import { parseArgs } from 'node:util';
import { main, UsageError } from './say.js';

/**
 * Runs a script's main function with the flags, values and words of its command line. Flags are true or
 * false; `values` maps options with a text to their defaults; `words` is how many other words there must
 * be, or 'any'. For --help it prints `usage`. A wrong command line fails with the reason and `usage`.
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
      ...Object.entries(values).map(([name, value]) => [name, { type: 'string', default: value }]),
    ]);
    options.help = { type: 'boolean', short: 'h', default: false };
    try {
      const parsed = parseArgs({ options, allowPositionals: words !== 0 });
      const isComplete = words === 'any' || parsed.positionals.length === words;
      if (!parsed.values.help && !isComplete) throw new Error(wordsMissing);
      return parsed;
    } catch (error) {
      throw new UsageError(`${error.message}\n\n${usage}`);
    }
  }
}
