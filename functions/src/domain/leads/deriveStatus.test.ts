import { isBeforeVisit, LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import type { AppointmentState, Move, Moves, Viewing, VisitState } from '../viewings/viewing';
import { deriveStatus, type Decision } from './deriveStatus';
import {
  appointmentState,
  decisionFor,
  done,
  viewing,
  viewingsOf,
  visitState,
  visitViewing,
} from '../../../test/support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';

const NO_MOVES: Moves = new Map();

function statusWithListing(
  listingId: string | null,
  decision: Decision | null,
  viewings: readonly Viewing[],
): LeadStatus {
  return deriveStatus({ decision, viewings: viewingsOf(...viewings), moves: NO_MOVES, listingId })
    .status;
}

/** The status of a lead with a listing. */
const statusOf = (decision: Decision | null, ...viewings: Viewing[]): LeadStatus =>
  statusWithListing('L', decision, viewings);

const statusWithoutListing = (decision: Decision | null, ...viewings: Viewing[]): LeadStatus =>
  statusWithListing(null, decision, viewings);

const DECIDED_AT = 50;
const STATED_AT = 90;
const OPENED_BEFORE = 10;
const OPENED_AFTER = 70;

/** The columns of the table: each status that a lead can come from, with the outcome of Cerrado. */
const FROM: [from: string, decision: Decision][] = LEAD_STATUSES.flatMap(
  (status): [string, Decision][] =>
    status === 'Cerrado'
      ? [
          ['Cerrado (lost)', decisionFor(status, DECIDED_AT, 'lost')],
          ['Cerrado (won)', decisionFor(status, DECIDED_AT, 'won')],
        ]
      : [[status, decisionFor(status, DECIDED_AT)]],
);

/** The rows of the table: a state of a viewing, and its statuses. */
interface Row {
  appointment: AppointmentState | null;
  visit?: VisitState;
  from0To3: LeadStatus;
  fromVisitaRealizada: LeadStatus;
}
const ROWS: Record<string, Row> = {
  scheduled: {
    appointment: appointmentState('Scheduled', STATED_AT),
    from0To3: 'Visita Pendiente',
    fromVisitaRealizada: 'Visita Pendiente',
  },
  completed: {
    appointment: appointmentState('Completed', STATED_AT),
    from0To3: 'Visita Realizada',
    fromVisitaRealizada: 'Visita Realizada',
  },
  'visited without outcome': {
    appointment: null,
    visit: done(null, STATED_AT),
    from0To3: 'Visita Realizada',
    fromVisitaRealizada: 'Visita Realizada',
  },
  'visited, offer_made': {
    appointment: null,
    visit: done('offer_made', STATED_AT),
    from0To3: 'Oferta Presentada',
    fromVisitaRealizada: 'Oferta Presentada',
  },
  'visited, more_info_needed': {
    appointment: null,
    visit: done('more_info_needed', STATED_AT),
    from0To3: 'Información Solicitada',
    fromVisitaRealizada: 'Información Solicitada',
  },
  cancelled: {
    appointment: appointmentState('Cancelled', STATED_AT),
    from0To3: 'Información Solicitada',
    fromVisitaRealizada: 'Visita Realizada',
  },
  'no-show': {
    appointment: appointmentState('NoShow', STATED_AT),
    from0To3: 'Información Solicitada',
    fromVisitaRealizada: 'Visita Realizada',
  },
  'deleted (counts as cancelled)': {
    appointment: appointmentState('removed', STATED_AT),
    from0To3: 'Información Solicitada',
    fromVisitaRealizada: 'Visita Realizada',
  },
};

describe.each(Object.entries(ROWS))('the derivation table (§4): %s', (name, row) => {
  const isCancellation =
    row.fromVisitaRealizada === 'Visita Realizada' && row.from0To3 !== 'Visita Realizada';
  const stating = (openedAt: number): Viewing =>
    viewing('A', openedAt, row.appointment, row.visit && { V: row.visit });
  const scheduled = (openedAt: number): Viewing =>
    viewing('B', openedAt, appointmentState('Scheduled', openedAt));

  const cell = ({ status, outcome }: Decision): LeadStatus => {
    if (isBeforeVisit(status)) return row.from0To3;
    if (status === 'Visita Realizada') return row.fromVisitaRealizada;
    if (status === 'Oferta Rechazada' || outcome === 'lost') return row.from0To3;
    return status;
  };

  test.each(FROM)(`${name}, from %s, opened after that decision`, (_from, decision) => {
    expect(statusOf(decision, stating(OPENED_AFTER))).toBe(cell(decision));
  });

  test.each(FROM)(`${name}, from %s, opened before that decision`, (_from, decision) => {
    const { status, outcome } = decision;
    const isLost = status === 'Oferta Rechazada' || outcome === 'lost';
    const isOfferAfterRejection = name === 'visited, offer_made' && status === 'Oferta Rechazada';
    const expected = isLost && !isOfferAfterRejection ? status : cell(decision);
    expect(statusOf(decision, stating(OPENED_BEFORE))).toBe(expected);
  });

  test(`${name}, with no decision at all`, () => {
    expect(statusOf(null, stating(OPENED_BEFORE))).toBe(row.from0To3);
  });

  test(`${name}, opened at the time of the decision, does not reopen a lost lead`, () => {
    const decision = decisionFor('Cerrado', DECIDED_AT, 'lost');
    expect(statusOf(decision, stating(DECIDED_AT))).toBe('Cerrado');
  });

  test.each(FROM)(
    `${name}, from %s, not newer than that decision, does not count`,
    (_from, decision) => {
      for (const at of [STATED_AT, STATED_AT + 1]) {
        expect(statusOf({ ...decision, at }, stating(OPENED_BEFORE))).toBe(decision.status);
      }
    },
  );

  test.each(FROM)(
    `${name}, from %s, while another viewing is still scheduled`,
    (_from, decision) => {
      const isReopened = decision.status === 'Oferta Rechazada' || decision.outcome === 'lost';
      // B was opened before the decision, so it does not move the lead by itself.
      const status = statusOf(decision, stating(OPENED_AFTER), scheduled(OPENED_BEFORE));
      if (isCancellation) expect(status).toBe(decision.status);
      else expect(status).toBe(isReopened ? row.from0To3 : cell(decision));
    },
  );
});

describe('footnote 2: a cancellation takes back only its own visit, so', () => {
  const cancelled = viewing('A', 10, appointmentState('Cancelled', 30));

  test('a viewing with a new date after its visit counts as scheduled', () => {
    const again = viewing('B', 10, appointmentState('Scheduled', 25), {
      V: done('more_info_needed', 20),
    });
    expect(statusOf(null, again, cancelled)).toBe('Visita Pendiente');
  });
  test.each([
    ['was cancelled too', viewing('B', 10, appointmentState('Cancelled', 20))],
    [
      'has a visit since it was scheduled',
      viewing('B', 10, appointmentState('Scheduled', 20), { V: done('more_info_needed', 25) }),
    ],
    ['is no Visita', viewing('B', 10, appointmentState('Scheduled', 20, 'Firma'))],
    ['was removed', viewing('B', 10, appointmentState('removed', 20))],
  ])('a viewing that %s does not count as scheduled', (_what, other) => {
    expect(statusOf(decisionFor('Respuesta Pendiente', 5), other, cancelled)).toBe(
      'Información Solicitada',
    );
  });
  test('the cancelled viewing does not count as scheduled', () => {
    expect(statusOf(null, cancelled)).toBe('Información Solicitada');
  });
});

describe('with several viewings (§4)', () => {
  test('states apply oldest first, whatever their kind and the order of the viewings', () => {
    const completed = viewing('A', 10, appointmentState('Completed', 30));
    const scheduled = viewing('B', 10, appointmentState('Scheduled', 20));
    expect(statusOf(null, completed, scheduled)).toBe('Visita Realizada');
    expect(statusOf(null, scheduled, completed)).toBe('Visita Realizada');
  });

  const AT = 40;
  const kinds: Record<string, (id: string) => Viewing> = {
    cancelled: (id) => viewing(id, 10, appointmentState('Cancelled', AT)),
    completed: (id) => viewing(id, 10, appointmentState('Completed', AT)),
    'visited, more_info_needed': (id) => visitViewing(id, 10, done('more_info_needed', AT)),
    scheduled: (id) => viewing(id, 10, appointmentState('Scheduled', AT)),
  };
  test.each([
    ['completed', 'cancelled', 'Visita Realizada'],
    ['visited, more_info_needed', 'completed', 'Información Solicitada'],
    ['scheduled', 'visited, more_info_needed', 'Visita Pendiente'],
    ['scheduled', 'completed', 'Visita Pendiente'],
  ])('%s comes after %s at equal times, whatever the ids', (later, earlier, status) => {
    for (const [one, other] of [
      ['1', '2'],
      ['2', '1'],
    ] as const) {
      const both = [kinds[later]?.(one), kinds[earlier]?.(other)].filter(
        (each) => each !== undefined,
      );
      expect(both).toHaveLength(2);
      expect(statusOf(null, ...both)).toBe(status);
      expect(statusOf(null, ...both.reverse())).toBe(status);
    }
  });

  test.each([
    ['1', '2'],
    // Ids are compared as a whole, without the collection.
    ['a', 'a-b'],
    ['A', 'a'],
  ])('the id decides at equal times and for equal kinds: %s, then %s', (first, last) => {
    const visited = (id: string) => visitViewing(id, 10, done(null, AT));
    const informed = (id: string) => visitViewing(id, 10, done('more_info_needed', AT));
    expect(statusOf(null, visited(first), informed(last))).toBe('Información Solicitada');
    expect(statusOf(null, informed(last), visited(first))).toBe('Información Solicitada');
    expect(statusOf(null, informed(first), visited(last))).toBe('Visita Realizada');
    expect(statusOf(null, visited(last), informed(first))).toBe('Visita Realizada');
  });

  test('a cancellation comes before a completion at equal times, and may reopen the lead for it', () => {
    const lost = decisionFor('Cerrado', 20, 'lost');
    const completed = (id: string) => viewing(id, 10, appointmentState('Completed', AT));
    const cancelled = (id: string) => viewing(id, 30, appointmentState('Cancelled', AT));
    expect(statusOf(lost, completed('1'), cancelled('2'))).toBe('Visita Realizada');
    expect(statusOf(lost, completed('2'), cancelled('1'))).toBe('Visita Realizada');
  });

  test('older viewings count again once new interest has reopened the lead', () => {
    const lost = decisionFor('Cerrado', 50, 'lost');
    const reopening = viewing('B', 60, appointmentState('Scheduled', 60));
    const old = viewing('A', 10, appointmentState('Completed', 70));
    expect(statusOf(lost, old)).toBe('Cerrado');
    expect(statusOf(lost, old, reopening)).toBe('Visita Realizada');
  });

  test('further visits change nothing once the lead has an offer', () => {
    const offer = viewing('A', 10, null, { V: done('offer_made', 20) });
    const later = viewing('B', 30, null, { W: done('more_info_needed', 40) });
    expect(statusOf(null, offer, later)).toBe('Oferta Presentada');
  });
});

describe('a lead whose viewings have no state that counts', () => {
  test('is in Fase 0', () => {
    expect(statusOf(null)).toBe(FASE_0);
    expect(statusOf(null, viewing('A', 10, appointmentState('Scheduled', 20, 'Firma')))).toBe(
      FASE_0,
    );
    expect(statusOf(null, viewing('A', 10, null, { V: visitState('visit_pending', 20) }))).toBe(
      FASE_0,
    );
  });
  test('is where it was put by hand', () => {
    expect(statusOf(decisionFor('Oferta Aceptada', 5))).toBe('Oferta Aceptada');
  });
  test('does not count a deleted appointment as cancelled if its visit took place', () => {
    const visited = viewing('A', 10, appointmentState('removed', 30), { V: done(null, 20) });
    expect(statusOf(null, visited)).toBe('Visita Realizada');
  });
  test('no longer counts a deleted visit', () => {
    const unvisited = viewing('A', 10, appointmentState('Scheduled', 10), {
      V: visitState('removed', 30),
    });
    expect(statusOf(null, unvisited)).toBe('Visita Pendiente');
  });
});

describe('a lead without listing (§3)', () => {
  test.each(Object.entries(ROWS))('stays in Fase 0: %s', (_name, { appointment, visit }) => {
    expect(statusWithoutListing(null, viewing('A', 10, appointment, visit && { V: visit }))).toBe(
      FASE_0,
    );
  });

  test.each(LEAD_STATUSES.filter((status) => status !== 'Cerrado'))(
    'keeps a decision for %s, whatever an older viewing states afterwards',
    (status) => {
      const completed = viewing('A', OPENED_BEFORE, appointmentState('Completed', STATED_AT));
      expect(statusWithoutListing(decisionFor(status, DECIDED_AT), completed)).toBe(status);
    },
  );

  test.each(
    LEAD_STATUSES.filter((status) => status !== 'Cerrado' && status !== 'Oferta Rechazada'),
  )('is not moved from %s by a viewing that was opened later', (status) => {
    const scheduled = viewing('A', OPENED_AFTER, appointmentState('Scheduled', STATED_AT));
    expect(statusWithoutListing(decisionFor(status, DECIDED_AT), scheduled)).toBe(status);
  });

  const rejected = decisionFor('Oferta Rechazada', DECIDED_AT);
  const lost = decisionFor('Cerrado', DECIDED_AT, 'lost');
  test.each([
    ['Oferta Rechazada', rejected],
    ['Cerrado (lost)', lost],
  ])(
    'is reopened from %s only by a viewing that was opened later, to Fase 0',
    (_from, decision) => {
      const scheduled = (openedAt: number) =>
        viewing('A', openedAt, appointmentState('Scheduled', STATED_AT));
      expect(statusWithoutListing(decision, scheduled(OPENED_AFTER))).toBe(FASE_0);
      expect(statusWithoutListing(decision, scheduled(DECIDED_AT))).toBe(decision.status);
      expect(statusWithoutListing(decision, scheduled(OPENED_BEFORE))).toBe(decision.status);
    },
  );

  test('is never reopened from Cerrado (won)', () => {
    const won = decisionFor('Cerrado', DECIDED_AT, 'won');
    const scheduled = viewing('A', OPENED_AFTER, appointmentState('Scheduled', STATED_AT));
    expect(statusWithoutListing(won, scheduled)).toBe('Cerrado');
  });

  test('is not reopened by an appointment of another type than Visita', () => {
    const signing = viewing('A', OPENED_AFTER, appointmentState('Scheduled', STATED_AT, 'Firma'));
    expect(statusWithoutListing(lost, signing)).toBe('Cerrado');
  });
});

describe('a lead whose viewings moved to another lead (§3)', () => {
  const move = (at: number, leadId: string): Move => ({ at, leadId });
  /** Derives a lead that viewings have left, with these viewings. */
  const derive = (
    decision: Decision | null,
    moves: readonly Move[],
    ...viewings: readonly Viewing[]
  ) =>
    deriveStatus({
      decision,
      viewings: viewingsOf(...viewings),
      moves: new Map(moves.map((each, n) => [`appointments/${n}`, each])),
      listingId: 'L',
    });

  test('closes when the last one moves, and names its new lead', () => {
    const [first, last] = [move(40, 'first'), move(50, 'second')];
    expect(derive(null, [first, last])).toEqual({
      status: 'Cerrado',
      movedTo: last,
      by: null,
      since: 50,
    });
    expect(derive(null, [last, first]).movedTo).toEqual(last);
  });
  test('names the lead of the latest move, whatever the ids of the leads', () => {
    const [first, last] = [move(40, 'z'), move(50, 'a')];
    expect(derive(null, [first, last]).movedTo).toEqual(last);
    expect(derive(null, [last, first]).movedTo).toEqual(last);
  });
  test('names the lead with the last id for two moves at one time, in either order', () => {
    const [one, two] = [move(40, 'one'), move(40, 'two')];
    expect(derive(null, [one, two]).movedTo).toEqual(two);
    expect(derive(null, [two, one]).movedTo).toEqual(two);
  });
  test.each([
    [
      'a viewing, even if that has no state that counts',
      viewing('B', 10, appointmentState('Scheduled', 20, 'Firma')),
      FASE_0,
    ],
    ['a pending visit', visitViewing('V', 10, visitState('visit_pending', 20)), FASE_0],
    [
      'an appointment that was deleted',
      viewing('B', 10, appointmentState('removed', 20)),
      'Información Solicitada',
    ],
    [
      'a visit that retention took',
      visitViewing('V', 10, { ...done('offer_made', 20), isDeleted: true }),
      'Oferta Presentada',
    ],
  ])('stays open while it has %s', (_what, here, status) => {
    expect(derive(null, [move(40, 'other')], here)).toMatchObject({ status, movedTo: null });
  });
  test.each([
    ['a visit that was deleted', visitViewing('V', 10, visitState('removed', 20))],
    ['a viewing of which nothing is left', viewing('B', 10, null)],
    [
      'a viewing whose visits were deleted',
      viewing('B', 10, null, { V: visitState('removed', 20) }),
    ],
  ])('is not held open by %s', (_what, here) => {
    expect(derive(null, [move(40, 'other')], here).status).toBe('Cerrado');
    expect(derive(null, [], here).status).toBe(FASE_0);
  });
  test('does not count viewings that moved', () => {
    const here = viewing('B', 10, appointmentState('Scheduled', 15));
    expect(derive(null, [move(40, 'other')], here).status).toBe('Visita Pendiente');
  });
  test('does not close if somebody moved it by hand', () => {
    const decision = decisionFor('Respuesta Pendiente', 5);
    expect(derive(decision, [move(40, 'other')])).toEqual({
      status: 'Respuesta Pendiente',
      movedTo: null,
      by: null,
      since: 5,
    });
  });
  test('does not close if it never had a viewing', () => {
    expect(derive(null, [])).toEqual({
      status: FASE_0,
      movedTo: null,
      by: null,
      since: null,
    });
  });
});

describe('since when a lead has its status (§10)', () => {
  const sinceOf = (decision: Decision | null, ...viewings: readonly Viewing[]) =>
    deriveStatus({ decision, viewings: viewingsOf(...viewings), moves: NO_MOVES, listingId: 'L' })
      .since;
  const scheduled = (id: string, at: number) => viewing(id, at, appointmentState('Scheduled', at));

  test('is the statement that last changed it: one that says the same again does not', () => {
    expect(sinceOf(null, scheduled('A', 10), scheduled('B', 30))).toBe(10);
    const cancelled = viewing('C', 5, appointmentState('Cancelled', 20));
    expect(sinceOf(null, cancelled, scheduled('B', 30))).toBe(30);
  });
  test('is the decision, if nothing has changed it since', () => {
    const decision = decisionFor('Oferta Presentada', 15);
    expect(sinceOf(decision, scheduled('A', 10), scheduled('B', 30))).toBe(15);
  });
  test('is the opening of the first document, if nothing has moved it yet', () => {
    const signing = (id: string, at: number) =>
      viewing(id, at, appointmentState('Scheduled', at + 50, 'Firma'));
    expect(sinceOf(null, signing('A', 40), signing('B', 20))).toBe(20);
  });
});

describe('new interest (§4)', () => {
  const lost = decisionFor('Cerrado', DECIDED_AT, 'lost');

  test.each([
    ['its appointment', OPENED_AFTER, OPENED_BEFORE, 'Cerrado'],
    ['its visit', OPENED_BEFORE, OPENED_AFTER, 'Cerrado'],
    ['all that it has', OPENED_AFTER, OPENED_AFTER, 'Visita Realizada'],
  ])(
    'is a viewing of which %s was opened after the decision',
    (_what, appointmentAt, visitAt, status) => {
      const each = viewing('A', appointmentAt, appointmentState('Scheduled', STATED_AT - 1), {});
      const visit = { ...done(null, STATED_AT), openedAt: visitAt };
      expect(statusOf(lost, { ...each, visits: new Map([['V', visit]]) })).toBe(status);
    },
  );
  test('is a viewing whose earlier visit was deleted', () => {
    const each = viewing('A', OPENED_AFTER, appointmentState('Scheduled', STATED_AT));
    const removed = { ...visitState('removed', STATED_AT), openedAt: OPENED_BEFORE };
    expect(statusOf(lost, { ...each, visits: new Map([['V', removed]]) })).toBe('Visita Pendiente');
  });
});

describe('the explanation of a status', () => {
  test('is the last state that counted', () => {
    const { by } = deriveStatus({
      decision: null,
      listingId: 'L',
      moves: NO_MOVES,
      viewings: viewingsOf(
        viewing('A', 10, appointmentState('Scheduled', 20), { V: done('offer_made', 30) }),
        viewing('B', 10, appointmentState('Scheduled', 40)),
      ),
    });
    expect(by).toMatchObject({
      state: 'offer_made',
      at: 30,
      source: { collection: 'visits', id: 'V' },
      viewing: { ref: { collection: 'appointments', id: 'A' } },
    });
  });
  test('is null if the status comes from a decision', () => {
    const { by } = deriveStatus({
      decision: decisionFor('Oferta Aceptada', 30),
      listingId: 'L',
      moves: NO_MOVES,
      viewings: viewingsOf(viewing('A', 10, appointmentState('Scheduled', 20))),
    });
    expect(by).toBeNull();
  });
});
