// Finds or installs the Firestore emulator: hidane (one binary, without Java), or the official one.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runQuietly } from './processes.js';
import { note, SetupError, step } from './say.js';

const VERSION = '0.6.0';
const MIN_RUST = [1, 88];
const MIN_JAVA = 21;

/** Outside the checkout, so that a new checkout need not install it again. */
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'embudo',
  `hidane-${VERSION}`,
);

/**
 * Prints which emulator is used, in one line. Resolves to the words that make a `firebase` command start it
 * if they are put before that command: none for the official one.
 */
export async function findFirestoreEmulator({ official = false } = {}) {
  if (official) {
    if (!(await hasJava())) {
      throw new SetupError(
        `The official Firestore emulator needs Java ${MIN_JAVA} or newer: install a JDK, or leave out --official.`,
      );
    }
    return useOfficial();
  }
  const hidane = (await findUserHidane()) ?? (await findCachedHidane()) ?? (await installHidane());
  if (hidane !== null) {
    note(`Firestore emulator: hidane ${VERSION} (${hidane.origin})`);
    return [hidane.path, 'exec', '--'];
  }
  if (await hasJava()) return useOfficial();
  throw new SetupError(
    `No Firestore emulator can be had here. Install one of these, and start again: ` +
      `Rust ${MIN_RUST.join('.')} or newer (https://rustup.rs; builds hidane in some minutes), or Java ${MIN_JAVA} or newer (for the official emulator).`,
  );
}

function useOfficial() {
  note('Firestore emulator: the official one');
  return [];
}

async function findUserHidane() {
  const named = process.env.HIDANE;
  if (named) {
    if (await isPinned(named)) return { path: named, origin: 'HIDANE' };
    throw new SetupError(
      `HIDANE names ${named}, which is not hidane ${VERSION}: correct or unset it.`,
    );
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'hidane');
    if (folder !== '' && (await isPinned(path))) return { path, origin: 'PATH' };
  }
  return null;
}

async function findCachedHidane() {
  for (const path of [builtPath, packagedPath]) {
    if (await isPinned(path)) return { path, origin: 'cached' };
  }
  return null;
}

const builtPath = join(cache, 'bin', 'hidane');
const packagedPath = join(cache, 'node_modules', '.bin', 'hidane');

async function installHidane() {
  mkdirSync(cache, { recursive: true });
  const fromNpm = await step('Looking for the Firestore emulator on npm', async () => {
    const args = ['install', '--prefix', cache, '--no-audit', '--no-fund', `hidane@${VERSION}`];
    await runQuietly('npm', args);
    return isPinned(packagedPath);
  });
  if (fromNpm) return { path: packagedPath, origin: 'from npm' };
  if (!(await hasRust())) return null;
  return step('Building the Firestore emulator with cargo (some minutes, only once)', async () => {
    const args = ['install', 'hidane', '--locked', '--version', VERSION, '--root', cache];
    const { status, output } = await runQuietly('cargo', args);
    if (status === 0 && (await isPinned(builtPath))) return { path: builtPath, origin: 'built' };
    note(`cargo could not build it: ${/^error:? .*/m.exec(output)?.[0] ?? 'it gave no reason'}`);
    return null;
  });
}

async function isPinned(path) {
  if (!existsSync(path)) return false;
  const { status, output } = await runQuietly(path, ['--version']);
  return status === 0 && output.trim() === `hidane ${VERSION}`;
}

async function hasRust() {
  const { output } = await runQuietly('cargo', ['--version']);
  const [, major, minor] = /cargo (\d+)\.(\d+)/.exec(output) ?? [];
  const [minMajor, minMinor] = MIN_RUST;
  return Number(major) > minMajor || (Number(major) === minMajor && Number(minor) >= minMinor);
}

async function hasJava() {
  const { output } = await runQuietly('java', ['-version']);
  const version = /version "(\d+)/.exec(output)?.[1];
  return version !== undefined && Number(version) >= MIN_JAVA;
}
