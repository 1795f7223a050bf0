import { FieldValue, type Firestore } from 'firebase-admin/firestore';
import { enquiryIdOf } from '../domain/enquiries/receivedEnquiry';
import type { InboundMail } from '../domain/enquiries/inboundMail';
import { documentId, requiredId } from '../domain/fields';
import { getAll } from './getAll';
import { sha256 } from './leadIds';
import { enquiryPath, inboxPath, listingPath } from './paths';

/** The id of the enquiry that a mail becomes, or of the mail in the inbox. `key` is the mail's own id. */
export function idOfMail(key: string): string {
  return enquiryIdOf('mail', key, sha256);
}

/** The enquiry or mail that a mail answers. Absent parts are null. */
export interface MailThread {
  enquiryId: string | null;
  contactId: string | null;
}

/** What a mail answers, of the mails with these ids; null if none of them came here. One request, if there are ids. */
export async function findThread(
  db: Firestore,
  keys: readonly string[],
): Promise<MailThread | null> {
  const paths = keys.map(idOfMail).flatMap((id) => [enquiryPath(id), inboxPath(id)]);
  const found = (await getAll(db, paths)).find(({ exists }) => exists);
  if (found === undefined) return null;
  const isEnquiry = found.ref.parent.id === 'enquiries';
  const enquiryId = isEnquiry ? found.id : idIn(found.get('enquiryId'));
  return { enquiryId, contactId: idIn(found.get('contactId')) };
}

function idIn(value: unknown): string | null {
  return requiredId.safeParse(value).data ?? null;
}

/** Whether the agency's other systems have a listing of this id. */
export async function listingExists(db: Firestore, id: string): Promise<boolean> {
  if (!documentId.safeParse(id).success) return false;
  return (await db.doc(listingPath(id)).get()).exists;
}

/** Keeps a mail for people to read, unless it was kept before. Returns whether it is kept now. */
export async function keepMail(
  db: Firestore,
  id: string,
  { from, subject, text }: InboundMail,
  thread: MailThread | null,
): Promise<boolean> {
  const ref = db.doc(inboxPath(id));
  if ((await ref.get()).exists) return false;
  const { enquiryId = null, contactId = null } = thread ?? {};
  await ref.create({
    from,
    subject,
    text,
    receivedAt: FieldValue.serverTimestamp(),
    state: 'open',
    ...(enquiryId !== null && { enquiryId }),
    ...(contactId !== null && { contactId }),
  });
  return true;
}
