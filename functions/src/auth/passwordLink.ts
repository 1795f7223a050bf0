import * as z from 'zod';
import { project } from '../app';
import { getAccessToken } from './accessToken';

const answerSchema = z.object({ oobLink: z.string().optional() });
const errorSchema = z.object({ error: z.object({ message: z.string() }) });

const TIMEOUT_MS = 10_000;

/**
 * Has Firebase mail a user the link by which they set a password. Whoever follows it has proved that the address
 * is theirs. Resolves to the link on the emulators, which send no mail, and to null if it was mailed. The Admin SDK
 * can only make the link; only the REST API has Firebase send it.
 */
export async function sendPasswordLink(email: string): Promise<string | null> {
  const emulator = process.env['FIREBASE_AUTH_EMULATOR_HOST'];
  const { projectId = '' } = project().options;
  const path = `identitytoolkit.googleapis.com/v1/projects/${projectId}/accounts:sendOobCode`;
  const response = await fetch(
    emulator === undefined ? `https://${path}` : `http://${emulator}/${path}`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${emulator === undefined ? await getAccessToken() : 'owner'}`,
        'x-goog-user-project': projectId,
      },
      body: JSON.stringify({
        requestType: 'PASSWORD_RESET',
        email,
        returnOobLink: emulator !== undefined,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    },
  );
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const { data } = errorSchema.safeParse(answer);
    throw new Error(data?.error.message ?? `HTTP ${response.status}`);
  }
  return answerSchema.parse(answer).oobLink ?? null;
}
