import type { Firestore } from 'firebase-admin/firestore';
import { listUsersOfContact, type User } from '../../auth/users';
import type { Micros } from '../../domain/time';
import { readBlockedDocuments } from '../../firestore/blockedDocuments';
import { statusHistoryPath } from '../../firestore/paths';
import { plainFields, type PlainFields } from '../../firestore/plainValues';
import { hashOf, readBlock } from '../../firestore/privacyRuns';
import { findHeld } from './findHeld';

/** A document in plain JSON. */
interface ExportedDocument {
  path: string;
  fields: PlainFields;
}

/** All that is held of a contact (docs/contract.md §12). */
export interface ContactExport {
  contactId: string;
  /** Their accounts, with which they sign in. */
  accounts: readonly Pick<User, 'uid' | 'email' | 'isVerified' | 'isDisabled' | 'createdAt'>[];
  /**
   * What the live collections hold: their contact, keys and mails, enquiries, appointments and visits, and leads with
   * their histories.
   */
  documents: readonly ExportedDocument[];
  /** Visits of other contacts' appointments that name this one. Only that they do is about this contact. */
  namedIn: readonly string[];
  /** What was put away, under the paths that it had. Null if the contact is not blocked. */
  blocked: { until: Micros | null; documents: readonly ExportedDocument[] } | null;
}

/** Gathers all that is held of a contact, live or blocked. Writes nothing. */
export async function exportContact(db: Firestore, contactId: string): Promise<ContactExport> {
  const { sources, leads, contact, naming, mentions } = await findHeld(db, contactId);
  const histories = await Promise.all(
    leads.map(async ({ id }) => (await db.collection(statusHistoryPath(id)).get()).docs),
  );
  const live = [
    ...(contact === null ? [] : [contact]),
    ...naming,
    ...sources,
    ...leads.flatMap((lead, n) => [lead, ...(histories[n] ?? [])]),
  ];
  const block = await readBlock(db, contactId);
  const accounts = await listUsersOfContact(contactId);
  return {
    contactId,
    accounts: accounts.map(({ uid, email, isVerified, isDisabled, createdAt }) => ({
      uid,
      email,
      isVerified,
      isDisabled,
      createdAt,
    })),
    documents: live.map((each) => exported(each.ref.path, each.data())),
    namedIn: mentions.map(({ ref }) => ref.path),
    blocked: block && { until: block.until, documents: await exportBlocked(db, contactId) },
  };
}

async function exportBlocked(db: Firestore, contactId: string): Promise<ExportedDocument[]> {
  const found = await readBlockedDocuments(db, hashOf(contactId));
  return found
    .map((each) => exported(String(each.get('path')), each.get('data')))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function exported(path: string, data: unknown): ExportedDocument {
  return { path, fields: plainFields(data) };
}
