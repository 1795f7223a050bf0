import type { Firestore } from 'firebase-admin/firestore';
import { revokeSessions, setRole } from '../../auth/users';
import { denyUser } from '../../firestore/deniedUsers';

/**
 * Takes a user's role away at once (docs/contract.md §7, Leaving). The rules refuse them first, so that an
 * interrupted removal leaves no door open. Idempotent: running it again finishes it.
 */
export async function removeRole(db: Firestore, uid: string): Promise<void> {
  await denyUser(db, uid);
  await setRole(uid, null);
  await revokeSessions(uid);
}
