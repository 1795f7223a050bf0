import { LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import { secondsBetween, type Micros } from '../time';
import { Durations } from './durations';

/** A lead that needs somebody since `at` (docs/contract.md §10). */
export interface WaitingLead {
  assignedTo: string | null;
  status: LeadStatus;
  at: Micros;
}

/** How many leads wait, and for how many seconds beyond their time. */
export interface WaitingFigures {
  leads: number;
  median: number;
  longest: number;
}

export interface WaitingReport {
  /** The agents whose leads wait, those with the most first. Null for leads without an agent. */
  byAgent: readonly (WaitingFigures & { agentId: string | null })[];
  /** The statuses in which leads wait, in the order of the pipeline. */
  byStatus: readonly (WaitingFigures & { status: LeadStatus })[];
}

/** How long leads have waited beyond their time until now, by agent and by status. */
export function summarizeWaiting(leads: readonly WaitingLead[], now: Micros): WaitingReport {
  const agents = new Set(leads.map(({ assignedTo }) => assignedTo));
  const byAgent = [...agents].map((agentId) => ({
    agentId,
    ...figuresOf(
      leads.filter(({ assignedTo }) => assignedTo === agentId),
      now,
    ),
  }));
  const byStatus = LEAD_STATUSES.map((status) => ({
    status,
    ...figuresOf(
      leads.filter((each) => each.status === status),
      now,
    ),
  }));
  return {
    byAgent: byAgent.sort((a, b) => b.leads - a.leads || b.longest - a.longest),
    byStatus: byStatus.filter((each) => each.leads > 0),
  };
}

function figuresOf(leads: readonly WaitingLead[], now: Micros): WaitingFigures {
  const waits = leads.map(({ at }) => Math.max(0, secondsBetween(at, now)));
  const durations = new Durations();
  for (const each of waits) durations.add(each);
  return {
    leads: leads.length,
    median: durations.percentile(0.5) ?? 0,
    longest: Math.max(0, ...waits),
  };
}
