/** Runs the repository's scripts as a user does: in a process of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Runs a file of `scripts/`. Resolves to its exit status (null if a signal ended it) and all that it printed. */
export async function runScript(
  script: string,
  args: string[] = [],
  env: Record<string, string> = {},
) {
  const child = spawn(process.execPath, [join(__dirname, '..', script), ...args], {
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: output.trim() };
}

/** Runs lines of a module in which `scripts` has the scripts' functions. */
export function evaluate(lines: string, env: Record<string, string> = {}) {
  return runScript('test/evaluate.mjs', [lines], env);
}
