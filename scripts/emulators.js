// Starts the Auth, Firestore, Functions and Hosting emulators, and ends them with all that they started.
import { spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { createWriteStream, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { URL } from 'node:url';
import { buildPackage } from './buildPackage.js';
import { findFirestoreEmulator } from './firestoreEmulator.js';
import { installPackages, root } from './install.js';
import { endRunning, endTree, runQuietly, SIGNAL_NUMBERS } from './processes.js';
import { note, SetupError, step } from './say.js';
import { hashSources } from './sourceHash.js';

const PROJECT = 'demo-embudo';
const HOST = '127.0.0.1';
const NAMES = ['auth', 'firestore', 'functions', 'hosting', 'hub'];
const START_TIMEOUT_MS = 120_000;
const GRACE_MS = 8_000;
const LOG = 'emulators-debug.log';

const firebaseTools = join(root, 'node_modules', 'firebase-tools', 'lib');
const firebase = join(firebaseTools, 'bin', 'firebase.js');
const configured = JSON.parse(readFileSync(join(root, 'firebase.json'), 'utf8'));

/** The trigger that the benchmarks compare Embudo's with. It is never deployed. */
const BARE_TRIGGER = {
  source: 'bench/bare',
  codebase: 'bare',
  runtime: configured.functions[0].runtime,
};

/** The ports of `firebase.json`, which clients expect. */
export function fixedPorts() {
  return Object.fromEntries(NAMES.map((name) => [name, configured.emulators[name].port]));
}

/** Fails with one sentence if a port is taken. */
export async function refuseTakenPorts(ports) {
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue;
    throw new SetupError(
      `Port ${port} (${name} emulator) is taken: end what uses it, or start with \`npm start -- --free-ports\`.`,
    );
  }
}

/** Fails with one sentence if the debugger's port is taken. */
export async function refuseTakenInspectPort(port) {
  if (await isFree(port)) return;
  throw new SetupError(
    `Port ${port} (debugger) is taken: end what uses it, or name another: \`npm start -- --inspect PORT\`.`,
  );
}

/** Ports that are free now, so that tests can run beside `npm start`. */
export async function freePorts() {
  const servers = await Promise.all(NAMES.map(() => listenOn(0)));
  const ports = Object.fromEntries(NAMES.map((name, n) => [name, servers[n].address().port]));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Sets the machine up, starts the emulators, runs `use` with their addresses as environment variables,
 * and ends them. With `board`, the web app is built and Hosting serves it. With `bare`, the bare trigger of
 * the benchmarks is served too. With `inspectPort`, a debugger can attach to the functions there: the emulator
 * then runs one event at a time, without its time limits. `onLog` receives the lines that the functions log.
 * Resolves to the result of `use`. An interruption ends everything, and resolves to the exit status that
 * shells use for its signal.
 */
export async function withEmulators(
  { ports, official = false, ui = false, board = false, bare = false, inspectPort, onLog },
  use,
) {
  await installPackages({ bench: bare });
  const launcher = await findFirestoreEmulator({ official });
  const [hasUi] = await Promise.all([
    ui ? downloadUi() : false,
    buildPackage('functions', 'The functions do'),
  ]);
  const interrupted = watchInterruption();
  const emulators = launch({ ports, launcher, hasUi, board, bare, inspectPort, onLog });
  try {
    // Hosting reads the board's files when they are asked for: they are built while the emulators start.
    const built = board ? buildBoard() : undefined;
    const isReady = Promise.all([emulators.ready, built]).then(() => undefined);
    const started = step('Starting the emulators', () =>
      Promise.race([isReady, emulators.ended, interrupted.happened]),
    );
    const used = started.then((status) => status ?? use(environmentFor(ports, board), { hasUi }));
    return await Promise.race([used, interrupted.happened, emulators.ended]);
  } finally {
    await endRunning(GRACE_MS);
    await emulators.end();
    interrupted.stopListening();
  }
}

/** What the board is built from. */
const BOARD_SOURCES = [
  'web',
  'client/src',
  'functions/src/domain',
  'tsconfig.base.json',
  'web/node_modules/.package-lock.json',
];

/** Builds the board, unless the last build was made of the same sources. */
async function buildBoard() {
  // Every build empties this folder, one for a real project, too. Hosting does not serve hidden files.
  const stamp = join(root, 'web', 'dist', '.sources');
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('VITE_'));
  const sources = `${hashSources(root, BOARD_SOURCES)} ${JSON.stringify(settings)}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  await buildPackage('web', 'The board does');
  writeFileSync(stamp, sources);
}

/** Without this Google's clients look for the metadata server of Google Cloud, and warn that there is none. */
const NO_METADATA_SERVER = { METADATA_SERVER_DETECTION: 'none' };

function environmentFor({ auth, firestore, functions, hosting }, board) {
  return {
    ...NO_METADATA_SERVER,
    ...(board && { HOSTING_EMULATOR_HOST: `${HOST}:${hosting}` }),
    GCLOUD_PROJECT: PROJECT,
    FIRESTORE_EMULATOR_HOST: `${HOST}:${firestore}`,
    FIREBASE_AUTH_EMULATOR_HOST: `${HOST}:${auth}`,
    FUNCTIONS_EMULATOR_HOST: `${HOST}:${functions}`,
  };
}

/**
 * Starts the emulators in a process group of their own. `ready` resolves to nothing once they can be used.
 * `ended` rejects if they end before `end` was called.
 */
function launch({ ports, launcher, hasUi, board, bare, inspectPort, onLog }) {
  // The Firebase CLI takes its ports only from a configuration file, which must be beside firebase.json.
  const config = join(root, `firebase.${process.pid}.local.json`);
  const emulators = { singleProjectMode: false, ui: { enabled: hasUi } };
  for (const name of NAMES) emulators[name] = { host: HOST, port: ports[name] };
  const { hosting, ...others } = configured;
  const functions = [...configured.functions, ...(bare ? [BARE_TRIGGER] : [])];
  const served = board && { hosting: hostingFor(hosting, ports) };
  writeFileSync(config, JSON.stringify({ ...others, functions, ...served, emulators }));

  const log = createWriteStream(join(root, LOG));
  const args = startArguments({ config, board, inspectPort });
  const quick = ['--require', join(root, 'scripts', 'quickAuthEmulator.cjs')];
  const [command, ...rest] = [...launcher, process.execPath, ...quick, firebase, ...args];
  const child = spawn(command, rest, {
    cwd: root,
    env: { ...process.env, ...NO_METADATA_SERVER },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  let reason = '';
  let timer;
  const ready = new Promise((resolve, reject) => {
    const late = new SetupError(`The emulators did not start in time: see ${LOG}.`);
    timer = setTimeout(() => reject(late), START_TIMEOUT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        if (line.includes('All emulators ready')) {
          clearTimeout(timer);
          resolve(undefined);
        }
        if (/^Error:|Could not start|Failed to load function/.test(line)) reason ||= `\n${line}`;
        const json = /^> +(\{.*\})$/.exec(line)?.[1];
        if (json !== undefined) onLog?.(json);
      });
    }
  });
  let isEnding = false;
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      if (isEnding) resolve(undefined);
      else reject(new SetupError(`The emulators ended by themselves: see ${LOG}.${reason}`));
    });
  });
  for (const promise of [ready, ended]) promise.catch(() => {}); // Whoever awaits it still gets the error.

  const end = async () => {
    isEnding = true;
    clearTimeout(timer);
    if (child.pid !== undefined) await endTree(child.pid, GRACE_MS);
    rmSync(config, { force: true });
    log.end();
  };
  return { ready, ended, end };
}

/** The arguments of the Firebase CLI that start the emulators. */
export function startArguments({ config, board, inspectPort }) {
  const only = board ? 'auth,firestore,functions,hosting' : 'auth,firestore,functions';
  return [
    ...['emulators:start', '--project', PROJECT, '--config', config, '--only', only],
    ...(inspectPort === undefined ? [] : ['--inspect-functions', String(inspectPort)]),
  ];
}

/** The configured Hosting, with a security policy that also lets its pages reach these emulators. */
function hostingFor(hosting, { auth, firestore, functions }) {
  const addresses = [auth, firestore, functions].map((port) => `http://${HOST}:${port}`).join(' ');
  const headers = hosting.headers.map((each) => ({
    ...each,
    headers: each.headers.map(({ key, value }) => ({
      key,
      value:
        key === 'Content-Security-Policy'
          ? value.replace('connect-src', `connect-src ${addresses}`)
          : value,
    })),
  }));
  return { ...hosting, predeploy: undefined, headers };
}

/** Whether the Emulator UI can be started. It is optional: the Firebase CLI downloads it once. */
async function downloadUi() {
  const { remoteUrl, binaryPathRelativeToCacheDir } = JSON.parse(
    readFileSync(join(firebaseTools, 'emulator', 'downloadableEmulatorInfo.json'), 'utf8'),
  ).ui.main;
  const downloads =
    process.env.FIREBASE_EMULATORS_PATH ?? join(homedir(), '.cache', 'firebase', 'emulators');
  if (existsSync(join(downloads, binaryPathRelativeToCacheDir))) return true;
  const isReached = await lookup(new URL(remoteUrl).hostname).then(
    () => true,
    () => false,
  );
  const { status } = isReached
    ? await runQuietly(process.execPath, [firebase, 'setup:emulators:ui'], { cwd: root })
    : { status: 1 };
  if (status !== 0) note('The Emulator UI cannot be downloaded here: starting without it.');
  return status === 0;
}

/** `happened` resolves when this process is interrupted, to the exit status that shells use for the signal. */
function watchInterruption() {
  const listeners = [];
  const happened = new Promise((resolve) => {
    for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
      const listener = () => resolve(128 + number);
      process.on(signal, listener);
      listeners.push([signal, listener]);
    }
  });
  const stopListening = () =>
    listeners.forEach(([signal, listener]) => process.off(signal, listener));
  return { happened, stopListening };
}

async function isFree(port) {
  try {
    const server = await listenOn(port);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}

function listenOn(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });
}
