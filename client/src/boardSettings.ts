import { doc, getDoc } from 'firebase/firestore';
import type { EmbudoClient } from './client';
import { boardSettingsDocumentSchema } from './schemas/boardSettings';
import { stampEdit } from './stamps';
import { setDocument, type WriteOptions } from './writes';

const refOf = ({ db }: EmbudoClient) => doc(db, 'settings', 'board');

/** Why the agency loses leads, as its list says. Null if it keeps none, or one that cannot be read. Only staff may. */
export async function readLostReasons(client: EmbudoClient): Promise<string[] | null> {
  const { success, data } = boardSettingsDocumentSchema.safeParse(
    (await getDoc(refOf(client))).data(),
  );
  return success ? data.lostReasons : null;
}

/** Keeps the agency's list of reasons for lost leads, whatever it was before. Only admins may. */
export async function saveLostReasons(
  client: EmbudoClient,
  lostReasons: readonly string[],
  { signal }: WriteOptions = {},
): Promise<void> {
  await setDocument(client, refOf(client), () => ({ lostReasons, ...stampEdit(client) }), signal);
}
