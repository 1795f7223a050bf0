import type { Firestore } from 'firebase-admin/firestore';
import { Deadline } from '../../concurrency/deadline';
import type { FoundLead } from '../../domain/leads/mergeLeads';
import type { SyncPlan } from '../../domain/sync/syncPlan';
import { readHistoryEnd } from '../../firestore/historyStore';
import { commitPlan, readLead } from '../../firestore/leadStore';
import { retryOnConflict, type Attempt } from '../../firestore/retryOnConflict';
import { leadQueue } from '../leadQueue';
import { withLinkedDocuments } from '../sync/gatherLinked';
import { liveReader } from '../sync/leadReader';

/** What comes of a lead: the answer to the caller, and the plan to commit if anything changes. */
interface LeadAnswer<Answer> {
  answer: Answer;
  plan?: SyncPlan;
}

/**
 * Reads a lead. After an attempt that met an existing entry, it also looks for the end of the lead's history, and
 * gathers the viewings of a lead that lost them.
 */
type FindLead = (id: string) => Promise<FoundLead | null>;

/** Decides what comes of a lead. `find` reads other leads that the decision needs. */
export type DecideOnLead<Answer> = (
  found: FoundLead,
  find: FindLead,
) => LeadAnswer<Answer> | Promise<LeadAnswer<Answer>>;

/**
 * Changes one lead by itself: waits for earlier work on it, reads it, decides, and commits. Starts again
 * from fresh reads if the commit met a conflict. Returns null if the lead does not exist, and throws when
 * the deadline passes. (Events of documents go through `syncBatch` instead: they may have to create their
 * lead, touch several leads, and are committed together.)
 */
export async function withLead<Answer>(
  db: Firestore,
  leadId: string,
  decide: DecideOnLead<Answer>,
  deadline = new Deadline(),
): Promise<Answer | null> {
  const attempt = async ({ metExistingDocument }: Attempt): Promise<Answer | null> => {
    const find: FindLead = async (id) => {
      const lead = await readLead(db, id);
      if (lead === null) return null;
      if (!metExistingDocument) return { lead, historyEnd: null };
      return {
        lead: await withLinkedDocuments(lead, liveReader(db).sourcesNaming),
        historyEnd: await readHistoryEnd(db, id, lead),
      };
    };
    const found = await find(leadId);
    if (found === null) return null;
    const { answer, plan } = await decide(found, find);
    deadline.throwIfPassed();
    if (plan !== undefined) await commitPlan(db, plan);
    return answer;
  };
  return leadQueue.runExclusive(leadId, () => retryOnConflict(attempt, deadline), deadline);
}
