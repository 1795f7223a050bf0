#!/usr/bin/env node
// npm start: sets the machine up, starts the emulators, plays the demo, and keeps the emulators up.
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import {
  fixedPorts,
  freePorts,
  refuseTakenInspectPort,
  refuseTakenPorts,
  withEmulators,
} from './emulators.js';
import { root } from './install.js';
import { runQuietly, runVisibly, SIGNAL_NUMBERS } from './processes.js';
import { note, step, UsageError } from './say.js';

/** Where Node's debuggers look, and .vscode/launch.json. */
const INSPECT_PORT = 9229;

/** The exit status of a command that Ctrl-C has ended. */
const INTERRUPTED = 128 + SIGNAL_NUMBERS.SIGINT;

const USAGE = `Starts Embudo on local emulators, plays a demo of several visits, and stays up until Ctrl-C.

  npm start                       with the ports of firebase.json
  npm start -- --once             end after the demo; exit with 1 if a lead is not where it should be
  npm start -- --free-ports       with any free ports
  npm start -- --inspect [PORT]   for a debugger of the functions, at this port or ${INSPECT_PORT}: the emulator then
                                  runs one event at a time, without its time limits
  npm start -- --official         with the official Firestore emulator (Java 21 or newer)`;

const options = {
  usage: USAGE,
  flags: ['once', 'free-ports', 'official', 'inspect'],
  words: 'any',
};
await mainWithArguments(options, async ({ once, official, inspect, ...values }, words) => {
  const inspectPort = readInspectPort(inspect, words);
  const ports = values['free-ports'] ? await freePorts() : fixedPorts();
  await refuseTakenPorts(ports);
  if (inspectPort !== undefined) await refuseTakenInspectPort(inspectPort);
  let isDemoOver = false;
  const onLog = (json) => isDemoOver && printLog(json);
  const emulators = { ports, official, ui: !once, board: !once, inspectPort, onLog };
  return withEmulators(emulators, async (environment, { hasUi }) => {
    if (inspectPort !== undefined) {
      note(
        `A debugger can attach to the functions at 127.0.0.1:${inspectPort} after the first event.`,
      );
    }
    const uiUrl = hasUi ? 'http://127.0.0.1:4000' : '';
    const args = ['--import', 'tsx', join(root, 'demo', 'play.ts')];
    const env = { ...process.env, ...environment, EMULATOR_UI_URL: uiUrl };
    const status = await runVisibly(process.execPath, once ? args : [...args, '--stay'], { env });
    if (once || status !== 0) return status;
    await step('Two years of demo data for the board', async () => {
      const words = [join(root, 'scripts', 'leads.js'), 'seed', '--leads', '90'];
      const { status: seeded, output } = await runQuietly(process.execPath, words, { env });
      if (seeded !== 0 && seeded !== INTERRUPTED) note(`Writing the demo data failed:\n${output}`);
    });
    isDemoOver = true;
    return new Promise(() => {}); // Until Ctrl-C.
  }).then((status) => {
    if (!isDemoOver) return status;
    note('Everything has ended.');
    return status === INTERRUPTED ? 0 : status;
  });
});

/** The debugger's port; undefined without --inspect. The only word of the command line may be this port. */
function readInspectPort(inspect, [word, ...others]) {
  if (others.length > 0 || (word !== undefined && !inspect)) {
    throw new UsageError(`Unexpected argument '${others[0] ?? word}'\n\n${USAGE}`);
  }
  if (!inspect) return undefined;
  const port = Number(word ?? INSPECT_PORT);
  if (Number.isInteger(port) && port >= 1024 && port <= 65_535) return port;
  throw new UsageError(`--inspect takes a port from 1024 to 65535, not ${word}.\n\n${USAGE}`);
}

/** Prints what the functions log: the steps of leads, and why documents cannot be used. */
function printLog(json) {
  const { message, source, steps, issues } = JSON.parse(json);
  const time = new Date().toTimeString().slice(0, 8);
  for (const { from, to, cause } of steps ?? []) {
    console.log(`${time}  ${source}  ${from ?? 'nuevo'} → ${to}  (${cause})`);
  }
  for (const issue of issues ?? []) {
    console.log(`${time}  ${source}  ${message}: ${issue.path} ${issue.message}`);
  }
}
