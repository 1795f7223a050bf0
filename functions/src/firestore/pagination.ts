import {
  FieldPath,
  type DocumentSnapshot,
  type Firestore,
  type Query,
} from 'firebase-admin/firestore';
import type { StoredEntry } from '../domain/documents/history';
import type { SourceDocument } from '../domain/documents/sourceDocument';
import { SOURCE_COLLECTIONS, type SourceCollection } from '../domain/documents/sourceRef';
import type { StoredLead } from '../domain/leads/lead';
import { timestampSchema, type Micros } from '../domain/time';
import { storedEntryOf } from './historyStore';
import { storedLeadOf } from './leadStore';
import { afterHistoryPath, leadPath, LEADS, STATUS_HISTORY } from './paths';
import { sourceOf } from './sourceDocuments';
import { toTimestamp } from './timestamps';

/** Documents per page: what is held in memory at a time. */
const PAGE_SIZE = 200;

/** A lead and its history. */
export interface LeadWithHistory {
  lead: StoredLead;
  /** Ordered by id, which is the order of `seq`. */
  history: readonly StoredEntry[];
}

/**
 * Every document of a collection, by id, a page at a time; `after` is the id of the last document that was
 * visited before. One read per document.
 */
export async function* sourcePages(
  db: Firestore,
  collection: SourceCollection,
  after: string | null = null,
): AsyncGenerator<SourceDocument[]> {
  for await (const page of pagesOf(db.collection(collection), after)) {
    yield page.map(sourceOf).filter((source) => source !== null);
  }
}

/** Every lead with its whole history, by id, a page at a time. One read per lead and per entry. */
export async function* leadPages(
  db: Firestore,
  after: string | null = null,
): AsyncGenerator<LeadWithHistory[]> {
  for await (const page of pagesOf(db.collection(LEADS), after)) {
    const leads = page.map(storedLeadOf).filter((lead) => lead !== null);
    const [first, last] = [leads[0], leads.at(-1)];
    if (first === undefined || last === undefined) continue;
    const histories = new Map<string, StoredEntry[]>(leads.map(({ id }) => [id, []]));
    // Ordered by path, the entries of these leads are adjacent in the collection group.
    const entries = await db
      .collectionGroup(STATUS_HISTORY)
      .orderBy(FieldPath.documentId())
      .startAt(db.doc(leadPath(first.id)))
      .endAt(db.doc(afterHistoryPath(last.id)))
      .get();
    for (const doc of entries.docs) {
      histories.get(doc.ref.parent.parent?.id ?? '')?.push(storedEntryOf(doc));
    }
    yield leads.map((lead) => ({ lead, history: histories.get(lead.id) ?? [] }));
  }
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
    for await (const undated of pagesOf(db.collection(collection), null)) {
      yield undated
        .filter((snapshot) => snapshot.get('createdAt') === undefined)
        .map(sourceOf)
        .filter((source) => source !== null);
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

async function* pagesOf(query: Query, after: string | null): AsyncGenerator<DocumentSnapshot[]> {
  const ordered = query.orderBy(FieldPath.documentId()).limit(PAGE_SIZE);
  let last = after;
  for (;;) {
    const { docs } = await (last === null ? ordered : ordered.startAfter(last)).get();
    const newest = docs.at(-1);
    if (newest === undefined) return;
    yield docs;
    if (docs.length < PAGE_SIZE) return;
    last = newest.id;
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
