// A process that runs commands of the operator's tool, one after another. Each has its own module state, environment,
// arguments and output, as in a process of its own; only firebase-admin stays loaded, which takes most of a start.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTool } from '../../../scripts/toolBundle.js';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const write = { stdout: process.stdout.write, stderr: process.stderr.write };

let last = Promise.resolve();
process.on('message', (command) => {
  last = last.then(() => run(command)).then((result) => process.send(result));
});
process.on('disconnect', () => process.exit());

async function run({ id, args, environment }) {
  // Built again if somebody has changed the sources since the last command.
  const bundle = await bundleTool('leads');
  const require = createRequire(bundle);
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    process[stream].write = (text) => {
      printed[stream] += text;
      return true;
    };
  }
  setEnvironment(environment);
  process.argv = [process.execPath, join(root, 'scripts', 'leads.js'), ...args];
  process.exitCode = 0;
  try {
    delete require.cache[bundle];
    await require(bundle).ended;
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  }
  const status = process.exitCode;
  const { deleteApp, getApps } = require('firebase-admin/app');
  await Promise.all(getApps().map((app) => deleteApp(app)));
  for (const stream of ['stdout', 'stderr']) process[stream].write = write[stream];
  return { id, status, ...printed };
}

function setEnvironment(environment) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}
