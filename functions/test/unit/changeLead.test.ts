import {
  createLead,
  decide,
  openLead,
  updateLead,
  type LeadChange,
} from '../../src/domain/changeLead';
import { REASONS, type ChainEnd, type Explanation } from '../../src/domain/history';
import {
  asCommitted,
  missingInfo,
  storedLeadSchema,
  type Lead,
  type StoredLead,
} from '../../src/domain/lead';
import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';
import type { Viewing, VisitState } from '../../src/domain/viewing';
import {
  AGENT,
  appointmentRef,
  appointmentState,
  because,
  chainOf,
  decisionFor,
  done,
  NO_LISTING,
  olderLead,
  PAIR,
  second,
  viewing,
  viewingsOf,
  visitRef,
} from '../support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';
const SEEN = { source: appointmentRef('A'), actor: AGENT, effectiveAt: second(10) };

const born = (before: ChainEnd | null = null) => createLead(PAIR, 'Appointment', before, SEEN);

const see = (change: LeadChange, viewings: Viewing[], ...why: Explanation[]): LeadChange =>
  updateLead(change, { viewings: viewingsOf(...viewings) }, [
    why[0] ?? because('appointment.scheduled', second(10)),
    ...why.slice(1),
  ]);

const byHand = (
  change: LeadChange,
  status: LeadStatus,
  at: number,
  outcome: 'won' | 'lost' | null = null,
) =>
  decide(change, decisionFor(status, at, outcome), {
    cause: 'manual',
    reason: 'Lo dijo el cliente',
    source: { collection: 'leads', id: 'lead' },
    actor: AGENT,
    effectiveAt: at,
  });

/** A lead that was committed, and is opened for the next change. */
const reopen = ({ lead }: LeadChange): LeadChange =>
  openLead(asCommitted('lead', second(1_000), lead));

const scheduled = viewing('A', second(10), appointmentState('Scheduled', second(10)));
const SCHEDULED = because('appointment.scheduled', second(10));

describe('a new lead (sections 1 and 4)', () => {
  test('first gets Fase 0, and then its derived status', () => {
    const { lead, entries, isChanged } = see(born(), [scheduled]);
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
      source: 'Appointment',
      status: 'Visita Pendiente',
      closed: null,
      decision: null,
      viewings: viewingsOf(scheduled),
      history: { seq: 2, status: 'Visita Pendiente', effectiveAt: second(10) },
    });
  });

  test('stays in Fase 0, with one entry, where it has no listing', () => {
    const { lead, entries } = see(createLead(NO_LISTING, 'Appointment', null, SEEN), [scheduled]);
    expect(chainOf(entries)).toEqual([[FASE_0, 'lead.created']]);
    expect(lead.status).toBe(FASE_0);
  });

  test.each(['Appointment', 'Visit'] as const)('may begin with its %s', (source) => {
    expect(createLead(PAIR, source, null, SEEN).lead.source).toBe(source);
  });
  test('is to be written, whatever becomes of it', () => {
    expect(born().isChanged).toBe(true);
  });

  test('continues the chain that a deleted lead of the pair left behind', () => {
    const { entries, lead } = see(
      born({ seq: 7, status: 'Oferta Rechazada', effectiveAt: second(4) }),
      [scheduled],
    );
    expect(entries).toMatchObject([
      { seq: 8, from: 'Oferta Rechazada', to: FASE_0, secondsInPrevious: 6 },
      { seq: 9, from: FASE_0, to: 'Visita Pendiente', secondsInPrevious: 0 },
    ]);
    expect(lead.history.seq).toBe(9);
  });
});

describe('what the history shows (section 4)', () => {
  test('no change, no entry, and nothing to write', () => {
    const before = reopen(see(born(), [scheduled]));
    const same = updateLead(before, { viewings: before.lead.viewings }, [SCHEDULED]);
    expect(same).toBe(before);
    expect(same).toMatchObject({ entries: [], isChanged: false });
  });
  test('viewings that change and a status that does not: something to write, but no entry', () => {
    const before = reopen(see(born(), [scheduled]));
    const other = viewing('B', second(20), appointmentState('Scheduled', second(20)));
    expect(see(before, [scheduled, other])).toMatchObject({ entries: [], isChanged: true });
  });

  test('of several documents that changed, the one that the status comes from explains it', () => {
    const completed = viewing('A', second(10), appointmentState('Completed', second(20)), {
      V: done('offer_made', second(20)),
    });
    const offer = because('visit.offer_made', second(20), visitRef('V'));
    const { entries } = see(
      reopen(see(born(), [scheduled])),
      [completed],
      because('appointment.completed', second(20)),
      offer,
    );
    expect(entries.at(-1)).toMatchObject(offer);
  });
  test('also where the other is of the same kind, or has the same id', () => {
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
      const { entries } = see(reopen(see(born(), [scheduled])), [two], other, offer);
      expect(entries.at(-1)).toMatchObject(offer);
    }
  });
  test('a status that none of them says by itself is explained by the first', () => {
    const other = viewing('B', second(5), appointmentState('Completed', second(5)));
    const before = reopen(see(born(), [other, scheduled]));
    const cancelled = viewing('A', second(10), appointmentState('Cancelled', second(20)));
    const why = because('appointment.cancelled', second(20));
    expect(see(before, [other, cancelled], why).entries).toMatchObject([
      { from: 'Visita Pendiente', to: 'Visita Realizada', ...why },
    ]);
  });
});

describe('passing through Visita Realizada (section 4)', () => {
  const visited = (outcome: 'offer_made' | 'more_info_needed' | null, at = second(30)) =>
    viewing('A', second(10), appointmentState('Completed', at), { V: done(outcome, at) });
  const offer = because('visit.offer_made', second(30), visitRef('V'));
  const moreInfo = because('visit.more_info_needed', second(30), visitRef('V'));
  const at = (status: LeadStatus, ...viewings: Viewing[]) => {
    const before = reopen(see(born(), viewings));
    return before.lead.status === status ? before : reopen(byHand(before, status, second(20)));
  };

  test.each(LEAD_STATUSES.slice(0, 4))('a visit with an outcome does, from %s', (status) => {
    const { entries, lead } = see(at(status, scheduled), [visited('offer_made')], offer);
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
  test('also where the lead ends where it was', () => {
    const before = at('Información Solicitada', scheduled);
    const { entries } = see(before, [visited('more_info_needed')], moreInfo);
    expect(entries).toMatchObject([
      { from: 'Información Solicitada', to: 'Visita Realizada', cause: 'visit.done' },
      { from: 'Visita Realizada', to: 'Información Solicitada', cause: 'visit.more_info_needed' },
    ]);
  });
  test('also where the viewing is new to the lead', () => {
    expect(chainOf(see(born(), [visited('offer_made')], offer).entries)).toEqual([
      [FASE_0, 'lead.created'],
      ['Visita Realizada', 'visit.done'],
      ['Oferta Presentada', 'visit.offer_made'],
    ]);
  });
  test('also where the appointment had been cancelled', () => {
    const cancelled = viewing('A', second(10), appointmentState('Cancelled', second(15)));
    expect(
      see(at('Información Solicitada', cancelled), [visited('offer_made')], offer).entries,
    ).toHaveLength(2);
  });
  test('also where another viewing was completed', () => {
    const other = viewing('B', second(5), appointmentState('Completed', second(5)));
    const before = at('Respuesta Pendiente', other, scheduled);
    expect(see(before, [other, visited('offer_made')], offer).entries).toHaveLength(2);
  });

  const once = (change: LeadChange, to: LeadStatus) => {
    expect(change.entries).toHaveLength(1);
    expect(change.entries[0]?.to).toBe(to);
  };
  test('a visit without outcome arrives there, once', () => {
    const why = because('visit.done', second(30), visitRef('V'));
    once(see(at('Visita Pendiente', scheduled), [visited(null)], why), 'Visita Realizada');
  });
  test('not where the lead is there, or had come further', () => {
    once(
      see(at('Visita Realizada', scheduled), [visited('offer_made')], offer),
      'Oferta Presentada',
    );
    expect(see(at('Oferta Aceptada', scheduled), [visited('offer_made')], offer).entries).toEqual(
      [],
    );
    once(
      see(at('Oferta Rechazada', scheduled), [visited('offer_made')], offer),
      'Oferta Presentada',
    );
  });
  test('not where the appointment was completed before', () => {
    const completed = viewing('A', second(10), appointmentState('Completed', second(15)));
    once(
      see(at('Respuesta Pendiente', completed), [visited('offer_made')], offer),
      'Oferta Presentada',
    );
  });
  test('not where a visit without outcome was recorded before', () => {
    const before = at('Respuesta Pendiente', visited(null, second(15)));
    once(see(before, [visited('offer_made')], offer), 'Oferta Presentada');
  });
  test('not where the outcome is only corrected', () => {
    const before = at('Información Solicitada', visited('more_info_needed', second(15)));
    once(see(before, [visited('offer_made')], offer), 'Oferta Presentada');
  });
  test('nor where it is corrected while the appointment has a new date', () => {
    const again = (outcome: 'offer_made' | 'more_info_needed', at: number) =>
      viewing('A', second(10), appointmentState('Scheduled', second(20)), { V: done(outcome, at) });
    const before = at('Visita Pendiente', again('more_info_needed', second(15)));
    once(see(before, [again('offer_made', second(30))], offer), 'Oferta Presentada');
  });
  test('not where the visit does not take the lead to its outcome’s status', () => {
    const again = viewing('A', second(10), appointmentState('Scheduled', second(40)), {
      V: done('more_info_needed', second(30)),
    });
    expect(see(at('Visita Pendiente', scheduled), [again], moreInfo).entries).toEqual([]);
    const decided = reopen(
      byHand(at('Visita Pendiente', scheduled), 'Respuesta Pendiente', second(35)),
    );
    expect(see(decided, [visited('offer_made')], offer).entries).toEqual([]);
  });
  test('not where there is no listing: the lead is held', () => {
    const before = reopen(see(createLead(NO_LISTING, 'Appointment', null, SEEN), [scheduled]));
    expect(see(before, [visited('offer_made')], offer).entries).toEqual([]);
  });
  test('nor where a lead without listing was reopened, to Fase 0', () => {
    const held = reopen(see(createLead(NO_LISTING, 'Appointment', null, SEEN), [scheduled]));
    const lost = reopen(byHand(held, 'Cerrado', second(20), 'lost'));
    const c = (visits: Readonly<Record<string, VisitState>>) =>
      viewing('C', second(25), appointmentState('Scheduled', second(25)), visits);
    const reopened = reopen(see(lost, [scheduled, c({})]));
    expect(reopened.lead.status).toBe(FASE_0);
    const change = see(reopened, [scheduled, c({ V: done('offer_made', second(30)) })], offer);
    expect(change).toMatchObject({ entries: [], lead: { status: FASE_0 } });
  });
});

test('a lead whose last viewing has gone is closed as moved, and says where to (section 3)', () => {
  const gone = { ...scheduled, left: { at: second(20), leadId: 'other' } };
  const moved = see(reopen(see(born(), [scheduled])), [gone], because('lead.moved', second(20)));
  expect(moved.lead.status).toBe('Cerrado');
  expect(moved.lead.closed).toEqual({
    outcome: 'moved',
    reason: REASONS['lead.moved'],
    leadId: 'other',
  });
});

describe('the seconds in the status before (section 2)', () => {
  const secondsAfter = (from: number, to: number) => {
    const before = byHand(see(born(), [scheduled]), 'Respuesta Pendiente', from);
    return byHand(reopen(before), 'Oferta Presentada', to).entries[0]?.secondsInPrevious;
  };
  test('are the difference of the two effectiveAt, with its fraction', () => {
    expect(secondsAfter(second(20), second(50))).toBe(30);
    expect(secondsAfter(second(20.25), second(21.75))).toBe(1.5);
    expect(secondsAfter(20_000_000, 20_000_001)).toBe(0.000001);
  });
  test('are at least 0', () => {
    expect(secondsAfter(second(50), second(20))).toBe(0);
  });
  test('count from the entry before, where one change makes two', () => {
    const change = byHand(see(born(), [scheduled]), 'Respuesta Pendiente', second(25));
    expect(change.entries.map(({ secondsInPrevious }) => secondsInPrevious)).toEqual([null, 0, 15]);
  });
});

describe('a decision by hand (sections 4 and 6)', () => {
  test('takes the lead where it says, in the user’s words', () => {
    const change = byHand(reopen(see(born(), [scheduled])), 'Oferta Aceptada', second(20));
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
    'closes it as %s, and says so while it is closed',
    (outcome) => {
      const closed = byHand(reopen(see(born(), [scheduled])), 'Cerrado', second(20), outcome);
      expect(closed.lead.closed).toEqual({ outcome, reason: 'Lo dijo el cliente', leadId: null });
      const open = byHand(reopen(closed), 'Respuesta Pendiente', second(30));
      expect(open.lead).toMatchObject({ status: 'Respuesta Pendiente', closed: null });
    },
  );
  test('is kept, without an entry, where the lead stands there already', () => {
    const before = reopen(see(born(), [scheduled]));
    const change = byHand(before, 'Visita Pendiente', second(20));
    expect(change).toMatchObject({ entries: [], isChanged: true });
    const cancelled = viewing('A', second(10), appointmentState('Cancelled', second(15)));
    expect(see(reopen(change), [cancelled]).lead.status).toBe('Visita Pendiente');
  });
});

describe('a lead of an older system (section 3)', () => {
  const adopted = (fields: Partial<StoredLead>, before?: ChainEnd) =>
    openLead(olderLead(fields), before);

  test.each(LEAD_STATUSES)('keeps its status, and its first entry says so: %s', (status) => {
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
      },
    ]);
  });
  test('takes effect when it was written, where it does not say when its status changed', () => {
    expect(adopted({ status: 'Oferta Aceptada' }).entries[0]?.effectiveAt).toBe(second(10));
  });

  test('stands until something newer happens', () => {
    const lead = { status: 'Respuesta Pendiente', version: second(10) };
    const seen = (at: number) =>
      see(adopted(lead), [viewing('A', at, appointmentState('Scheduled', at))]);
    expect(chainOf(seen(second(9)).entries)).toEqual([['Respuesta Pendiente', 'lead.adopted']]);
    expect(chainOf(seen(second(10)).entries)).toEqual([['Respuesta Pendiente', 'lead.adopted']]);
    expect(chainOf(seen(second(11)).entries)).toEqual([
      ['Respuesta Pendiente', 'lead.adopted'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
  });
  test('and counts as a decision: it does not close when its last viewing leaves', () => {
    const gone = { ...scheduled, left: { at: second(20), leadId: 'other' } };
    expect(see(adopted({ status: 'Respuesta Pendiente' }), [gone]).lead.status).toBe(
      'Respuesta Pendiente',
    );
  });

  test.each(['En negociación', '', 'cerrado', 'constructor', null])(
    'of unknown status counts as Fase 0, and its entry quotes that: %j',
    (status) => {
      const { lead, entries } = adopted({ status });
      expect(lead.status).toBe(FASE_0);
      expect(entries).toMatchObject([{ from: null, to: FASE_0, cause: 'lead.adopted' }]);
      expect(entries[0]?.reason).toContain(REASONS['lead.adopted']);
      expect(entries[0]?.reason).toContain(`«${status ?? ''}»`);
    },
  );
  test.each(['x', '🏠'])('an unknown status is quoted up to 200 characters: %s', (character) => {
    const quoteOf = (length: number) => {
      const status = character.repeat(length);
      return /«(.*)»/.exec(adopted({ status }).entries[0]?.reason ?? '')?.[1];
    };
    expect(quoteOf(200)).toBe(character.repeat(200));
    expect(quoteOf(201)).toBe(`${character.repeat(200)}…`);
    expect(quoteOf(1_000)).toBe(`${character.repeat(200)}…`);
  });
  test('even a status that is no text is quoted', () => {
    const found = { ...storedLeadSchema.parse({ ...PAIR, status: 3 }), id: 'older', version: 10 };
    const { entries } = openLead(found);
    expect(entries).toMatchObject([{ to: FASE_0, cause: 'lead.adopted' }]);
    expect(entries[0]?.reason).toContain('«3»');
  });

  test('that is Cerrado without an outcome counts as lost', () => {
    const { lead } = adopted({ status: 'Cerrado' });
    expect(lead.closed).toMatchObject({ outcome: 'lost', leadId: null });
    expect(lead.closed?.reason).not.toBe('');
    const later = viewing('B', second(20), appointmentState('Scheduled', second(20)));
    expect(see(adopted({ status: 'Cerrado' }), [later]).lead).toMatchObject({
      status: 'Visita Pendiente',
      closed: null,
    });
  });
  test.each(['won', 'lost'] as const)(
    'that is Cerrado as %s stays so, with its reason',
    (outcome) => {
      const closed = { outcome, reason: 'Firmado en 2019', leadId: null };
      expect(adopted({ status: 'Cerrado', closed }).lead.closed).toEqual(closed);
      const later = viewing('B', second(20), appointmentState('Scheduled', second(20)));
      expect(see(adopted({ status: 'Cerrado', closed }), [later]).lead.status).toBe(
        outcome === 'won' ? 'Cerrado' : 'Visita Pendiente',
      );
    },
  );
  test('that is not Cerrado is not closed, whatever stands there', () => {
    const closed = { outcome: 'lost' as const, reason: 'x', leadId: null };
    expect(adopted({ status: 'Oferta Presentada', closed }).lead.closed).toBeNull();
  });
  test('and a won that stands there does not keep it lost', () => {
    const closed = { outcome: 'won' as const, reason: 'x', leadId: null };
    const status = 'Oferta Rechazada';
    const later = viewing('B', second(20), appointmentState('Scheduled', second(20)));
    expect(see(adopted({ ...NO_LISTING, status, closed }), [later]).lead).toMatchObject({
      status: FASE_0,
      decision: { status, outcome: null },
    });
  });

  test('keeps what it says of itself', () => {
    const fields = { prospectId: 'prospect', assignedTo: 'agent-7', source: 'Portal' };
    expect(adopted({ status: FASE_0, ...fields }).lead).toMatchObject({ ...PAIR, ...fields });
  });
  test('began with an appointment where it does not say with what', () => {
    expect(adopted({ status: FASE_0, source: null }).lead.source).toBe('Appointment');
  });
  test('continues the chain where there is one', () => {
    const before = { seq: 4, status: 'Oferta Aceptada' as const, effectiveAt: second(2) };
    expect(adopted({ status: 'Cerrado' }, before).entries).toMatchObject([
      { seq: 5, from: 'Oferta Aceptada', to: 'Cerrado', secondsInPrevious: 8 },
    ]);
  });
  test('is any lead whose history or viewings cannot be read', () => {
    const { history, viewings } = asCommitted('lead', second(50), see(born(), [scheduled]).lead);
    for (const damaged of [{ history }, { viewings }]) {
      const [entry] = adopted({ status: 'Visita Pendiente', ...damaged }).entries;
      expect(entry?.cause).toBe('lead.adopted');
    }
  });
});

describe('a status that was typed over in the console (section 6)', () => {
  const lead: Lead = see(born(), [scheduled]).lead;
  const typed = (status: string | null, more: Partial<StoredLead> = {}) =>
    openLead({ ...asCommitted('lead', second(50), lead), status, ...more });

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
  test('stands against what is older, and yields to what is newer', () => {
    const edited = reopen(typed('Respuesta Pendiente'));
    const completed = (at: number) => viewing('A', second(10), appointmentState('Completed', at));
    expect(see(edited, [completed(second(50))]).lead.status).toBe('Respuesta Pendiente');
    expect(see(edited, [completed(second(51))]).lead.status).toBe('Visita Realizada');
  });
  test('is never before the newest state that the lead knows', () => {
    const future = viewing('A', second(10), appointmentState('Scheduled', second(10)), {
      V: done(null, second(99)),
    });
    const found = asCommitted('lead', second(50), see(born(), [future]).lead);
    const { lead: edited } = openLead({ ...found, status: 'Respuesta Pendiente' });
    expect(edited).toMatchObject({ status: 'Respuesta Pendiente', decision: { at: second(99) } });
  });
  test('counts as lost where it is Cerrado, and closed is written', () => {
    expect(typed('Cerrado').lead).toMatchObject({
      status: 'Cerrado',
      decision: { outcome: 'lost' },
      closed: { outcome: 'lost', reason: REASONS['console.edited'], leadId: null },
    });
  });
  test('takes closed away where it was Cerrado before', () => {
    const closed = byHand(see(born(), [scheduled]), 'Cerrado', second(20), 'won').lead;
    const open = openLead({
      ...asCommitted('lead', second(50), closed),
      status: 'Oferta Presentada',
    });
    expect(open.lead).toMatchObject({
      status: 'Oferta Presentada',
      closed: null,
      decision: { outcome: null },
    });
  });
  test.each(['Perdido', '', 'cerrado', '__proto__', null])(
    'is put back without an entry where it is not one of the ten: %j',
    (status) => {
      const change = typed(status);
      expect(change).toMatchObject({ entries: [], isChanged: true });
      expect(change.lead).toMatchObject(lead);
    },
  );
  test('comes first in the history where another change meets it', () => {
    const completed = viewing('A', second(10), appointmentState('Completed', second(60)));
    const why = because('appointment.completed', second(60));
    expect(see(typed('Respuesta Pendiente'), [completed], why).entries).toMatchObject([
      { seq: 3, from: 'Visita Pendiente', to: 'Respuesta Pendiente', cause: 'console.edited' },
      {
        seq: 4,
        from: 'Respuesta Pendiente',
        to: 'Visita Realizada',
        cause: 'appointment.completed',
      },
    ]);
  });
  test('a lead that nobody touched is as it was', () => {
    expect(typed('Visita Pendiente')).toMatchObject({ lead, entries: [], isChanged: false });
  });
});

describe('a lead that stands behind its history', () => {
  const { lead } = see(born(), [scheduled]);
  const found = asCommitted('lead', second(50), lead);

  test('goes on from the end of the history', () => {
    const end = { seq: 5, status: 'Oferta Presentada' as const, effectiveAt: second(40) };
    const opened = openLead(found, end);
    expect(opened).toMatchObject({
      isChanged: true,
      entries: [],
      lead: { status: 'Oferta Presentada', history: end },
    });
    expect(see(opened, [scheduled]).entries).toMatchObject([
      { seq: 6, from: 'Oferta Presentada', to: 'Visita Pendiente' },
    ]);
  });
  test('and not where that is its own end', () => {
    expect(openLead(found, lead.history)).toMatchObject({ lead, entries: [], isChanged: false });
  });
});

describe('what a lead lacks (section 2)', () => {
  const update = (
    lead: Lead,
    brought: { prospectId?: string | null; assignedTo?: string | null },
  ) =>
    updateLead({ lead, entries: [], isChanged: false }, { viewings: lead.viewings, ...brought }, [
      SCHEDULED,
    ]);
  const { lead } = see(born(), [scheduled]);

  test('is filled in by a later document', () => {
    const change = update(lead, { prospectId: 'prospect', assignedTo: 'agent-1' });
    expect(change.isChanged).toBe(true);
    expect(change.entries).toEqual([]);
    expect(change.lead).toMatchObject({ prospectId: 'prospect', assignedTo: 'agent-1' });
    expect(update(lead, { prospectId: 'prospect' }).isChanged).toBe(true);
    expect(update(lead, { assignedTo: 'agent-1' }).isChanged).toBe(true);
  });
  test('and never replaced', () => {
    const full = { ...lead, prospectId: 'first', assignedTo: 'agent-1' };
    const change = update(full, { prospectId: 'second', assignedTo: 'agent-2' });
    expect(change).toEqual({ lead: full, entries: [], isChanged: false });
  });
  test('stays where nothing or null is brought', () => {
    expect(update(lead, {}).isChanged).toBe(false);
    expect(update(lead, { prospectId: null, assignedTo: null }).isChanged).toBe(false);
    expect(update({ ...lead, prospectId: 'first' }, { prospectId: null }).lead.prospectId).toBe(
      'first',
    );
  });

  test.each([
    [null, null, ['listingId', 'prospectId']],
    ['L', null, ['prospectId']],
    [null, 'prospect', ['listingId']],
    ['L', 'prospect', []],
  ])('listing %s and prospect %s: missing are %j', (listingId, prospectId, missing) => {
    expect(missingInfo({ listingId, prospectId })).toEqual(missing);
  });
});
