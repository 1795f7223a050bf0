import { getAccessToken } from '../../functions/src/auth/accessToken';
import { database } from '../../functions/src/firestore/database';
import { CHECK_PROGRESS_PATH } from '../../functions/src/firestore/paths';
import { readParameters } from '../../scripts/envFiles.cjs';
import { REPOSITORY } from '../lib/repository';
import type { Target } from '../lib/target';
import { waitFor } from './waitFor';

const TIMEOUT_MS = 60_000;

/** Starts the nightly check now, and waits until it has noted how far it came. */
export async function runNightlyCheck(target: Target): Promise<void> {
  const progress = database().doc(CHECK_PROGRESS_PATH);
  const readNoted = async () => (await progress.get()).updateTime?.toMillis() ?? 0;
  const before = await readNoted();
  await start(target);
  await waitFor('checkLeads has noted how far it came', async () => (await readNoted()) > before);
}

async function start({ projectId, isReal }: Target): Promise<void> {
  const { CHECK_REGION: region = 'europe-west1' } = readParameters(REPOSITORY, projectId);
  const job = `projects/${projectId}/locations/${region}/jobs/firebase-schedule-checkLeads-${region}`;
  const functions = process.env['FUNCTIONS_EMULATOR_HOST'] ?? '127.0.0.1:5001';
  const response = isReal
    ? await post(`https://cloudscheduler.googleapis.com/v1/${job}:run`, {
        authorization: `Bearer ${await getAccessToken()}`,
        'x-goog-user-project': projectId,
      })
    : await post(
        `http://${functions}/functions/projects/${projectId}/triggers/${region}-checkLeads-0`,
        {},
      );
  if (!response.ok) {
    throw new Error(
      `checkLeads could not be started: HTTP ${response.status} ${await response.text()}`,
    );
  }
}

function post(url: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
