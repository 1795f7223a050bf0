/** Writes many documents to the emulator. */
import type { DocumentData } from 'firebase-admin/firestore';
import { database } from '../../src/firestore/database';

const BATCH = 400;

/** Writes documents in as few commits as possible. */
export async function write(
  documents: readonly (readonly [string, DocumentData])[],
): Promise<void> {
  for (let at = 0; at < documents.length; at += BATCH) {
    const batch = database().batch();
    for (const [path, data] of documents.slice(at, at + BATCH))
      batch.set(database().doc(path), data);
    await batch.commit();
  }
}
