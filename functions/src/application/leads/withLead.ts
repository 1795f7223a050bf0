import type { Firestore } from 'firebase-admin/firestore';
import type { FoundLead } from '../../domain/leads/mergeLeads';
import type { SyncPlan } from '../../domain/sync/syncPlan';
import { readLastEntry } from '../../firestore/historyStore';
import { commitPlan, readLead } from '../../firestore/leadStore';
import { retryOnConflict } from '../../firestore/retryOnConflict';
import { leadQueue } from '../leadQueue';

/** What comes of a lead: the answer to the caller, and the plan to commit if anything changes. */
export interface LeadAnswer<Answer> {
  answer: Answer;
  plan?: SyncPlan;
}

/** Reads a lead. After an attempt that met an existing entry, it reads the end of the lead's history too. */
export type FindLead = (id: string) => Promise<FoundLead | null>;

/**
 * Changes one lead by itself: waits for earlier work on it, reads it, decides, and commits. Starts again
 * from fresh reads if the commit met a conflict. `find` reads other leads that the decision needs. Returns
 * null if the lead does not exist. (Events of documents go through `syncBatch` instead: they may have to
 * create their lead, touch several leads, and are committed together.)
 */
export async function withLead<Answer>(
  db: Firestore,
  leadId: string,
  decide: (found: FoundLead, find: FindLead) => LeadAnswer<Answer> | Promise<LeadAnswer<Answer>>,
): Promise<Answer | null> {
  return leadQueue.runExclusive(leadId, () =>
    retryOnConflict(async ({ metExistingDocument }) => {
      const find: FindLead = async (id) => {
        const lead = await readLead(db, id);
        if (lead === null) return null;
        return { lead, lastEntry: metExistingDocument ? await readLastEntry(db, id) : null };
      };
      const found = await find(leadId);
      if (found === null) return null;
      const { answer, plan } = await decide(found, find);
      if (plan !== undefined) await commitPlan(db, plan);
      return answer;
    }),
  );
}
