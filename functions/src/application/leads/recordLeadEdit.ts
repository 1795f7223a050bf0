import type { Firestore } from 'firebase-admin/firestore';
import type { Deadline } from '../../concurrency/deadline';
import type { HistoryEntry } from '../../domain/documents/history';
import { recogniseLeadStatus, type LeadStatus } from '../../domain/leadStatus';
import type { StoredLead } from '../../domain/leads/lead';
import type { LeadChange } from '../../domain/leads/changeLead';
import { withOwnAttention } from '../../domain/leads/attention';
import { isBehind, reconcileAndDerive } from '../../domain/leads/reconcileLead';
import { planForLead } from '../../domain/sync/syncPlan';
import { attentionDays } from '../../firestore/attentionDays';
import { readHistoryEnd } from '../../firestore/historyStore';
import { withLead, type DecideOnLead } from './withLead';

/** What became of an edit of a lead's document by a person, or by another system. */
export interface LeadEdit {
  result:
    /** The status that was typed over is a decision now. */
    | 'recorded'
    /** It is none of the ten, and was put back. */
    | 'put back'
    /** It is the status that the lead has, in another spelling. */
    | 'rewritten'
    /** The lead was put back from a backup, and took up what its history holds. */
    | 'caught up'
    /** Its `followUpAt` has changed, and with it the time from which the lead needs somebody. */
    | 'followed up';
  status: LeadStatus;
  entries: readonly HistoryEntry[];
}

/**
 * Records a status that was typed over in the console as a decision, or puts it back if it is not one of
 * the ten (docs/contract.md §6). A lead that was put back from a backup (`mayBeBehind`) takes up the last
 * entry and the last decision of its history (§3). If `followUpAt` has changed, `attention` is derived again (§10). Null if there is
 * nothing to record: a lead of an older system, or an edit that another write path recorded first.
 */
export async function recordLeadEdit(
  db: Firestore,
  leadId: string,
  { mayBeBehind }: { mayBeBehind: boolean },
  deadline?: Deadline,
): Promise<LeadEdit | null> {
  const decide: DecideOnLead<LeadEdit | null> = async ({ lead, historyEnd }) => {
    if (lead.history === null) return { answer: null };
    const end = historyEnd ?? (mayBeBehind ? await readHistoryEnd(db, leadId, lead) : null);
    const change = withOwnAttention(lead, reconcileAndDerive(lead, end), attentionDays());
    if (!change.isChanged) return { answer: null };
    const result = isBehind(lead, end) ? 'caught up' : resultOf(lead, change);
    const answer = { result, status: change.lead.status, entries: change.entries };
    return { answer, plan: planForLead(lead, change) };
  };
  return withLead(db, leadId, decide, deadline);
}

function resultOf(
  { status }: StoredLead,
  { entries, lead: written }: LeadChange,
): LeadEdit['result'] {
  if (entries.length > 0) return 'recorded';
  if (status === written.status) return 'followed up';
  return recogniseLeadStatus(status) === null ? 'put back' : 'rewritten';
}
