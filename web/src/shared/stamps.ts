import { serverTimestamp, type FieldValue } from 'firebase/firestore';
import type { SourceCollection } from '#domain/documents/sourceRef';
import { changesState, type Fields } from './changes';
import { readOwnUid } from './ownUid';

function getUid(): string {
  const uid = readOwnUid();
  if (uid === null) throw new Error('Nobody is signed in');
  return uid;
}

/** The stamps of a change (docs/contract.md §2). A change of the document's state has one more. */
export function stampChange(collection: SourceCollection, changes: Fields) {
  const now = serverTimestamp();
  return {
    updatedBy: getUid(),
    updatedAt: now,
    ...(changesState(collection, changes) && { statusAt: now }),
  };
}

/** The stamps of a new document. */
export function stampCreation(): Record<string, string | FieldValue> {
  const [uid, now] = [getUid(), serverTimestamp()];
  return { createdBy: uid, createdAt: now, updatedBy: uid, updatedAt: now, statusAt: now };
}
