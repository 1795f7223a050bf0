import type { Firestore } from 'firebase-admin/firestore';
import type { Deadline } from '../../concurrency/deadline';
import type { LeadStatus } from '../../domain/leadStatus';
import {
  applyManualMove,
  mayMove,
  type MoveRequest,
  type StaffRole,
} from '../../domain/leads/manualMove';
import { isBehind, reconcileAndDerive } from '../../domain/leads/reconcileLead';
import { planForLead } from '../../domain/sync/syncPlan';
import type { Micros } from '../../domain/time';
import { findMove, type RecordedMove } from '../../firestore/historyStore';
import { withLead, type DecideOnLead } from './withLead';

/** Who asks for a move. The role is that of the user's record, not of an older token. */
export interface Mover {
  uid: string;
  role: StaffRole;
}

/** What became of a move by hand. */
export type MoveResult =
  | { result: 'moved' | 'repeated'; status: LeadStatus; seq: number }
  /** There is no such lead. */
  | { result: 'unknown' }
  /** The lead is not where the user saw it, but at `status`. */
  | { result: 'elsewhere'; status: LeadStatus }
  /** This role may not make this move. */
  | { result: 'forbidden' }
  /** The `requestId` was used before, for another move. */
  | { result: 'reused' };

/**
 * Moves a lead by hand (docs/contract.md §6). A repeated `requestId` gets the first answer and writes
 * nothing. Of two people who move a lead from the same status, one wins. The time of the decision is
 * `now`, but never before the newest state that the lead knows.
 */
export async function moveLead(
  db: Firestore,
  request: MoveRequest,
  mover: Mover,
  now: Micros,
  deadline?: Deadline,
): Promise<MoveResult> {
  const decide: DecideOnLead<MoveResult> = async ({ lead, historyEnd }) => {
    // After the lead: whoever moved the lead before this read left their request in its history.
    const earlier = await findMove(db, request.leadId, request.requestId);
    if (earlier !== null) return { answer: repeated(earlier, request, mover) };
    const current = reconcileAndDerive(lead, historyEnd);
    const { status } = current.lead;
    if (status !== request.from) {
      const answer = { result: 'elsewhere', status } as const;
      // Else the lead's document would go on showing where it is not.
      return isBehind(lead, historyEnd) ? { answer, plan: planForLead(lead, current) } : { answer };
    }
    if (!mayMove(mover.role, request)) return { answer: { result: 'forbidden' } };
    const change = applyManualMove(current, request, mover.uid, now);
    const { history } = change.lead;
    return {
      answer: { result: 'moved', status: change.lead.status, seq: history.seq },
      plan: planForLead(lead, change),
    };
  };
  return (await withLead(db, request.leadId, decide, deadline)) ?? { result: 'unknown' };
}

/** The answer to a request whose id was used before: the first answer if it is the same request. */
function repeated(earlier: RecordedMove, request: MoveRequest, { uid }: Mover): MoveResult {
  const isSame =
    earlier.from === request.from &&
    earlier.to === request.to &&
    earlier.reason === request.reason &&
    earlier.outcome === (request.closed?.outcome ?? null) &&
    earlier.uid === uid;
  return isSame
    ? { result: 'repeated', status: earlier.to, seq: earlier.seq }
    : { result: 'reused' };
}
