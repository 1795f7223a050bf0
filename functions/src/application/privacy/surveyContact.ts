import type { Firestore } from 'firebase-admin/firestore';
import { listUsersOfContact } from '../../auth/users';
import type { SourceCollection } from '../../domain/documents/sourceRef';
import type { Micros } from '../../domain/time';
import { countOf } from '../../firestore/pagination';
import { blockedDocumentsPath, CONTACT_KEYS, statusHistoryPath } from '../../firestore/paths';
import { hashOf, readBlock, type Counted } from '../../firestore/privacyRuns';
import { findHeld } from './findHeld';

/** How much is held of a contact. */
export interface Survey {
  counts: Readonly<Record<Counted, number>>;
  /** Until when the contact is blocked; null if it is not. */
  blockedUntil: Micros | null;
}

/** Counts what is held of a contact. */
export async function surveyContact(db: Firestore, contactId: string): Promise<Survey> {
  const { sources, leads, contact, naming, mentions } = await findHeld(db, contactId);
  const entries = await Promise.all(leads.map(({ id }) => countOf(db, statusHistoryPath(id))));
  const countIn = (name: SourceCollection) =>
    sources.filter(({ ref }) => ref.parent.id === name).length;
  const contactKeys = naming.filter(({ ref }) => ref.parent.id === CONTACT_KEYS).length;
  return {
    counts: {
      accounts: (await listUsersOfContact(contactId)).length,
      enquiries: countIn('enquiries'),
      appointments: countIn('appointments'),
      visits: countIn('visits'),
      leads: leads.length,
      historyEntries: entries.reduce((sum, count) => sum + count, 0),
      contacts: contact === null ? 0 : 1,
      contactKeys,
      mails: naming.length - contactKeys,
      mentions: mentions.length,
      blockedDocuments: await countOf(db, blockedDocumentsPath(hashOf(contactId))),
    },
    blockedUntil: (await readBlock(db, contactId))?.until ?? null,
  };
}
