/** The contenders that handle the creation of an appointment: Embudo, and what people would write instead. */
import type { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import type { FirestoreEvent } from 'firebase-functions/firestore';
import { database } from '../functions/src/firestore/database';
import * as index from '../functions/src/index';
import { envelopeOf } from '../functions/test/support/envelope';
import { onceOnly } from './alternatives/onceOnly';
import { queryThenAdd } from './alternatives/queryThenAdd';
import { textbookTransaction } from './alternatives/textbookTransaction';

export const CONTENDERS = [
  'Embudo',
  'query, then add',
  'runTransaction',
  'firestore-util',
] as const;

/** Embudo as it is until `OLDER_LEADS` is turned off: it looks for each new pair among older leads. */
export const LOOKING_FOR_OLDER_LEADS = 'Embudo, OLDER_LEADS on';

export const ALL_CONTENDERS = [...CONTENDERS, LOOKING_FOR_OLDER_LEADS] as const;
export type Contender = (typeof ALL_CONTENDERS)[number];

/** How many history entries each contender intends to write for the first appointment of a pair. */
export const ENTRIES: Readonly<Record<Contender, number>> = {
  Embudo: 2,
  'Embudo, OLDER_LEADS on': 2,
  'query, then add': 1,
  runTransaction: 1,
  'firestore-util': 1,
};

/** Handles the creation of a document as the contender's trigger would. */
export async function handleCreation(
  contender: Contender,
  snapshot: QueryDocumentSnapshot,
): Promise<void> {
  switch (contender) {
    case 'Embudo':
    case 'Embudo, OLDER_LEADS on':
      process.env['OLDER_LEADS'] = String(contender === LOOKING_FOR_OLDER_LEADS);
      await index.onAppointmentCreated.run(toCreationEvent(snapshot));
      return;
    case 'query, then add':
      return queryThenAdd(database(), snapshot);
    case 'runTransaction':
      return textbookTransaction(database(), snapshot);
    case 'firestore-util':
      return onceOnly(toCreationEvent(snapshot));
  }
}

/** The event of a document's creation. It has the same id at every delivery. */
function toCreationEvent(
  snapshot: QueryDocumentSnapshot,
): FirestoreEvent<QueryDocumentSnapshot, { appointmentId: string }> {
  const project = process.env['GCLOUD_PROJECT'] ?? '';
  const envelope = envelopeOf(snapshot.ref.path, new Date().toISOString(), project);
  const params = { appointmentId: snapshot.id };
  return { ...envelope, id: `created-${snapshot.id}`, params, data: snapshot };
}
