import type { Firestore, QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { SOURCE_COLLECTIONS } from '../domain/documents/sourceRef';
import { chunksOf } from './chunksOf';
import { CONTACT_KEYS, INBOX, LEADS } from './paths';

/** Firestore takes at most this many values in one condition. */
const MAX_VALUES = 30;

/** The enquiries, appointments and visits that name a contact. */
export async function findSourcesOfContact(
  db: Firestore,
  contactId: string,
): Promise<QueryDocumentSnapshot[]> {
  const found = await Promise.all(
    SOURCE_COLLECTIONS.map((name) => db.collection(name).where('contactId', '==', contactId).get()),
  );
  return found.flatMap(({ docs }) => docs);
}

/** The leads that name a contact. */
export async function findLeadsOfContact(
  db: Firestore,
  contactId: string,
): Promise<QueryDocumentSnapshot[]> {
  return (await db.collection(LEADS).where('contactId', '==', contactId).get()).docs;
}

/** The keys by which a contact is found (docs/contract.md §11). */
export async function findKeysOfContact(
  db: Firestore,
  contactId: string,
): Promise<QueryDocumentSnapshot[]> {
  return (await db.collection(CONTACT_KEYS).where('contactId', '==', contactId).get()).docs;
}

/** The mails in the inbox that are known to be of a contact: replies of a known thread. */
export async function findMailsOfContact(
  db: Firestore,
  contactId: string,
): Promise<QueryDocumentSnapshot[]> {
  return (await db.collection(INBOX).where('contactId', '==', contactId).get()).docs;
}

/** The visits that name one of these appointments. One request for each 30. */
export async function findVisitsOfAppointments(
  db: Firestore,
  ids: readonly string[],
): Promise<QueryDocumentSnapshot[]> {
  const found = await Promise.all(
    chunksOf(ids, MAX_VALUES).map((some) =>
      db.collection('visits').where('appointmentId', 'in', some).get(),
    ),
  );
  return found.flatMap(({ docs }) => docs);
}

/** The enquiries, appointments and visits that name one of these leads. Three requests for each 30. */
export async function findSourcesOfLeads(
  db: Firestore,
  ids: readonly string[],
): Promise<QueryDocumentSnapshot[]> {
  const found = await Promise.all(
    chunksOf(ids, MAX_VALUES).flatMap((some) =>
      SOURCE_COLLECTIONS.map((name) => db.collection(name).where('leadId', 'in', some).get()),
    ),
  );
  return found.flatMap(({ docs }) => docs);
}
