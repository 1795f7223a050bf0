// Finds or installs Node 24, on which the functions are deployed, for a machine that has another Node.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache.js';
import { root } from './install.js';
import { runQuietly } from './processes.js';
import { note, SetupError, step } from './say.js';

/** npm packages with the program in them, pinned by their hashes. They are not packages of this one. */
const source = join(root, 'scripts', 'node24');
const { optionalDependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
const programs = new Map(Object.entries(optionalDependencies));

/** The folder of a `node` of version 24: this process's own, or one from npm. Null if none can be had here. */
export async function findNode24() {
  if (process.versions.node.startsWith('24.')) return dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  const version = programs.get(name);
  if (version === undefined) {
    note(`Node 24 for ${process.platform} on ${process.arch} is not among scripts/node24/.`);
    return null;
  }
  const cache = cacheFolder(`${name}-${version}`);
  const folder = join(cache, 'node_modules', name, 'bin');
  if (!existsSync(folder)) await step(`Installing Node ${version} from npm`, () => install(cache));
  const { output } = await runQuietly(join(folder, 'node'), ['--version']);
  if (output.trim() === `v${version}`) return folder;
  note(`Node ${version} does not run here: ${output.trim()}`);
  return null;
}

/** Installs beside the cache and moves it there, so that it appears whole, also if two commands install it. */
async function install(cache) {
  const part = `${cache}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  try {
    cpSync(source, part, { recursive: true });
    const { status, output } = await runQuietly('npm', ['ci', '--ignore-scripts'], { cwd: part });
    if (status !== 0) note(`npm ci failed: ${/npm error (.+)/.exec(output)?.[1] ?? output.trim()}`);
    else if (!existsSync(cache)) renameSync(part, cache);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Fails if the built functions do not load on the `node` of a folder, or are others there than on this Node. */
export async function checkManifest(folder) {
  const [there, here] = await Promise.all([
    emitManifest(join(folder, 'node')),
    emitManifest(process.execPath),
  ]);
  if (there !== here) throw new SetupError('On Node 24 the functions have another manifest.');
}

/** What a deployment reads of the built functions (`functions/lib`), when they are loaded on this `node`. */
async function emitManifest(node) {
  const folder = mkdtempSync(join(tmpdir(), 'embudo-manifest-'));
  try {
    const path = join(folder, 'functions.json');
    const program = join(
      'node_modules',
      'firebase-functions',
      'lib',
      'bin',
      'firebase-functions.js',
    );
    const { status, output } = await runQuietly(node, [program], {
      cwd: join(root, 'functions'),
      env: { ...process.env, GCLOUD_PROJECT: 'demo-embudo', FUNCTIONS_MANIFEST_OUTPUT_PATH: path },
    });
    if (status !== 0) throw new SetupError(`The functions do not load on ${node}:\n${output}`);
    return readFileSync(path, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
