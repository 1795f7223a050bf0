import { serverTimestamp, type FieldValue } from 'firebase/firestore';
import type { SourceCollection } from '../../functions/src/domain/documents/sourceRef';
import { changesState, type Fields } from './changes';
import { requireUid, type EmbudoClient } from './client';

/** Stamps by their fields. */
export type Stamps = Readonly<Record<string, string | FieldValue>>;

/** The stamps of a change that is no change of a state. */
export function stampEdit(client: EmbudoClient): Stamps {
  return { updatedBy: requireUid(client), updatedAt: serverTimestamp() };
}

/** The stamps of a change (docs/contract.md §2). A change of the document's state has one more. */
export function stampChange(
  client: EmbudoClient,
  collection: SourceCollection,
  changes: Fields,
): Stamps {
  const stamps = stampEdit(client);
  return changesState(collection, changes) ? { ...stamps, statusAt: serverTimestamp() } : stamps;
}

/** The stamps of a new document. */
export function stampCreation(client: EmbudoClient): Stamps {
  const [uid, now] = [requireUid(client), serverTimestamp()];
  return { createdBy: uid, createdAt: now, updatedBy: uid, updatedAt: now, statusAt: now };
}
