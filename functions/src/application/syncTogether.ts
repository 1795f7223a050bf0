import type { Firestore } from 'firebase-admin/firestore';
import type { HistoryEntry } from '../domain/history';
import { joinPlans, leadsAfter } from '../domain/joinPlans';
import type { StoredLead } from '../domain/lead';
import { EMPTY_PLAN, isEmpty, type SyncPlan } from '../domain/planSync';
import {
  isSameRejection,
  type Issue,
  type SourceChange,
  type SourceDocument,
} from '../domain/sourceDocument';
import { commitPlan, rejectSource } from '../firestore/leadStore';
import { readSourceDocument } from '../firestore/sourceDocuments';
import {
  decideSync,
  readStanding,
  standingAsTold,
  type SyncDecision,
  type ToldEvent,
} from './decideSync';
import { isPermanent, optimistically } from './optimistically';
import { freshReads, knowing, readAgain } from './reads';

/** What became of an event. */
export interface SyncResult {
  result:
    | 'linked'
    | 'updated'
    | 'unchanged'
    | 'rejected'
    /** The document has changed since, and that change's own event deals with it. */
    | 'superseded';
  leadId: string | null;
  /** The history entries that were written, on the document's lead and on one it left. */
  entries: readonly (HistoryEntry & { leadId: string })[];
  issues: readonly Issue[];
}

/** An event that waits for the turn of its lead. */
export interface Arrival {
  db: Firestore;
  event: ToldEvent;
  write: (plan: SyncPlan) => SyncPlan;
}

/**
 * Handles events of one lead whose turn it is, as many with each commit as one can hold. `found` has leads
 * as they stand; `leave` is told how they stand then. Throws only what may pass: then all of them come again.
 */
export async function syncTogether(
  arrivals: readonly Arrival[],
  found: readonly StoredLead[],
  leave: (committed: readonly StoredLead[]) => void,
): Promise<ReadonlyMap<Arrival, SyncResult>> {
  const results = new Map<Arrival, SyncResult>();
  let standing = found;
  let areAlone = false;
  for (;;) {
    const [first, ...others] = arrivals.filter((arrival) => !results.has(arrival));
    if (first === undefined) break;
    const isAlone = areAlone || others.length === 0;
    try {
      const done = await syncSome(isAlone ? [first] : [first, ...others], standing);
      for (const [arrival, result] of done.results) results.set(arrival, result);
      standing = done.left;
    } catch (error) {
      if (!isPermanent(error)) throw error;
      // One of them is too much for its lead, and the others need not be refused with it.
      if (isAlone) results.set(first, await refuse(first.db, first.event.change));
      areAlone = true;
      standing = [];
    }
  }
  leave(standing);
  return results;
}

/**
 * Handles the first of some events of one lead, and those of the others that the same commit can hold; each
 * is decided on what the ones before it leave. `found` has leads as they stand, `left` as it committed them.
 */
async function syncSome(
  arrivals: readonly [Arrival, ...Arrival[]],
  found: readonly StoredLead[],
): Promise<{ results: ReadonlyMap<Arrival, SyncResult>; left: readonly StoredLead[] }> {
  const [{ db }] = arrivals;
  const refs = arrivals.map(({ event }) => event.change.ref);
  /** What the attempt before meant to commit. */
  let lost: SyncPlan | null = null;
  return optimistically(async ({ number, somethingExists }) => {
    const known = new Map(lost === null ? found.map((lead) => [lead.id, lead]) : []);
    const again = lost === null ? freshReads(db) : await readAgain(db, lost, refs);
    const reads = knowing(again, known);
    const met = somethingExists ? lost : null;
    const results = new Map<Arrival, SyncResult>();
    let plan = EMPTY_PLAN;
    for (const arrival of arrivals) {
      const { event, write } = arrival;
      const standing = number === 0 ? standingAsTold(event) : await readStanding(reads, event);
      const decided = standing && (await decideSync(reads, event, standing, met));
      if (decided === null || decided.decision === 'superseded') {
        results.set(arrival, nothing('superseded'));
      } else if (decided.decision === 'commit') {
        const own = write(decided.plan);
        const joined = isEmpty(plan) ? own : joinPlans(plan, own);
        if (joined === null) continue; // It comes with the next commit.
        plan = joined;
        results.set(arrival, resultOf(decided.target.id, own));
        const { lead } = decided.target;
        if (lead !== null && !known.has(lead.id)) known.set(lead.id, lead);
        for (const after of leadsAfter(plan)) known.set(after.id, after);
      } else if (results.size === 0) {
        return { results: new Map([[arrival, await tell(db, decided)]]), left: [] };
      }
    }
    lost = plan;
    return { results, left: isEmpty(plan) ? [] : await commitPlan(db, plan) };
  });
}

/** What became of an event whose plan was committed. */
function resultOf(leadId: string, plan: SyncPlan): SyncResult {
  if (isEmpty(plan)) return { ...nothing('unchanged'), leadId };
  return {
    result: plan.links.length === 0 ? 'updated' : 'linked',
    leadId,
    entries: plan.leads.flatMap(({ id, change: { entries } }) =>
      entries.map((entry) => ({ leadId: id, ...entry })),
    ),
    issues: [],
  };
}

/** Tells a document's writer why it cannot be used, where that was not told yet. */
async function tell(
  db: Firestore,
  { document, issues, isTold }: Extract<SyncDecision, { decision: 'reject' }>,
): Promise<SyncResult> {
  return isTold ? nothing('unchanged') : reject(db, document, issues);
}

/** Names no lead: what stands in such a document as its `leadId` may be anybody's word. */
async function reject(
  db: Firestore,
  { ref, updateTime }: SourceDocument,
  issues: readonly Issue[],
): Promise<SyncResult> {
  await rejectSource(db, ref, updateTime, issues);
  return { result: 'rejected', leadId: null, entries: [], issues };
}

/**
 * Tells a document's writer that its lead could not be written, as when that would be over 1 MiB. Where
 * the document is gone, or cannot take a word more itself, the log alone tells it.
 */
async function refuse(db: Firestore, { ref, after }: SourceChange): Promise<SyncResult> {
  const issues = [{ path: '', message: 'Firestore refuses what its lead would become' }];
  const untold: SyncResult = { result: 'rejected', leadId: null, entries: [], issues };
  if (after === null) return untold;
  return optimistically(async () => {
    const document = await readSourceDocument(db, ref);
    if (document === null) return nothing('superseded');
    const isTold = isSameRejection(document.leadSync, issues);
    return isTold ? nothing('unchanged') : reject(db, document, issues);
  }).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return untold;
  });
}

/** Of an event that changes nothing: what it told of is known, or is dealt with by another event. */
export function nothing(result: 'unchanged' | 'superseded'): SyncResult {
  return { result, leadId: null, entries: [], issues: [] };
}
