/** A project of the benchmarks' own in the emulator: what is put into it, and what is found there. */
import { FieldValue, type DocumentData } from 'firebase-admin/firestore';
import { database } from '../src/firestore/database';

const BATCH = 400;
/** Firestore's limit for `in`. */
const MOST_IN = 30;

let numbered = 0;

/** Some pairs that nobody has met before, each with the appointments that are created for it. */
export interface Pairs {
  contactIds: readonly string[];
  /** Of appointments: first each pair's first one, then each pair's second, … */
  paths: readonly string[];
}

/** Creates appointments as clients do, of new pairs; nothing is told of them yet. */
export async function createAppointments(pairs: number, each: number): Promise<Pairs> {
  const contactIds = Array.from({ length: pairs }, () => `contacto-${(numbered += 1)}`);
  const documents = Array.from({ length: each }, (_, n) =>
    contactIds.map((contactId): [string, DocumentData] => [
      `appointments/${contactId}-cita-${n + 1}`,
      appointmentOf(contactId),
    ]),
  ).flat();
  await write(documents);
  return { contactIds, paths: documents.map(([path]) => path) };
}

/** A scheduled appointment of a contact and its listing, with a client's stamps. */
export function appointmentOf(contactId: string): DocumentData {
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

/** Writes documents as they are, in as few commits as can be. */
export async function write(
  documents: readonly (readonly [string, DocumentData])[],
): Promise<void> {
  for (let at = 0; at < documents.length; at += BATCH) {
    const batch = database().batch();
    for (const [path, data] of documents.slice(at, at + BATCH))
      batch.set(database().doc(path), data);
    await batch.commit();
  }
}

/** What stands after some appointments of some pairs were handled. */
export interface Outcome {
  leads: number;
  /** History entries of all these leads. */
  entries: number;
  /** Appointments that name a lead of their pair. */
  linked: number;
}

export async function outcomeOf({ contactIds, paths }: Pairs): Promise<Outcome> {
  const outcome: Outcome = { leads: 0, entries: 0, linked: 0 };
  const leads = new Map<string, string>();
  for (let at = 0; at < contactIds.length; at += MOST_IN) {
    const some = contactIds.slice(at, at + MOST_IN);
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
