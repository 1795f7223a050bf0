import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline/promises';
import { useProject } from '../../functions/src/app';
import { readParameters } from '../../scripts/envFiles.cjs';
import { showControls } from './print';
import { REPOSITORY } from './repository';
import { getMessage, ToolError } from './toolError';

/** The options of every command, as they were typed. */
export interface ToolOptions {
  project?: string;
  yes?: boolean;
  json?: boolean;
}

/** What a command works on, and how it asks and answers. */
export interface Target {
  projectId: string;
  /** A real project. If not, it is the emulators. */
  isReal: boolean;
  /** Whether to write without asking. */
  yes: boolean;
  /** Whether to answer in JSON. */
  json: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const EMULATORS = {
  FIRESTORE_EMULATOR_HOST: '127.0.0.1:8080',
  FIREBASE_AUTH_EMULATOR_HOST: '127.0.0.1:9099',
} as const;
type EmulatorHost = keyof typeof EMULATORS;
const EMULATOR_HOSTS = Object.keys(EMULATORS) as EmulatorHost[];

/** Each of these names a project to one of Google's libraries. */
const PROJECT_VARIABLES = ['GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'] as const;

/**
 * Decides what a command works on: the project of `--project`, or the emulators of `npm start`. Throws a
 * {@link ToolError} if the options and the environment leave a doubt.
 */
export function chooseTarget(
  { project, yes = false, json = false }: ToolOptions,
  environment: Environment,
): Target {
  if (project === undefined) {
    requireLocalEmulators(environment);
    return { projectId: environment['GCLOUD_PROJECT'] || 'demo-embudo', isReal: false, yes, json };
  }
  if (!/^[a-z][a-z0-9.:-]*$/.test(project)) {
    throw new ToolError(
      `--project is ${JSON.stringify(project)}, which is not the id of a project: write it as in --project my-agency.`,
    );
  }
  for (const variable of PROJECT_VARIABLES) {
    const named = environment[variable];
    if (named !== undefined && named !== '' && named !== project) {
      throw new ToolError(
        `--project names ${project}, but ${variable} names ${named}: unset ${variable}, or name the same project.`,
      );
    }
  }
  return { projectId: project, isReal: true, yes, json };
}

/** An empty host would send the SDK to a real project; another machine's would send it this one's data. */
function requireLocalEmulators(environment: Environment): void {
  for (const variable of EMULATOR_HOSTS) {
    const host = environment[variable];
    if (host === undefined || isLoopback(host)) continue;
    const value = host.trim() === '' ? 'is empty' : `is ${host}, which is not this machine`;
    throw new ToolError(
      `${variable} ${value}: unset it to use the emulators of npm start, or name a real project with --project.`,
    );
  }
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]):\d{1,5}$/.test(host);
}

/** Points the Admin SDK at what the command works on. Everything else asks the returned target. */
export function useTarget(options: ToolOptions): Target {
  const target = chooseTarget(options, process.env);
  if (target.isReal) {
    for (const variable of EMULATOR_HOSTS) Reflect.deleteProperty(process.env, variable);
    // With a user's own credentials, Authentication wants to know which project the calls count for.
    process.env['GOOGLE_CLOUD_QUOTA_PROJECT'] ||= target.projectId;
  } else {
    for (const variable of EMULATOR_HOSTS) process.env[variable] ??= EMULATORS[variable];
    // Without this the SDK looks for the metadata server of Google Cloud, and warns that there is none.
    process.env['METADATA_SERVER_DETECTION'] ??= 'none';
  }
  useProject(target.projectId);
  useAttentionDays(target.projectId);
  return target;
}

/** What the tool writes to leads has the days of the deployed functions (docs/contract.md §10). */
function useAttentionDays(projectId: string): void {
  const { ATTENTION_DAYS } = readParameters(REPOSITORY, projectId);
  if (ATTENTION_DAYS !== undefined) process.env['ATTENTION_DAYS'] ??= ATTENTION_DAYS;
}

/** Asks before the first write to a real project, and names the project. The emulators need no answer. */
export async function confirmWrite(
  { projectId, isReal, yes }: Target,
  action: string,
): Promise<void> {
  if (!isReal || yes) return;
  const question = `${action} in project ${projectId}?`;
  if (!process.stdin.isTTY) throw new ToolError(`${question} Pass --yes if nobody can answer.`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(showControls(`${question} (y/N) `));
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new ToolError('Nothing was written.');
}

/** Runs work that needs Firebase. A failure becomes a {@link ToolError} that gives the reason. */
export async function explainErrors<Result>(
  { isReal }: Target,
  work: () => Promise<Result>,
): Promise<Result> {
  // The SDK would retry for most of a minute before it gave up.
  if (!isReal && !(await isEmulatorUp())) {
    throw new ToolError(
      'The emulators are not up: run npm start first, or name a real project with --project.',
    );
  }
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(`Firebase refused: ${getMessage(error)}`);
  }
}

async function isEmulatorUp(): Promise<boolean> {
  const { hostname, port } = new URL(`http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}`);
  const socket = connect({ host: hostname, port: Number(port) });
  const isConnected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isConnected;
}
