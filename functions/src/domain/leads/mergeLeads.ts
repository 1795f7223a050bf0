import { SYSTEM } from '../actor';
import { MERGED_REASON, type HistoryEnd } from '../documents/history';
import { sourceKey } from '../documents/sourceRef';
import { INITIAL_STATUS, pipelineStep, recogniseLeadStatus, type LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import { mergeViewings, withMove, withoutMove } from '../viewings/moveViewing';
import {
  newestStateAt,
  withViewing,
  type Move,
  type Moves,
  type Viewings,
} from '../viewings/viewing';
import { recordDecision, rederiveStatus, withDetails, type LeadChange } from './changeLead';
import type { Lead, StoredLead } from './lead';
import { reconcileLead } from './reconcileLead';

/** A lead as it was read, and the end of its history if that was looked for. */
export interface FoundLead {
  lead: StoredLead;
  historyEnd: HistoryEnd | null;
}

/**
 * Orders the leads of one pair; the first is the canonical one (docs/contract.md §3 and §9). One with a
 * history comes first, so that the choice stays the same once it was made. Then an open lead comes before a
 * won one, and that before a lost one; then the furthest, then by id. A lead that was merged into another
 * comes last.
 */
export function compareDuplicates(a: StoredLead, b: StoredLead): number {
  return (
    Number(a.closed?.outcome === 'moved') - Number(b.closed?.outcome === 'moved') ||
    Number(b.history !== null) - Number(a.history !== null) ||
    ENDS.indexOf(endOf(a)) - ENDS.indexOf(endOf(b)) ||
    pipelineStep(statusOf(b)) - pipelineStep(statusOf(a)) ||
    (a.id < b.id ? -1 : 1)
  );
}

/**
 * Whether merging the leads of one pair could lose a sale: one of them is won, and another one is open or would be
 * the one that stays (docs/contract.md §9). Then people have to see to it. The leads are in the order of
 * {@link compareDuplicates}.
 */
export function isSaleAtStake(leads: readonly StoredLead[]): boolean {
  const ends = leads.filter(({ closed }) => closed?.outcome !== 'moved').map(endOf);
  return ends.includes('won') && (ends.includes('open') || ends[0] !== 'won');
}

const ENDS = ['open', 'won', 'lost'] as const;
type End = (typeof ENDS)[number];

/** Whether a lead is open, won or lost. A closed one without a known outcome counts as lost. */
export function endOf(lead: StoredLead): End {
  if (statusOf(lead) !== 'Cerrado') return 'open';
  return lead.closed?.outcome === 'won' ? 'won' : 'lost';
}

function statusOf({ status }: StoredLead): LeadStatus {
  return recogniseLeadStatus(status) ?? INITIAL_STATUS;
}

/**
 * Merges a duplicate into the canonical lead of its pair. The duplicate's viewings move, and it closes as
 * moved, by a decision, so that nothing reopens it. The canonical lead keeps its own decision: what the duplicate
 * was decided to be does not count any more.
 */
export function mergeLeads(
  canonical: FoundLead,
  duplicate: FoundLead,
  now: Micros,
): { canonical: LeadChange; duplicate: LeadChange } {
  const kept = reconcileLead(canonical.lead, canonical.historyEnd);
  const leaving = reconcileLead(duplicate.lead, duplicate.historyEnd);
  const { arrived, remembered, moves } = moveViewings(leaving.lead, kept.lead, {
    at: now,
    leadId: canonical.lead.id,
  });
  const merged: LeadChange = {
    ...kept,
    isChanged: true,
    lead: withDetails({
      ...withKeptOf(kept.lead, leaving.lead),
      viewings: arrived,
      moves: remembered,
    }),
  };
  return {
    canonical: rederiveStatus(merged, canonical.lead.id),
    duplicate: closeAsMerged(
      { ...leaving, lead: { ...leaving.lead, viewings: new Map(), moves } },
      canonical.lead.id,
      Math.max(now, newestStateAt(leaving.lead.viewings)),
    ),
  };
}

/**
 * The viewings of the lead `to` once those of `from` have arrived, and the moves that it remembers then;
 * and what `from` remembers of them.
 */
function moveViewings(
  from: Lead,
  to: Lead,
  move: Move,
): { arrived: Viewings; remembered: Moves; moves: Moves } {
  let { viewings: arrived, moves: remembered } = to;
  let { moves } = from;
  for (const viewing of from.viewings.values()) {
    const here = arrived.get(sourceKey(viewing.ref));
    arrived = withViewing(arrived, here === undefined ? viewing : mergeViewings(here, viewing));
    remembered = withoutMove(remembered, viewing.ref);
    moves = withMove(moves, viewing, move);
  }
  return { arrived, remembered, moves };
}

/** The lead with what is kept in the duplicate and missing in itself. */
function withKeptOf(lead: Lead, duplicate: Lead): Lead {
  const takesOrigin = lead.origin === null && duplicate.origin !== null;
  const takesProspect = lead.prospectId === null && duplicate.prospectId !== null;
  const takesAgent = lead.assignedTo === null && duplicate.assignedTo !== null;
  return {
    ...lead,
    origin: takesOrigin ? duplicate.origin : lead.origin,
    prospectId: takesProspect ? duplicate.prospectId : lead.prospectId,
    assignedTo: takesAgent ? duplicate.assignedTo : lead.assignedTo,
    kept: {
      ...lead.kept,
      origin: takesOrigin ? duplicate.kept.origin : lead.kept.origin,
      prospectId: takesProspect ? duplicate.kept.prospectId : lead.kept.prospectId,
      assignedTo: takesAgent ? duplicate.kept.assignedTo : lead.kept.assignedTo,
    },
  };
}

/** A merge always leaves an entry: a lead that was lost or won is moved from now on. */
function closeAsMerged(change: LeadChange, canonicalId: string, at: Micros): LeadChange {
  return recordDecision(
    change,
    { status: 'Cerrado', outcome: 'moved', leadId: canonicalId, reason: MERGED_REASON, at },
    {
      cause: 'lead.moved',
      reason: MERGED_REASON,
      // Where the history says what the lead was merged into.
      source: { collection: 'leads', id: canonicalId },
      actor: SYSTEM,
      effectiveAt: at,
    },
  );
}
