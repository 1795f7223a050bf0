import { doc } from 'firebase/firestore';
import type { EmbudoClient } from './client';
import { stampEdit } from './stamps';
import { updateDocument, type WriteOptions } from './writes';

/**
 * Sets a mail of the inbox to `done` (docs/contract.md §11).
 * Rejects with {@link NotFoundError} if it does not exist. Only staff may.
 */
export async function setMailDone(
  client: EmbudoClient,
  id: string,
  { signal }: WriteOptions = {},
): Promise<void> {
  const mail = doc(client.db, 'inbox', id);
  await updateDocument(
    client,
    mail,
    () => ({ state: 'done' }),
    () => stampEdit(client),
    signal,
  );
}
