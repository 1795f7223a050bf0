import { FieldValue, type Firestore } from 'firebase-admin/firestore';
import { createOnce } from './createOnce';
import { sha256 } from './leadIds';
import { webhookOffPath } from './paths';

const switchOf = (db: Firestore, address: string) => db.doc(webhookOffPath(sha256(address)));

/** Whether the webhook at an address has turned itself off, and nobody has turned it on again. One read. */
export async function isTurnedOff(db: Firestore, address: string): Promise<boolean> {
  return (await switchOf(db, address).get()).exists;
}

/** Turns the webhook at an address off. Returns the path of the document that says so; null if it was off. */
export async function turnOff(db: Firestore, address: string): Promise<string | null> {
  const ref = switchOf(db, address);
  const { host } = new URL(address);
  const isNew = await createOnce(ref, { host, offSince: FieldValue.serverTimestamp() });
  return isNew ? ref.path : null;
}
