/** Writes the benchmarks' documents to the emulator, and reads the results. */
import { FieldValue, type DocumentData } from 'firebase-admin/firestore';
import { database } from '../functions/src/firestore/database';
import { write } from '../functions/test/support/writeDocuments';

/** Firestore's limit for the values of an `in` filter. */
const MAX_IN_VALUES = 30;

let contacts = 0;

/** New pairs, each with the appointments that were created for it. */
export interface Pairs {
  contactIds: readonly string[];
  /** The paths of the appointments: the first of each pair, then the second of each pair, and so on. */
  paths: readonly string[];
}

/** Creates appointments of new pairs as clients do. Their events are not handled yet. */
export async function createAppointments(pairs: number, each: number): Promise<Pairs> {
  const contactIds = Array.from({ length: pairs }, () => `contacto-${(contacts += 1)}`);
  const documents = Array.from({ length: each }, (_, n) =>
    contactIds.map((contactId): [string, DocumentData] => [
      `appointments/${contactId}-cita-${n + 1}`,
      newAppointment(contactId),
    ]),
  ).flat();
  await write(documents);
  return { contactIds, paths: documents.map(([path]) => path) };
}

/** A scheduled appointment of a contact and its listing, with a client's stamps. */
export function newAppointment(contactId: string): DocumentData {
  const now = FieldValue.serverTimestamp();
  return {
    contactId,
    listingId: `piso-de-${contactId}`,
    prospectId: 'propietario-1',
    agentId: 'agente-1',
    status: 'Scheduled',
    createdBy: 'agente-1',
    updatedBy: 'agente-1',
    createdAt: now,
    updatedAt: now,
    statusAt: now,
  };
}

/** What was found in the database after appointments were handled. */
export interface Outcome {
  leads: number;
  /** The history entries of all these leads. */
  entries: number;
  /** The appointments that name a lead of their pair. */
  linked: number;
}

export async function readOutcome({ contactIds, paths }: Pairs): Promise<Outcome> {
  const outcome: Outcome = { leads: 0, entries: 0, linked: 0 };
  const leads = new Map<string, string>();
  for (let at = 0; at < contactIds.length; at += MAX_IN_VALUES) {
    const some = contactIds.slice(at, at + MAX_IN_VALUES);
    const found = await database().collection('leads').where('contactId', 'in', some).get();
    for (const lead of found.docs) {
      leads.set(lead.id, String(lead.get('contactId')));
      const history = await lead.ref.collection('statusHistory').count().get();
      outcome.entries += history.data().count;
    }
  }
  outcome.leads = leads.size;
  for (const appointment of await database().getAll(...paths.map((path) => database().doc(path)))) {
    const contact: unknown = appointment.get('contactId');
    if (leads.get(String(appointment.get('leadId'))) === contact) outcome.linked += 1;
  }
  return outcome;
}
