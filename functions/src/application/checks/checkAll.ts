import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../../domain/checks/finding';
import type { HistorySource } from '../../domain/documents/history';
import { isLinkedTo, type SourceDocument } from '../../domain/documents/sourceDocument';
import { SOURCE_COLLECTIONS, type SourceCollection } from '../../domain/documents/sourceRef';
import type { Micros } from '../../domain/time';
import { readHistory, type LeadWithHistory } from '../../firestore/historyStore';
import { readLead } from '../../firestore/leadStore';
import { readListings } from '../../firestore/listings';
import { countOf, leadPages, sourcePages } from '../../firestore/pagination';
import { LEADS } from '../../firestore/paths';
import { findSourcesNaming } from '../../firestore/sourceDocuments';
import { checkDocument, type CheckOptions } from './checkDocument';
import { checkEach } from './checkEach';
import { checkLead, readCountedSources } from './checkLead';
import { checkListing, listingsToRead } from './checkListing';
import { mendLeads, mendSources } from './mendExported';

/** The collections that a check visits, in this order: documents first, then the leads they belong to. */
export const CHECKED_COLLECTIONS = [...SOURCE_COLLECTIONS, LEADS] as const;

/** Where a check is: after which document of which collection. */
export interface Cursor {
  collection: (typeof CHECKED_COLLECTIONS)[number];
  after: string | null;
}

/** The findings of one page. */
export interface CheckedPage {
  cursor: Cursor;
  count: number;
  findings: readonly Finding[];
}

export interface SettledOptions extends CheckOptions {
  /** Documents written after this time are left alone: their events may still be on their way. */
  writtenBefore: Micros;
}

export interface CheckAllOptions extends SettledOptions {
  /** Where an interrupted run was. */
  from?: Cursor;
}

/**
 * Checks every enquiry, appointment, visit and lead, a page at a time (docs/contract.md §2 to §4), and puts right
 * what it finds if `apply` says so. Holds the documents of one query in memory. A page may have been read some
 * pages ago, so the faults that it shows are read again before they are reported.
 *
 * Reads at most 3 documents for an enquiry or an appointment (itself, its lead, and itself again with its lead), 4 for a
 * visit (its appointment too), one more for an appointment that a customer asked for and that is not linked, and one for
 * each lead and each history entry. Of a page of leads, it reads each listing of the open ones once. At the end one more
 * query looks for histories without a lead. A document that a page needs several times is read once.
 */
export async function* checkAll(
  db: Firestore,
  options: CheckAllOptions,
): AsyncGenerator<CheckedPage, void, void> {
  const { from } = options;
  const first = from === undefined ? 0 : CHECKED_COLLECTIONS.indexOf(from.collection);
  for (const collection of CHECKED_COLLECTIONS.slice(first)) {
    const after = from?.collection === collection ? from.after : null;
    yield* collection === LEADS
      ? checkLeadPages(db, after, options)
      : checkSourcePages(db, collection, after, options);
  }
}

/** How many documents a check visits. */
export async function countDocuments(db: Firestore): Promise<number> {
  const counts = await Promise.all(
    CHECKED_COLLECTIONS.map((collection) => countOf(db, collection)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What a check of some documents found. */
export interface CheckResult {
  findings: readonly Finding[];
  /** Documents that were written too recently to be checked. */
  postponed: readonly HistorySource[];
}

/** Checks some enquiries, appointments and visits together. */
export async function checkSources(
  db: Firestore,
  documents: readonly SourceDocument[],
  options: SettledOptions,
): Promise<CheckResult> {
  const isSettled = ({ updateTime }: SourceDocument) => updateTime <= options.writtenBefore;
  const settled = documents.filter(isSettled);
  const mended = await mendSources(db, settled, options);
  const findings = await checkEach(
    mended.documents,
    ({ ref }) => ref,
    (each) => checkDocument(db, each, mended.reader, options),
  );
  const postponed = documents.filter((each) => !isSettled(each)).map(({ ref }) => ref);
  return { findings: [...mended.findings, ...findings], postponed };
}

/** Checks some leads together. */
export async function checkLeads(
  db: Firestore,
  leads: readonly LeadWithHistory[],
  options: SettledOptions,
): Promise<CheckResult> {
  const isSettled = ({ lead }: LeadWithHistory) => lead.version <= options.writtenBefore;
  const mended = await mendLeads(db, leads.filter(isSettled), options);
  const settled = mended.leads.map(({ lead }) => lead);
  const [sources, listings] = await Promise.all([
    readCountedSources(db, settled),
    readListings(db, listingsToRead(settled)),
  ]);
  const findings = await checkEach(mended.leads, sourceOfLead, async (each) => [
    ...(await checkLead(db, each, sources, options)),
    ...(await checkListing(db, each.lead, listings, options)),
  ]);
  const postponed = leads.filter((each) => !isSettled(each)).map(sourceOfLead);
  return { findings: [...mended.findings, ...findings], postponed };
}

export function sourceOfLead({ lead: { id } }: Pick<LeadWithHistory, 'lead'>): HistorySource {
  return sourceOfLeadId(id);
}

async function* checkSourcePages(
  db: Firestore,
  collection: SourceCollection,
  after: string | null,
  options: SettledOptions,
): AsyncGenerator<CheckedPage, void, void> {
  for await (const page of sourcePages(db, collection, after)) {
    const { findings } = await checkSources(db, page, options);
    const last = page.at(-1)?.ref.id ?? null;
    yield { cursor: { collection, after: last }, count: page.length, findings };
  }
}

/** The leads, and then the histories whose lead is gone. */
async function* checkLeadPages(
  db: Firestore,
  after: string | null,
  options: SettledOptions,
): AsyncGenerator<CheckedPage, void, void> {
  const orphans = new Set<string>();
  const pages = leadPages(db, after, (leadId) => orphans.add(leadId));
  let cursor: Cursor = { collection: LEADS, after };
  for await (const page of pages) {
    const { findings } = await checkLeads(db, page, options);
    cursor = { collection: LEADS, after: page.at(-1)?.lead.id ?? cursor.after };
    const others = await checkOrphans(db, orphans);
    yield { cursor, count: page.length, findings: [...findings, ...others] };
  }
  yield { cursor, count: 0, findings: await checkOrphans(db, orphans) };
}

/** Checks the histories whose leads were not found, and empties the set. */
async function checkOrphans(db: Firestore, orphans: Set<string>): Promise<Finding[]> {
  const ids = [...orphans];
  orphans.clear();
  return checkEach(ids, sourceOfLeadId, (id) => checkOrphan(db, id));
}

function sourceOfLeadId(id: string): HistorySource {
  return { collection: LEADS, id };
}

/** Checks a history whose lead was not there when it was read. A document that names the lead brings it back. */
async function checkOrphan(db: Firestore, id: string): Promise<Finding[]> {
  // Entries are read before the lead: both are written in one commit.
  const entries = await readHistory(db, id);
  if (entries.length === 0 || (await readLead(db, id)) !== null) return [];
  if ((await findSourcesNaming(db, id)).some((document) => isLinkedTo(document, id))) return [];
  const detail = `${String(entries.length)} entries stand under a lead that is gone`;
  return [leadFinding({ id }, 'history-without-lead', detail)];
}
