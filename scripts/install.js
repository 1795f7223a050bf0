// Installs the packages of the root, functions/, web/ and bench/, unless the packages of the lock files are there.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './processes.js';
import { SetupError, step } from './say.js';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folders that have a package to install. */
export const FOLDERS = ['.', 'functions', 'web', 'bench'];

/** With `bench`, also what the benchmarks compare Embudo with, which some tests need. */
export async function installPackages({ bench = false } = {}) {
  const folders = FOLDERS.filter((folder) => bench || folder !== 'bench')
    .map(readState)
    .filter(({ isInstalled }) => !isInstalled);
  if (folders.length === 0) return;
  await step('Installing packages (takes minutes the first time)', async () => {
    const failures = (await Promise.all(folders.map(installIn))).filter((each) => each !== null);
    if (failures.length > 0) throw new SetupError([...new Set(failures)].join('\n'));
  });
}

/** Whether the packages of a folder's lock file are installed. The stamp holds the lock file's hash. */
function readState(folder) {
  const cwd = join(root, folder);
  const stamp = join(cwd, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(process.versions.modules)
    .update(readFileSync(join(cwd, 'package-lock.json')))
    .digest('hex');
  const isInstalled = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  return { cwd, stamp, wanted, isInstalled };
}

/** Installs a folder's packages. Answers why that failed; null if it succeeded. */
async function installIn({ cwd, stamp, wanted }) {
  rmSync(stamp, { force: true });
  const { status, output } = await runQuietly('npm', ['ci', '--no-audit', '--no-fund'], { cwd });
  if (status !== 0) return explain(output, cwd);
  writeFileSync(stamp, wanted);
  return null;
}

function explain(output, cwd) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output)) {
    return 'npm cannot reach its package registry: check the network (or `npm config get registry`), and start again.';
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: make room, and start again.';
  const reason =
    /npm error (?!code|errno|syscall|path)(.+)/.exec(output)?.[1] ?? 'it gave no reason';
  return `npm ci failed: ${reason}\nRun \`npm ci\` in ${relative(process.cwd(), cwd) || 'this folder'} to see its full output.`;
}
