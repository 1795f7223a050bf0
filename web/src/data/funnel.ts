import { Durations } from '#domain/durations';
import type { Cause, RecordedEntry } from '#domain/history';
import { LEAD_STATUSES, pipelineStep, type LeadStatus } from '#domain/leadStatus';

export interface StatusFigures {
  status: LeadStatus;
  /** Leads that came to this status. */
  reached: number;
  /** Stays that ended. */
  stays: number;
  /** How long they were, in seconds: the median, or the mean where Firestore counts. Null without any. */
  seconds: number | null;
}

/** What is no step of a lead's way: its viewing went elsewhere. */
const MOVED: Cause = 'lead.moved';
/** Where such an entry is not the first, the lead was in no status before it. */
const BEGINNINGS: readonly string[] = ['lead.created', 'lead.adopted'] satisfies Cause[];

/** The funnel by distinct leads, from the entries of a period. */
export function funnelOf(entries: readonly (RecordedEntry & { leadId: string })[]): {
  leads: number;
  statuses: StatusFigures[];
} {
  const statuses = LEAD_STATUSES.map((status) => ({
    status,
    leads: new Set<string>(),
    stays: new Durations(),
  }));
  const leads = new Set<string>();
  for (const { leadId, from, to, cause, secondsInPrevious } of entries) {
    leads.add(leadId);
    if (cause !== MOVED) statuses[pipelineStep(to)]?.leads.add(leadId);
    const isStay = from !== null && secondsInPrevious !== null && !BEGINNINGS.includes(cause);
    if (isStay) statuses[pipelineStep(from)]?.stays.add(secondsInPrevious);
  }
  return {
    leads: leads.size,
    statuses: statuses.map(({ status, leads: reached, stays }) => ({
      status,
      reached: reached.size,
      stays: stays.count,
      seconds: stays.percentile(0.5),
    })),
  };
}
