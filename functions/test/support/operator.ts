/** The operator's tool, run as an operator runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const root = dirname(dirname(dirname(__dirname)));

export interface Answer {
  status: number | null;
  /** All that was said. */
  output: string;
  /** What it answers, without what it says of its work. */
  stdout: string;
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
  return startTool(args, { GCLOUD_PROJECT: project }).ended;
}

/** A tool that runs: what it has said so far, and how it ends. */
export interface RunningTool {
  said: () => string;
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<Answer>;
}

/** The operator's tool, without waiting for its end; `environment` goes before that of the test. */
export function startLeads(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RunningTool {
  return startTool([join(root, 'tools', 'leads.ts'), ...args], environment);
}

function startTool(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RunningTool {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: root,
    // What the test's own process says of its project would win.
    env: { ...process.env, FIREBASE_CONFIG: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  // Else a letter of several bytes may fall between two chunks.
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const output = () => `${said.stderr}${said.stdout}`.trim();
  return {
    said: output,
    kill: (signal) => child.kill(signal),
    ended: once(child, 'close').then((closing: unknown[]) => ({
      status: z.number().nullable().parse(closing[0]),
      output: output(),
      stdout: said.stdout,
    })),
  };
}
