import {
  FieldPath,
  type DocumentSnapshot,
  type Firestore,
  type Query,
} from 'firebase-admin/firestore';
import type { StoredEntry } from '../domain/history';
import type { StoredLead } from '../domain/lead';
import type { SourceDocument } from '../domain/sourceDocument';
import { timestampSchema, type Micros } from '../domain/time';
import { SOURCE_COLLECTIONS, type SourceCollection } from '../domain/viewing';
import { storedEntryOf, storedLeadOf } from './leadStore';
import { afterHistoryPath, leadPath, LEADS, STATUS_HISTORY } from './paths';
import { sourceOf } from './sourceDocuments';

/** Documents per page: what a walk holds in memory at a time. */
const PAGE_SIZE = 200;

/** A lead together with its history, as they stand. */
export interface LeadWithHistory {
  lead: StoredLead;
  /** By id, which is the order of their `seq`. */
  history: readonly StoredEntry[];
}

/**
 * Every appointment or visit, by id, a page at a time; `after` is the id of the last one that needs
 * not be visited again. One read per document.
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
    // Ordered by their paths, the entries of these leads stand together in the collection group.
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

/**
 * Every appointment and visit, oldest first by its `createdAt`, a page at a time; those that have none
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

/** Those of all collections that have a `createdAt`, in one row. */
async function* snapshotsByAge(db: Firestore): AsyncGenerator<DocumentSnapshot> {
  const rows = SOURCE_COLLECTIONS.map((collection) => datedSnapshots(db.collection(collection)));
  const heads = await Promise.all(rows.map((row) => row.next()));
  for (;;) {
    let oldest: { row: number; snapshot: DocumentSnapshot } | null = null;
    for (const [row, head] of heads.entries()) {
      if (head.done === true) continue;
      const snapshot = head.value;
      if (oldest === null || ageOf(snapshot) < ageOf(oldest.snapshot)) oldest = { row, snapshot };
    }
    if (oldest === null) return;
    yield oldest.snapshot;
    const next = await rows[oldest.row]?.next();
    if (next !== undefined) heads[oldest.row] = next;
  }
}

/** What is no time counts as older than any, as Firestore's own order has numbers and the like. */
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

/** How many documents a collection has, as Firestore counts them (a read per thousand). */
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
