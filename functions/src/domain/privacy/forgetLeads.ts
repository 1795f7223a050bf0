import { closedAs, type LeadChange } from '../leads/changeLead';
import { deriveStatus } from '../leads/deriveStatus';
import type { StoredLead } from '../leads/lead';

/** What a lead names in place of one that was erased. No lead has this id. */
export const ERASED_LEAD_ID = 'erased';

/** Whether a lead names one of these leads: as where a viewing of it went, or as what it was closed for. */
export function namesLead(
  { moves, closed }: Pick<StoredLead, 'moves' | 'closed'>,
  ids: ReadonlySet<string>,
): boolean {
  const named = [...[...moves.values()].map(({ leadId }) => leadId), closed?.leadId];
  return named.some((id) => typeof id === 'string' && ids.has(id));
}

/**
 * The lead of somebody else without the ids of erased leads: they are hashes of their pairs, so whoever knows the pair
 * knows the id. That a viewing left, and when, stays.
 */
export function forgetLeads(change: LeadChange, ids: ReadonlySet<string>): LeadChange {
  const { lead } = change;
  const moves = new Map(
    [...lead.moves].map(([key, move]) => [
      key,
      ids.has(move.leadId) ? { ...move, leadId: ERASED_LEAD_ID } : move,
    ]),
  );
  const next = { ...lead, moves };
  // Of viewings that left at the same time, the one that counts follows from these ids.
  const derivation = deriveStatus(next);
  const isMoved = lead.closed?.outcome === 'moved' && derivation.movedTo !== null;
  return {
    ...change,
    lead: isMoved ? { ...next, closed: closedAs(next, derivation) } : next,
    isChanged: true,
  };
}
