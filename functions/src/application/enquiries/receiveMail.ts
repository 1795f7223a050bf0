import type { Firestore } from 'firebase-admin/firestore';
import { Deadline } from '../../concurrency/deadline';
import type { InboundMail } from '../../domain/enquiries/inboundMail';
import { parsePortalMail } from '../../domain/enquiries/portalMail/parsePortalMail';
import type { ParsedPortalMail } from '../../domain/enquiries/portalMail/portalMail';
import {
  MAX_EXTERNAL_ID_LENGTH,
  type ReceivedEnquiry,
} from '../../domain/enquiries/receivedEnquiry';
import { shorten } from '../../domain/text';
import type { Micros } from '../../domain/time';
import { findThread, idOfMail, keepMail, listingExists } from '../../firestore/inboxStore';
import { sha256 } from '../../firestore/leadIds';
import { retryOnConflict } from '../../firestore/retryOnConflict';
import { storeEnquiry } from './storeEnquiry';

/** Why people have to read a mail. */
type WhyKept =
  /** No parser knows its form. */
  | 'unknown form'
  /** It goes on with a conversation. */
  | 'reply'
  /** Its form is known, and it has neither an e-mail address nor a phone number that can be used. */
  | 'no contact';

/** What became of a mail. `parser` is the form that it has, or that its sender is known for. */
export type MailResult = { id: string; parser: string | null } & (
  { result: 'stored' | 'repeated' } | { result: 'kept' | 'kept before'; why: WhyKept }
);

/**
 * Makes an enquiry of a portal's notification, or keeps the mail for people to read, once (docs/contract.md §11). A mail
 * is known again by its `Message-ID`; without one by all that it says.
 */
export async function receiveMail(
  db: Firestore,
  mail: InboundMail,
  now: Micros,
  deadline = new Deadline(),
): Promise<MailResult> {
  const { from, subject, text, date } = mail;
  const key = mail.messageId ?? sha256(JSON.stringify([from, subject, text, date]));
  const id = idOfMail(key);
  const { parser, parsed } = parsePortalMail(mail);
  const thread = await deadline.limit(findThread(db, mail.answers));
  const keep = async (why: WhyKept): Promise<MailResult> => {
    const isNew = await retryOnConflict(() => keepMail(db, id, mail, thread), deadline);
    return { result: isNew ? 'kept' : 'kept before', id, parser, why };
  };
  if (thread !== null || parsed?.kind === 'reply') return keep('reply');
  if (parsed === null) return keep('unknown form');
  const enquiry = await deadline.limit(enquiryOf(db, key, mail, parsed));
  const stored = await storeEnquiry(db, id, enquiry, now, deadline);
  return stored.result === 'no contact' ? keep('no contact') : { ...stored, parser };
}

/** The enquiry that a mail is. Its message begins with the mail's subject, which names the listing for people. */
async function enquiryOf(
  db: Firestore,
  key: string,
  { subject, date }: InboundMail,
  { portal, name, email, phone, reference, message }: ParsedPortalMail & { kind: 'message' },
): Promise<ReceivedEnquiry> {
  const isListed = reference !== null && (await listingExists(db, reference));
  return {
    portal,
    externalId: key.length <= MAX_EXTERNAL_ID_LENGTH ? key : sha256(key),
    contact: { name: name === null ? null : shorten(name, 200), email, phone },
    listingId: isListed ? reference : null,
    message: message === null ? subject : `${subject}\n\n${message}`,
    campaign: null,
    receivedAt: isoOf(date),
  };
}

/** The time in a header `Date`, as RFC 5322 writes it; null if it is written in another way. */
function isoOf(date: string | null): string | null {
  const isKnown = /^(\w{3}, *)?\d{1,2} \w{3} \d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|[A-Z]{1,4})\b/;
  const time = date !== null && isKnown.test(date) ? Date.parse(date) : NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
