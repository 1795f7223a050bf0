import { decide, newestStateAt, openLead, rederive, type LeadChange } from './changeLead';
import { MERGED, SYSTEM, type ChainEnd } from './history';
import type { StoredLead } from './lead';
import { isLeadStatus, pipelineStep } from './leadStatus';
import { joinViewings } from './moveViewing';
import type { Micros } from './time';

/** A lead as it was found, and the end of the history that stands under its id. */
export interface FoundLead {
  lead: StoredLead;
  chainEnd: ChainEnd | null;
}

/**
 * Which of two leads of one pair goes first (contract, the operator's adoption): an open lead before a
 * closed one, then the furthest, then by id. One that was merged into another comes last.
 */
export function compareDuplicates(a: StoredLead, b: StoredLead): number {
  return (
    Number(a.closed?.outcome === 'moved') - Number(b.closed?.outcome === 'moved') ||
    Number(a.status === 'Cerrado') - Number(b.status === 'Cerrado') ||
    stepOf(b) - stepOf(a) ||
    (a.id < b.id ? -1 : 1)
  );
}

/**
 * Two leads of one pair become one: the viewings of the other go to the one that is kept, and the other
 * closes as moved, by a decision, so that nothing reopens it. What was decided counts on, of both that of
 * the lead which goes first.
 */
export function mergeLeads(
  kept: FoundLead,
  other: FoundLead,
  now: Micros,
): { kept: LeadChange; other: LeadChange } {
  const opened = openLead(kept.lead, kept.chainEnd);
  const leaving = openLead(other.lead, other.chainEnd);
  const isOtherFirst = compareDuplicates(other.lead, kept.lead) < 0;
  const [first, second] = isOtherFirst ? [leaving, opened] : [opened, leaving];

  const viewings = new Map(opened.lead.viewings);
  const left = new Map(leaving.lead.viewings);
  for (const [key, viewing] of leaving.lead.viewings) {
    if (viewing.left !== null) continue;
    viewings.set(key, joinViewings(viewings.get(key) ?? null, viewing));
    left.set(key, { ...viewing, left: { at: now, leadId: kept.lead.id } });
  }
  const joined: LeadChange = {
    ...opened,
    isChanged: true,
    lead: {
      ...opened.lead,
      viewings,
      decision: first.lead.decision ?? second.lead.decision,
      prospectId: opened.lead.prospectId ?? leaving.lead.prospectId,
      assignedTo: opened.lead.assignedTo ?? leaving.lead.assignedTo,
    },
  };
  const at = Math.max(now, newestStateAt(leaving.lead.viewings));
  return {
    kept: rederive(joined, kept.lead.id),
    other: decide(
      { ...leaving, lead: { ...leaving.lead, viewings: left } },
      { status: 'Cerrado', outcome: 'moved', leadId: kept.lead.id, reason: MERGED, at },
      {
        cause: 'lead.moved',
        reason: MERGED,
        source: { collection: 'leads', id: other.lead.id },
        actor: SYSTEM,
        effectiveAt: at,
      },
    ),
  };
}

function stepOf({ status }: StoredLead): number {
  return isLeadStatus(status) ? pipelineStep(status) : 0;
}
