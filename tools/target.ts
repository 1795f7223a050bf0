import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline/promises';

/** What the operator said of where to work and how to answer. */
export interface Target {
  project?: string;
  yes?: boolean;
  json?: boolean;
}

/** A failure that the operator can mend: printed as one sentence. */
export class ToolError extends Error {}

/** Points the server's SDK at the emulators of `npm start`, or at a real project where one is named. */
export function aim({ project }: Target): void {
  // It would name a project of its own.
  delete process.env['FIREBASE_CONFIG'];
  if (project === undefined) {
    process.env['GCLOUD_PROJECT'] ??= 'demo-embudo';
    process.env['FIREBASE_AUTH_EMULATOR_HOST'] ??= '127.0.0.1:9099';
    process.env['FIRESTORE_EMULATOR_HOST'] ??= '127.0.0.1:8080';
    // Nothing here runs on Google Cloud: without this the SDK looks for a metadata server, and warns.
    process.env['METADATA_SERVER_DETECTION'] ??= 'none';
    return;
  }
  process.env['GCLOUD_PROJECT'] = project;
  delete process.env['FIREBASE_AUTH_EMULATOR_HOST'];
  delete process.env['FIRESTORE_EMULATOR_HOST'];
}

/** Asks before something is written to a real project, which it names. */
export async function confirmWrite({ project, yes }: Target, what: string): Promise<void> {
  if (project === undefined || yes === true) return;
  if (!process.stdin.isTTY) {
    throw new ToolError(`${what} in project ${project}? Say --yes where nobody can be asked.`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${what} in project ${project}? (y/N) `);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new ToolError('Nothing was written.');
}

/** Says in one sentence why Firebase could not be reached, where that is what went wrong. */
export async function reach<Result>(target: Target, work: () => Promise<Result>): Promise<Result> {
  if (target.project === undefined && !(await emulatorAnswers())) {
    throw new ToolError(
      'The emulators are not up: run npm start first, or name a real project with --project.',
    );
  }
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ToolError(`Firebase refused: ${reason}`);
  }
}

/** Asked first, since the SDK would go on trying for most of a minute. */
async function emulatorAnswers(): Promise<boolean> {
  const { hostname, port } = new URL(`http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}`);
  const socket = connect({ host: hostname, port: Number(port) });
  const answers = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answers;
}
