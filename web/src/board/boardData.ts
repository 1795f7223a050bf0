import { PRICE_CURRENCY } from '#domain/documents/visit';
import type { Closed } from '#domain/leads/lead';
import { LEAD_STATUSES, pipelineStep, type LeadStatus } from '#domain/leadStatus';
import { microsOfMillis } from '#domain/time';
import { countAttention, countLeads, sumOffers } from '#client/leads';
import { watchColumn, type Lead } from '../leads/leads';
import { client } from '../shared/client';
import { inColumnOrder, MovedLeads } from './boardMoves';

/** How many leads of a column are read at first, and how many more each time. */
const COLUMN_PAGE_SIZE = 10;

/** Counting costs reads. So the board counts after a change only, and not more often than this. */
const MIN_RECOUNT_INTERVAL_MS = 10_000;
const RECOUNT_DELAY_MS = 300;

export interface Column {
  status: LeadStatus;
  /** Null until they are loaded. */
  leads: readonly Lead[] | null;
  /** The number of all leads in the column. Null until it is known. */
  count: number | null;
  /** How many of them need somebody now (docs/contract.md §10). Null until it is known. */
  due: number | null;
  /** The sum of their newest offers, in euros. Null until it is known, and where nobody asks for it. */
  offered: number | null;
  hasMore: boolean;
}

interface WatchedColumn {
  leads: readonly Lead[] | null;
  counted: number | null;
  countedDue: number | null;
  summedOffers: number | null;
  maxLeads: number;
  stop: () => void;
}

export type ClosedCounts = Readonly<Record<Closed['outcome'], number>>;

/**
 * The data of the board: a page of each column, live, and the number of leads in each column. The leads of
 * `Cerrado` are only counted until somebody opens that column.
 */
export class Board {
  private readonly columns = new Map<LeadStatus, WatchedColumn>();
  private readonly moves: MovedLeads;
  private readonly seenAgents = new Set<string>();
  private agent: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private countedAt = 0;
  closed: ClosedCounts | null = null;
  hasFailed = false;

  constructor(private readonly onChange: () => void) {
    this.moves = new MovedLeads(onChange);
  }

  /** Shows the leads of one agent, or of all. */
  show(agent: string | null): void {
    const opened = this.isOpen('Cerrado');
    this.stopListening();
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
      return { status, leads: [], count, due: 0, offered: null, hasMore: false };
    }
    const { leads, counted, countedDue, summedOffers } = watched;
    const whole = isWhole(watched);
    return {
      status,
      leads: leads && this.applyMoves(status, leads),
      count: whole ? (leads?.length ?? null) : counted,
      due: tellDue(watched) ?? countedDue,
      offered: tellOffers(watched) ?? summedOffers,
      hasMore: leads !== null && !whole,
    };
  }

  /** The lead with this id. Null if no column shows it. */
  find(id: string): Lead | null {
    for (const { leads } of this.columns.values()) {
      const lead = leads?.find((each) => each.id === id);
      if (lead !== undefined) return lead;
    }
    return this.moves.find(id);
  }

  /** The column in which a lead is shown. */
  statusOf(lead: Lead): LeadStatus {
    return this.moves.statusOf(lead);
  }

  /** The ids of the leads whose move the server has not confirmed. */
  get moving(): ReadonlySet<string> {
    return this.moves.unconfirmed;
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
    const settle = this.moves.start(lead, to);
    this.onChange();
    return (seq) => {
      settle(seq);
      this.recountSoon();
      this.onChange();
    };
  }

  stop(): void {
    this.stopListening();
    this.moves.stop();
  }

  private stopListening(): void {
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
      countedDue: before?.countedDue ?? null,
      summedOffers: before?.summedOffers ?? null,
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

  private applyMoves(status: LeadStatus, leads: readonly Lead[]): readonly Lead[] {
    const staying = leads.filter((lead) => this.statusOf(lead) === status);
    const ids = new Set(staying.map(({ id }) => id));
    const isShown = ({ id, assignedTo }: Lead): boolean =>
      !ids.has(id) && (this.agent === null || assignedTo === this.agent);
    const arriving = this.moves.with(status).filter(isShown);
    return arriving.length === 0 ? staying : inColumnOrder(status, [...arriving, ...staying]);
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

  /** Lets the server count what the loaded leads do not tell, and `Cerrado` by its outcomes. */
  private async recount(): Promise<void> {
    const { agent } = this;
    const counts = [...this.columns].map(async ([status, column]) => {
      if (!isWhole(column)) column.counted = await countLeads(client, { status, agent });
    });
    const dueCounts = [...this.columns].map(async ([status, column]) => {
      if (tellDue(column) !== null) return;
      column.countedDue = await countAttention(client, { status, agent, at: new Date() });
    });
    const sums = [...this.columns].map(async ([status, column]) => {
      if (isWhole(column) || !isOnOffer(status)) return;
      column.summedOffers = await sumOffers(client, { status, agent });
    });
    const outcomes = (['won', 'lost', 'moved'] as const).map((outcome) =>
      countLeads(client, { status: 'Cerrado', agent }, outcome),
    );
    try {
      const [[won = 0, lost = 0, moved = 0]] = await Promise.all([
        Promise.all(outcomes),
        Promise.all([...counts, ...dueCounts, ...sums]),
      ]);
      if (agent === this.agent) this.closed = { won, lost, moved };
    } catch {
      // Without a network the last counts stay.
    }
    this.onChange();
  }
}

/** Whether all leads of a column are loaded. */
function isWhole({ leads, maxLeads }: WatchedColumn): boolean {
  return leads !== null && leads.length < maxLeads;
}

/** Whether the leads with a status are about an offer: there the server sums what the loaded leads do not tell. */
function isOnOffer(status: LeadStatus): boolean {
  return pipelineStep(status) >= pipelineStep('Oferta Presentada') && status !== 'Cerrado';
}

/** The sum of the offers in euros, if the loaded leads tell it. */
function tellOffers(column: WatchedColumn): number | null {
  if (column.leads === null || !isWhole(column)) return null;
  const inEuros = column.leads.filter(({ offer }) => offer?.currency === PRICE_CURRENCY);
  return inEuros.reduce((total, { offer }) => total + (offer?.amount ?? 0), 0);
}

/** How many leads need somebody now, if the loaded ones tell: those that do come first. */
function tellDue(column: WatchedColumn): number | null {
  const { leads } = column;
  if (leads === null) return null;
  const now = microsOfMillis(Date.now());
  const due = leads.filter(({ attention }) => attention !== null && attention.at <= now).length;
  return due < leads.length || isWhole(column) ? due : null;
}

function haveSameIds(some: readonly Lead[], others: readonly Lead[]): boolean {
  const ids = new Set(some.map(({ id }) => id));
  return some.length === others.length && others.every(({ id }) => ids.has(id));
}
