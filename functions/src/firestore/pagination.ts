import {
  FieldPath,
  QueryDocumentSnapshot,
  type DocumentSnapshot,
  type Firestore,
  type Query,
} from 'firebase-admin/firestore';
import * as z from 'zod';
import type { StoredEntry } from '../domain/documents/history';
import type { SourceDocument } from '../domain/documents/sourceDocument';
import { SOURCE_COLLECTIONS, type SourceCollection } from '../domain/documents/sourceRef';
import { optionalId, requiredId } from '../domain/fields';
import type { StoredLead } from '../domain/leads/lead';
import type { Pair } from '../domain/leads/leadId';
import type { PeriodSince } from '../domain/reports/funnelReport';
import { timestampSchema, type Micros } from '../domain/time';
import { chunksOf } from './chunksOf';
import { storedEntryOf, type LeadWithHistory } from './historyStore';
import { storedLeadOf } from './leadStore';
import { afterHistoryPath, CONTACTS, leadOfEntry, leadPath, LEADS, STATUS_HISTORY } from './paths';
import { sourceOf } from './sourceDocuments';
import { toTimestamp } from './timestamps';

/** Documents per page: what is handled at a time. */
const PAGE_SIZE = 200;

/**
 * Documents per query of a walk through a whole collection; its pages are cut from them, so this is what is
 * held in memory. The emulators search a collection from its beginning for each query: with a query for each
 * page, the time of a walk would grow with the square of the collection.
 */
const SLICE_SIZE = 2_000;

/**
 * Every document of a collection, by id, a page at a time; `after` is the id of the last document that was
 * visited before. One read per document, and one request per 2,000. A page may have been read some pages ago.
 */
export async function* sourcePages(
  db: Firestore,
  collection: SourceCollection,
  after: string | null = null,
): AsyncGenerator<SourceDocument[]> {
  for await (const slice of slicesOf(db.collection(collection), after, sourceOf)) {
    yield* chunksOf(slice, PAGE_SIZE);
  }
}

/**
 * Every lead with its whole history, by id, a page at a time. One read per lead and per entry, and two
 * requests per 2,000 leads. A page may have been read some pages ago; a history is newer than its lead.
 * Calls `onOrphan` with a lead's id for each entry whose lead was not found: one more request.
 */
export async function* leadPages(
  db: Firestore,
  after: string | null = null,
  onOrphan?: (leadId: string) => void,
): AsyncGenerator<LeadWithHistory[]> {
  let passed = after === null ? leadPath(FIRST_ID) : afterHistoryPath(after);
  for await (const leads of slicesOf(db.collection(LEADS), after, storedLeadOf)) {
    const [first, last] = [leads[0], leads.at(-1)];
    if (first === undefined || last === undefined) continue;
    const histories = new Map<string, StoredEntry[]>(leads.map(({ id }) => [id, []]));
    const from = onOrphan === undefined ? leadPath(first.id) : passed;
    passed = afterHistoryPath(last.id);
    for await (const { leadId, stored } of entriesBetween(db, from, passed)) {
      const history = histories.get(leadId);
      if (history === undefined) onOrphan?.(leadId);
      else history.push(stored);
    }
    const whole = leads.map((lead) => ({ lead, history: histories.get(lead.id) ?? [] }));
    yield* chunksOf(whole, PAGE_SIZE);
  }
  if (onOrphan === undefined) return;
  const others = entriesBetween(db, passed, afterHistoryPath(LAST_ID));
  for await (const { leadId } of others) onOrphan(leadId);
}

/** Before and after all ids that leads have. */
const [FIRST_ID, LAST_ID] = ['\u0001', '\u{10FFFF}\u{10FFFF}'];

/** The entries of leads' histories between two paths. Ordered by path, those of one lead are adjacent. */
async function* entriesBetween(
  db: Firestore,
  from: string,
  to: string,
): AsyncGenerator<EntryOfLead> {
  const entries = db
    .collectionGroup(STATUS_HISTORY)
    .orderBy(FieldPath.documentId())
    .startAt(db.doc(from))
    .endAt(db.doc(to));
  for await (const doc of documentsOf(entries)) {
    const leadId = leadOfEntry(doc.ref.path);
    if (leadId !== null) yield { leadId, stored: storedEntryOf(doc) };
  }
}

/** A document of a lead's history. */
export interface EntryOfLead {
  leadId: string;
  stored: StoredEntry;
}

/**
 * The history entries that took effect in a period, oldest first, 2,000 at a time; whether or not their lead
 * exists. One read per entry, and one request per 2,000. Finds only what has a Timestamp in `effectiveAt`.
 */
export async function* entryPages(
  db: Firestore,
  period: PeriodSince,
): AsyncGenerator<EntryOfLead[]> {
  const ordered = entriesOf(db, period)
    .orderBy('effectiveAt')
    .orderBy(FieldPath.documentId())
    .limit(SLICE_SIZE);
  let last: QueryDocumentSnapshot | null = null;
  for (;;) {
    const entries: EntryOfLead[] = [];
    let read = 0;
    for await (const doc of documentsOf(last === null ? ordered : ordered.startAfter(last))) {
      read += 1;
      last = doc;
      const leadId = leadOfEntry(doc.ref.path);
      if (leadId !== null) entries.push({ leadId, stored: storedEntryOf(doc) });
    }
    yield entries;
    if (read < SLICE_SIZE) return;
  }
}

/** How many entries took effect in a period. Firestore counts them, at one read per thousand. */
export async function countEntries(db: Firestore, period: PeriodSince): Promise<number> {
  return (await entriesOf(db, period).count().get()).data().count;
}

function entriesOf(db: Firestore, { since, until }: PeriodSince): Query {
  const entries = db.collectionGroup(STATUS_HISTORY).where('effectiveAt', '>=', toTimestamp(since));
  return until === null ? entries : entries.where('effectiveAt', '<', toTimestamp(until));
}

/** The id of a lead, and the pair that it says it is of; null if that is unusable. */
export interface LeadPair {
  id: string;
  pair: Pair | null;
  isAnonymous: boolean;
}

const pairSchema = z.object({ contactId: requiredId, listingId: optionalId });

/** Every lead's pair, by the leads' ids, 2,000 at a time. One read per lead, and one request each time. */
export function leadPairs(db: Firestore): AsyncGenerator<LeadPair[]> {
  const pairs = db.collection(LEADS).select('contactId', 'listingId', 'anonymisedAt');
  return slicesOf(pairs, null, (doc) => ({
    id: doc.id,
    pair: pairSchema.safeParse(doc.data()).data ?? null,
    isAnonymous: doc.get('anonymisedAt') !== undefined,
  }));
}

/** Every contact's id and what it is found by, 2,000 at a time. One read per contact, and one request each time. */
export async function* contactPages(db: Firestore): AsyncGenerator<DocumentSnapshot[]> {
  const contacts = db.collection(CONTACTS).select('email', 'phone');
  for await (const slice of slicesOf(contacts, null, (doc) => doc)) {
    yield* chunksOf(slice, PAGE_SIZE);
  }
}

/** Every lead, 2,000 at a time, as far as it names other leads. One read per lead, and one request each time. */
export function leadsWithReferences(db: Firestore): AsyncGenerator<StoredLead[]> {
  return slicesOf(db.collection(LEADS).select('viewings', 'closed'), null, storedLeadOf);
}

/** A place in the order of `updatedAt`: after the document `id` of that time, or after all documents of it. */
export interface Place {
  updatedAt: Micros;
  id: string | null;
}

/** Whether a place is after all documents up to a time. */
export function isPast({ updatedAt, id }: Place, time: Micros): boolean {
  return updatedAt >= time && id === null;
}

/** The documents of a collection that changed after a place and up to a time, by `updatedAt`. */
export interface Changed {
  after: Place;
  until: Micros;
}

export interface ChangedPage<Item> {
  items: Item[];
  /** The place after this page. */
  reached: Place;
}

/** The appointments or visits that changed, oldest change first, a page at a time. The last page may be empty. */
export async function* changedSources(
  db: Firestore,
  collection: SourceCollection,
  changed: Changed,
): AsyncGenerator<ChangedPage<SourceDocument>> {
  for await (const { items, reached } of changedPages(db.collection(collection), changed)) {
    yield { items: items.map(sourceOf).filter((source) => source !== null), reached };
  }
}

/** The leads that changed, in the same way, without their histories. */
export async function* changedLeads(
  db: Firestore,
  changed: Changed,
): AsyncGenerator<ChangedPage<StoredLead>> {
  for await (const { items, reached } of changedPages(db.collection(LEADS), changed)) {
    yield { items: items.map(storedLeadOf).filter((lead) => lead !== null), reached };
  }
}

/** How many leads changed in a period, both ends included. Firestore counts them, at one read per thousand. */
export async function countChangedLeads(
  db: Firestore,
  { since, until }: { since: Micros; until: Micros },
): Promise<number> {
  const changed = db
    .collection(LEADS)
    .where('updatedAt', '>=', toTimestamp(since))
    .where('updatedAt', '<=', toTimestamp(until));
  return (await changed.count().get()).data().count;
}

/**
 * Every appointment and visit, oldest first by `createdAt`, a page at a time; those without `createdAt`
 * come last, by id. Two reads per document.
 */
export async function* sourcePagesByAge(db: Firestore): AsyncGenerator<SourceDocument[]> {
  let page: SourceDocument[] = [];
  for await (const snapshot of snapshotsByAge(db)) {
    const source = sourceOf(snapshot);
    if (source !== null) page.push(source);
    if (page.length < PAGE_SIZE) continue;
    yield page;
    page = [];
  }
  yield page;
  for (const collection of SOURCE_COLLECTIONS) {
    const undatedOf = (snapshot: DocumentSnapshot): SourceDocument | null =>
      snapshot.get('createdAt') === undefined ? sourceOf(snapshot) : null;
    for await (const slice of slicesOf(db.collection(collection), null, undatedOf)) {
      yield* chunksOf(slice, PAGE_SIZE);
    }
  }
}

/** The documents of all collections that have a `createdAt`, merged by it. */
async function* snapshotsByAge(db: Firestore): AsyncGenerator<DocumentSnapshot> {
  const streams = SOURCE_COLLECTIONS.map((collection) => datedSnapshots(db.collection(collection)));
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let oldest: { stream: number; snapshot: DocumentSnapshot } | null = null;
    for (const [stream, head] of heads.entries()) {
      if (head.done === true) continue;
      const snapshot = head.value;
      if (oldest === null || ageOf(snapshot) < ageOf(oldest.snapshot))
        oldest = { stream, snapshot };
    }
    if (oldest === null) return;
    yield oldest.snapshot;
    const next = await streams[oldest.stream]?.next();
    if (next !== undefined) heads[oldest.stream] = next;
  }
}

/** A value that is not a time counts as older than any time, as in Firestore's own order. */
function ageOf(snapshot: DocumentSnapshot): Micros {
  return timestampSchema.safeParse(snapshot.get('createdAt')).data ?? 0;
}

async function* datedSnapshots(query: Query): AsyncGenerator<DocumentSnapshot, undefined> {
  const ordered = query.orderBy('createdAt').orderBy(FieldPath.documentId()).limit(PAGE_SIZE);
  let last: DocumentSnapshot | undefined;
  for (;;) {
    const { docs } = await (last === undefined ? ordered : ordered.startAfter(last)).get();
    yield* docs;
    if (docs.length < PAGE_SIZE) return undefined;
    last = docs.at(-1);
  }
}

/** How many documents a collection has. Firestore counts them, at one read per thousand. */
export async function countOf(db: Firestore, collection: string): Promise<number> {
  return (await db.collection(collection).count().get()).data().count;
}

/**
 * Every document of a collection by id, parsed, as many at a time as one query reads. Leaves out those of
 * which `parse` makes nothing.
 */
async function* slicesOf<Item>(
  query: Query,
  after: string | null,
  parse: (snapshot: DocumentSnapshot) => Item | null,
): AsyncGenerator<Item[]> {
  const ordered = query.orderBy(FieldPath.documentId()).limit(SLICE_SIZE);
  let last = after;
  for (;;) {
    const items: Item[] = [];
    let read = 0;
    for await (const doc of documentsOf(last === null ? ordered : ordered.startAfter(last))) {
      read += 1;
      last = doc.id;
      const item = parse(doc);
      if (item !== null) items.push(item);
    }
    yield items;
    if (read < SLICE_SIZE) return;
  }
}

/** The documents that a query finds, one at a time: a snapshot takes several times the memory of what it says. */
async function* documentsOf(query: Query): AsyncGenerator<QueryDocumentSnapshot> {
  const documents: AsyncIterable<unknown> = query.stream();
  for await (const document of documents) {
    if (document instanceof QueryDocumentSnapshot) yield document;
  }
}

async function* changedPages(
  query: Query,
  { after, until }: Changed,
): AsyncGenerator<ChangedPage<DocumentSnapshot>> {
  if (isPast(after, until)) return;
  const ordered = query
    .where('updatedAt', '<=', toTimestamp(until))
    .orderBy('updatedAt')
    .orderBy(FieldPath.documentId())
    .limit(PAGE_SIZE);
  let place = after;
  for (;;) {
    const { updatedAt, id } = place;
    const from = id === null ? [toTimestamp(updatedAt)] : [toTimestamp(updatedAt), id];
    const { docs } = await ordered.startAfter(...from).get();
    const last = docs.length < PAGE_SIZE ? undefined : docs.at(-1);
    if (last === undefined) {
      yield { items: docs, reached: { updatedAt: until, id: null } };
      return;
    }
    place = { updatedAt: timestampSchema.parse(last.get('updatedAt')), id: last.id };
    yield { items: docs, reached: place };
  }
}
