import type { Closed } from '#domain/lead';
import { LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import { microsOfMillis } from '#domain/time';
import { countColumn, watchColumn, type Lead } from './leads';
import { NextVisits } from './nextVisits';

/** How many leads of a column are read at first, and how many more each time. */
export const PAGE = 25;

/** Counting costs reads: the board does it again when something has changed, and no more often than this. */
const RECOUNT_MS = 10_000;
const SOON_MS = 300;

export interface Column {
  status: LeadStatus;
  /** Null until they have come. */
  leads: readonly Lead[] | null;
  /** How many there are in all; null until that is known. */
  count: number | null;
  hasMore: boolean;
}

interface Watched {
  leads: readonly Lead[] | null;
  counted: number | null;
  most: number;
  stop: () => void;
}

/** A lead that is shown where it is going, until the server says that it is there. */
interface Underway {
  lead: Lead;
  from: LeadStatus;
  to: LeadStatus;
  /** The history entry that the move was recorded as; null until the server has answered. */
  seq: number | null;
}

export type ClosedCounts = Readonly<Record<Closed['outcome'], number>>;

/**
 * What the board shows: a page of each column, live, and how many leads there are besides. `Cerrado` is
 * counted only, until somebody opens it.
 */
export class Board {
  private readonly columns = new Map<LeadStatus, Watched>();
  private readonly underway = new Map<string, Underway>();
  private readonly nextVisits: NextVisits;
  private readonly seenAgents = new Set<string>();
  private agent: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private countedAt = 0;
  closed: ClosedCounts | null = null;
  hasFailed = false;

  constructor(private readonly tell: () => void) {
    this.nextVisits = new NextVisits(tell);
  }

  /** Shows the leads of one agent, or of all. */
  show(agent: string | null): void {
    const opened = this.isOpen('Cerrado');
    this.stop();
    this.agent = agent;
    this.closed = null;
    this.countedAt = 0;
    for (const status of LEAD_STATUSES) if (status !== 'Cerrado' || opened) this.open(status);
  }

  open(status: LeadStatus): void {
    this.watch(status, PAGE);
  }

  close(status: LeadStatus): void {
    this.columns.get(status)?.stop();
    this.columns.delete(status);
    this.tell();
  }

  isOpen(status: LeadStatus): boolean {
    return this.columns.has(status);
  }

  more(status: LeadStatus): void {
    this.watch(status, (this.columns.get(status)?.most ?? 0) + PAGE);
  }

  column(status: LeadStatus): Column {
    const watched = this.columns.get(status);
    if (watched === undefined) {
      const { closed } = this;
      const count = closed === null ? null : closed.won + closed.lost + closed.moved;
      return { status, leads: [], count, hasMore: false };
    }
    const { leads, most, counted } = watched;
    const isWhole = leads !== null && leads.length < most;
    return {
      status,
      leads: leads && this.asMoved(status, leads),
      count: isWhole ? leads.length : counted,
      hasMore: leads !== null && !isWhole,
    };
  }

  /** A lead of a column, by its id; null where none shows it. */
  find(id: string): Lead | null {
    for (const { leads } of this.columns.values()) {
      const lead = leads?.find((each) => each.id === id);
      if (lead !== undefined) return lead;
    }
    return null;
  }

  /** Where a lead is shown. */
  statusOf(lead: Lead): LeadStatus {
    return this.underway.get(lead.id)?.to ?? lead.status;
  }

  isUnderway({ id }: Lead): boolean {
    return this.underway.has(id);
  }

  nextVisit(lead: Lead) {
    return this.nextVisits.of(lead);
  }

  /** The agents of the leads that have been seen so far. */
  get agents(): readonly string[] {
    return [...this.seenAgents].sort();
  }

  /**
   * Shows a lead where it is going. The answer is called with the history entry that the move was recorded
   * as, or with null where the server refused it.
   */
  moving(lead: Lead, to: LeadStatus): (seq: number | null) => void {
    const move: Underway = { lead, from: lead.status, to, seq: null };
    this.underway.set(lead.id, move);
    this.tell();
    return (seq) => {
      if (seq === null) this.underway.delete(lead.id);
      else move.seq = seq;
      this.settle();
      this.recountSoon();
      this.tell();
    };
  }

  stop(): void {
    for (const { stop } of this.columns.values()) stop();
    this.columns.clear();
    this.nextVisits.stop();
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private watch(status: LeadStatus, most: number): void {
    const before = this.columns.get(status);
    before?.stop();
    const column: Watched = {
      leads: before?.leads ?? null,
      counted: before?.counted ?? null,
      most,
      stop: () => undefined,
    };
    this.columns.set(status, column);
    column.stop = watchColumn(
      { status, agent: this.agent },
      most,
      (leads) => {
        const isFirst = column.leads === null;
        column.leads = leads;
        for (const { assignedTo } of leads)
          if (assignedTo !== null) this.seenAgents.add(assignedTo);
        this.nextVisits.watch(status, leads);
        this.settle();
        // At first once all have come: what is there as a whole needs no counting.
        if (!isFirst || this.hasAll()) this.recountSoon();
        this.tell();
      },
      () => {
        this.hasFailed = true;
        this.tell();
      },
    );
  }

  private hasAll(): boolean {
    return [...this.columns.values()].every(({ leads }) => leads !== null);
  }

  private asMoved(status: LeadStatus, leads: readonly Lead[]): Lead[] {
    const staying = leads.filter((lead) => this.statusOf(lead) === status);
    const ids = new Set(staying.map(({ id }) => id));
    const coming = [...this.underway.values()].filter(
      ({ to, lead }) => to === status && !ids.has(lead.id),
    );
    const now = microsOfMillis(Date.now());
    return [
      ...coming.map(({ lead }): Lead => ({ ...lead, status, statusChangedAt: now })),
      ...staying,
    ];
  }

  /** A move is over once the column that the lead was in has heard of it. */
  private settle(): void {
    for (const [id, { from, seq }] of this.underway) {
      const shown = this.columns.get(from)?.leads?.find((lead) => lead.id === id);
      const hasHeard = seq !== null && (shown?.history?.seq ?? seq) >= seq;
      if (hasHeard) this.underway.delete(id);
    }
  }

  private recountSoon(): void {
    if (this.timer !== null) return;
    const wait = Math.max(SOON_MS, this.countedAt + RECOUNT_MS - Date.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      this.countedAt = Date.now();
      void this.recount();
    }, wait);
  }

  /** Only what is not there as a whole is counted by the server, and `Cerrado`, by its outcomes. */
  private async recount(): Promise<void> {
    const { agent } = this;
    const counts = [...this.columns].map(async ([status, column]) => {
      if (column.leads !== null && column.leads.length < column.most) return;
      column.counted = await countColumn({ status, agent });
    });
    const outcomes = (['won', 'lost', 'moved'] as const).map((outcome) =>
      countColumn({ status: 'Cerrado', agent }, outcome),
    );
    try {
      const [[won = 0, lost = 0, moved = 0]] = await Promise.all([
        Promise.all(outcomes),
        Promise.all(counts),
      ]);
      if (agent === this.agent) this.closed = { won, lost, moved };
    } catch {
      // Without a network there is nothing to count with: what was counted last stands.
    }
    this.tell();
  }
}
