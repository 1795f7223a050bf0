import type { Firestore } from 'firebase-admin/firestore';
import type { ChainEnd } from '../domain/history';
import type { StoredLead } from '../domain/lead';
import type { Pair } from '../domain/leadId';
import type { SourceDocument } from '../domain/sourceDocument';
import { viewingKey, type SourceRef } from '../domain/viewing';
import { findOlderLead, readChainEnd, readLead, readLeads } from '../firestore/leadStore';
import { readSourceDocument, readSources } from '../firestore/sourceDocuments';

/** What a decision may ask of the database. */
export interface Reads {
  lead: (id: string) => Promise<StoredLead | null>;
  olderLead: (pair: Pair) => Promise<StoredLead | null>;
  chainEnd: (leadId: string) => Promise<ChainEnd | null>;
  source: (ref: SourceRef) => Promise<SourceDocument | null>;
  sources: (refs: readonly SourceRef[]) => Promise<SourceDocument[]>;
}

/** Each read as it stands at that moment: for what is going to be committed. */
export function freshReads(db: Firestore): Reads {
  return {
    lead: (id) => readLead(db, id),
    olderLead: (pair) => findOlderLead(db, pair),
    chainEnd: (leadId) => readChainEnd(db, leadId),
    source: (ref) => readSourceDocument(db, ref),
    sources: (refs) => readSources(db, refs),
  };
}

/**
 * Reads beforehand, in few requests, what decisions on these documents ask for: their leads, and the
 * appointments of visits with theirs. Each is read once, however many documents it serves; anything else
 * is read when it is asked for. For looking, not for what is going to be committed.
 */
export async function readsFor(
  db: Firestore,
  documents: readonly SourceDocument[],
): Promise<Reads> {
  const fresh = freshReads(db);
  const appointmentIds = new Set(
    documents.flatMap(({ content }) =>
      content?.collection === 'visits' ? (content.appointmentId ?? []) : [],
    ),
  );
  const refs = [...appointmentIds].map((id): SourceRef => ({ collection: 'appointments', id }));
  const appointments = new Map<string, SourceDocument | null>(
    refs.map((ref) => [viewingKey(ref), null]),
  );
  for (const each of await readSources(db, refs)) appointments.set(viewingKey(each.ref), each);

  const linked = [...documents, ...appointments.values()].flatMap((each) => each?.leadId ?? []);
  const leads = new Map<string, StoredLead | null>([...new Set(linked)].map((id) => [id, null]));
  for (const lead of await readLeads(db, [...leads.keys()])) leads.set(lead.id, lead);

  return {
    ...fresh,
    lead: async (id) => leads.get(id) ?? (leads.has(id) ? null : fresh.lead(id)),
    source: async (ref) => {
      const key = viewingKey(ref);
      return appointments.get(key) ?? (appointments.has(key) ? null : fresh.source(ref));
    },
  };
}
