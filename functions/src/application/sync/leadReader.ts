import type { Firestore } from 'firebase-admin/firestore';
import type { HistoryEnd } from '../../domain/documents/history';
import type { SourceDocument } from '../../domain/documents/sourceDocument';
import { sourceKey, type SourceRef } from '../../domain/documents/sourceRef';
import type { KnownLead } from '../../domain/leads/lead';
import type { Pair } from '../../domain/leads/leadId';
import type { SyncPlan } from '../../domain/sync/syncPlan';
import { getAll } from '../../firestore/getAll';
import { readHistoryEnd } from '../../firestore/historyStore';
import { findOlderLead, readLead, storedLeadOf } from '../../firestore/leadStore';
import { leadPath, sourcePath } from '../../firestore/paths';
import {
  countEarlierRequests,
  findSourcesNaming,
  readSourceDocument,
  readSources,
  sourceOf,
  type CustomerRequest,
} from '../../firestore/sourceDocuments';

/** All that a decision may read: leads, the ends of their histories, and documents. */
export interface LeadReader {
  lead: (id: string) => Promise<KnownLead | null>;
  /** The lead that an older system wrote for a pair. Null where there are none at all. */
  olderLead: (pair: Pair) => Promise<KnownLead | null>;
  /** The end of the history under a lead's id, beyond what the lead knows; `lead` is null if it does not exist. */
  historyEnd: (leadId: string, lead: KnownLead | null) => Promise<HistoryEnd>;
  source: (ref: SourceRef) => Promise<SourceDocument | null>;
  /** Those of several documents that exist. */
  sources: (refs: readonly SourceRef[]) => Promise<SourceDocument[]>;
  /** The documents that name a lead. */
  sourcesNaming: (leadId: string) => Promise<SourceDocument[]>;
  /** How many earlier requests of the same customer are still `Scheduled`; no more than `max` are counted. */
  countEarlierRequests: (request: CustomerRequest, max: number) => Promise<number>;
}

/** What is known of the project's leads beforehand. */
export interface LeadsOfProject {
  /** Whether an older system may have left leads, so that they have to be looked for. */
  mayBeOlder: boolean;
}

/** Reads everything at the moment when it is asked for: for decisions that will be committed. */
export function liveReader(
  db: Firestore,
  { mayBeOlder }: LeadsOfProject = { mayBeOlder: true },
): LeadReader {
  return {
    lead: (id) => readLead(db, id),
    olderLead: (pair) => (mayBeOlder ? findOlderLead(db, pair) : Promise.resolve(null)),
    historyEnd: (leadId, lead) => readHistoryEnd(db, leadId, lead),
    source: (ref) => readSourceDocument(db, ref),
    sources: (refs) => readSources(db, refs),
    sourcesNaming: (leadId) => findSourcesNaming(db, leadId),
    countEarlierRequests: (request, max) => countEarlierRequests(db, request, max),
  };
}

/** The same reader, with some leads known already. `leads` may change while it is used. */
export function withKnownLeads(
  reader: LeadReader,
  leads: ReadonlyMap<string, KnownLead>,
): LeadReader {
  return withKnown(reader, { sources: new Map(), leads });
}

/**
 * A reader for the attempt after a failed commit. Reads in one request what the failed plan was based on,
 * and the documents that it was about; anything else is read when it is asked for.
 */
export async function readerForRetry(
  db: Firestore,
  ofProject: LeadsOfProject,
  plan: SyncPlan,
  about: readonly SourceRef[],
): Promise<LeadReader> {
  const all = [...about, ...plan.links.map((link) => link.ref)];
  const refs = [...new Map(all.map((ref) => [sourceKey(ref), ref])).values()];
  const ids = plan.leads.map(({ id }) => id);
  const snapshots = await getAll(db, [...refs.map(sourcePath), ...ids.map(leadPath)]);
  return withKnown(liveReader(db, ofProject), {
    sources: byKey(refs.map(sourceKey), snapshots.slice(0, refs.length).map(sourceOf)),
    leads: byKey(ids, snapshots.slice(refs.length).map(storedLeadOf)),
  });
}

/**
 * A reader for decisions about these documents. Reads in few requests what they will ask for: their leads,
 * and the appointments of visits with their leads. Each is read once, however many documents need it;
 * anything else is read when it is asked for. For checks only, not for decisions that will be committed.
 */
export async function prefetchReader(
  db: Firestore,
  documents: readonly SourceDocument[],
): Promise<LeadReader> {
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
  return withKnown(liveReader(db), {
    sources: byKey(refs.map(sourceKey), appointments),
    leads: byKey(ids, leads),
  });
}

/** What was read before; null stands for what does not exist. */
interface Known {
  sources: ReadonlyMap<string, SourceDocument | null>;
  leads: ReadonlyMap<string, KnownLead | null>;
}

function withKnown(reader: LeadReader, { sources, leads }: Known): LeadReader {
  return {
    ...reader,
    lead: async (id) => {
      const lead = leads.get(id);
      return lead === undefined ? reader.lead(id) : lead;
    },
    source: async (ref) => {
      const source = sources.get(sourceKey(ref));
      return source === undefined ? reader.source(ref) : source;
    },
  };
}

function byKey<Value>(
  keys: readonly string[],
  values: readonly (Value | null)[],
): ReadonlyMap<string, Value | null> {
  return new Map(keys.map((key, n) => [key, values[n] ?? null]));
}
