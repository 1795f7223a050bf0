import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline/promises';
import { getMessage, ToolError } from './toolError';

/** The options of every command: which project, whether to ask before writing, and how to answer. */
export interface Target {
  project?: string;
  yes?: boolean;
  json?: boolean;
}

/** Points the Admin SDK at the named project, or at the emulators of `npm start` if none is named. */
export function useTarget({ project }: Target): void {
  // This variable names a project too, and the SDK prefers it.
  delete process.env['FIREBASE_CONFIG'];
  if (project === undefined) {
    useEmulators();
    return;
  }
  process.env['GCLOUD_PROJECT'] = project;
  delete process.env['FIREBASE_AUTH_EMULATOR_HOST'];
  delete process.env['FIRESTORE_EMULATOR_HOST'];
}

function useEmulators(): void {
  process.env['GCLOUD_PROJECT'] ??= 'demo-embudo';
  process.env['FIREBASE_AUTH_EMULATOR_HOST'] ??= '127.0.0.1:9099';
  process.env['FIRESTORE_EMULATOR_HOST'] ??= '127.0.0.1:8080';
  // Without this the SDK looks for the metadata server of Google Cloud, and warns that there is none.
  process.env['METADATA_SERVER_DETECTION'] ??= 'none';
}

/** Asks before the first write to a real project, and names the project. The emulators need no answer. */
export async function confirmWrite({ project, yes }: Target, action: string): Promise<void> {
  if (project === undefined || yes === true) return;
  const question = `${action} in project ${project}?`;
  if (!process.stdin.isTTY) throw new ToolError(`${question} Pass --yes if nobody can answer.`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${question} (y/N) `);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new ToolError('Nothing was written.');
}

/** Runs work that needs Firebase. A failure becomes a {@link ToolError} that gives the reason. */
export async function explainErrors<Result>(
  target: Target,
  work: () => Promise<Result>,
): Promise<Result> {
  // The SDK would retry for most of a minute before it gave up.
  if (target.project === undefined && !(await isEmulatorUp())) {
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
