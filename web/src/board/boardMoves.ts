import { DEFAULT_ATTENTION_DAYS, type Attention } from '#domain/leads/attention';
import type { LeadStatus } from '#domain/leadStatus';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, microsOfMillis, type Micros } from '#domain/time';
import { watchLead, type Lead } from '../leads/leads';

/** So many moved leads are followed at a time. Each costs a listener. */
const MAX_FOLLOWED = 10;

/** A lead that somebody has moved on this page. */
interface MovedLead {
  /** As it is expected to be until the server has confirmed the move; then as it is. */
  lead: Lead;
  /** The `seq` of the move's history entry. Null until the server has answered. */
  seq: number | null;
  isConfirmed: boolean;
  stop: () => void;
}

/**
 * The leads that were moved on this page. Each is shown in its new column at once, and stays in sight: also where the
 * column's loaded leads end before it. What others do with it meanwhile is followed.
 */
export class MovedLeads {
  private readonly moved = new Map<string, MovedLead>();

  constructor(private readonly onChange: () => void) {}

  /**
   * Shows a lead with another status. The caller calls the returned function with the `seq` of the move's history
   * entry, or with null if the server refused the move.
   */
  start(lead: Lead, to: LeadStatus): (seq: number | null) => void {
    this.forget(lead.id);
    const expected = expectMoved(lead, to, microsOfMillis(Date.now()));
    const move: MovedLead = {
      lead: expected,
      seq: null,
      isConfirmed: false,
      stop: () => undefined,
    };
    this.moved.set(lead.id, move);
    this.limit();
    let newest: Lead | null = lead;
    const take = (): void => {
      const { seq } = move;
      if (seq === null || (newest?.history?.seq ?? seq) < seq) return;
      if (newest === null) {
        this.forget(lead.id);
      } else {
        move.isConfirmed = true;
        move.lead = newest;
      }
      this.onChange();
    };
    const note = (now: Lead | null): void => {
      newest = now;
      take();
    };
    move.stop = watchLead(lead.id, note, () => {
      this.forget(lead.id);
      this.onChange();
    });
    return (seq) => {
      if (seq === null) this.forget(lead.id);
      move.seq = seq;
      take();
    };
  }

  /** The column in which a lead is shown. */
  statusOf({ id, status }: Lead): LeadStatus {
    const move = this.moved.get(id);
    return move === undefined || move.isConfirmed ? status : move.lead.status;
  }

  /** The moved leads that are shown with this status. */
  with(status: LeadStatus): Lead[] {
    return [...this.moved.values()]
      .map(({ lead }) => lead)
      .filter((lead) => lead.status === status);
  }

  find(id: string): Lead | null {
    return this.moved.get(id)?.lead ?? null;
  }

  /** The ids of the leads whose move the server has not confirmed. */
  get unconfirmed(): ReadonlySet<string> {
    return new Set([...this.moved].flatMap(([id, { isConfirmed }]) => (isConfirmed ? [] : [id])));
  }

  stop(): void {
    for (const id of this.moved.keys()) this.forget(id);
  }

  private forget(id: string): void {
    this.moved.get(id)?.stop();
    this.moved.delete(id);
  }

  private limit(): void {
    const confirmed = [...this.moved].filter(([, { isConfirmed }]) => isConfirmed);
    for (const [id] of confirmed.slice(0, Math.max(0, this.moved.size - MAX_FOLLOWED))) {
      this.forget(id);
    }
  }
}

/** A lead as it will be once it is moved, as far as that can be told. Its place in its column follows from it. */
export function expectMoved(lead: Lead, to: LeadStatus, now: Micros): Lead {
  return { ...lead, status: to, statusChangedAt: now, attention: expectAttention(lead, to, now) };
}

const AFTER_START: Micros = 180 * MICROS_PER_MINUTE;

/** As the server derives it by default (docs/contract.md §10): the agency may have chosen other days. */
function expectAttention(lead: Lead, to: LeadStatus, now: Micros): Attention | null {
  const { attention, nextViewingAt, followUpAt } = lead;
  if (to === 'Cerrado') return null;
  if (attention?.why === 'listing_gone') return attention;
  const stale = now + DEFAULT_ATTENTION_DAYS[to] * MICROS_PER_DAY;
  const outcome = nextViewingAt === null ? 0 : nextViewingAt + AFTER_START;
  const due = to === 'Visita Pendiente' && outcome > 0 ? outcome : Math.max(stale, outcome);
  return { at: Math.max(due, followUpAt ?? 0), why: 'stale' };
}

/** Puts leads of one column in the order in which they are listed: as the query of the column does. */
export function inColumnOrder(status: LeadStatus, leads: readonly Lead[]): Lead[] {
  return status === 'Cerrado'
    ? leads.toSorted((a, b) => (b.statusChangedAt ?? 0) - (a.statusChangedAt ?? 0))
    : leads.toSorted((a, b) => (a.attention?.at ?? Infinity) - (b.attention?.at ?? Infinity));
}
