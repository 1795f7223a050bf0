import {
  MERGED_REASON,
  REASONS,
  type Explanation,
  type HistoryEnd,
  type RecordedEntry,
} from '../documents/history';
import { LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import type { Moves, Viewing, VisitState } from '../viewings/viewing';
import {
  applyDecision,
  closedAs,
  createLead,
  rederiveStatus,
  updateLead,
  withDetails,
  type LeadChange,
} from './changeLead';
import { missingInfo, NOTHING_KEPT, storedLeadSchema, type Lead, type StoredLead } from './lead';
import { reconcileAndDerive, reconcileLead } from './reconcileLead';
import {
  AGENT,
  NO_LISTING,
  PAIR,
  appointmentRef,
  appointmentState,
  because,
  chainOf,
  committedLead,
  decisionFor,
  done,
  olderLead,
  recordedEntry,
  second,
  viewing,
  viewingsOf,
  visitRef,
  visitViewing,
} from '../../../test/support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';
const WON = { outcome: 'won', leadId: null } as const;
const MOVED: Moves = new Map([['appointments/A', { at: second(20), leadId: 'other' }]]);
const ORIGIN = { source: appointmentRef('A'), actor: AGENT, effectiveAt: second(10) };

const endOf = (fields: Partial<HistoryEnd>): HistoryEnd => ({
  last: null,
  taken: [],
  decision: null,
  ...fields,
});
const newLead = (end: HistoryEnd | null = null) => createLead(PAIR, 'Appointment', end, ORIGIN);

const derive = (change: LeadChange, viewings: Viewing[], ...why: Explanation[]): LeadChange =>
  updateLead(change, { viewings: viewingsOf(...viewings), moves: change.lead.moves }, [
    why[0] ?? because('appointment.scheduled', second(10)),
    ...why.slice(1),
  ]);

/** The lead once all its viewings have gone to another lead. */
const moveAway = (change: LeadChange): LeadChange =>
  updateLead(change, { viewings: new Map(), moves: MOVED }, [because('lead.moved', second(20))]);

const moveByHand = (
  change: LeadChange,
  status: LeadStatus,
  at: number,
  outcome: 'won' | 'lost' | null = null,
) =>
  applyDecision(change, decisionFor(status, at, outcome), {
    cause: 'manual',
    reason: 'Lo dijo el cliente',
    source: { collection: 'leads', id: 'lead' },
    actor: AGENT,
    effectiveAt: at,
  });

/** A committed lead, reconciled for the next change. */
const reconcile = ({ lead }: LeadChange): LeadChange =>
  reconcileLead(committedLead('lead', second(1_000), lead));

const scheduled = viewing('A', second(10), appointmentState('Scheduled', second(10)));
const SCHEDULED = because('appointment.scheduled', second(10));

describe('a new lead (§1 and §4)', () => {
  test('gets Fase 0 first, then its derived status', () => {
    const { lead, entries, isChanged } = derive(newLead(), [scheduled]);
    expect(isChanged).toBe(true);
    expect(entries).toEqual([
      {
        seq: 1,
        from: null,
        to: FASE_0,
        cause: 'lead.created',
        reason: REASONS['lead.created'],
        source: appointmentRef('A'),
        actor: AGENT,
        effectiveAt: second(10),
        secondsInPrevious: null,
      },
      {
        seq: 2,
        from: FASE_0,
        to: 'Visita Pendiente',
        cause: 'appointment.scheduled',
        reason: REASONS['appointment.scheduled'],
        source: appointmentRef('A'),
        actor: AGENT,
        effectiveAt: second(10),
        secondsInPrevious: 0,
      },
    ]);
    expect(lead).toEqual({
      ...PAIR,
      prospectId: null,
      assignedTo: null,
      origin: null,
      source: 'Appointment',
      status: 'Visita Pendiente',
      closed: null,
      decision: null,
      viewings: viewingsOf(scheduled),
      moves: new Map(),
      kept: NOTHING_KEPT,
      followUpAt: null,
      listingStatus: null,
      listingStatusAt: null,
      history: { seq: 2, status: 'Visita Pendiente', effectiveAt: second(10) },
    });
  });

  test('stays in Fase 0, with one entry, if it has no listing', () => {
    const { lead, entries } = derive(createLead(NO_LISTING, 'Appointment', null, ORIGIN), [
      scheduled,
    ]);
    expect(chainOf(entries)).toEqual([[FASE_0, 'lead.created']]);
    expect(lead.status).toBe(FASE_0);
  });

  test.each(['Appointment', 'Visit'] as const)('may come from its %s', (source) => {
    expect(createLead(PAIR, source, null, ORIGIN).lead.source).toBe(source);
  });
  test('always has to be written', () => {
    expect(newLead().isChanged).toBe(true);
  });

  test('continues the history of a deleted lead of the pair', () => {
    const last = { seq: 7, status: 'Oferta Rechazada' as const, effectiveAt: second(4) };
    const { entries, lead } = derive(newLead(endOf({ last })), [scheduled]);
    expect(entries).toMatchObject([
      { seq: 8, from: 'Oferta Rechazada', to: FASE_0, secondsInPrevious: 6 },
      { seq: 9, from: FASE_0, to: 'Visita Pendiente', secondsInPrevious: 0 },
    ]);
    expect(lead.history.seq).toBe(9);
  });
});

describe('the history (§4)', () => {
  test('gets no entry if nothing changes, and nothing has to be written', () => {
    const before = reconcile(derive(newLead(), [scheduled]));
    const { viewings, moves } = before.lead;
    const same = updateLead(before, { viewings, moves }, [SCHEDULED]);
    expect(same).toBe(before);
    expect(same).toMatchObject({ entries: [], isChanged: false });
  });
  test('gets no entry if only the viewings change, but the lead has to be written', () => {
    const before = reconcile(derive(newLead(), [scheduled]));
    const other = viewing('B', second(20), appointmentState('Scheduled', second(20)));
    expect(derive(before, [scheduled, other])).toMatchObject({ entries: [], isChanged: true });
  });

  test('gets no entry if only the moves change, but the lead has to be written', () => {
    const before = reconcile(derive(newLead(), [scheduled]));
    const change = updateLead(before, { viewings: before.lead.viewings, moves: MOVED }, [
      SCHEDULED,
    ]);
    expect(change).toMatchObject({ entries: [], isChanged: true, lead: { moves: MOVED } });
  });
  test('gets no entry for what a change brings that has to be written anyway', () => {
    const before = { ...reconcile(derive(newLead(), [scheduled])), isChanged: true };
    const { viewings, moves } = before.lead;
    const same = updateLead(before, { viewings, moves }, [SCHEDULED]);
    expect(same).toMatchObject({ entries: [], isChanged: true, lead: before.lead });
  });

  test('explains a status by the document that it comes from, if several changed', () => {
    const completed = viewing('A', second(10), appointmentState('Completed', second(20)), {
      V: done('offer_made', second(20)),
    });
    const offer = because('visit.offer_made', second(20), visitRef('V'));
    const { entries } = derive(
      reconcile(derive(newLead(), [scheduled])),
      [completed],
      because('appointment.completed', second(20)),
      offer,
    );
    expect(entries.at(-1)).toMatchObject(offer);
  });
  test('explains a status by that document even if another has the same kind or the same id', () => {
    const two = viewing('A', second(10), appointmentState('Completed', second(20)), {
      V: done(null, second(20)),
      A: done('offer_made', second(30)),
    });
    const offer = because('visit.offer_made', second(30), visitRef('A'));
    const others = [
      because('visit.done', second(20), visitRef('V')),
      because('appointment.completed', second(20)),
    ];
    for (const other of others) {
      const { entries } = derive(reconcile(derive(newLead(), [scheduled])), [two], other, offer);
      expect(entries.at(-1)).toMatchObject(offer);
    }
  });
  test('explains a status by the first change if it comes from none of the changed documents', () => {
    const other = viewing('B', second(5), appointmentState('Completed', second(5)));
    const before = reconcile(derive(newLead(), [other, scheduled]));
    const cancelled = viewing('A', second(10), appointmentState('Cancelled', second(20)));
    const why = because('appointment.cancelled', second(20));
    expect(derive(before, [other, cancelled], why).entries).toMatchObject([
      { from: 'Visita Pendiente', to: 'Visita Realizada', ...why },
    ]);
  });
});

describe('passing through Visita Realizada (§4)', () => {
  const visited = (outcome: 'offer_made' | 'more_info_needed' | null, at = second(30)) =>
    viewing('A', second(10), appointmentState('Completed', at), { V: done(outcome, at) });
  const offer = because('visit.offer_made', second(30), visitRef('V'));
  const moreInfo = because('visit.more_info_needed', second(30), visitRef('V'));
  const at = (status: LeadStatus, ...viewings: Viewing[]) => {
    const before = reconcile(derive(newLead(), viewings));
    return before.lead.status === status
      ? before
      : reconcile(moveByHand(before, status, second(20)));
  };

  test.each(LEAD_STATUSES.slice(0, 4))('happens from %s if a visit has an outcome', (status) => {
    const { entries, lead } = derive(at(status, scheduled), [visited('offer_made')], offer);
    expect(entries).toMatchObject([
      {
        ...offer,
        from: status,
        to: 'Visita Realizada',
        cause: 'visit.done',
        reason: REASONS['visit.done'],
      },
      { ...offer, from: 'Visita Realizada', to: 'Oferta Presentada', secondsInPrevious: 0 },
    ]);
    expect(lead.history.status).toBe('Oferta Presentada');
  });
  test('happens even if the lead ends at the same status', () => {
    const before = at('Información Solicitada', scheduled);
    const { entries } = derive(before, [visited('more_info_needed')], moreInfo);
    expect(entries).toMatchObject([
      { from: 'Información Solicitada', to: 'Visita Realizada', cause: 'visit.done' },
      { from: 'Visita Realizada', to: 'Información Solicitada', cause: 'visit.more_info_needed' },
    ]);
  });
  test('happens if the viewing is new to the lead', () => {
    expect(chainOf(derive(newLead(), [visited('offer_made')], offer).entries)).toEqual([
      [FASE_0, 'lead.created'],
      ['Visita Realizada', 'visit.done'],
      ['Oferta Presentada', 'visit.offer_made'],
    ]);
  });
  test('happens if the appointment had been cancelled', () => {
    const cancelled = viewing('A', second(10), appointmentState('Cancelled', second(15)));
    expect(
      derive(at('Información Solicitada', cancelled), [visited('offer_made')], offer).entries,
    ).toHaveLength(2);
  });
  test('happens if another viewing was completed', () => {
    const other = viewing('B', second(5), appointmentState('Completed', second(5)));
    const before = at('Respuesta Pendiente', other, scheduled);
    expect(derive(before, [other, visited('offer_made')], offer).entries).toHaveLength(2);
  });

  const expectOneEntry = (change: LeadChange, to: LeadStatus) => {
    expect(change.entries).toHaveLength(1);
    expect(change.entries[0]?.to).toBe(to);
  };
  test('makes one entry for a visit without outcome', () => {
    const why = because('visit.done', second(30), visitRef('V'));
    expectOneEntry(
      derive(at('Visita Pendiente', scheduled), [visited(null)], why),
      'Visita Realizada',
    );
  });
  test('does not happen if the lead is at Visita Realizada or further', () => {
    expectOneEntry(
      derive(at('Visita Realizada', scheduled), [visited('offer_made')], offer),
      'Oferta Presentada',
    );
    expect(
      derive(at('Oferta Aceptada', scheduled), [visited('offer_made')], offer).entries,
    ).toEqual([]);
    expectOneEntry(
      derive(at('Oferta Rechazada', scheduled), [visited('offer_made')], offer),
      'Oferta Presentada',
    );
  });
  test('does not happen if the appointment was completed before', () => {
    const completed = viewing('A', second(10), appointmentState('Completed', second(15)));
    expectOneEntry(
      derive(at('Respuesta Pendiente', completed), [visited('offer_made')], offer),
      'Oferta Presentada',
    );
  });
  test('does not happen if a visit without outcome was recorded before', () => {
    const before = at('Respuesta Pendiente', visited(null, second(15)));
    expectOneEntry(derive(before, [visited('offer_made')], offer), 'Oferta Presentada');
  });
  test('does not happen if an outcome is corrected', () => {
    const before = at('Información Solicitada', visited('more_info_needed', second(15)));
    expectOneEntry(derive(before, [visited('offer_made')], offer), 'Oferta Presentada');
  });
  test('does not happen if an outcome is corrected while the appointment has a new date', () => {
    const again = (outcome: 'offer_made' | 'more_info_needed', at: number) =>
      viewing('A', second(10), appointmentState('Scheduled', second(20)), { V: done(outcome, at) });
    const before = at('Visita Pendiente', again('more_info_needed', second(15)));
    expectOneEntry(derive(before, [again('offer_made', second(30))], offer), 'Oferta Presentada');
  });
  test('does not happen if the lead does not get the status of the outcome', () => {
    const again = viewing('A', second(10), appointmentState('Scheduled', second(40)), {
      V: done('more_info_needed', second(30)),
    });
    expect(derive(at('Visita Pendiente', scheduled), [again], moreInfo).entries).toEqual([]);
    const decided = reconcile(
      moveByHand(at('Visita Pendiente', scheduled), 'Respuesta Pendiente', second(35)),
    );
    expect(derive(decided, [visited('offer_made')], offer).entries).toEqual([]);
  });
  test('does not happen if the lead has no listing', () => {
    const before = reconcile(
      derive(createLead(NO_LISTING, 'Appointment', null, ORIGIN), [scheduled]),
    );
    expect(derive(before, [visited('offer_made')], offer).entries).toEqual([]);
  });
  test('does not happen if a lead without listing was reopened to Fase 0', () => {
    const withoutListing = reconcile(
      derive(createLead(NO_LISTING, 'Appointment', null, ORIGIN), [scheduled]),
    );
    const lost = reconcile(moveByHand(withoutListing, 'Cerrado', second(20), 'lost'));
    const c = (visits: Readonly<Record<string, VisitState>>) =>
      viewing('C', second(25), appointmentState('Scheduled', second(25)), visits);
    const reopened = reconcile(derive(lost, [scheduled, c({})]));
    expect(reopened.lead.status).toBe(FASE_0);
    const change = derive(reopened, [scheduled, c({ V: done('offer_made', second(30)) })], offer);
    expect(change).toMatchObject({ entries: [], lead: { status: FASE_0 } });
  });
});

test('a lead closes as moved, with the id of the other lead, when its last viewing moves (§3)', () => {
  const moved = moveAway(reconcile(derive(newLead(), [scheduled])));
  expect(moved.entries).toMatchObject([
    { from: 'Visita Pendiente', to: 'Cerrado', cause: 'lead.moved', effectiveAt: second(20) },
  ]);
  expect(moved.lead.status).toBe('Cerrado');
  expect(moved.lead.closed).toEqual({
    outcome: 'moved',
    reason: REASONS['lead.moved'],
    leadId: 'other',
  });
});

describe('secondsInPrevious (§2)', () => {
  const secondsAfter = (from: number, to: number) => {
    const before = moveByHand(derive(newLead(), [scheduled]), 'Respuesta Pendiente', from);
    return moveByHand(reconcile(before), 'Oferta Presentada', to).entries[0]?.secondsInPrevious;
  };
  test('is the difference between the two effectiveAt, with its fraction', () => {
    expect(secondsAfter(second(20), second(50))).toBe(30);
    expect(secondsAfter(second(20.25), second(21.75))).toBe(1.5);
    expect(secondsAfter(20_000_000, 20_000_001)).toBe(0.000001);
  });
  test('is at least 0', () => {
    expect(secondsAfter(second(50), second(20))).toBe(0);
  });
  test('counts from the previous entry of the same change', () => {
    const change = moveByHand(derive(newLead(), [scheduled]), 'Respuesta Pendiente', second(25));
    expect(change.entries.map(({ secondsInPrevious }) => secondsInPrevious)).toEqual([null, 0, 15]);
  });
});

describe('a decision by hand (§4 and §6)', () => {
  test('sets the status, with the reason in the user’s words', () => {
    const change = moveByHand(
      reconcile(derive(newLead(), [scheduled])),
      'Oferta Aceptada',
      second(20),
    );
    expect(change).toMatchObject({
      isChanged: true,
      lead: { status: 'Oferta Aceptada', closed: null, decision: { status: 'Oferta Aceptada' } },
      entries: [
        {
          seq: 3,
          from: 'Visita Pendiente',
          to: 'Oferta Aceptada',
          cause: 'manual',
          reason: 'Lo dijo el cliente',
        },
      ],
    });
  });
  test.each(['won', 'lost'] as const)(
    'closes the lead as %s until it is moved again',
    (outcome) => {
      const closed = moveByHand(
        reconcile(derive(newLead(), [scheduled])),
        'Cerrado',
        second(20),
        outcome,
      );
      expect(closed.lead.closed).toEqual({ outcome, reason: 'Lo dijo el cliente', leadId: null });
      const open = moveByHand(reconcile(closed), 'Respuesta Pendiente', second(30));
      expect(open.lead).toMatchObject({ status: 'Respuesta Pendiente', closed: null });
    },
  );
  test('is recorded without an entry if the lead has that status already', () => {
    const before = reconcile(derive(newLead(), [scheduled]));
    const change = moveByHand(before, 'Visita Pendiente', second(20));
    expect(change).toMatchObject({ entries: [], isChanged: true });
    const cancelled = viewing('A', second(10), appointmentState('Cancelled', second(15)));
    expect(derive(reconcile(change), [cancelled]).lead.status).toBe('Visita Pendiente');
  });
});

describe('a lead of an older system (§3)', () => {
  const adopted = (fields: Partial<StoredLead>, end?: HistoryEnd) =>
    reconcileLead(olderLead(fields), end);

  test.each(LEAD_STATUSES)('keeps its status, with a first entry for it: %s', (status) => {
    const { lead, entries, isChanged } = adopted({ status, statusChangedAt: second(5) });
    expect(isChanged).toBe(true);
    expect(lead.status).toBe(status);
    expect(entries).toEqual([
      {
        seq: 1,
        from: null,
        to: status,
        cause: 'lead.adopted',
        reason: REASONS['lead.adopted'],
        source: { collection: 'leads', id: 'older' },
        actor: { type: 'system', id: null },
        effectiveAt: second(5),
        secondsInPrevious: null,
        ...(status === 'Cerrado' && { outcome: 'lost' }),
      },
    ]);
  });
  test('says in that entry how it was closed', () => {
    const won = { outcome: 'won', reason: 'Firmado', leadId: null } as const;
    expect(adopted({ status: 'Cerrado', closed: won }).entries[0]?.outcome).toBe('won');
    expect(adopted({ status: 'Oferta Aceptada', closed: won }).entries[0]).not.toHaveProperty(
      'outcome',
    );
  });
  test('is adopted as of its last write if it has no statusChangedAt', () => {
    expect(adopted({ status: 'Oferta Aceptada' }).entries[0]?.effectiveAt).toBe(second(10));
  });

  test('keeps its status until something newer happens', () => {
    const lead = { status: 'Respuesta Pendiente', version: second(10) };
    const scheduledAt = (at: number) =>
      derive(adopted(lead), [viewing('A', at, appointmentState('Scheduled', at))]);
    expect(chainOf(scheduledAt(second(9)).entries)).toEqual([
      ['Respuesta Pendiente', 'lead.adopted'],
    ]);
    expect(chainOf(scheduledAt(second(10)).entries)).toEqual([
      ['Respuesta Pendiente', 'lead.adopted'],
    ]);
    expect(chainOf(scheduledAt(second(11)).entries)).toEqual([
      ['Respuesta Pendiente', 'lead.adopted'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
  });
  test('does not close when its last viewing moves to another lead: its status is a decision', () => {
    expect(moveAway(adopted({ status: 'Respuesta Pendiente' })).lead.status).toBe(
      'Respuesta Pendiente',
    );
  });

  test.each(['En negociación', '', 'cerrad0', 'constructor', null])(
    'counts as Fase 0 if its status is unknown, and its entry quotes that status: %j',
    (status) => {
      const { lead, entries } = adopted({ status });
      expect(lead.status).toBe(FASE_0);
      expect(entries).toMatchObject([{ from: null, to: FASE_0, cause: 'lead.adopted' }]);
      expect(entries[0]?.reason).toContain(REASONS['lead.adopted']);
      expect(entries[0]?.reason).toContain(`«${status ?? ''}»`);
    },
  );
  test.each(['x', '🏠'])(
    'has an unknown status quoted in at most 200 characters: %s',
    (character) => {
      const quoteOf = (length: number) => {
        const status = character.repeat(length);
        return /«(.*)»/.exec(adopted({ status }).entries[0]?.reason ?? '')?.[1];
      };
      expect(quoteOf(200)).toBe(character.repeat(200));
      expect(quoteOf(201)).toBe(`${character.repeat(199)}…`);
      expect(quoteOf(1_000)).toBe(`${character.repeat(199)}…`);
    },
  );
  test('has a status that is no text quoted', () => {
    const stored = storedLeadSchema.parse({ ...PAIR, status: 3 });
    const { entries } = reconcileLead({
      ...stored,
      kind: 'stored',
      id: 'older',
      version: 10,
    });
    expect(entries).toMatchObject([{ to: FASE_0, cause: 'lead.adopted' }]);
    expect(entries[0]?.reason).toContain('«3»');
  });

  test('counts as lost if it is Cerrado without an outcome', () => {
    const { lead } = adopted({ status: 'Cerrado' });
    expect(lead.closed).toMatchObject({ outcome: 'lost', leadId: null });
    expect(lead.closed?.reason).not.toBe('');
    const later = viewing('B', second(20), appointmentState('Scheduled', second(20)));
    expect(derive(adopted({ status: 'Cerrado' }), [later]).lead).toMatchObject({
      status: 'Visita Pendiente',
      closed: null,
    });
  });
  test.each(['won', 'lost'] as const)('stays closed as %s, with its reason', (outcome) => {
    const closed = { outcome, reason: 'Firmado en 2019', leadId: null };
    expect(adopted({ status: 'Cerrado', closed }).lead.closed).toEqual(closed);
    const later = viewing('B', second(20), appointmentState('Scheduled', second(20)));
    expect(derive(adopted({ status: 'Cerrado', closed }), [later]).lead.status).toBe(
      outcome === 'won' ? 'Cerrado' : 'Visita Pendiente',
    );
  });
  test('has no closed if it is not Cerrado, whatever was stored', () => {
    const closed = { outcome: 'lost' as const, reason: 'x', leadId: null };
    expect(adopted({ status: 'Oferta Presentada', closed }).lead.closed).toBeNull();
  });
  test('is reopened from Oferta Rechazada even if it was stored as won', () => {
    const closed = { outcome: 'won' as const, reason: 'x', leadId: null };
    const status = 'Oferta Rechazada';
    const later = viewing('B', second(20), appointmentState('Scheduled', second(20)));
    expect(derive(adopted({ ...NO_LISTING, status, closed }), [later]).lead).toMatchObject({
      status: FASE_0,
      decision: { status, outcome: null },
    });
  });

  test('keeps its own fields', () => {
    const fields = { prospectId: 'prospect', assignedTo: 'agent-7', source: 'Portal' };
    expect(adopted({ status: FASE_0, ...fields }).lead).toMatchObject({ ...PAIR, ...fields });
  });
  test('comes from an appointment if it has no source', () => {
    expect(adopted({ status: FASE_0, source: null }).lead.source).toBe('Appointment');
  });
  test('is recognised in another spelling, and not quoted', () => {
    const { lead, entries } = adopted({ status: ' cerrado'.normalize('NFD') });
    expect(lead).toMatchObject({ status: 'Cerrado', closed: { outcome: 'lost' } });
    expect(entries[0]?.reason).toBe(REASONS['lead.adopted']);
  });
  test('counts as a decision of its last change, or of the moment at which it is adopted', () => {
    const lead = olderLead({ status: FASE_0 });
    expect(reconcileLead(lead).lead.decision?.at).toBe(second(10));
    const later = reconcileLead(lead, null, { at: second(80) });
    expect(later.lead.decision?.at).toBe(second(80));
    expect(later.entries).toMatchObject([{ effectiveAt: second(10) }]);
  });
  test('continues its history if there is one', () => {
    const last = { seq: 4, status: 'Oferta Aceptada' as const, effectiveAt: second(2) };
    expect(adopted({ status: 'Cerrado' }, endOf({ last })).entries).toMatchObject([
      { seq: 5, from: 'Oferta Aceptada', to: 'Cerrado', secondsInPrevious: 8 },
    ]);
  });
  test('is assumed if the history or the viewings of a lead cannot be read', () => {
    const { history, viewings } = committedLead(
      'lead',
      second(50),
      derive(newLead(), [scheduled]).lead,
    );
    for (const damaged of [{ history }, { viewings }]) {
      const [entry] = adopted({ status: 'Visita Pendiente', ...damaged }).entries;
      expect(entry?.cause).toBe('lead.adopted');
    }
  });
});

describe('a status that was typed over in the console (§6)', () => {
  const lead: Lead = derive(newLead(), [scheduled]).lead;
  const typed = (status: string | null, more: Partial<StoredLead> = {}) =>
    reconcileLead({ ...committedLead('lead', second(50), lead), status, ...more });

  test.each(LEAD_STATUSES.filter((status) => status !== 'Visita Pendiente'))(
    'is recorded as a decision: %s',
    (status) => {
      const change = typed(status);
      expect(change.isChanged).toBe(true);
      expect(change.entries).toEqual([
        {
          seq: 3,
          from: 'Visita Pendiente',
          to: status,
          cause: 'console.edited',
          reason: REASONS['console.edited'],
          source: { collection: 'leads', id: 'lead' },
          actor: { type: 'console', id: null },
          effectiveAt: second(50),
          secondsInPrevious: 40,
        },
      ]);
      expect(change.lead).toMatchObject({
        status,
        decision: { status, at: second(50) },
        history: { seq: 3, status },
      });
    },
  );
  test('stands against older states, and yields to newer ones', () => {
    const edited = reconcile(typed('Respuesta Pendiente'));
    const completed = (at: number) => viewing('A', second(10), appointmentState('Completed', at));
    expect(derive(edited, [completed(second(50))]).lead.status).toBe('Respuesta Pendiente');
    expect(derive(edited, [completed(second(51))]).lead.status).toBe('Visita Realizada');
  });
  test('is never older than the newest state that the lead knows', () => {
    const future = viewing('A', second(10), appointmentState('Scheduled', second(10)), {
      V: done(null, second(99)),
    });
    const found = committedLead('lead', second(50), derive(newLead(), [future]).lead);
    const { lead: edited } = reconcileLead({ ...found, status: 'Respuesta Pendiente' });
    expect(edited).toMatchObject({ status: 'Respuesta Pendiente', decision: { at: second(99) } });
  });
  test('counts as lost if it is Cerrado, and closed is written', () => {
    expect(typed('Cerrado').lead).toMatchObject({
      status: 'Cerrado',
      decision: { outcome: 'lost' },
      closed: { outcome: 'lost', reason: REASONS['console.edited'], leadId: null },
    });
  });
  test('removes closed if the lead was Cerrado before', () => {
    const closed = moveByHand(derive(newLead(), [scheduled]), 'Cerrado', second(20), 'won').lead;
    const open = reconcileLead({
      ...committedLead('lead', second(50), closed),
      status: 'Oferta Presentada',
    });
    expect(open.lead).toMatchObject({
      status: 'Oferta Presentada',
      closed: null,
      decision: { outcome: null },
    });
  });
  test.each([
    ['in small letters', 'oferta aceptada'],
    ['with a blank', 'Oferta Aceptada '],
    ['typed on a Mac', ' Oferta Pendiente Aprobación'.normalize('NFD')],
  ])('is recognised %s, and written in its own form', (_how, status) => {
    const { lead: edited, entries } = typed(status);
    expect(LEAD_STATUSES).toContain(edited.status);
    expect(entries).toMatchObject([{ seq: 3, to: edited.status, cause: 'console.edited' }]);
  });
  test('is only rewritten if it is the one that the lead has, in another spelling', () => {
    expect(typed('VISITA PENDIENTE ')).toMatchObject({ lead, entries: [], isChanged: true });
  });
  test.each(['Perdido', '', 'cerrad0', '__proto__', null])(
    'is put back without an entry if it is not one of the ten: %j',
    (status) => {
      const change = typed(status);
      expect(change).toMatchObject({ entries: [], isChanged: true });
      expect(change.lead).toMatchObject(lead);
    },
  );
  test('comes first in the history if another change is handled with it', () => {
    const completed = viewing('A', second(10), appointmentState('Completed', second(60)));
    const why = because('appointment.completed', second(60));
    expect(derive(typed('Respuesta Pendiente'), [completed], why).entries).toMatchObject([
      { seq: 3, from: 'Visita Pendiente', to: 'Respuesta Pendiente', cause: 'console.edited' },
      {
        seq: 4,
        from: 'Respuesta Pendiente',
        to: 'Visita Realizada',
        cause: 'appointment.completed',
      },
    ]);
  });
  test('is not found in a lead that nobody edited', () => {
    expect(typed('Visita Pendiente')).toMatchObject({ lead, entries: [], isChanged: false });
  });
});

describe('a lead that is behind its history', () => {
  const { lead } = derive(newLead(), [scheduled]);
  const found = committedLead('lead', second(50), lead);

  const last = { seq: 5, status: 'Oferta Presentada' as const, effectiveAt: second(40) };

  test('continues from the last entry', () => {
    const opened = reconcileLead(found, endOf({ last }));
    expect(opened).toMatchObject({
      isChanged: true,
      entries: [],
      lead: { status: 'Oferta Presentada', decision: null, history: last },
    });
    expect(derive(opened, [scheduled]).entries).toMatchObject([
      { seq: 6, from: 'Oferta Presentada', to: 'Visita Pendiente' },
    ]);
  });
  test('is not assumed if the last entry is its own', () => {
    expect(reconcileLead(found, endOf({ last: lead.history }))).toMatchObject({
      lead,
      entries: [],
      isChanged: false,
    });
  });

  const closing = (fields: Partial<RecordedEntry>) => {
    const entry = recordedEntry(3, ['Visita Pendiente', 'Cerrado'], 30, 10);
    const closed = { seq: 4, status: 'Cerrado' as const, effectiveAt: second(30) };
    return endOf({ last: closed, decision: { ...entry, ...fields } });
  };
  test.each([
    ['by hand, won', { cause: 'manual', outcome: 'won' as const }, { outcome: 'won' }],
    ['by hand, lost', { cause: 'manual', outcome: 'lost' as const }, { outcome: 'lost' }],
    ['in the console', { cause: 'console.edited' }, { outcome: 'lost' }],
    ['by its adoption', { cause: 'lead.adopted' }, { outcome: 'lost' }],
    [
      'by a merge',
      { cause: 'lead.moved', reason: MERGED_REASON, source: { collection: 'leads', id: 'kept' } },
      { outcome: 'moved', leadId: 'kept' },
    ],
  ])('takes up the last decision, made %s', (_how, fields, is) => {
    const { lead: caughtUp } = derive(reconcileLead(found, closing(fields)), [scheduled]);
    expect(caughtUp).toMatchObject({ status: 'Cerrado', closed: is });
    expect(caughtUp.decision).toMatchObject({ status: 'Cerrado', at: second(30), ...is });
  });
  test('takes up a decision that does not close it, without an outcome', () => {
    const decision = recordedEntry(3, ['Visita Pendiente', 'Oferta Aceptada'], 30, 10);
    const accepted = { seq: 3, status: 'Oferta Aceptada' as const, effectiveAt: second(30) };
    const { lead: caughtUp } = reconcileLead(found, endOf({ last: accepted, decision }));
    expect(caughtUp).toMatchObject({
      status: 'Oferta Aceptada',
      decision: { status: 'Oferta Aceptada', outcome: null, reason: 'x', at: second(30) },
    });
  });
  test('records a status that was typed over besides', () => {
    const edited = reconcileLead({ ...found, status: 'Respuesta Pendiente' }, endOf({ last }));
    expect(edited.entries).toMatchObject([
      { seq: 6, from: 'Oferta Presentada', to: 'Respuesta Pendiente', cause: 'console.edited' },
    ]);
  });
  test('is derived again from the decision and the viewings that it has', () => {
    const { entries } = reconcileAndDerive(found, endOf({ last }));
    expect(entries).toMatchObject([
      { seq: 6, from: 'Oferta Presentada', to: 'Visita Pendiente', cause: 'repaired' },
    ]);
    expect(reconcileAndDerive(found, closing({})).entries).toEqual([]);
    expect(reconcileAndDerive(found, null)).toMatchObject({ isChanged: false });
  });
  test('is not adopted again if it was restored to before its adoption', () => {
    const older = olderLead({ status: 'Cerrado', closed: { ...WON, reason: 'Vendido' } });
    const { lead: caughtUp, entries } = reconcileLead(older, closing({ cause: 'lead.adopted' }));
    expect(entries).toEqual([]);
    expect(caughtUp).toMatchObject({
      history: { seq: 4 },
      decision: { outcome: 'won', reason: 'Vendido', at: second(30) },
    });
  });
});

describe('a number that another document takes', () => {
  test('is left out by the next entry, which names it', () => {
    const found = committedLead('lead', second(50), derive(newLead(), [scheduled]).lead);
    const opened = reconcileLead(found, endOf({ taken: [3, 5, 6] }));
    expect(opened).toMatchObject({ isChanged: false, entries: [] });
    const accepted = moveByHand(opened, 'Oferta Aceptada', second(20));
    const closed = moveByHand(accepted, 'Cerrado', second(30), 'won');
    expect(closed.entries).toMatchObject([
      { seq: 4, from: 'Visita Pendiente', skipped: [3] },
      { seq: 7, from: 'Oferta Aceptada', skipped: [5, 6] },
    ]);
    expect(closed.lead.history).toEqual({ seq: 7, status: 'Cerrado', effectiveAt: second(30) });
  });
  test('is left out by the entries of a new lead', () => {
    const { lead, entries } = newLead(endOf({ taken: [1, 3] }));
    expect(entries).toMatchObject([{ seq: 2, from: null, secondsInPrevious: null, skipped: [1] }]);
    expect(derive({ lead, entries, isChanged: true }, [scheduled]).entries[1]).toMatchObject({
      seq: 4,
      skipped: [3],
    });
  });
  test('is left out by the entry of an adoption', () => {
    const { entries } = reconcileLead(olderLead({ status: FASE_0 }), endOf({ taken: [1] }));
    expect(entries).toMatchObject([{ seq: 2, cause: 'lead.adopted', skipped: [1] }]);
  });
});

describe('a lead that is derived again, though no document changed', () => {
  const before = reconcile(derive(newLead(), [scheduled]));
  const withLead = (fields: Partial<Lead>): LeadChange => ({
    lead: { ...before.lead, ...fields },
    entries: [],
    isChanged: false,
  });

  test('stays the same if it is where its facts say', () => {
    expect(rederiveStatus(before, 'lead')).toBe(before);
  });
  test('goes where its viewings say, as of the state that says so', () => {
    const change = rederiveStatus(withLead({ status: 'Oferta Aceptada' }), 'lead');
    expect(change).toMatchObject({
      isChanged: true,
      lead: { status: 'Visita Pendiente' },
      entries: [
        {
          to: 'Visita Pendiente',
          cause: 'repaired',
          reason: REASONS.repaired,
          source: appointmentRef('A'),
          actor: { type: 'system', id: null },
          effectiveAt: second(10),
        },
      ],
    });
  });
  test('closes as of the move of its last viewing', () => {
    const change = rederiveStatus(withLead({ viewings: new Map(), moves: MOVED }), 'lead');
    expect(change).toMatchObject({
      lead: { status: 'Cerrado', closed: { outcome: 'moved', leadId: 'other' } },
      entries: [{ source: { collection: 'leads', id: 'lead' }, effectiveAt: second(20) }],
    });
  });
  test('goes where its decision says, as of the decision', () => {
    const decision = decisionFor('Oferta Aceptada', second(70));
    expect(rederiveStatus(withLead({ decision }), 'lead').entries).toMatchObject([
      { to: 'Oferta Aceptada', effectiveAt: second(70) },
    ]);
  });
  test('goes back to Fase 0, as of its last entry, if nothing says anything', () => {
    expect(rederiveStatus(withLead({ viewings: new Map() }), 'lead').entries).toMatchObject([
      { to: FASE_0, effectiveAt: second(10), secondsInPrevious: 0 },
    ]);
  });
  test.each([
    ['an outcome', { outcome: 'won' as const }],
    ['a reason', { reason: 'Otro' }],
    ['a lead', { leadId: 'other' }],
  ])(
    'is closed as its decision says, without an entry, if it was closed with another %s',
    (_what, fault) => {
      const closed = { outcome: 'lost' as const, reason: 'Lo dijo el cliente', leadId: null };
      const lead = {
        status: 'Cerrado' as const,
        decision: decisionFor('Cerrado', second(70), 'lost'),
      };
      const right = withLead({ ...lead, closed });
      expect(rederiveStatus(right, 'lead')).toBe(right);
      expect(
        rederiveStatus(withLead({ ...lead, closed: { ...closed, ...fault } }), 'lead'),
      ).toMatchObject({
        isChanged: true,
        entries: [],
        lead: { closed },
      });
    },
  );
  test('is not closed if it is open', () => {
    const closed = { outcome: 'lost' as const, reason: '', leadId: null };
    expect(rederiveStatus(withLead({ closed }), 'lead')).toMatchObject({
      isChanged: true,
      entries: [],
      lead: { closed: null },
    });
  });
});

describe('how a lead is closed', () => {
  const { lead } = newLead();
  const derived = { status: 'Cerrado' as const, movedTo: null, by: null, since: null };

  test('is as its decision says', () => {
    const decision = { ...decisionFor('Cerrado', 1, 'moved'), leadId: 'kept' };
    expect(closedAs({ ...lead, decision }, derived)).toEqual({
      outcome: 'moved',
      reason: 'Lo dijo el cliente',
      leadId: 'kept',
    });
  });
  test('is lost without a reason if nothing says so', () => {
    expect(closedAs(lead, derived)).toEqual({ outcome: 'lost', reason: '', leadId: null });
  });
  test('is nothing while it is open', () => {
    expect(closedAs(lead, { ...derived, status: FASE_0 })).toBeNull();
  });
});

describe('the details of a lead (§2)', () => {
  const withAgent = (id: string, openedAt: number, agentId: string | null) =>
    viewing(id, second(openedAt), {
      ...appointmentState('Scheduled', second(openedAt)),
      agentId,
      prospectId: agentId === null ? null : `owner of ${agentId}`,
    });
  const ofAna = withAgent('A', 10, 'ana');
  const ofBea = withAgent('B', 20, 'bea');
  const lead = derive(newLead(), [ofAna]).lead;
  const detailsOf = ({ source, prospectId, assignedTo }: Lead) => ({
    source,
    prospectId,
    assignedTo,
  });

  test('are those that its documents imply', () => {
    const expected = { source: 'Appointment', prospectId: 'owner of ana', assignedTo: 'ana' };
    expect(detailsOf(lead)).toEqual(expected);
    expect(detailsOf(derive(newLead(), [ofBea, ofAna]).lead)).toEqual(expected);
  });
  test('follow its documents, though its status stays', () => {
    const change = derive(reconcile({ lead, entries: [], isChanged: false }), [
      withAgent('A', 10, null),
      ofBea,
    ]);
    expect(change).toMatchObject({
      entries: [],
      isChanged: true,
      lead: { prospectId: 'owner of bea', assignedTo: 'bea' },
    });
  });
  test('are none if no document names any, but its source stays', () => {
    expect(detailsOf(withDetails({ ...lead, viewings: new Map(), source: 'Visit' }))).toEqual({
      source: 'Visit',
      prospectId: null,
      assignedTo: null,
    });
  });
  test('have as source what the earliest viewing is', () => {
    const visit = visitViewing('V', second(5), done(null, second(5)));
    expect(derive(newLead(), [scheduled, visit]).lead.source).toBe('Visit');
  });

  test.each([
    ['source', { source: true }, 'Portal'],
    ['prospectId', { prospectId: true }, 'own'],
    ['assignedTo', { assignedTo: { replaced: null } }, 'eva'],
  ])('stay as they are if they are kept: %s', (field, kept, value) => {
    const own = { source: 'Portal', prospectId: 'own', assignedTo: 'eva' };
    const { viewings } = lead;
    const keeping = { ...lead, ...own, viewings, kept: { ...NOTHING_KEPT, ...kept } };
    expect(detailsOf(withDetails(keeping))).toEqual({ ...detailsOf(lead), [field]: value });
  });

  describe('of a lead that was read', () => {
    const readWith = (fields: Partial<StoredLead>) =>
      reconcileLead({ ...committedLead('lead', second(50), lead), ...fields }).lead.kept;

    test('are kept as assigned if a person changed what the server wrote', () => {
      expect(readWith({}).assignedTo).toBeNull();
      expect(readWith({ assignedTo: 'eva' }).assignedTo).toEqual({ replaced: 'ana' });
      expect(readWith({ assignedTo: null }).assignedTo).toEqual({ replaced: 'ana' });
    });
    test('stay kept as long as they differ from what the server wrote last', () => {
      const kept = { ...NOTHING_KEPT, assignedTo: { replaced: 'leo' } };
      expect(readWith({ kept, assignedTo: 'ana' }).assignedTo).toEqual({ replaced: 'leo' });
      expect(readWith({ kept, assignedTo: 'leo' }).assignedTo).toBeNull();
    });
    test('are kept as an older system wrote them', () => {
      const PORTAL = { portal: 'idealista', campaign: null };
      const { kept } = reconcileLead(
        olderLead({ source: 'Portal', origin: PORTAL, prospectId: 'own', assignedTo: 'eva' }),
      ).lead;
      const theirs = { source: true, origin: true, prospectId: true };
      expect(kept).toEqual({ ...theirs, assignedTo: { replaced: null } });
      expect(reconcileLead(olderLead({})).lead.kept).toEqual(NOTHING_KEPT);
    });
  });

  test.each([
    [null, null, ['listingId', 'prospectId']],
    ['L', null, ['prospectId']],
    [null, 'prospect', ['listingId']],
    ['L', 'prospect', []],
  ])('that are missing for listing %s and prospect %s are %j', (listingId, prospectId, missing) => {
    expect(missingInfo({ listingId, prospectId })).toEqual(missing);
  });
});
