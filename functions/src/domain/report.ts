import { Durations } from './durations';
import type { Cause, RecordedEntry } from './history';
import type { StoredLead } from './lead';
import { LEAD_STATUSES, pipelineStep, type LeadStatus } from './leadStatus';
import type { Micros } from './time';

/** The times that a report looks at, by `effectiveAt`: from `since`, before `until`. Null is no limit. */
export interface Period {
  since: Micros | null;
  until: Micros | null;
}

/** A lead as far as a report looks at it. An entry is null where its document cannot be read as one. */
export interface ReportedLead extends Pick<StoredLead, 'assignedTo' | 'closed'> {
  /** In the order of `seq`. */
  history: readonly (RecordedEntry | null)[];
}

/**
 * What is counted for every agent and every month: distinct leads, each in the month of the first entry
 * of the period that says so. Only no-shows are counted one by one.
 */
export interface Figures {
  /** The first entry of the lead's history. */
  begun: number;
  /** Reached `Visita Realizada`. */
  visited: number;
  /** Reached `Oferta Presentada`. */
  offered: number;
  won: number;
  lost: number;
  /** Entries with the cause `appointment.no_show`: one that leaves the lead where it is makes none. */
  noShows: number;
}

/** One status in the funnel. */
export interface StatusReport {
  status: LeadStatus;
  /** Distinct leads with an entry to this status in the period. */
  reached: number;
  /** Those of them that reached the next of the ten statuses after that, in the period. */
  thenNext: number;
  /**
   * Those of them that came further after that, in the period: to any later status but
   * `Oferta Rechazada` and a `Cerrado` that is lost. Leads skip steps, so this is what shows losses.
   */
  thenFurther: number;
  stays: StaysReport;
}

/** How long leads were in a status: the stays that ended in the period. */
export interface StaysReport {
  count: number;
  /** In seconds, within 1 % (see {@link Durations}); null where no stay has ended. */
  median: number | null;
  percentile90: number | null;
}

/** The funnel in figures. */
export interface FunnelReport {
  /** Distinct leads with an entry in the period. */
  leads: number;
  /** In the order of the pipeline. */
  statuses: readonly StatusReport[];
  total: Figures;
  /** By the agent that the lead has now, null where it has none; most begun leads first. */
  byAgent: readonly ({ agent: string | null } & Figures)[];
  /** The agents beyond the first {@link MOST_AGENTS}, in one; null where there are no more. */
  otherAgents: Figures | null;
  /** In their order. */
  byMonth: readonly ({ month: string } & Figures)[];
  /** Why leads were lost, the most frequent first. With the others they add up to the lost leads. */
  lostReasons: readonly { reason: string; leads: number }[];
  otherLostReasons: number;
  leftOut: {
    /** Leads that would count, but are closed as `moved` now. */
    moved: number;
    /** Leads without a history: those of an older system that nothing has touched yet. */
    withoutHistory: number;
    /** Entries of whatever time that something else has written, or damaged. */
    unreadableEntries: number;
  };
}

export const MOST_AGENTS = 1_000;
const MOST_REASONS = 1_000;
const REASONS_TOLD = 20;
const LONGEST_REASON = 200;

/**
 * Reports on the funnel, one lead at a time. The room that it takes does not grow with the number of
 * leads: durations are kept in buckets, and of agents and lost reasons the first thousand that are met
 * count by themselves, the rest together. (Leads come in the order of their ids, which are hashes, so
 * what is frequent is met early.)
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
  private readonly agents = new Rows(MOST_AGENTS, noFigures);
  private readonly withoutAgent = noFigures();
  private readonly months = new Map<string, Figures>();
  private readonly reasons = new Rows(MOST_REASONS, (reason) => ({ reason, leads: 0 }));
  private readonly leftOut = { moved: 0, withoutHistory: 0, unreadableEntries: 0 };

  /** `monthOf` names the month of a time, in the time zone of whoever reads the report. */
  constructor(
    private readonly period: Period,
    private readonly monthOf: (time: Micros) => string,
  ) {}

  add({ assignedTo, closed, history }: ReportedLead): void {
    const entries = history.filter((entry) => entry !== null);
    this.leftOut.unreadableEntries += history.length - entries.length;
    if (entries.length === 0) this.leftOut.withoutHistory += 1;
    const steps = stepsOf(entries, closed).filter(({ at }) => isWithin(this.period, at));
    if (steps.length === 0) return;
    if (closed?.outcome === 'moved') {
      this.leftOut.moved += 1;
      return;
    }

    this.leads += 1;
    this.countStatuses(steps);
    const agent = assignedTo === null || assignedTo === '' ? null : this.agents.at(assignedTo);
    this.countFigures(steps, agent ?? this.withoutAgent);
    this.countReason(steps);
  }

  report(): FunnelReport {
    const { total, leads, leftOut } = this;
    const reasons = [...this.reasons.named.values()].sort(
      (a, b) => b.leads - a.leads || (a.reason < b.reason ? -1 : 1),
    );
    const told = reasons.slice(0, REASONS_TOLD);
    const byAgent = [...this.agents.named]
      .map(([agent, figures]): { agent: string | null } & Figures => ({ agent, ...figures }))
      .concat(isNothing(this.withoutAgent) ? [] : { agent: null, ...this.withoutAgent });
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
      byMonth: [...this.months]
        .map(([month, figures]) => ({ month, ...figures }))
        .sort((a, b) => (a.month < b.month ? -1 : 1)),
      lostReasons: told.map((each) => ({ ...each })),
      otherLostReasons: total.lost - told.reduce((sum, each) => sum + each.leads, 0),
      leftOut: { ...leftOut },
    };
  }

  private countStatuses(steps: readonly Step[]): void {
    const reached = new Set<number>();
    const thenNext = new Set<number>();
    const thenFurther = new Set<number>();
    for (const { to, closing, stay } of steps) {
      if (stay !== null) this.statuses[pipelineStep(stay.status)]?.stays.add(stay.seconds);
      if (closing === 'moved') continue;
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

  private countFigures(steps: readonly Step[], agent: Figures): void {
    for (const { figure, counts, each } of FIGURES) {
      const found = steps.filter(counts);
      for (const { at } of each ? found : found.slice(0, 1)) {
        for (const figures of [this.total, agent, this.month(at)]) figures[figure] += 1;
      }
    }
  }

  /** A lead that was lost several times has the last one's reason. */
  private countReason(steps: readonly Step[]): void {
    const lost = steps.findLast(({ closing }) => closing === 'lost');
    if (lost === undefined) return;
    const reason = shortened(lost.reason.replace(/\s+/g, ' ').trim());
    this.reasons.at(reason.normalize('NFC').toLowerCase(), reason).leads += 1;
  }

  private month(time: Micros): Figures {
    const month = this.monthOf(time);
    const figures = this.months.get(month) ?? noFigures();
    this.months.set(month, figures);
    return figures;
  }
}

/** An entry of a history, and what the entries before it make of it. */
interface Step {
  to: LeadStatus;
  cause: string;
  /** Its `effectiveAt`. */
  at: Micros;
  isFirst: boolean;
  /** What a `Cerrado` means; null for every other status. */
  closing: 'won' | 'lost' | 'moved' | null;
  /** Why it is closed, where it is. */
  reason: string;
  /** The stay that it ends; null where nobody knows how long that was. */
  stay: { status: LeadStatus; seconds: number } | null;
}

const FIGURES: readonly {
  figure: keyof Figures;
  counts: (step: Step) => boolean;
  /** Whether each entry counts, and not the lead. */
  each?: true;
}[] = [
  { figure: 'begun', counts: ({ isFirst }) => isFirst },
  { figure: 'visited', counts: ({ to }) => to === 'Visita Realizada' },
  { figure: 'offered', counts: ({ to }) => to === 'Oferta Presentada' },
  { figure: 'won', counts: ({ closing }) => closing === 'won' },
  { figure: 'lost', counts: ({ closing }) => closing === 'lost' },
  { figure: 'noShows', counts: ({ cause }) => cause === 'appointment.no_show', each: true },
];

function noFigures(): Figures {
  return { begun: 0, visited: 0, offered: 0, won: 0, lost: 0, noShows: 0 };
}

function isNothing(figures: Figures): boolean {
  return FIGURES.every(({ figure }) => figures[figure] === 0);
}

/**
 * What closes a lead is a decision or a move (contract, section 4). So a `Cerrado` before which nobody
 * decided anything says that the lead's last viewing moved away: it is no end of the lead, and how long
 * it stood there is no time in `Cerrado`. Any other is won or lost as the last decision says, with that
 * decision's reason; the lead says it itself where it is closed still. How long an adopted lead had its
 * status is known to the older system only: that stay does not count.
 */
function stepsOf(entries: readonly RecordedEntry[], closed: ReportedLead['closed']): Step[] {
  let decision: { outcome: 'won' | 'lost'; reason: string } | null = null;
  let isStayKnown = false;
  return entries.map((entry, n): Step => {
    const { from, to, cause, effectiveAt, secondsInPrevious } = entry;
    if (isDecision(cause)) decision = { outcome: entry.outcome ?? 'lost', reason: entry.reason };
    const standing = n + 1 === entries.length ? closed : null;
    const closing = to === 'Cerrado' ? (standing?.outcome ?? decision?.outcome ?? 'moved') : null;
    const stay =
      isStayKnown && from !== null && !isBeginning(cause)
        ? { status: from, seconds: secondsInPrevious ?? 0 }
        : null;
    isStayKnown = cause !== ADOPTED && closing !== 'moved';
    return {
      to,
      cause,
      at: effectiveAt,
      isFirst: n === 0,
      closing,
      reason: standing?.reason || decision?.reason || entry.reason,
      stay,
    };
  });
}

const CREATED: Cause = 'lead.created';
const ADOPTED: Cause = 'lead.adopted';
const DECISIONS: readonly string[] = ['manual', 'console.edited', ADOPTED] satisfies Cause[];

function isDecision(cause: string): boolean {
  return DECISIONS.includes(cause);
}

/** Where such an entry is not the first, the lead was deleted meanwhile, and was in no status. */
function isBeginning(cause: string): boolean {
  return cause === CREATED || cause === ADOPTED;
}

function isWithin({ since, until }: Period, time: Micros): boolean {
  return (since === null || time >= since) && (until === null || time < until);
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST_REASON
    ? text
    : `${characters.slice(0, LONGEST_REASON - 1).join('')}…`;
}

/** Rows by name: of the first so many names one each, of all others one together. */
class Rows<Row> {
  readonly named = new Map<string, Row>();
  others: Row | null = null;

  constructor(
    private readonly most: number,
    private readonly newRow: (title: string) => Row,
  ) {}

  at(name: string, title = name): Row {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    if (this.named.size >= this.most) return (this.others ??= this.newRow(''));
    const row = this.newRow(title);
    this.named.set(name, row);
    return row;
  }
}
