import { SYSTEM } from '../actor';
import { MERGED_REASON, type HistoryEnd } from '../documents/history';
import type { SourceKey } from '../documents/sourceRef';
import { INITIAL_STATUS, pipelineStep, recogniseLeadStatus, type LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import { mergeViewings } from '../viewings/moveViewing';
import { newestStateAt, type Viewing } from '../viewings/viewing';
import { applyDecision, rederiveStatus, type LeadChange } from './changeLead';
import type { StoredLead } from './lead';
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
    endOf(a) - endOf(b) ||
    pipelineStep(statusOf(b)) - pipelineStep(statusOf(a)) ||
    (a.id < b.id ? -1 : 1)
  );
}

/** Where a lead stands among open, won and lost ones. */
function endOf(lead: StoredLead): number {
  if (statusOf(lead) !== 'Cerrado') return 0;
  return lead.closed?.outcome === 'won' ? 1 : 2;
}

function statusOf({ status }: StoredLead): LeadStatus {
  return recogniseLeadStatus(status) ?? INITIAL_STATUS;
}

/**
 * Merges a duplicate into the canonical lead of its pair. The duplicate's viewings move, and it closes as
 * moved, by a decision, so that nothing reopens it. The canonical lead keeps the decision of whichever of
 * the two comes first.
 */
export function mergeLeads(
  canonical: FoundLead,
  duplicate: FoundLead,
  now: Micros,
): { canonical: LeadChange; duplicate: LeadChange } {
  const kept = reconcileLead(canonical.lead, canonical.historyEnd);
  const leaving = reconcileLead(duplicate.lead, duplicate.historyEnd);
  const isDuplicateFirst = compareDuplicates(duplicate.lead, canonical.lead) < 0;
  const [first, second] = isDuplicateFirst ? [leaving, kept] : [kept, leaving];
  const { arrived, remaining } = moveViewings(leaving, kept, {
    at: now,
    leadId: canonical.lead.id,
  });
  const merged: LeadChange = {
    ...kept,
    isChanged: true,
    lead: {
      ...kept.lead,
      viewings: arrived,
      decision: first.lead.decision ?? second.lead.decision,
      prospectId: kept.lead.prospectId ?? leaving.lead.prospectId,
      assignedTo: kept.lead.assignedTo ?? leaving.lead.assignedTo,
    },
  };
  return {
    canonical: rederiveStatus(merged, canonical.lead.id),
    duplicate: closeAsMerged(
      { ...leaving, lead: { ...leaving.lead, viewings: remaining } },
      canonical.lead.id,
      Math.max(now, newestStateAt(leaving.lead.viewings)),
    ),
  };
}

/** The viewings of both leads once those of `from` have moved to `to`. */
function moveViewings(
  from: LeadChange,
  to: LeadChange,
  movedTo: { at: Micros; leadId: string },
): { arrived: Map<SourceKey, Viewing>; remaining: Map<SourceKey, Viewing> } {
  const arrived = new Map(to.lead.viewings);
  const remaining = new Map(from.lead.viewings);
  for (const [key, viewing] of from.lead.viewings) {
    if (viewing.movedTo !== null) continue;
    arrived.set(key, mergeViewings(arrived.get(key) ?? null, viewing));
    remaining.set(key, { ...viewing, movedTo });
  }
  return { arrived, remaining };
}

function closeAsMerged(change: LeadChange, canonicalId: string, at: Micros): LeadChange {
  return applyDecision(
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
