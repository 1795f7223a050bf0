import { Durations } from '#domain/reports/durations';
import { countedSteps, isReached, type KnownHistory } from '#domain/reports/countedSteps';
import { LEAD_STATUSES, pipelineStep, type LeadStatus } from '#domain/leadStatus';
import type { Micros } from '#domain/time';

export interface StatusFigures {
  status: LeadStatus;
  /** Leads that came to this status. */
  reached: number;
  /** Stays that ended. */
  stays: number;
  /** The length of a stay in seconds: the median, or the mean if Firestore counted. Null without stays. */
  seconds: number | null;
}

export interface FunnelFigures {
  /** Distinct leads with an entry in the period. */
  leads: number;
  statuses: StatusFigures[];
}

/** The funnel by distinct leads, from what is known of their histories. Only entries since `since` count. */
export function countFunnel(histories: readonly KnownHistory[], since: Micros): FunnelFigures {
  const statuses = LEAD_STATUSES.map((status) => ({ status, reached: 0, stays: new Durations() }));
  let leads = 0;
  for (const history of histories) {
    const steps = countedSteps(history).filter(({ at }) => at >= since);
    if (steps.length > 0) leads += 1;
    for (const step of new Set(steps.filter(isReached).map(({ to }) => pipelineStep(to)))) {
      const figures = statuses[step];
      if (figures !== undefined) figures.reached += 1;
    }
    for (const { stay } of steps) {
      if (stay !== null) statuses[pipelineStep(stay.status)]?.stays.add(stay.seconds);
    }
  }
  return {
    leads,
    statuses: statuses.map(({ status, reached, stays }) => ({
      status,
      reached,
      stays: stays.count,
      seconds: stays.percentile(0.5),
    })),
  };
}
