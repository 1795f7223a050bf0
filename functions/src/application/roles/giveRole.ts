import type { Firestore } from 'firebase-admin/firestore';
import { setRole } from '../../auth/users';
import type { RoleClaims } from '../../domain/role';
import { allowUser } from '../../firestore/deniedUsers';

/** Gives a user a role, in place of the one that they had or that was taken away (docs/contract.md §7). */
export async function giveRole(db: Firestore, uid: string, claims: RoleClaims): Promise<void> {
  await setRole(uid, claims);
  await allowUser(db, uid);
}
