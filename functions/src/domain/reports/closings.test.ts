/**
 * Every way in which a lead is closed, and every way in which it is opened again: once it is open, the report
 * says of each `Cerrado` what the lead itself said when it left it (docs/contract.md §13).
 */
import fc from 'fast-check';
import { findHistoryEnd, type HistoryEntry, type RecordedEntry } from '../documents/history';
import { LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import { createLead, updateLead, type LeadChange } from '../leads/changeLead';
import type { Closed, StoredLead } from '../leads/lead';
import { applyManualMove } from '../leads/manualMove';
import { mergeLeads } from '../leads/mergeLeads';
import { reconcileAndDerive, reconcileLead } from '../leads/reconcileLead';
import { recordOrigin } from '../sync/recordOrigin';
import { planForLead } from '../sync/syncPlan';
import type { Micros } from '../time';
import { withMove } from '../viewings/moveViewing';
import { withViewing, type Viewings } from '../viewings/viewing';
import { countedSteps } from './countedSteps';
import {
  AGENT,
  PAIR,
  appointmentRef,
  appointmentState,
  because,
  committedLead,
  olderLead,
  second,
  storedEntry,
  viewing,
  visitState,
  visitViewing,
} from '../../../test/support/builders';

const ID = 'lead';
const HOUR = second(3_600);

type Act =
  | { kind: 'schedule' | 'visit' | 'remove' | 'leave'; isRepair: boolean }
  | { kind: 'merge' | 'begin again' }
  | { kind: 'visit by mistake' }
  | { kind: 'by hand' | 'in the console'; to: LeadStatus; outcome: 'won' | 'lost' }
  | { kind: 'restore'; version: number };

const anyStatus = fc.oneof(
  fc.constantFrom<LeadStatus>(...LEAD_STATUSES),
  fc.constant<LeadStatus>('Cerrado'),
);
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('schedule', 'visit', 'remove', 'leave', 'leave'),
    isRepair: fc.constantFrom(false, false, true),
  }),
  fc.record({ kind: fc.constantFrom('merge', 'begin again') }),
  fc.record({ kind: fc.constant('visit by mistake') }),
  fc.record({
    kind: fc.constantFrom('by hand', 'by hand', 'in the console'),
    to: anyStatus,
    outcome: fc.constantFrom('won', 'lost'),
  }),
  fc.record({ kind: fc.constant('restore'), version: fc.nat(5) }),
);
const anyBeginning = fc.record({
  isOlder: fc.boolean(),
  status: anyStatus,
  outcome: fc.constantFrom('won', 'lost'),
});
type Beginning = typeof anyBeginning extends fc.Arbitrary<infer Value> ? Value : never;

/** The `Cerrado` that a lead has, or had. */
interface Closing {
  /** The entries that led to it. A merge adds another one. */
  seqs: number[];
  /** How the lead says that it is closed, or said so last. Null if it was never asked. */
  outcome: Closed['outcome'] | null;
  by: string;
}

/** An entry as it is read. */
const asRead = ({ skipped = [], ...entry }: HistoryEntry): RecordedEntry => ({
  at: entry.effectiveAt,
  outcome: null,
  ...entry,
  skipped: [...skipped],
});

/** One lead, through the functions that the pipeline uses. */
class OneLead {
  lead: StoredLead;
  readonly history: HistoryEntry[] = [];
  readonly left: Closing[] = [];
  private now: Micros = HOUR;
  private open: Closing | null = null;
  private versions: StoredLead[] = [];
  private viewings = 0;

  constructor({ isOlder, status, outcome }: Beginning) {
    const closed = status === 'Cerrado' ? { outcome, reason: 'Antes', leadId: null } : null;
    this.lead = olderLead({ id: ID, status, closed, statusChangedAt: second(1) });
    this.commit('begin', isOlder ? reconcileLead(this.lead, null, { at: this.now }) : this.begin());
  }

  do(act: Act): void {
    if (act.kind === 'visit by mistake') {
      for (const kind of ['visit', 'remove'] as const) this.do({ kind, isRepair: false });
      return;
    }
    this.now += HOUR;
    const change = this.decide(act);
    if (change === null) return;
    const isRepair = 'isRepair' in act && act.isRepair;
    const plan = recordOrigin(planForLead(this.lead, change), isRepair ? 'repair' : 'event');
    this.commit(act.kind, plan.leads[0]?.change ?? change);
  }

  private decide(act: Exclude<Act, { kind: 'visit by mistake' }>): LeadChange | null {
    const { lead, now } = this;
    const known = reconcileLead(lead);
    const { viewings, moves } = known.lead;
    const [last] = [...viewings.values()].slice(-1);
    switch (act.kind) {
      case 'schedule':
        return this.schedule(known, viewings);
      case 'visit': {
        this.viewings += 1;
        const visited = visitViewing(`V${this.viewings}`, now, visitState('visit_done', now));
        return updateLead(known, { viewings: withViewing(viewings, visited), moves }, [
          because('visit.done', now, visited.ref),
        ]);
      }
      case 'remove': {
        if (last?.ref.collection !== 'visits') return null;
        const removed = { ...last, visits: new Map([[last.ref.id, visitState('removed', now)]]) };
        return updateLead(known, { viewings: withViewing(viewings, removed), moves }, [
          because('visit.removed', now, last.ref),
        ]);
      }
      case 'leave': {
        if (last === undefined) return null;
        const rest = new Map([...viewings].slice(0, -1));
        const left = withMove(moves, last, { at: now, leadId: 'other' });
        return updateLead(known, { viewings: rest, moves: left }, [
          because('lead.moved', now, last.ref),
        ]);
      }
      case 'merge': {
        if (lead.closed?.outcome === 'moved') return null;
        const canonical = {
          lead: olderLead({ id: 'kept', status: 'Visita Pendiente' }),
          historyEnd: null,
        };
        return mergeLeads(canonical, { lead, historyEnd: null }, now).duplicate;
      }
      case 'begin again':
        return this.begin();
      case 'by hand': {
        if (act.to === lead.status) return null;
        const request = {
          leadId: ID,
          from: known.lead.status,
          to: act.to,
          reason: 'x',
          requestId: 'r',
        };
        const closed = act.to === 'Cerrado' ? { closed: { outcome: act.outcome } } : {};
        return applyManualMove(known, { ...request, ...closed }, 'agent', now);
      }
      case 'in the console':
        return act.to === lead.status
          ? null
          : reconcileLead({ ...lead, status: act.to, version: now });
      case 'restore': {
        const earlier = this.versions[act.version];
        if (earlier === undefined) return null;
        const stored = this.history.map((entry) => storedEntry(asRead(entry)));
        return reconcileAndDerive(earlier, findHistoryEnd(stored, earlier.history?.seq ?? 0));
      }
    }
  }

  /** A new lead, after the entries of one that was deleted. */
  private begin(): LeadChange {
    const stored = this.history.map((entry) => storedEntry(asRead(entry)));
    const explanation = { source: appointmentRef('A'), actor: AGENT, effectiveAt: this.now };
    this.versions = [];
    const created = createLead(PAIR, 'Appointment', findHistoryEnd(stored, 0), explanation);
    return this.schedule(created, new Map());
  }

  private schedule(change: LeadChange, viewings: Viewings): LeadChange {
    const { now } = this;
    this.viewings += 1;
    const scheduled = viewing(`A${this.viewings}`, now, appointmentState('Scheduled', now));
    return updateLead(
      change,
      { viewings: withViewing(viewings, scheduled), moves: change.lead.moves },
      [because('appointment.scheduled', now, scheduled.ref)],
    );
  }

  private commit(by: string, { lead, entries }: LeadChange): void {
    for (const { seq, from, to } of entries) {
      const isLeft = from === 'Cerrado' && to !== 'Cerrado';
      if (isLeft && this.open !== null)
        this.left.push({ ...this.open, by: `${this.open.by}, ${by}` });
      if (to !== 'Cerrado') this.open = null;
      else this.open = { outcome: null, by, ...this.open, seqs: [...(this.open?.seqs ?? []), seq] };
    }
    this.history.push(...entries);
    this.lead = committedLead(ID, this.now, lead);
    this.versions.push(this.lead);
    if (this.open !== null && lead.closed !== null) this.open.outcome = lead.closed.outcome;
  }
}

test('a Cerrado counts as the lead was closed when it left it', () => {
  const tally = new Map<string, number>();
  const property = fc.property(
    anyBeginning,
    fc.array(anyAct, { minLength: 2, maxLength: 12 }),
    (beginning, acts) => {
      const one = new OneLead(beginning);
      for (const act of acts) one.do(act);
      const { history: known, closed } = one.lead;
      const steps = countedSteps({
        entries: one.history.map(asRead),
        newest: known?.seq ?? null,
        closed,
      });
      for (const { seqs, outcome, by } of one.left) {
        if (outcome === null) continue;
        tally.set(by, (tally.get(by) ?? 0) + 1);
        expect(seqs.map((seq) => steps[seq - 1]?.closing)).toEqual(seqs.map(() => outcome));
      }
      if (known !== null && one.lead.status === 'Cerrado') {
        expect(steps[known.seq - 1]?.closing).toBe(closed?.outcome);
      }
    },
  );
  fc.assert(property, { seed: 20_261_127, numRuns: 4_000 });
  const closedBy = ['begin', 'by hand', 'in the console', 'leave', 'merge', 'remove'];
  const leftBy = ['schedule', 'by hand', 'in the console', 'begin again'];
  const rare = closedBy
    .flatMap((closing) => leftBy.map((leaving) => `${closing}, ${leaving}`))
    .filter((by) => (tally.get(by) ?? 0) < 10);
  expect(rare).toEqual([]);
});
