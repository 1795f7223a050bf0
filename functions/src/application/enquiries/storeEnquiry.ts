import type { Firestore } from 'firebase-admin/firestore';
import { Deadline } from '../../concurrency/deadline';
import { contactKeysOf } from '../../domain/enquiries/contactKeys';
import { findSender, planReceipt } from '../../domain/enquiries/planReceipt';
import type { ReceivedEnquiry } from '../../domain/enquiries/receivedEnquiry';
import { microsOfMillis, type Micros } from '../../domain/time';
import {
  commitReceipt,
  contactDocumentOf,
  readContactDocument,
  readReceipt,
} from '../../firestore/enquiryStore';
import { sha256 } from '../../firestore/leadIds';
import { retryOnConflict } from '../../firestore/retryOnConflict';
import { normalisePhone } from './phoneNumbers';

/** What became of a message. */
export type StoreResult =
  /** It was stored now, or before: also by an attempt of this call that got no answer. */
  | { result: 'stored' | 'repeated'; id: string }
  /** It has neither an e-mail address nor a phone number that can be used. */
  | { result: 'no contact' };

/**
 * Stores a message as one enquiry, however often it is delivered, also at the same time (docs/contract.md §11). Two
 * messages of one new person make one contact: their commits create the same keys, so one of them fails and is decided
 * again. `enquiryId` follows from the message. A `receivedAt` after `now`, the function's clock, does not count.
 */
export async function storeEnquiry(
  db: Firestore,
  enquiryId: string,
  enquiry: ReceivedEnquiry,
  now: Micros,
  deadline = new Deadline(),
): Promise<StoreResult> {
  const keys = contactKeysOf(enquiry.contact, { normalisePhone, sha256 });
  return retryOnConflict(async () => {
    const known = await readReceipt(db, enquiryId, keys);
    if (known.isStored) return { result: 'repeated', id: enquiryId };
    const sender = findSender(keys, known.holders);
    if (sender === null) return { result: 'no contact' };
    const contact = await readContactDocument(db, sender.contactId);
    const plan = planReceipt(
      enquiry.contact,
      keys,
      known.holders,
      sender,
      contactDocumentOf(contact),
    );
    deadline.throwIfPassed();
    const openedAt = openedAtOf(enquiry, now);
    await commitReceipt(db, { enquiryId, enquiry, openedAt, plan }, known, contact);
    return { result: 'stored', id: enquiryId };
  }, deadline);
}

/** When the interest was shown, as the sender says; null if it says nothing, or a time that has not come. */
function openedAtOf({ receivedAt }: ReceivedEnquiry, now: Micros): Micros | null {
  const time = receivedAt === null ? NaN : microsOfMillis(Date.parse(receivedAt));
  return time <= now ? time : null;
}
