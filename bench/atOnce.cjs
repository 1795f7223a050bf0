/**
 * Calls a function of a module with many events at once, round after round, and prints the highest resident
 * memory of the process in megabytes. The rounds come on stdin: a list of lists of CloudEvents, as JSON.
 *
 *   node atOnce.cjs <module> <function>
 */
const { readFileSync } = require('node:fs');

const [, , path, name] = process.argv;
const handle = require(path)[name];

async function main() {
  for (const events of JSON.parse(readFileSync(0, 'utf8')))
    await Promise.all(events.map((event) => handle(event)));
  const { maxRSS } = process.resourceUsage();
  process.stdout.write(`\n${maxRSS / 1_024}\n`, () => process.exit());
}

void main();
