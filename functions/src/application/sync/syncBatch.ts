import type { Firestore } from 'firebase-admin/firestore';
import { Deadline } from '../../concurrency/deadline';
import type { BatchResults } from '../../concurrency/keyedQueue';
import type { HistoryEntry } from '../../domain/documents/history';
import type { SourceChange } from '../../domain/documents/sourceChange';
import { isSameRejection, type Issue } from '../../domain/documents/sourceDocument';
import type { KnownLead, StoredLead } from '../../domain/leads/lead';
import { combinePlans, plannedLeads } from '../../domain/sync/combinePlans';
import { recordOrigin, type PlanOrigin } from '../../domain/sync/recordOrigin';
import { EMPTY_PLAN, isEmpty, type SyncPlan } from '../../domain/sync/syncPlan';
import { commitPlan } from '../../firestore/leadStore';
import { isPermanent, retryOnConflict, type Attempt } from '../../firestore/retryOnConflict';
import { readSourceDocument, rejectSource } from '../../firestore/sourceDocuments';
import {
  currentAsEvent,
  decideSync,
  readCurrent,
  type PlacedEvent,
  type Rejection,
} from './decideSync';
import {
  liveReader,
  readerForRetry,
  withKnownLeads,
  type LeadReader,
  type LeadsOfProject,
} from './leadReader';

/** What became of an event. */
export interface SyncResult {
  result:
    | 'linked'
    | 'updated'
    | 'unchanged'
    | 'rejected'
    /** The document has changed since. That change has its own event, which handles it. */
    | 'superseded';
  leadId: string | null;
  /** The history entries that were written, for the document's lead and for the leads that it left. */
  entries: readonly (HistoryEntry & { leadId: string })[];
  issues: readonly Issue[];
  /** How often it was tried to commit: more than once where somebody else had changed the lead meanwhile. */
  attempts: number;
}

/** What was decided for an event, before the commit. */
type DecidedResult = Omit<SyncResult, 'attempts'>;

/** An event that waits for its lead. */
export interface QueuedEvent {
  db: Firestore;
  event: PlacedEvent;
  origin: PlanOrigin;
  leads: LeadsOfProject;
  deadline: Deadline;
}

/**
 * Handles events of one lead with as few commits as possible. `leads` come from the batch before, as it
 * committed them; `handOn` passes the leads of this batch to the next.
 *
 * After an error the events are handled one by one, so that each has a result or an error of its own. An
 * error that Firestore would repeat every time rejects the event's document; after any other the event is
 * delivered again. An event whose deadline passes before it was handled has no result.
 */
export async function syncBatch(
  events: readonly QueuedEvent[],
  leads: readonly StoredLead[],
  handOn: (committed: readonly StoredLead[]) => void,
): Promise<BatchResults<QueuedEvent, SyncResult>> {
  const results = new Map<QueuedEvent, PromiseSettledResult<SyncResult>>();
  let known = leads;
  let isOneByOne = false;
  for (;;) {
    const [first, ...others] = events.filter(
      (event) => !results.has(event) && !event.deadline.isPassed,
    );
    if (first === undefined) break;
    const isAlone = isOneByOne || others.length === 0;
    try {
      const handled = await commitTogether(isAlone ? [first] : [first, ...others], known);
      for (const [event, value] of handled.results) {
        results.set(event, { status: 'fulfilled', value });
      }
      known = handled.committed;
    } catch (error) {
      // Alone, each event shows whether the error was its own.
      if (isAlone) results.set(first, await settleFailed(first, error));
      isOneByOne = true;
      known = [];
    }
  }
  handOn(known);
  return results;
}

/** What becomes of an event that failed alone: its document is rejected, or the error stays. */
async function settleFailed(
  { db, event, deadline }: QueuedEvent,
  error: unknown,
): Promise<PromiseSettledResult<SyncResult>> {
  if (!isPermanent(error)) return { status: 'rejected', reason: error };
  const [settled] = await Promise.allSettled([rejectUnwritable(db, event.change, deadline)]);
  return settled;
}

/** The events that one attempt dealt with, and the plan that they need. */
export interface BatchOutcome<Queued> {
  results: ReadonlyMap<Queued, DecidedResult>;
  plan: SyncPlan;
  /** The rejection of the first event. It is committed separately. */
  rejection: Rejection | null;
}

/**
 * Handles the first of some events of one lead, and those of the others that fit into the same commit.
 * Returns their results, and the leads as committed. The other events have no result yet.
 */
async function commitTogether(
  events: readonly [QueuedEvent, ...QueuedEvent[]],
  leads: readonly StoredLead[],
): Promise<{
  results: ReadonlyMap<QueuedEvent, SyncResult>;
  committed: readonly StoredLead[];
}> {
  const [first, ...others] = events;
  const { db, leads: ofProject } = first;
  const deadline = Deadline.latest(first.deadline, ...others.map((each) => each.deadline));
  const refs = events.map(({ event }) => event.change.ref);
  let failedPlan: SyncPlan | null = null;
  return retryOnConflict(async (attempt) => {
    // After a failed commit, the leads that were handed on may be out of date.
    const known = new Map(failedPlan === null ? leads.map((lead) => [lead.id, lead]) : []);
    const reader =
      failedPlan === null
        ? liveReader(db, ofProject)
        : await readerForRetry(db, ofProject, failedPlan, refs);
    const decided = await decideTogether(reader, known, events, attempt, failedPlan);
    deadline.throwIfPassed();
    const attempts = attempt.number + 1;
    if (decided.rejection !== null) {
      const result = { ...(await recordRejection(db, decided.rejection)), attempts };
      return { results: new Map([[first, result]]), committed: [] };
    }
    failedPlan = decided.plan; // Read only if the commit fails.
    const committed = isEmpty(decided.plan) ? [] : await commitPlan(db, decided.plan);
    const results = [...decided.results].map(
      ([event, own]) => [event, { ...own, attempts }] as const,
    );
    return { results: new Map(results), committed };
  }, deadline);
}

/**
 * Decides events one on top of the other, as far as their plans fit into one commit. An event that does
 * not fit gets no result: it is handled with a later commit.
 */
export async function decideTogether<Queued extends Pick<QueuedEvent, 'event' | 'origin'>>(
  base: LeadReader,
  leads: ReadonlyMap<string, StoredLead>,
  events: readonly Queued[],
  { number, metExistingDocument }: Attempt,
  failedPlan: SyncPlan | null,
): Promise<BatchOutcome<Queued>> {
  const known = new Map<string, KnownLead>(leads);
  const reader = withKnownLeads(base, known);
  const results = new Map<Queued, DecidedResult>();
  let plan = EMPTY_PLAN;
  for (const queued of events) {
    const { event, origin } = queued;
    const current = await (number === 0 ? currentAsEvent : readCurrent)(reader, event);
    const decided =
      current === null
        ? ({ kind: 'superseded' } as const)
        : await decideSync(reader, event, current, metExistingDocument ? failedPlan : null);
    if (decided.kind === 'superseded') {
      results.set(queued, noChange('superseded'));
      continue;
    }
    if (decided.kind === 'reject') {
      // A rejection is a commit of its own: it waits until its event is the first.
      if (results.size === 0) return { results, plan, rejection: decided };
      continue;
    }
    const own = recordOrigin(decided.plan, origin);
    const combined = isEmpty(plan) ? own : combinePlans(plan, own);
    if (combined === null) continue;
    plan = combined;
    results.set(queued, resultOf(decided.target.id, own));
    const { lead } = decided.target;
    if (lead !== null && !known.has(lead.id)) known.set(lead.id, lead);
    for (const planned of plannedLeads(plan)) known.set(planned.id, planned);
  }
  return { results, plan, rejection: null };
}

/** What became of an event once its plan is committed. */
function resultOf(leadId: string, plan: SyncPlan): DecidedResult {
  if (isEmpty(plan)) return { ...noChange('unchanged'), leadId };
  return {
    result: plan.links.length === 0 ? 'updated' : 'linked',
    leadId,
    entries: plan.leads.flatMap(({ id, change: { entries } }) =>
      entries.map((entry) => ({ leadId: id, ...entry })),
    ),
    issues: [],
  };
}

/** The result names no lead: the `leadId` in such a document may be anybody's claim. */
async function recordRejection(
  db: Firestore,
  rejection: Omit<Rejection, 'kind'>,
): Promise<DecidedResult> {
  if (rejection.isRecorded) return noChange('unchanged');
  await rejectSource(db, rejection);
  return { result: 'rejected', leadId: null, entries: [], issues: rejection.issues };
}

/**
 * Rejects a document whose lead Firestore refuses to store, as when the lead would be over 1 MiB. If the
 * document is gone, or cannot take another field itself, only the log says so.
 */
async function rejectUnwritable(
  db: Firestore,
  change: SourceChange,
  deadline: Deadline,
): Promise<SyncResult> {
  const issues = [{ path: '', message: 'Firestore refuses what its lead would become' }];
  const unrecorded: SyncResult = {
    result: 'rejected',
    leadId: null,
    entries: [],
    issues,
    attempts: 1,
  };
  if (change.kind === 'deleted') return unrecorded;
  return retryOnConflict(async ({ number }) => {
    const attempts = number + 1;
    const document = await readSourceDocument(db, change.ref);
    if (document === null) return { ...noChange('superseded'), attempts };
    const isRecorded = isSameRejection(document.leadSync, issues);
    const rejection = { document, issues, countedBy: null, isRecorded };
    return { ...(await recordRejection(db, rejection)), attempts };
  }, deadline).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return unrecorded;
  });
}

/** The result of an event that changes nothing. */
function noChange(result: 'unchanged' | 'superseded'): DecidedResult {
  return { result, leadId: null, entries: [], issues: [] };
}
