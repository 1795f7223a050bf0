import { Timestamp, type Firestore } from 'firebase-admin/firestore';
import type { Mail } from '../domain/telling/mail';
import { createOnce } from './createOnce';
import { sha256 } from './leadIds';

/** Where mail is put, for a service that sends it. */
export interface Mailbox {
  collection: string;
  /** Where the board is; '' if mails have no links. */
  boardUrl: string;
}

/** What a mail is about: another mail about the same is not written. */
type Topic = readonly [about: string, ...parts: readonly string[]];

const KEPT_DAYS = 30;

/**
 * Writes a mail in the format of Trigger Email, unless one about this was written before. Returns whether it was written
 * now. A policy of Firestore's may delete it after its `expireAt`.
 */
export function putMail(
  db: Firestore,
  { collection }: Mailbox,
  topic: Topic,
  to: string,
  message: Mail,
): Promise<boolean> {
  const expireAt = Timestamp.fromMillis(Date.now() + KEPT_DAYS * 86_400_000);
  const ref = db.collection(collection).doc(sha256(JSON.stringify(topic)));
  return createOnce(ref, { to, message: { ...message }, expireAt });
}
