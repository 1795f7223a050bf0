import type { Firestore } from 'firebase-admin/firestore';
import type { HistoryEntry } from '../domain/history';
import { isEmpty, type SyncPlan } from '../domain/planSync';
import {
  isSameRejection,
  type Issue,
  type SourceChange,
  type SourceDocument,
} from '../domain/sourceDocument';
import { commitPlan, leadIdOf, rejectSource } from '../firestore/leadStore';
import { sourcePath } from '../firestore/paths';
import { readSourceDocument } from '../firestore/sourceDocuments';
import {
  decideSync,
  readStanding,
  standingAsTold,
  toldEvent,
  type SyncDecision,
  type ToldEvent,
} from './decideSync';
import { isPermanent, optimistically } from './optimistically';
import { freshReads, knowing, readAgain } from './reads';
import { inTurn } from './turns';

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

/**
 * Brings what one event tells of an appointment or a visit to its lead (contract, sections 3 and 4):
 * finds or creates the lead of the document's pair, derives its status anew, and commits lead, history
 * and back-links together. Duplicates, any order and simultaneous events are harmless.
 *
 * A document that cannot be used is told so in its `leadSync`. Throws only what may pass, so that the
 * event is delivered again. `write` may say otherwise what is written of it: why, that is, not what.
 */
export async function syncDocument(
  db: Firestore,
  change: SourceChange,
  write: (plan: SyncPlan) => SyncPlan = (plan) => plan,
): Promise<SyncResult> {
  const fresh = freshReads(db);
  const event = await toldEvent(fresh, change);
  if (event === null) return nothing('superseded');
  /** What the attempt before meant to commit. */
  let lost: SyncPlan | null = null;
  return inTurn(turnOf(event), (found, leave) =>
    optimistically(async ({ number, somethingExists }) => {
      const reads = lost === null ? knowing(fresh, found) : await readAgain(db, lost, change.ref);
      const standing = number === 0 ? standingAsTold(event) : await readStanding(reads, event);
      if (standing === null) return nothing('superseded');
      const decided = await decideSync(reads, event, standing, somethingExists ? lost : null);
      return perform(db, decided, async (plan) => {
        lost = write(plan);
        if (!isEmpty(lost)) leave(await commitPlan(db, lost));
        return lost;
      });
    }),
  ).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return refuse(db, change);
  });
}

/** Does what was decided. `commit` answers what of a plan it committed. */
async function perform(
  db: Firestore,
  decided: SyncDecision,
  commit: (plan: SyncPlan) => Promise<SyncPlan>,
): Promise<SyncResult> {
  switch (decided.decision) {
    case 'superseded':
      return nothing('superseded');
    case 'reject':
      if (decided.isTold) return nothing('unchanged');
      return reject(db, decided.document, decided.issues);
    case 'commit': {
      const leadId = decided.target.id;
      const plan = await commit(decided.plan);
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
  }
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

function turnOf({ placement, told }: ToldEvent): string {
  switch (placement.kind) {
    case 'pair':
      return leadIdOf(placement.pair);
    case 'held':
      return placement.lead.id;
    case 'rejected':
      return sourcePath(told.ref);
  }
}

function nothing(result: 'unchanged' | 'superseded'): SyncResult {
  return { result, leadId: null, entries: [], issues: [] };
}
