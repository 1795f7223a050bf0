import type { Firestore } from 'firebase-admin/firestore';
import type { Finding } from '../domain/finding';
import type { HistorySource } from '../domain/history';
import type { SourceDocument } from '../domain/sourceDocument';
import type { Micros } from '../domain/time';
import { SOURCE_COLLECTIONS } from '../domain/viewing';
import { countOf, leadPages, sourcePages, type LeadWithHistory } from '../firestore/walk';
import { LEADS } from '../firestore/paths';
import { severalAtOnce } from './severalAtOnce';
import { readsFor } from './reads';
import { readHeldSources, reviewLead } from './reviewLead';
import { reviewDocument, type ReviewOptions } from './reviewDocument';

/** What a review walks through, in this order: what documents bring comes before what leads then lack. */
export const REVIEWED = [...SOURCE_COLLECTIONS, LEADS] as const;

/** Where a review is: after which document of which collection. */
export interface Cursor {
  collection: (typeof REVIEWED)[number];
  after: string | null;
}

/** What came of one page. */
export interface ReviewedPage {
  cursor: Cursor;
  count: number;
  findings: readonly Finding[];
}

export interface SettledOptions extends ReviewOptions {
  /** What was written after this is left alone: its events may still be on their way. */
  writtenBefore: Micros;
}

export interface WalkOptions extends SettledOptions {
  /** From where an earlier run broke off. */
  from?: Cursor;
}

/**
 * Reviews every appointment, visit and lead, a page at a time (contract, sections 2 to 4), and puts
 * right what it finds where it `mends`. What one page needs is all that is held in memory.
 *
 * Reads at most 3 documents for an appointment (itself, its lead, and itself again with its lead), 4 for
 * a visit (its appointment besides), and one for each lead and each history entry; what one page needs
 * several times is read once.
 */
export async function* review(
  db: Firestore,
  options: WalkOptions,
): AsyncGenerator<ReviewedPage, void, void> {
  const first = options.from === undefined ? 0 : REVIEWED.indexOf(options.from.collection);
  for (const collection of REVIEWED.slice(first)) {
    const { from } = options;
    const after = from?.collection === collection ? from.after : null;
    yield* collection === LEADS
      ? reviewPages(
          collection,
          leadPages(db, after),
          (page) => reviewTheseLeads(db, page, options),
          ({ lead }) => lead.id,
        )
      : reviewPages(
          collection,
          sourcePages(db, collection, after),
          (page) => reviewTheseSources(db, page, options),
          ({ ref }) => ref.id,
        );
  }
}

/** How many documents a review walks through. */
export async function countReviewed(db: Firestore): Promise<number> {
  const counts = await Promise.all(REVIEWED.map((collection) => countOf(db, collection)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What came of some documents. */
export interface Reviewed {
  findings: readonly Finding[];
  /** What was written just now. */
  leftAlone: readonly HistorySource[];
}

/** Reviews some appointments and visits together. */
export async function reviewTheseSources(
  db: Firestore,
  documents: readonly SourceDocument[],
  options: SettledOptions,
): Promise<Reviewed> {
  const isSettled = ({ updateTime }: SourceDocument) => updateTime <= options.writtenBefore;
  const settled = documents.filter(isSettled);
  const reads = await readsFor(db, settled);
  const findings = await severalAtOnce(settled, (each) => reviewDocument(db, each, reads, options));
  const leftAlone = documents.filter((each) => !isSettled(each)).map(({ ref }) => ref);
  return { findings: findings.flat(), leftAlone };
}

/** Reviews some leads together. */
export async function reviewTheseLeads(
  db: Firestore,
  leads: readonly LeadWithHistory[],
  options: SettledOptions,
): Promise<Reviewed> {
  const isSettled = ({ lead }: LeadWithHistory) => lead.version <= options.writtenBefore;
  const settled = leads.filter(isSettled);
  const sources = await readHeldSources(
    db,
    settled.map(({ lead }) => lead),
  );
  const findings = await severalAtOnce(settled, (each) => reviewLead(db, each, sources, options));
  const leftAlone = leads
    .filter((each) => !isSettled(each))
    .map(({ lead: { id } }) => ({ collection: LEADS, id }) as const);
  return { findings: findings.flat(), leftAlone };
}

/** Reviews pages of a collection as they come. */
async function* reviewPages<Item>(
  collection: Cursor['collection'],
  pages: AsyncIterable<readonly Item[]>,
  reviewThese: (page: readonly Item[]) => Promise<Reviewed>,
  idOf: (item: Item) => string,
): AsyncGenerator<ReviewedPage, void, void> {
  for await (const page of pages) {
    const { findings } = await reviewThese(page);
    const last = page.at(-1);
    const after = last === undefined ? null : idOf(last);
    yield { cursor: { collection, after }, count: page.length, findings };
  }
}
