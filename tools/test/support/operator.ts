/** Runs the operator's tool as an operator runs it. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const root = dirname(dirname(dirname(__dirname)));

/** Variables of the environment. One that is undefined is unset. */
type Environment = Readonly<Record<string, string | undefined>>;

/** FIREBASE_CONFIG names the project of the test's own process, and the SDK prefers it. */
const environmentOf = (environment: Environment) => ({
  ...process.env,
  FIREBASE_CONFIG: undefined,
  ...environment,
});

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
    runLeads(args, { GCLOUD_PROJECT: project ?? process.env['GCLOUD_PROJECT'] });
}

/** The process that runs the commands of a test file (toolHost.mjs). */
let host: ChildProcess | undefined;
let commands = 0;
afterAll(() => {
  host?.kill();
});

const resultSchema = z.object({
  id: z.number(),
  status: z.number(),
  stdout: z.string(),
  stderr: z.string(),
});

/**
 * Runs `npm run leads -- …` in a process that is up already, which is quicker than one of its own. `environment`
 * overrides that of the test.
 */
export async function runLeads(
  args: readonly string[],
  environment: Environment = {},
): Promise<ToolResult> {
  host ??= startHost();
  const id = (commands += 1);
  const answered = answerOf(host, id);
  host.send({ id, args, environment: environmentOf(environment) });
  const { status, stdout, stderr } = await answered;
  return { status, output: `${stderr}${stdout}`.trim(), stdout };
}

function startHost(): ChildProcess {
  const child = fork(join(__dirname, 'toolHost.mjs'), {
    cwd: root,
    env: environmentOf({}),
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.setMaxListeners(0);
  return child;
}

function answerOf(child: ChildProcess, id: number): Promise<z.infer<typeof resultSchema>> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      child.off('message', onMessage).off('exit', onExit);
    };
    const onMessage = (message: unknown): void => {
      const result = resultSchema.parse(message);
      if (result.id !== id) return;
      end();
      resolve(result);
    };
    const onExit = (): void => {
      end();
      reject(new Error('The process that runs the tool has ended'));
    };
    child.on('message', onMessage).on('exit', onExit);
  });
}

/** Runs Node at the root of the repository, with TypeScript. `environment` overrides that of the test. */
export async function runNode(
  args: readonly string[],
  environment: Environment = {},
): Promise<ToolResult> {
  return startTool(['--import', 'tsx', ...args], environment).ended;
}

/** Runs one of `scripts/`. `environment` overrides that of the test. */
export function runScript(
  name: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<ToolResult> {
  return startTool([join(root, 'scripts', name), ...args], environment).ended;
}

/** A tool that is running. */
export interface RunningTool {
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<ToolResult>;
}

/** Starts the operator's tool in a process of its own, which can be killed. `environment` overrides that of the test. */
export function startLeads(args: readonly string[], environment: Environment): RunningTool {
  return startTool([join(root, 'scripts', 'leads.js'), ...args], environment);
}

function startTool(args: readonly string[], environment: Environment): RunningTool {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: environmentOf(environment),
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
