import {
  FieldValue,
  type DocumentData,
  type DocumentSnapshot,
  type Firestore,
  type WriteBatch,
} from 'firebase-admin/firestore';
import { requiredId } from '../domain/fields';
import type { ContactKey } from '../domain/enquiries/contactKeys';
import { RECEIVER, type ContactDocument, type ReceiptPlan } from '../domain/enquiries/planReceipt';
import { channelOf, type ReceivedEnquiry } from '../domain/enquiries/receivedEnquiry';
import type { Micros } from '../domain/time';
import { getAll } from './getAll';
import { contactKeyPath, contactPath, enquiryPath } from './paths';
import { toTimestamp } from './timestamps';

/** What is known when a message arrives. */
export interface KnownReceipt {
  /** Whether the message was stored before. */
  isStored: boolean;
  /** The contacts that the keys name, by the keys' hashes. */
  holders: ReadonlyMap<string, string>;
  keys: readonly DocumentSnapshot[];
}

/** Reads whether a message was stored, and whom its keys name. One request. */
export async function readReceipt(
  db: Firestore,
  enquiryId: string,
  keys: readonly ContactKey[],
): Promise<KnownReceipt> {
  const paths = [enquiryPath(enquiryId), ...keys.map(({ hash }) => contactKeyPath(hash))];
  const [enquiry, ...found] = await getAll(db, paths);
  const holders = new Map(
    found.flatMap((key) => {
      const contactId = holderOf(key);
      return contactId === null ? [] : [[key.id, contactId] as const];
    }),
  );
  return { isStored: enquiry?.exists === true, holders, keys: found };
}

/** The contact that a key names; null if there is no such key, or it names none. */
export function holderOf(key: DocumentSnapshot): string | null {
  return requiredId.safeParse(key.get('contactId')).data ?? null;
}

export async function readContactDocument(
  db: Firestore,
  contactId: string,
): Promise<DocumentSnapshot> {
  return db.doc(contactPath(contactId)).get();
}

export function contactDocumentOf(snapshot: DocumentSnapshot): ContactDocument {
  return snapshot.data() ?? null;
}

/** A message that becomes an enquiry, and how it was decided to be stored. */
export interface Receipt {
  enquiryId: string;
  enquiry: ReceivedEnquiry;
  /** When the interest was shown; null for the time of the commit. */
  openedAt: Micros | null;
  plan: ReceiptPlan;
}

/**
 * Writes an enquiry with the contact that it is from and the keys that find them again: one commit, so that there is
 * never a part of it. Fails if another message wrote one of these documents since they were read.
 */
export async function commitReceipt(
  db: Firestore,
  { enquiryId, enquiry, openedAt, plan }: Receipt,
  { keys }: KnownReceipt,
  contact: DocumentSnapshot,
): Promise<void> {
  const batch = db.batch();
  batch.create(db.doc(enquiryPath(enquiryId)), enquiryData(enquiry, openedAt, plan.contactId));
  // The key that found the contact is written as it is: a check that the contact was not erased meanwhile.
  const written = plan.foundBy === null ? plan.newKeys : [plan.foundBy, ...plan.newKeys];
  for (const key of written) {
    const found = keys.find(({ id }) => id === key.hash);
    writeKey(db, batch, key, plan.contactId, found);
  }
  if (plan.contact !== null) {
    const { fields } = plan.contact;
    if (contact.updateTime === undefined) {
      const created = { createdBy: RECEIVER, createdAt: FieldValue.serverTimestamp() };
      batch.create(contact.ref, { ...fields, ...created });
    } else batch.update(contact.ref, fields, { lastUpdateTime: contact.updateTime });
  }
  await batch.commit();
}

/** Adds to a batch that a contact is found by a key, if the key is still as it was found. */
export function writeKey(
  db: Firestore,
  batch: WriteBatch,
  { kind, hash }: ContactKey,
  contactId: string,
  found: DocumentSnapshot | undefined,
): void {
  const ref = db.doc(contactKeyPath(hash));
  const version = found?.updateTime;
  if (version === undefined) batch.create(ref, { contactId, kind });
  else batch.update(ref, { contactId, kind }, { lastUpdateTime: version });
}

function enquiryData(
  { portal, campaign, externalId, listingId, message }: ReceivedEnquiry,
  openedAt: Micros | null,
  contactId: string,
): DocumentData {
  const now = FieldValue.serverTimestamp();
  const opened = openedAt === null ? now : toTimestamp(openedAt);
  return {
    contactId,
    ...(listingId !== null && { listingId }),
    status: 'open',
    channel: channelOf(portal),
    origin: { portal, ...(campaign !== null && { campaign }) },
    externalId,
    ...(message !== null && { message }),
    createdBy: RECEIVER,
    createdAt: opened,
    statusAt: opened,
    updatedBy: RECEIVER,
    updatedAt: now,
  };
}
