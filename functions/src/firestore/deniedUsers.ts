import { FieldValue, type Firestore } from 'firebase-admin/firestore';
import { deniedUserPath } from './paths';

/** Has the rules refuse a user's requests as staff from now on, whatever role their token holds. */
export async function denyUser(db: Firestore, uid: string): Promise<void> {
  await db.doc(deniedUserPath(uid)).set({ at: FieldValue.serverTimestamp() });
}

/** Lets the role that a user's token holds count again. */
export async function allowUser(db: Firestore, uid: string): Promise<void> {
  await db.doc(deniedUserPath(uid)).delete();
}
