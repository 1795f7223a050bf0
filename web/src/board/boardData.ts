import type { Closed } from '#domain/leads/lead';
import { LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import { microsOfMillis } from '#domain/time';
import { countLeads } from '#client/leads';
import { watchColumn, type Lead } from '../leads/leads';
import { client } from '../shared/client';

/** How many leads of a column are read at first, and how many more each time. */
export const COLUMN_PAGE_SIZE = 10;

/** Counting costs reads. So the board counts after a change only, and not more often than this. */
const MIN_RECOUNT_INTERVAL_MS = 10_000;
const RECOUNT_DELAY_MS = 300;

export interface Column {
  status: LeadStatus;
  /** Null until they are loaded. */
  leads: readonly Lead[] | null;
  /** The number of all leads in the column. Null until it is known. */
  count: number | null;
  hasMore: boolean;
}

interface WatchedColumn {
  leads: readonly Lead[] | null;
  counted: number | null;
  maxLeads: number;
  stop: () => void;
}

/** A lead that is shown in its new column until the server confirms the move. */
interface PendingMove {
  lead: Lead;
  from: LeadStatus;
  to: LeadStatus;
  /** The `seq` of the move's history entry. Null until the server has answered. */
  seq: number | null;
}

export type ClosedCounts = Readonly<Record<Closed['outcome'], number>>;

/**
 * The data of the board: a page of each column, live, and the number of leads in each column. The leads of
 * `Cerrado` are only counted until somebody opens that column.
 */
export class Board {
  private readonly columns = new Map<LeadStatus, WatchedColumn>();
  private readonly pending = new Map<string, PendingMove>();
  private readonly seenAgents = new Set<string>();
  private agent: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private countedAt = 0;
  closed: ClosedCounts | null = null;
  hasFailed = false;

  constructor(private readonly onChange: () => void) {}

  /** Shows the leads of one agent, or of all. */
  show(agent: string | null): void {
    const opened = this.isOpen('Cerrado');
    this.stop();
    this.agent = agent;
    this.closed = null;
    this.hasFailed = false;
    this.countedAt = 0;
    for (const status of LEAD_STATUSES) if (status !== 'Cerrado' || opened) this.open(status);
  }

  open(status: LeadStatus): void {
    this.watch(status, COLUMN_PAGE_SIZE);
  }

  close(status: LeadStatus): void {
    this.columns.get(status)?.stop();
    this.columns.delete(status);
    this.onChange();
  }

  isOpen(status: LeadStatus): boolean {
    return this.columns.has(status);
  }

  loadMore(status: LeadStatus): void {
    this.watch(status, (this.columns.get(status)?.maxLeads ?? 0) + COLUMN_PAGE_SIZE);
  }

  column(status: LeadStatus): Column {
    const watched = this.columns.get(status);
    if (watched === undefined) {
      const { closed } = this;
      const count = closed === null ? null : closed.won + closed.lost + closed.moved;
      return { status, leads: [], count, hasMore: false };
    }
    const { leads, maxLeads, counted } = watched;
    const isWhole = leads !== null && leads.length < maxLeads;
    return {
      status,
      leads: leads && this.applyMoves(status, leads),
      count: isWhole ? leads.length : counted,
      hasMore: leads !== null && !isWhole,
    };
  }

  /** The lead with this id. Null if no column shows it. */
  find(id: string): Lead | null {
    for (const { leads } of this.columns.values()) {
      const lead = leads?.find((each) => each.id === id);
      if (lead !== undefined) return lead;
    }
    return null;
  }

  /** The column in which a lead is shown. */
  statusOf(lead: Lead): LeadStatus {
    return this.pending.get(lead.id)?.to ?? lead.status;
  }

  /** The ids of the leads whose move the server has not confirmed. */
  get moving(): ReadonlySet<string> {
    return new Set(this.pending.keys());
  }

  /** The agents of all leads that were shown so far. */
  get agents(): readonly string[] {
    return [...this.seenAgents].sort();
  }

  /**
   * Shows a lead in its new column. The caller calls the returned function with the `seq` of the move's
   * history entry, or with null if the server refused the move.
   */
  startMove(lead: Lead, to: LeadStatus): (seq: number | null) => void {
    const move: PendingMove = { lead, from: lead.status, to, seq: null };
    this.pending.set(lead.id, move);
    this.onChange();
    return (seq) => {
      if (seq === null) this.pending.delete(lead.id);
      else move.seq = seq;
      this.settle();
      this.recountSoon();
      this.onChange();
    };
  }

  stop(): void {
    for (const { stop } of this.columns.values()) stop();
    this.columns.clear();
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private watch(status: LeadStatus, maxLeads: number): void {
    const before = this.columns.get(status);
    before?.stop();
    const column: WatchedColumn = {
      leads: before?.leads ?? null,
      counted: before?.counted ?? null,
      maxLeads,
      stop: () => undefined,
    };
    this.columns.set(status, column);
    column.stop = watchColumn(
      { status, agent: this.agent },
      maxLeads,
      (leads) => {
        const before = column.leads;
        column.leads = leads;
        for (const { assignedTo } of leads)
          if (assignedTo !== null) this.seenAgents.add(assignedTo);
        this.settle();
        // The first count waits until all columns are loaded, since a column that is loaded whole needs none. Later
        // only leads that come or go change a count.
        if (before === null ? this.hasAll() : !haveSameIds(before, leads)) this.recountSoon();
        this.onChange();
      },
      () => {
        this.hasFailed = true;
        this.onChange();
      },
    );
  }

  private hasAll(): boolean {
    return [...this.columns.values()].every(({ leads }) => leads !== null);
  }

  private applyMoves(status: LeadStatus, leads: readonly Lead[]): Lead[] {
    const staying = leads.filter((lead) => this.statusOf(lead) === status);
    const ids = new Set(staying.map(({ id }) => id));
    const arriving = [...this.pending.values()].filter(
      ({ to, lead }) => to === status && !ids.has(lead.id),
    );
    const now = microsOfMillis(Date.now());
    return [
      ...arriving.map(({ lead }): Lead => ({ ...lead, status, statusChangedAt: now })),
      ...staying,
    ];
  }

  /** A move is over once the listener of the lead's old column has seen it. */
  private settle(): void {
    for (const [id, { from, seq }] of this.pending) {
      const shown = this.columns.get(from)?.leads?.find((lead) => lead.id === id);
      const hasSeen = seq !== null && (shown?.history?.seq ?? seq) >= seq;
      if (hasSeen) this.pending.delete(id);
    }
  }

  private recountSoon(): void {
    if (this.timer !== null) return;
    const wait = Math.max(RECOUNT_DELAY_MS, this.countedAt + MIN_RECOUNT_INTERVAL_MS - Date.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      this.countedAt = Date.now();
      void this.recount();
    }, wait);
  }

  /** Lets the server count the columns that are not loaded whole, and `Cerrado` by its outcomes. */
  private async recount(): Promise<void> {
    const { agent } = this;
    const counts = [...this.columns].map(async ([status, column]) => {
      if (column.leads !== null && column.leads.length < column.maxLeads) return;
      column.counted = await countLeads(client, { status, agent });
    });
    const outcomes = (['won', 'lost', 'moved'] as const).map((outcome) =>
      countLeads(client, { status: 'Cerrado', agent }, outcome),
    );
    try {
      const [[won = 0, lost = 0, moved = 0]] = await Promise.all([
        Promise.all(outcomes),
        Promise.all(counts),
      ]);
      if (agent === this.agent) this.closed = { won, lost, moved };
    } catch {
      // Without a network the last counts stay.
    }
    this.onChange();
  }
}

function haveSameIds(some: readonly Lead[], others: readonly Lead[]): boolean {
  const ids = new Set(some.map(({ id }) => id));
  return some.length === others.length && others.every(({ id }) => ids.has(id));
}
