import { doc } from 'firebase/firestore';
import type { EmbudoClient } from './client';
import { stampEdit } from './stamps';
import { updateDocument, type WriteOptions } from './writes';

/** Somebody has seen to a mail of the inbox (docs/contract.md §11). Only staff may. */
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
