// Installs the packages of the root, of functions/ and of web/, where they are not what the lock files say.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './processes.js';
import { SetupError, step } from './say.js';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export async function installPackages() {
  await installIn('.', 'Installing tools (takes minutes the first time)');
  await installIn('functions', 'Installing the packages of the functions');
  await installIn('web', 'Installing the packages of the board');
}

async function installIn(folder, title) {
  const cwd = join(root, folder);
  const stamp = join(cwd, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(process.versions.modules)
    .update(readFileSync(join(cwd, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  await step(title, async () => {
    const { status, output } = await runQuietly('npm', ['ci', '--no-audit', '--no-fund'], { cwd });
    if (status !== 0) throw new SetupError(explain(output));
  });
  writeFileSync(stamp, wanted);
}

function explain(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output)) {
    return 'npm cannot reach its package registry: check the network (or `npm config get registry`), and start again.';
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: make room, and start again.';
  const reason = /npm error (?!code|errno|syscall|path)(.+)/.exec(output)?.[1] ?? 'no reason given';
  return `npm ci failed: ${reason}\nRun \`npm ci\` to see all that it says.`;
}
