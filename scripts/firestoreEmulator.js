// Finds or installs the Firestore emulator: hidane (one binary, without Java), or the official one.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache.js';
import { runQuietly } from './processes.js';
import { note, SetupError, step } from './say.js';

const VERSION = '0.6.0';

/** Of hidane's sources on crates.io. They include a Cargo.lock with the checksums of all that they need. */
const CRATE_SHA256 = 'cbfde85d51dbd70e8a2b72502e69744e893c08a7757a7b91ba8d48823b4496d5';

const MIN_RUST = [1, 88];
const MIN_JAVA = 21;

const cache = cacheFolder(`hidane-${VERSION}`);

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
  const hidane = (await findUserHidane()) ?? (await findCachedHidane()) ?? (await buildHidane());
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
  return (await isPinned(builtPath)) ? { path: builtPath, origin: 'cached' } : null;
}

const builtPath = join(cache, 'bin', 'hidane');

async function buildHidane() {
  if (!(await hasRust())) return null;
  return step('Building the Firestore emulator with cargo (some minutes, only once)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'embudo-hidane-'));
    try {
      const sources = await fetchSources(folder);
      if (sources === null) return null;
      const target = join(folder, 'target');
      const args = ['--path', sources, '--locked', '--root', cache, '--target-dir', target];
      const { status, output } = await runQuietly('cargo', ['install', ...args], { cwd: folder });
      if (status === 0 && (await isPinned(builtPath))) return { path: builtPath, origin: 'built' };
      note(`cargo could not build it: ${reasonOf(output)}`);
      return null;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Unpacks hidane's sources into a folder, if they are the pinned ones. Nothing of them runs before that. */
async function fetchSources(folder) {
  const crate = `hidane-${VERSION}.crate`;
  // `cargo info` downloads the crate that it describes. `cargo install` would build it unseen.
  const args = ['info', '--registry', 'crates-io', `hidane@${VERSION}`];
  const { output } = await runQuietly('cargo', args, { cwd: folder });
  const downloads = findDownloads(crate);
  if (downloads.length === 0) {
    note(`cargo could not download it: ${reasonOf(output)}`);
    return null;
  }
  const pinned = downloads.find((bytes) => sha256(bytes) === CRATE_SHA256);
  if (pinned === undefined) {
    note(`The download of hidane ${VERSION} is not the pinned one (sha256): it is not built.`);
    return null;
  }
  writeFileSync(join(folder, crate), pinned);
  await runQuietly('tar', ['-xzf', crate], { cwd: folder });
  return join(folder, `hidane-${VERSION}`);
}

/** What cargo has downloaded under this name, from each of its registries. */
function findDownloads(crate) {
  const folder = join(process.env.CARGO_HOME || join(homedir(), '.cargo'), 'registry', 'cache');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((registry) => join(folder, registry, crate))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path));
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function reasonOf(output) {
  return /^error:? .*/m.exec(output)?.[0] ?? 'it gave no reason';
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
