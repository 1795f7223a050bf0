import { connection } from './firebase/connection';

/** The uid of the signed-in person. Null if nobody is signed in. */
export function readOwnUid(): string | null {
  return connection().auth.currentUser?.uid ?? null;
}
