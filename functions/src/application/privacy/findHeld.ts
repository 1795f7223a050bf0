import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { documentId, requiredId } from '../../domain/fields';
import type { SourceDocument } from '../../domain/documents/sourceDocument';
import { ownerOf } from '../../domain/privacy/ownerOf';
import {
  findKeysOfContact,
  findLeadsOfContact,
  findMailsOfContact,
  findSourcesOfContact,
  findSourcesOfLeads,
  findVisitsOfAppointments,
} from '../../firestore/contactQueries';
import { getAll } from '../../firestore/getAll';
import { appointmentPath, contactPath, leadPath } from '../../firestore/paths';
import { sourceOf } from '../../firestore/sourceDocuments';

/** What the live collections hold of a contact (docs/contract.md §12). */
export interface Held {
  /** Their enquiries, appointments and visits. */
  sources: readonly DocumentSnapshot[];
  leads: readonly DocumentSnapshot[];
  /** What the agency's other systems say of them; null if there is nothing. */
  contact: DocumentSnapshot | null;
  /** The keys by which they are found, and the mails in the inbox that are known to be theirs. */
  naming: readonly DocumentSnapshot[];
  /** Visits of another contact's appointment that name this one, as a couple's do (§2). */
  mentions: readonly DocumentSnapshot[];
  /**
   * Documents of others that still name a lead of this contact, and the other way round: the event of the correction was
   * not handled yet.
   */
  strays: readonly SourceDocument[];
}

/** Whether there is nothing of a contact. Strays that are none of the sources are somebody else's. */
export function isNothing({ sources, leads, contact, naming, mentions }: Held): boolean {
  const found = [sources, leads, naming, mentions];
  return found.every(({ length }) => length === 0) && contact === null;
}

/**
 * Finds all that the live collections hold of a contact: what names it, the visits of its appointments, what is linked
 * to its leads, the leads, and what it is found by. One read for each, and for each appointment or lead of others that one of them names.
 */
export async function findHeld(db: Firestore, contactId: string): Promise<Held> {
  const [leads, own, contact, keys, mails] = await Promise.all([
    findLeadsOfContact(db, contactId),
    findSourcesOfContact(db, contactId),
    readContact(db, contactId),
    findKeysOfContact(db, contactId),
    findMailsOfContact(db, contactId),
  ]);
  const appointments = own.filter(({ ref }) => ref.parent.id === 'appointments');
  const candidates = distinct([
    ...own,
    ...(await findVisitsOfAppointments(db, appointments.map(idOf))),
    ...(await findSourcesOfLeads(db, leads.map(idOf))),
  ]);
  const contacts = await readContacts(db, [...leads, ...appointments], candidates);
  const held = { sources: [], mentions: [], strays: [] } as {
    sources: DocumentSnapshot[];
    mentions: DocumentSnapshot[];
    strays: SourceDocument[];
  };
  for (const candidate of candidates) {
    const source = sourceOf(candidate);
    if (source === null) continue;
    const ownership = ownershipOf(candidate, source, contacts);
    const owner = ownerOf(ownership);
    const { leadsContact } = ownership;
    if (owner === contactId) held.sources.push(candidate);
    else if (contactOf(candidate) === contactId) held.mentions.push(candidate);
    const isTheirs = owner === contactId || leadsContact === contactId;
    if (isTheirs && leadsContact !== null && leadsContact !== owner) held.strays.push(source);
  }
  return { ...held, leads, contact, naming: [...keys, ...mails] };
}

/** The contact that each of some documents names, by its path; null if it names none or does not exist. */
type Contacts = ReadonlyMap<string, string | null>;

/** Of `known` documents, and of the appointments and leads that `candidates` name. */
async function readContacts(
  db: Firestore,
  known: readonly DocumentSnapshot[],
  candidates: readonly DocumentSnapshot[],
): Promise<Contacts> {
  const contacts = new Map(known.map((each) => [each.ref.path, contactOf(each)]));
  const named = candidates.flatMap((candidate) => {
    const appointmentId = appointmentOf(candidate);
    const leadId = sourceOf(candidate)?.leadId ?? null;
    return [
      ...(appointmentId === null ? [] : [appointmentPath(appointmentId)]),
      ...(leadId === null ? [] : [leadPath(leadId)]),
    ];
  });
  const unknown = [...new Set(named)].filter((path) => !contacts.has(path));
  for (const each of await getAll(db, unknown)) contacts.set(each.ref.path, contactOf(each));
  return contacts;
}

function ownershipOf(
  candidate: DocumentSnapshot,
  { ref: { collection }, leadId }: SourceDocument,
  contacts: Contacts,
) {
  const appointmentId = collection === 'visits' ? appointmentOf(candidate) : null;
  return {
    collection,
    contactId: contactOf(candidate),
    appointmentId,
    appointmentsContact:
      appointmentId === null ? null : (contacts.get(appointmentPath(appointmentId)) ?? null),
    leadsContact: leadId === null ? null : (contacts.get(leadPath(leadId)) ?? null),
  };
}

function contactOf(snapshot: DocumentSnapshot): string | null {
  return requiredId.safeParse(snapshot.get('contactId')).data ?? null;
}

function appointmentOf(snapshot: DocumentSnapshot): string | null {
  return documentId.safeParse(snapshot.get('appointmentId')).data ?? null;
}

/** Null if it does not exist, or the contact's id can be no document's. */
async function readContact(db: Firestore, contactId: string): Promise<DocumentSnapshot | null> {
  if (!documentId.safeParse(contactId).success) return null;
  const snapshot = await db.doc(contactPath(contactId)).get();
  return snapshot.exists ? snapshot : null;
}

function idOf({ id }: DocumentSnapshot): string {
  return id;
}

function distinct(snapshots: readonly DocumentSnapshot[]): DocumentSnapshot[] {
  return [...new Map(snapshots.map((each) => [each.ref.path, each])).values()];
}
