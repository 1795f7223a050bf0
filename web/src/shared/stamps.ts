import { serverTimestamp, type FieldValue } from 'firebase/firestore';
import { connection } from './firebase/connection';

function getUid(): string {
  const { currentUser } = connection().auth;
  if (currentUser === null) throw new Error('Nobody is signed in');
  return currentUser.uid;
}

/** The stamps of every change (docs/contract.md §2). */
export function stampChange(): { updatedBy: string; updatedAt: FieldValue } {
  return { updatedBy: getUid(), updatedAt: serverTimestamp() };
}

/** The stamps of a change of `status`, `type` or `outcome`. */
export function stampState() {
  return { ...stampChange(), statusAt: serverTimestamp() };
}

/** The stamps of a new document. */
export function stampCreation() {
  return { createdBy: getUid(), createdAt: serverTimestamp(), ...stampState() };
}
