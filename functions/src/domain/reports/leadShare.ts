import type { LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import { isReached } from './countedSteps';
import { countFigures, noFigures, type Figures } from './figures';
import { stepsWithin, type Period } from './funnelReport';
import { Origins, type OriginRow } from './originReport';
import type { ReportedLead } from './reportedLead';

/** What one lead adds to a report on the funnel: the sum over all leads is the report. */
export interface LeadShare {
  agent: string | null;
  /** The statuses that it reached. */
  reached: ReadonlySet<LeadStatus>;
  total: Figures;
  byMonth: ReadonlyMap<string, Figures>;
  origin: OriginRow | null;
}

/** What a lead adds to the report of a period. Null if it does not count there. */
export function shareOf(
  lead: ReportedLead,
  period: Period,
  monthOf: (time: Micros) => string,
): LeadShare | null {
  const steps = stepsWithin(period, lead);
  if (steps.length === 0 || lead.closed?.outcome === 'moved') return null;
  const total = noFigures();
  const byMonth = new Map<string, Figures>();
  countFigures(steps, (time) => {
    const month = monthOf(time);
    const figures = byMonth.get(month) ?? noFigures();
    byMonth.set(month, figures);
    return [total, figures];
  });
  const origins = new Origins();
  origins.add(lead, steps, []);
  return {
    agent: lead.assignedTo === '' ? null : lead.assignedTo,
    reached: new Set(steps.filter(isReached).map(({ to }) => to)),
    total,
    byMonth,
    origin: origins.report().byOrigin[0] ?? null,
  };
}
