import type { Firestore } from 'firebase-admin/firestore';
import { openLead } from '../domain/changeLead';
import type { LeadStatus } from '../domain/leadStatus';
import { mayMove, moveByHand, type MoveRequest, type StaffRole } from '../domain/moveByHand';
import { EMPTY_PLAN } from '../domain/planSync';
import type { Micros } from '../domain/time';
import { commitPlan, findMove, readChainEnd, readLead } from '../firestore/leadStore';
import { optimistically } from './optimistically';
import { inTurn } from './turns';

/** Who asks for a move: the role is that of the user's record, not of an older token. */
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
 * Moves a lead by hand (contract, section 6), through the same write path as everything else. A
 * repeated `requestId` gets the first answer and writes nothing; of two who move a lead from the same
 * status, one wins. The decision's time is `now`, and never before the newest state that the lead knows.
 */
export async function moveLead(
  db: Firestore,
  request: MoveRequest,
  mover: Mover,
  now: Micros,
): Promise<MoveResult> {
  const { leadId } = request;
  return inTurn(leadId, () =>
    optimistically(async ({ somethingExists }): Promise<MoveResult> => {
      const found = await readLead(db, leadId);
      if (found === null) return { result: 'unknown' };
      // After the lead: whoever has moved it until then has left their request in its history.
      const earlier = await findMove(db, leadId, request.requestId);
      if (earlier !== null) {
        const isSame =
          earlier.from === request.from &&
          earlier.to === request.to &&
          earlier.reason === request.reason &&
          earlier.outcome === (request.closed?.outcome ?? null) &&
          earlier.uid === mover.uid;
        if (!isSame) return { result: 'reused' };
        return { result: 'repeated', status: earlier.to, seq: earlier.seq };
      }
      const chainEnd = somethingExists ? await readChainEnd(db, leadId) : null;
      const opened = openLead(found, chainEnd);
      if (opened.lead.status !== request.from) {
        return { result: 'elsewhere', status: opened.lead.status };
      }
      if (!mayMove(mover.role, request)) return { result: 'forbidden' };
      const change = moveByHand(opened, request, mover.uid, now);
      const write = { id: leadId, version: found.version, change };
      await commitPlan(db, { ...EMPTY_PLAN, leads: [write] });
      return { result: 'moved', status: change.lead.status, seq: change.lead.history.seq };
    }),
  );
}
