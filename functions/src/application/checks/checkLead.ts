import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../../domain/checks/finding';
import { isLost, lostFinding } from '../../domain/checks/lostLead';
import { notAdoptedFinding } from '../../domain/checks/olderLead';
import { describeUnreadable } from '../../domain/checks/remarks';
import { findLeadFaults } from '../../domain/checks/repairLead';
import { findHistoryEnd, type StoredEntry } from '../../domain/documents/history';
import type { SourceChange } from '../../domain/documents/sourceChange';
import { unknownDocument, type SourceDocument } from '../../domain/documents/sourceDocument';
import { sourceKey } from '../../domain/documents/sourceRef';
import { rederiveStatus } from '../../domain/leads/changeLead';
import { isAdopted, isAnonymous, unreadableTimes, type StoredLead } from '../../domain/leads/lead';
import { reconcileLead } from '../../domain/leads/reconcileLead';
import { recordOrigin } from '../../domain/sync/recordOrigin';
import { planForLead } from '../../domain/sync/syncPlan';
import { isOpenAppointment } from '../../domain/viewings/statements';
import {
  countedDocuments,
  stateOf,
  viewingsHolding,
  type CountedDocument,
} from '../../domain/viewings/viewing';
import { attentionDays } from '../../firestore/attentionDays';
import { readHistory } from '../../firestore/historyStore';
import { readLead } from '../../firestore/leadStore';
import { isPermanent } from '../../firestore/retryOnConflict';
import { readSources } from '../../firestore/sourceDocuments';
import { withLead } from '../leads/withLead';
import { withLinkedDocuments } from '../sync/gatherLinked';
import { liveReader } from '../sync/leadReader';
import { syncDocument } from '../sync/syncDocument';
import { asRead, decideOn, type CheckOptions } from './checkDocument';
import { checkDuplicate } from './findCanonicalLead';

const REPAIR = { origin: 'repair' } as const;

/** Existing documents by their key. */
export type SourcesByKey = ReadonlyMap<string, SourceDocument>;

/**
 * Checks a lead: by itself, for duplicates, and for documents that it counts though they are gone or belong
 * to another lead (docs/contract.md §3 and §4). `sources` has those of its documents that exist. With
 * `apply`, faults are put right through the ordinary write path.
 */
export async function checkLead(
  db: Firestore,
  { lead, history }: { lead: StoredLead; history: readonly StoredEntry[] },
  sources: SourcesByKey,
  { apply }: CheckOptions,
): Promise<Finding[]> {
  const findings = [
    ...(await checkAlone(db, lead, history, apply)),
    ...(await checkDuplicate(db, lead)),
  ];
  for (const counted of countedBy(lead)) {
    const document = sources.get(sourceKey(counted.ref)) ?? null;
    const isThere = document?.createTime === counted.state.createTime;
    if (isThere ? document.leadId === lead.id : counted.state.isDeleted) continue;
    // The lead may have changed since it was read: only what it still counts is looked into.
    if (!(await isStillCounted(db, lead.id, counted))) continue;
    const finding = isThere
      ? await checkStray(db, lead, document, apply)
      : await checkMissing(db, lead, counted, apply);
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

/** Checks a lead against its own history, decision and viewings. */
async function checkAlone(
  db: Firestore,
  lead: StoredLead,
  history: readonly StoredEntry[],
  apply: boolean,
): Promise<Finding[]> {
  const checked = findLeadFaults(lead, history, attentionDays());
  if (checked === null) {
    if (isAnonymous(lead)) return [];
    if (isLost(lead, history)) return checkLost(db, lead, apply);
    const unreadable = unreadableTimes(lead);
    const detail = describeUnreadable(unreadable);
    const undated = unreadable.length > 0 ? [leadFinding(lead, 'unreadable-time', detail)] : [];
    return [notAdoptedFinding(lead), ...undated];
  }
  if (checked.faults.length === 0) return [];
  // Only what fresh reads show as well is reported. The lead is read before its history.
  const current = await readLead(db, lead.id);
  const found = current && findLeadFaults(current, await readHistory(db, lead.id), attentionDays());
  if (found === null || found.faults.length === 0) return [];
  const isRepaired = apply && (await repairAlone(db, lead.id));
  return found.faults.map(({ kind, detail, isForPeople }) => ({
    ...leadFinding(lead, kind, detail),
    isRepaired: isRepaired && !isForPeople,
  }));
}

/** Checks a lead that has a history, and does not know of it, or of its documents. */
async function checkLost(db: Firestore, lead: StoredLead, apply: boolean): Promise<Finding[]> {
  // A document's event or its repair may have brought it back meanwhile.
  const current = await readLead(db, lead.id);
  if (current === null || isAdopted(current)) return [];
  const isRepaired = apply && (await repairLost(db, lead.id));
  return [{ ...lostFinding(current), isRepaired }];
}

/** Gathers a lead's documents, and takes up its history. */
async function repairLost(db: Firestore, leadId: string): Promise<boolean> {
  const isRepaired = await withLead(db, leadId, async ({ lead }) => {
    const gathered = await withLinkedDocuments(lead, liveReader(db).sourcesNaming);
    const end = findHistoryEnd(await readHistory(db, leadId), gathered.history?.seq ?? 0);
    const change = rederiveStatus(reconcileLead(gathered, end), leadId);
    const plan = planForLead(gathered, { ...change, isChanged: true });
    return { answer: true, plan: recordOrigin(plan, 'repair') };
  });
  return isRepaired ?? false;
}

/** Returns false if there was nothing to write, or Firestore refuses it. */
async function repairAlone(db: Firestore, leadId: string): Promise<boolean> {
  const isRepaired = await withLead(db, leadId, async ({ lead }) => {
    // The lead was read first: a history that is read after its lead is never behind it.
    const repair = findLeadFaults(lead, await readHistory(db, leadId), attentionDays());
    if (repair === null || repair.plan.leads.length === 0) return { answer: false };
    return { answer: true, plan: recordOrigin(repair.plan, 'repair') };
  }).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return false;
  });
  return isRepaired ?? false;
}

/**
 * A document that is gone, though its deletion was not handled. What happened did happen, and retention
 * must not rewrite the past: only an appointment that was still open counts as removed (docs/contract.md
 * §4).
 */
async function checkMissing(
  db: Firestore,
  lead: StoredLead,
  counted: CountedDocument,
  apply: boolean,
): Promise<Finding> {
  const { ref, state } = counted;
  const detail = 'no longer exists, and its deletion was not handled';
  const finding = { source: ref, leadId: lead.id, detail };
  if (!isOpenAppointment(state)) return { kind: 'missing', ...finding, isRepaired: false };
  const isRepaired =
    apply && (await syncDocument(db, deletionOf(lead, counted), REPAIR)).result === 'updated';
  return { kind: 'removed', ...finding, isRepaired };
}

/**
 * The deletion of a document of which only its lead knows anything. Nobody can say when it was deleted: it
 * counts from the newest state that is known, so that later decisions stand.
 */
function deletionOf(
  { id }: StoredLead,
  { ref, state: { createTime, at, version } }: CountedDocument,
): SourceChange {
  const times = { createTime, updateTime: Math.max(createTime, version) };
  const before = unknownDocument(ref, times, id);
  return { kind: 'deleted', ref, before, deletedAt: Math.max(at, version) };
}

/** Checks a document that this lead counts, and that names another lead or none. */
async function checkStray(
  db: Firestore,
  lead: StoredLead,
  document: SourceDocument,
  apply: boolean,
): Promise<Finding | null> {
  if (document.leadId === null) return checkNameless(db, lead, document, apply);
  const change = asRead({ ...document, leadId: lead.id });
  const decided = await decideOn(liveReader(db), change);
  if (decided.kind !== 'commit' || decided.target.id === lead.id) return null;
  const isRepaired = apply && (await syncDocument(db, change, REPAIR)).result === 'linked';
  const detail = `belongs to the lead ${decided.target.id}`;
  return { kind: 'stray', source: document.ref, leadId: lead.id, detail, isRepaired };
}

/**
 * Checks a document that names no lead. Most are found by themselves: what they say names their pair. A visit
 * whose appointment is gone belongs to the lead that counts it.
 */
async function checkNameless(
  db: Firestore,
  lead: StoredLead,
  document: SourceDocument,
  apply: boolean,
): Promise<Finding | null> {
  const reader = liveReader(db);
  if ((await decideOn(reader, asRead(document))).kind !== 'reject') return null;
  const change = asRead({ ...document, leadId: lead.id, leadSync: null });
  if ((await decideOn(reader, change)).kind !== 'commit') return null;
  const isRepaired = apply && (await syncDocument(db, change, REPAIR)).result === 'linked';
  const detail = 'names no lead, and belongs to the one that counts it';
  return { kind: 'unlinked', source: document.ref, leadId: lead.id, detail, isRepaired };
}

/** Whether a lead, as it is now, still counts a document in the same way. One read. */
async function isStillCounted(
  db: Firestore,
  leadId: string,
  { ref, state }: CountedDocument,
): Promise<boolean> {
  const viewings = (await readLead(db, leadId))?.viewings ?? new Map();
  const document = { ref, createTime: state.createTime };
  return viewingsHolding(viewings, document).some(
    (viewing) => stateOf(viewing, ref)?.isDeleted === state.isDeleted,
  );
}

/** The existing documents that leads count. One read for each document. */
export async function readCountedSources(
  db: Firestore,
  leads: readonly StoredLead[],
): Promise<SourcesByKey> {
  const refs = leads.flatMap(countedBy).flatMap(({ ref, state }) => (state.isDeleted ? [] : [ref]));
  const found = await readSources(db, refs);
  return new Map(found.map((source) => [sourceKey(source.ref), source]));
}

function countedBy({ viewings }: StoredLead): CountedDocument[] {
  return viewings === null ? [] : countedDocuments(viewings);
}
