/** The operator's tool, run as an operator runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const root = dirname(dirname(dirname(__dirname)));

export interface Answer {
  status: number | null;
  output: string;
}

/** `npm run leads -- …`, in the project of the environment. */
export const leads = leadsOf();

/** The same in another project: that of a test. */
export function leadsOf(project?: string) {
  return (...args: readonly string[]): Promise<Answer> =>
    nodeWithTools([join(root, 'tools', 'leads.ts'), ...args], project);
}

/** Node at the root of the repository, for TypeScript; `project` is where it works. */
export async function nodeWithTools(
  args: readonly string[],
  project = process.env['GCLOUD_PROJECT'],
): Promise<Answer> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: root,
    env: { ...process.env, GCLOUD_PROJECT: project },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const closing: unknown[] = await once(child, 'close');
  return { status: z.number().nullable().parse(closing[0]), output: output.trim() };
}
