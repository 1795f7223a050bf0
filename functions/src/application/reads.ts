import type { Firestore } from 'firebase-admin/firestore';
import type { ChainEnd } from '../domain/history';
import type { StoredLead } from '../domain/lead';
import type { Pair } from '../domain/leadId';
import type { SyncPlan } from '../domain/planSync';
import type { SourceDocument } from '../domain/sourceDocument';
import { viewingKey, type SourceRef } from '../domain/viewing';
import { getAll } from '../firestore/getAll';
import { findOlderLead, readChainEnd, readLead, storedLeadOf } from '../firestore/leadStore';
import { leadPath, sourcePath } from '../firestore/paths';
import { readSourceDocument, readSources, sourceOf } from '../firestore/sourceDocuments';

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

/** The same, where some leads are known: those that `leads` has at the time, by id. */
export function knowing(reads: Reads, leads: ReadonlyMap<string, StoredLead>): Reads {
  return withKnown(reads, { sources: new Map(), leads });
}

/**
 * Reads again, in one request, what a plan rested on that could not be committed, and the documents that
 * it was about; anything else is read when it is asked for.
 */
export async function readAgain(
  db: Firestore,
  plan: SyncPlan,
  about: readonly SourceRef[],
): Promise<Reads> {
  const all = [...about, ...plan.links.map((link) => link.ref)];
  const refs = [...new Map(all.map((ref) => [viewingKey(ref), ref])).values()];
  const ids = plan.leads.map(({ id }) => id);
  const snapshots = await getAll(db, [...refs.map(sourcePath), ...ids.map(leadPath)]);
  return withKnown(freshReads(db), {
    sources: knownAs(refs.map(viewingKey), snapshots.slice(0, refs.length).map(sourceOf)),
    leads: knownAs(ids, snapshots.slice(refs.length).map(storedLeadOf)),
  });
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
  const appointmentIds = new Set(
    documents.flatMap(({ content }) =>
      content?.collection === 'visits' ? (content.appointmentId ?? []) : [],
    ),
  );
  const refs = [...appointmentIds].map((id): SourceRef => ({ collection: 'appointments', id }));
  const appointments = (await getAll(db, refs.map(sourcePath))).map(sourceOf);
  const linked = [...documents, ...appointments].flatMap((each) => each?.leadId ?? []);
  const ids = [...new Set(linked)];
  const leads = (await getAll(db, ids.map(leadPath))).map(storedLeadOf);
  return withKnown(freshReads(db), {
    sources: knownAs(refs.map(viewingKey), appointments),
    leads: knownAs(ids, leads),
  });
}

/** What was read beforehand; null is what is not there. */
interface Known {
  sources: ReadonlyMap<string, SourceDocument | null>;
  leads: ReadonlyMap<string, StoredLead | null>;
}

function withKnown(fresh: Reads, { sources, leads }: Known): Reads {
  return {
    ...fresh,
    lead: async (id) => {
      const lead = leads.get(id);
      return lead === undefined ? fresh.lead(id) : lead;
    },
    source: async (ref) => {
      const source = sources.get(viewingKey(ref));
      return source === undefined ? fresh.source(ref) : source;
    },
  };
}

function knownAs<Value>(
  keys: readonly string[],
  values: readonly (Value | null)[],
): ReadonlyMap<string, Value | null> {
  return new Map(keys.map((key, at) => [key, values[at] ?? null]));
}
