/**
 * Handles one event in a fresh process: loads a module, calls one function of it with the event, and prints
 * the milliseconds since the process began.
 *
 *   node coldStart.cjs <module> <function> <CloudEvent as JSON>
 */
const [, , path, name, event] = process.argv;

Promise.resolve(require(path)[name](JSON.parse(event))).then(() => {
  process.stdout.write(`\n${performance.now()}\n`, () => process.exit());
});
