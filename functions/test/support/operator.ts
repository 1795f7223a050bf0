/** Runs the operator's tool as an operator runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const root = dirname(dirname(dirname(__dirname)));

/** How a tool ended, and what it printed. */
export interface ToolResult {
  /** The exit status; null if a signal ended it. */
  status: number | null;
  /** Everything that it printed: first the standard error stream, then the standard output. */
  output: string;
  stdout: string;
}

/** Makes a function that runs `npm run leads -- …` in a project: by default that of the environment. */
export function newLeadsCommand(project?: string) {
  return (...args: readonly string[]): Promise<ToolResult> =>
    startLeads(args, { GCLOUD_PROJECT: project ?? process.env['GCLOUD_PROJECT'] }).ended;
}

/** Runs Node at the root of the repository, with TypeScript. `environment` overrides that of the test. */
export async function runNode(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<ToolResult> {
  return startTool(['--import', 'tsx', ...args], environment).ended;
}

/** Runs one of `scripts/`. `environment` overrides that of the test. */
export function runScript(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<ToolResult> {
  return startTool([join(root, 'scripts', name), ...args], environment).ended;
}

/** A tool that is running. */
export interface RunningTool {
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<ToolResult>;
}

/** Starts the operator's tool and does not wait for its end. `environment` overrides that of the test. */
export function startLeads(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RunningTool {
  return startTool([join(root, 'scripts', 'leads.js'), ...args], environment);
}

function startTool(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RunningTool {
  const child = spawn(process.execPath, args, {
    cwd: root,
    // FIREBASE_CONFIG names the project of the test's own process, and the SDK prefers it.
    env: { ...process.env, FIREBASE_CONFIG: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  // The encoding keeps together the bytes of a letter that two chunks divide.
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  return {
    kill: (signal) => child.kill(signal),
    ended: once(child, 'close').then(([status]: unknown[]) => ({
      status: z.number().nullable().parse(status),
      output: `${printed.stderr}${printed.stdout}`.trim(),
      stdout: printed.stdout,
    })),
  };
}
