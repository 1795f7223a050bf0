import type { Firestore } from 'firebase-admin/firestore';
import { mapConcurrently } from '../../concurrency/mapConcurrently';
import type { Finding } from '../../domain/checks/finding';
import { isLost, lostFinding } from '../../domain/checks/lostLead';
import { findingsOfOlderLead, notAdoptedFinding } from '../../domain/checks/olderLead';
import { isOfImport, type SourceDocument } from '../../domain/documents/sourceDocument';
import { isAdopted, isOfPair, type StoredLead } from '../../domain/leads/lead';
import { mergeLeads } from '../../domain/leads/mergeLeads';
import type { OlderWords } from '../../domain/leads/olderWords';
import { reconcileLead } from '../../domain/leads/reconcileLead';
import { basisOf, EMPTY_PLAN, planForLead } from '../../domain/sync/syncPlan';
import type { Micros } from '../../domain/time';
import { lacksListing, setMissingListing } from '../../firestore/leadStore';
import { leadPages, sourcePagesByAge } from '../../firestore/pagination';
import { withLead } from '../leads/withLead';
import type { LeadReader } from '../sync/leadReader';
import { sourceOfLead } from './checkAll';
import { checkDocument } from './checkDocument';
import { checkEach, checkOne } from './checkEach';
import { mendLeads, mendSources } from './mendExported';
import { checkDuplicate, duplicateFinding, findCanonicalLead } from './findCanonicalLead';

export interface AdoptOptions {
  /** Whether to write; else only the findings are reported. */
  apply: boolean;
  /** Whether to merge duplicates into their canonical leads. */
  merge: boolean;
  now: Micros;
  /** The older system's words. */
  words: OlderWords;
}

/** The findings of one page of documents. */
export interface AdoptedPage {
  count: number;
  findings: readonly Finding[];
}

/**
 * Adopts the data of an older system (docs/contract.md §3). Each of its leads gets a first history entry
 * with the status that it has, which counts as a decision. Duplicates are merged, if that is wanted. Then
 * enquiries, appointments and visits are linked, oldest first, as the triggers would have done it. Idempotent:
 * rerunning resumes an interrupted run.
 */
export async function* adopt(
  db: Firestore,
  options: AdoptOptions,
): AsyncGenerator<AdoptedPage, void, void> {
  for await (const page of leadPages(db)) {
    const mended = await mendLeads(db, page, options);
    const findings = await checkEach(mended.leads, sourceOfLead, ({ lead, history }) =>
      isLost(lead, history) ? Promise.resolve([lostFinding(lead)]) : adoptLead(db, lead, options),
    );
    yield { count: page.length, findings: [...mended.findings, ...findings] };
  }
  for await (const page of sourcePagesByAge(db)) {
    const mended = await mendSources(db, page, options);
    const groups = await groupByContact(mended.documents, mended.reader);
    const findings = await mapConcurrently(groups, (documents) =>
      adoptDocuments(db, documents, mended.reader, options),
    );
    yield { count: page.length, findings: [...mended.findings, ...findings.flat()] };
  }
}

/** Every duplicate, and what of older leads cannot be taken over as it stands (docs/contract.md §9). */
export async function* lookThroughLeads(
  db: Firestore,
  words: OlderWords,
): AsyncGenerator<AdoptedPage, void, void> {
  for await (const page of leadPages(db)) {
    const findings = await checkEach(page, sourceOfLead, async ({ lead }) => [
      ...(await checkDuplicate(db, lead, words)),
      ...findingsOfOlderLead(lead, words),
    ]);
    yield { count: page.length, findings };
  }
}

async function adoptLead(
  db: Firestore,
  lead: StoredLead,
  options: AdoptOptions,
): Promise<Finding[]> {
  const { apply, merge, now, words } = options;
  const findings: Finding[] = [];
  if (!isOfPair(lead)) return [];
  const duplicate = await findCanonicalLead(db, lead, words);
  // Before its duplicates: of several, the one with a history is the canonical one.
  if (apply && duplicate !== null) await writeAdoption(db, duplicate.canonical.id, options);
  if (!isAdopted(lead)) {
    if (apply) await writeAdoption(db, lead.id, options);
    findings.push({ ...notAdoptedFinding(lead), isRepaired: apply });
  }
  if (duplicate !== null) {
    const isRepaired = apply && merge && !duplicate.isSaleAtStake;
    if (isRepaired) await mergeInto(db, duplicate.canonical.id, lead.id, now);
    findings.push({ ...duplicateFinding(duplicate), isRepaired });
  }
  return findings;
}

/**
 * Writes a lead's first history entry, and its `listingId` if the field is missing or empty. The status
 * counts as a decision of now, or of the lead's last change if that is later.
 */
async function writeAdoption(
  db: Firestore,
  leadId: string,
  { now, words }: AdoptOptions,
): Promise<void> {
  await withLead(db, leadId, async (found, find) => {
    const { listingId, version } = found.lead;
    const isToSet = listingId === null && (await lacksListing(db, leadId));
    if (isToSet) await setMissingListing(db, leadId, version);
    const current = isToSet ? await find(leadId) : found;
    if (current === null) return { answer: undefined };
    const adoption = { at: Math.max(now, version), words };
    const change = reconcileLead(current.lead, current.historyEnd, adoption);
    return change.isChanged
      ? { answer: undefined, plan: planForLead(current.lead, change) }
      : { answer: undefined };
  });
}

async function mergeInto(
  db: Firestore,
  canonicalId: string,
  duplicateId: string,
  now: Micros,
): Promise<void> {
  await withLead(db, canonicalId, async (canonical, find) => {
    const duplicate = await find(duplicateId);
    if (duplicate === null || duplicate.lead.closed?.outcome === 'moved') {
      return { answer: undefined };
    }
    const merged = mergeLeads(canonical, duplicate, now);
    const leads = [
      { id: canonicalId, basis: basisOf(canonical.lead), change: merged.canonical },
      { id: duplicateId, basis: basisOf(duplicate.lead), change: merged.duplicate },
    ];
    return { answer: undefined, plan: { ...EMPTY_PLAN, leads } };
  });
}

/** Groups documents that may belong to one lead: those of a group are handled one after the other. */
async function groupByContact(
  page: readonly SourceDocument[],
  reader: LeadReader,
): Promise<SourceDocument[][]> {
  const groups = new Map<string | null, SourceDocument[]>();
  for (const document of page) {
    const contactId = await contactOf(document, reader);
    groups.set(contactId, [...(groups.get(contactId) ?? []), document]);
  }
  return [...groups.values()];
}

/** The contact that a document names, or its appointment does. */
async function contactOf({ content }: SourceDocument, reader: LeadReader): Promise<string | null> {
  const appointmentId = content?.collection === 'visits' ? content.appointmentId : null;
  const appointment =
    appointmentId === null
      ? null
      : await reader.source({ collection: 'appointments', id: appointmentId });
  return content?.contactId ?? appointment?.content?.contactId ?? null;
}

async function adoptDocuments(
  db: Firestore,
  documents: readonly SourceDocument[],
  reader: LeadReader,
  { apply, now }: AdoptOptions,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const document of documents) {
    const options = { apply, now, origin: 'adoption' } as const;
    const found = await checkOne(document.ref, () => checkDocument(db, document, reader, options));
    findings.push(...found);
    if (!apply && isOutOfSight(document)) findings.push(outOfSightFinding(document));
  }
  return findings;
}

/** Whether a document was copied with its old `updatedAt`, or with none, and nothing was written to it since. */
function isOutOfSight(document: SourceDocument): boolean {
  const { leadId, stamps } = document;
  return leadId === null && (stamps.updatedAt === null || isOfImport(stamps.updatedAt, document));
}

function outOfSightFinding({ ref, stamps: { updatedAt } }: SourceDocument): Finding {
  const detail =
    updatedAt === null ? 'has no updatedAt' : 'has an updatedAt of before it was copied';
  return { kind: 'not-looked-at', source: ref, leadId: null, detail, isRepaired: false };
}
