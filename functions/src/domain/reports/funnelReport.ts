import { LEAD_STATUSES, pipelineStep, type LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import { countedSteps, isReached, type CountedStep, type KnownHistory } from './countedSteps';
import { Durations } from './durations';
import { countFigures, hasNoFigures, lostReason, noFigures, type Figures } from './figures';
import { Origins, type OriginReport } from './originReport';
import type { ReportedLead } from './reportedLead';
import { Rows } from './rows';

/** The period of a report, by `effectiveAt`: from `since` until before `until`. Null means no limit. */
export interface Period {
  since: Micros | null;
  until: Micros | null;
}

/** A period that has a beginning. */
export type PeriodSince = Period & { since: Micros };

/** One status in the funnel. */
export interface StatusReport {
  status: LeadStatus;
  /** Distinct leads with an entry to this status in the period. */
  reached: number;
  /** The leads among them that reached the next of the ten statuses after that, in the period. */
  thenNext: number;
  /**
   * The leads among them that came further after that, in the period: to any later status except
   * `Oferta Rechazada` and a lost `Cerrado`. Leads skip steps, so this figure shows the losses.
   */
  thenFurther: number;
  stays: StaysReport;
}

/** How long leads were in a status. Only stays that ended in the period count. */
interface StaysReport {
  count: number;
  /** In seconds, within 1 % (see {@link Durations}). Null if no stay has ended. */
  median: number | null;
  percentile90: number | null;
}

/** The funnel in figures. */
export interface FunnelReport extends OriginReport {
  /** Distinct leads with an entry in the period. */
  leads: number;
  /** In the order of the pipeline. */
  statuses: readonly StatusReport[];
  total: Figures;
  /** By the lead's current agent, null for leads without one. The agent with most begun leads is first. */
  byAgent: readonly ({ agent: string | null } & Figures)[];
  /** All agents after the first {@link MAX_AGENTS}, as one. Null if there are no more. */
  otherAgents: Figures | null;
  /** In the order of time. */
  byMonth: readonly ({ month: string } & Figures)[];
  /** Why leads were lost, the most frequent reason first. Together with `otherLostReasons` all lost leads. */
  lostReasons: readonly { reason: string; leads: number }[];
  otherLostReasons: number;
  leftOut: {
    /** Leads with an entry in the period that are now closed as `moved`. */
    moved: number;
    /**
     * Leads without a history: leads of an older system that have not changed since. They are of no time, so
     * a report since a day does not look for them: null.
     */
    withoutHistory: number | null;
    /**
     * Entries that cannot be read: something else wrote or damaged them. Those of the period; those that do
     * not say their time are in a report without `since`.
     */
    unreadableEntries: number;
  };
}

export const MAX_AGENTS = 1_000;
const MAX_REASONS = 1_000;
const MAX_REASONS_SHOWN = 20;

/**
 * Reports on the funnel, one lead at a time. Its memory does not grow with the number of leads: durations
 * are kept in buckets, and only the first thousand agents and lost reasons are counted separately. (Leads
 * come in the order of their ids, which are hashes, so that frequent values come early.)
 */
export class Funnel {
  private leads = 0;
  private readonly statuses = LEAD_STATUSES.map((status) => ({
    status,
    reached: 0,
    thenNext: 0,
    thenFurther: 0,
    stays: new Durations(),
  }));
  private readonly total = noFigures();
  private readonly agents = new Rows(MAX_AGENTS, noFigures);
  private readonly withoutAgent = noFigures();
  private readonly origins = new Origins();
  private readonly months = new Map<string, Figures>();
  private readonly reasons = new Rows(MAX_REASONS, (reason) => ({ reason, leads: 0 }));
  private readonly leftOut = { moved: 0, withoutHistory: 0, unreadableEntries: 0 };

  /** `monthOf` names the month of a time, in the reader's time zone. */
  constructor(
    private readonly period: Period,
    private readonly monthOf: (time: Micros) => string,
  ) {}

  add({ assignedTo, unreadable, enquiries, source, origin, ...known }: ReportedLead): void {
    const { period, leftOut } = this;
    leftOut.unreadableEntries += unreadable.filter((at) =>
      at === null ? period.since === null : isWithin(period, at),
    ).length;
    if (known.entries.length === 0) leftOut.withoutHistory += 1;
    const steps = stepsWithin(period, known);
    if (steps.length === 0) return;
    if (known.closed?.outcome === 'moved') {
      this.leftOut.moved += 1;
      return;
    }

    this.leads += 1;
    this.countStatuses(steps);
    const agent = assignedTo === null || assignedTo === '' ? null : this.agents.at(assignedTo);
    const figures = [this.total, agent ?? this.withoutAgent];
    countFigures(steps, (time) => [...figures, this.month(time)]);
    this.origins.add(
      { source, origin },
      steps,
      enquiries.filter(({ openedAt }) => isWithin(period, openedAt)),
    );
    this.countReason(steps);
  }

  report(): FunnelReport {
    const { total, leads, leftOut } = this;
    const reasons = [...this.reasons.named.values()].sort(
      (a, b) => b.leads - a.leads || (a.reason < b.reason ? -1 : 1),
    );
    const shown = reasons.slice(0, MAX_REASONS_SHOWN);
    const byAgent = [...this.agents.named]
      .map(([agent, figures]): { agent: string | null } & Figures => ({ agent, ...figures }))
      .concat(hasNoFigures(this.withoutAgent) ? [] : { agent: null, ...this.withoutAgent });
    return {
      leads,
      statuses: this.statuses.map(({ stays, ...counts }) => ({
        ...counts,
        stays: {
          count: stays.count,
          median: stays.percentile(0.5),
          percentile90: stays.percentile(0.9),
        },
      })),
      total: { ...total },
      byAgent: byAgent.sort(
        (a, b) => b.begun - a.begun || ((a.agent ?? '') < (b.agent ?? '') ? -1 : 1),
      ),
      otherAgents: this.agents.others === null ? null : { ...this.agents.others },
      ...this.origins.report(),
      byMonth: [...this.months]
        .map(([month, figures]) => ({ month, ...figures }))
        .sort((a, b) => (a.month < b.month ? -1 : 1)),
      lostReasons: shown.map((each) => ({ ...each })),
      otherLostReasons: total.lost - shown.reduce((sum, each) => sum + each.leads, 0),
      leftOut: {
        ...leftOut,
        withoutHistory: this.period.since === null ? leftOut.withoutHistory : null,
      },
    };
  }

  private countStatuses(steps: readonly CountedStep[]): void {
    const reached = new Set<number>();
    const thenNext = new Set<number>();
    const thenFurther = new Set<number>();
    for (const counted of steps) {
      const { to, closing, stay } = counted;
      if (stay !== null) this.statuses[pipelineStep(stay.status)]?.stays.add(stay.seconds);
      if (!isReached(counted)) continue;
      const step = pipelineStep(to);
      if (reached.has(step - 1)) thenNext.add(step - 1);
      if (to !== 'Oferta Rechazada' && closing !== 'lost') {
        for (const earlier of reached) if (earlier < step) thenFurther.add(earlier);
      }
      reached.add(step);
    }
    this.statuses.forEach((counts, step) => {
      counts.reached += Number(reached.has(step));
      counts.thenNext += Number(thenNext.has(step));
      counts.thenFurther += Number(thenFurther.has(step));
    });
  }

  private countReason(steps: readonly CountedStep[]): void {
    const reason = lostReason(steps);
    if (reason !== null) this.reasons.at(reason.key, reason.text).leads += 1;
  }

  private month(time: Micros): Figures {
    const month = this.monthOf(time);
    const figures = this.months.get(month) ?? noFigures();
    this.months.set(month, figures);
    return figures;
  }
}

/** The steps of a lead that took effect in a period. */
export function stepsWithin(period: Period, known: KnownHistory): CountedStep[] {
  return countedSteps(known).filter(({ at }) => isWithin(period, at));
}

function isWithin({ since, until }: Period, time: Micros): boolean {
  return (since === null || time >= since) && (until === null || time < until);
}
