/**
 * A fresh process that handles one event: loads a module, takes one function from it, has that handle the
 * event, and prints the milliseconds since the process began.
 *
 *   node coldStart.cjs <module> <function> <CloudEvent as JSON>
 */
const [, , path, name, event] = process.argv;

Promise.resolve(require(path)[name](JSON.parse(event))).then(() => {
  process.stdout.write(`\n${performance.now()}\n`, () => process.exit());
});
