import type { Firestore } from 'firebase-admin/firestore';
import type { Deadline } from '../../concurrency/deadline';
import type { LeadChange } from '../../domain/leads/changeLead';
import { reconcileLead } from '../../domain/leads/reconcileLead';
import { planForLead } from '../../domain/sync/syncPlan';
import { withLead, type DecideOnLead } from './withLead';

/**
 * Records a status that was typed over in the console as a decision, or puts it back if it is not one of
 * the ten (docs/contract.md §6). Null if there is nothing to record: a lead of an older system, or an edit that
 * another write path recorded first.
 */
export async function recordConsoleEdit(
  db: Firestore,
  leadId: string,
  deadline?: Deadline,
): Promise<LeadChange | null> {
  const decide: DecideOnLead<LeadChange | null> = ({ lead, lastEntry }) => {
    if (lead.history === null) return { answer: null };
    const change = reconcileLead(lead, lastEntry);
    return change.isChanged
      ? { answer: change, plan: planForLead(lead, change) }
      : { answer: null };
  };
  return withLead(db, leadId, decide, deadline);
}
