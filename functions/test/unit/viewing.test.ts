import { APPOINTMENT_TYPES } from '../../src/domain/appointment';
import { storedLeadSchema } from '../../src/domain/lead';
import {
  completedByVisitAt,
  heldSources,
  holds,
  isHere,
  knows,
  knownVersion,
  statementsOf,
  statesOf,
  viewingKey,
  withAppointmentCompleted,
  type SourceRef,
  type Viewing,
} from '../../src/domain/viewing';
import {
  appointmentRef,
  appointmentState,
  done,
  second,
  timestamp,
  viewing,
  viewingsOf,
  visitRef,
  visitState,
  visitViewing,
} from '../support/builders';

const said = (each: Viewing) => statementsOf(each).map(({ state, at }) => ({ state, at }));

describe('what a viewing says (section 4)', () => {
  test.each([
    ['Scheduled', 'scheduled'],
    ['Completed', 'completed'],
    ['Cancelled', 'cancelled'],
    ['NoShow', 'cancelled'],
    ['removed', 'cancelled'],
  ] as const)('an appointment that is %s says %s, at its time', (status, state) => {
    expect(statementsOf(viewing('A', 10, appointmentState(status, 20)))).toEqual([
      { state, at: 20, source: appointmentRef('A') },
    ]);
  });

  test.each(APPOINTMENT_TYPES.filter((type) => type !== 'Visita'))(
    'an appointment of type %s says nothing',
    (type) => {
      for (const status of ['Scheduled', 'Completed', 'Cancelled', 'NoShow', 'removed'] as const) {
        expect(said(viewing('A', 10, appointmentState(status, 20, type)))).toEqual([]);
      }
    },
  );

  test.each([
    [null, 'visited'],
    ['offer_made', 'offer_made'],
    ['more_info_needed', 'more_info_needed'],
  ] as const)('a visit_done with outcome %s says %s, at its time', (outcome, state) => {
    expect(statementsOf(viewing('A', 10, null, { V: done(outcome, 20) }))).toEqual([
      { state, at: 20, source: visitRef('V') },
    ]);
  });

  test('a visit without appointment is a viewing of its own', () => {
    expect(said(visitViewing('V', 10, done('offer_made', 20)))).toEqual([
      { state: 'offer_made', at: 20 },
    ]);
  });

  test.each(['Completed', 'Cancelled', 'NoShow', 'removed'] as const)(
    'a visit_done beats %s, whenever that came, whatever the type',
    (status) => {
      for (const at of [10, 20, 30]) {
        for (const type of APPOINTMENT_TYPES) {
          const each = viewing('A', 5, appointmentState(status, at, type), { V: done(null, 20) });
          expect(said(each)).toEqual([{ state: 'visited', at: 20 }]);
        }
      }
    },
  );

  test('an appointment that is set to Scheduled after its visit says scheduled besides', () => {
    const each = viewing('A', 5, appointmentState('Scheduled', 30), { V: done('offer_made', 20) });
    expect(said(each)).toEqual([
      { state: 'offer_made', at: 20 },
      { state: 'scheduled', at: 30 },
    ]);
  });

  test.each([
    ['before', 10],
    ['at the time of', 20],
  ])('but not one that was set to Scheduled %s it', (_when, at) => {
    const each = viewing('A', 5, appointmentState('Scheduled', at), { V: done(null, 20) });
    expect(said(each)).toEqual([{ state: 'visited', at: 20 }]);
  });

  test('nor one of another type', () => {
    const each = viewing('A', 5, appointmentState('Scheduled', 30, 'Reunión'), {
      V: done(null, 20),
    });
    expect(said(each)).toEqual([{ state: 'visited', at: 20 }]);
  });

  test('of several visits the one with the latest time counts, wherever it is kept', () => {
    const early = done('offer_made', 20);
    const late = done('more_info_needed', 30);
    const expected = [{ state: 'more_info_needed', at: 30 }];
    expect(said(viewing('A', 5, null, { V: early, W: late }))).toEqual(expected);
    expect(said(viewing('A', 5, null, { V: late, W: early }))).toEqual(expected);
    expect(said(viewing('A', 5, null, { W: late, V: early }))).toEqual(expected);
  });

  test('of visits with one time the later id counts, wherever it is kept', () => {
    const v = done('offer_made', 20);
    const w = done('more_info_needed', 20);
    const expected = [{ state: 'more_info_needed', at: 20 }];
    expect(said(viewing('A', 5, null, { V: v, W: w }))).toEqual(expected);
    expect(said(viewing('A', 5, null, { W: w, V: v }))).toEqual(expected);
  });

  test.each(['visit_pending', 'removed'] as const)('a visit that is %s says nothing', (status) => {
    expect(said(visitViewing('V', 5, visitState(status, 30)))).toEqual([]);
    const besides = viewing('A', 5, appointmentState('Scheduled', 10), {
      V: visitState(status, 30),
    });
    expect(said(besides)).toEqual([{ state: 'scheduled', at: 10 }]);
    const visited = viewing('A', 5, null, { V: visitState(status, 30), W: done(null, 20) });
    expect(said(visited)).toEqual([{ state: 'visited', at: 20 }]);
  });

  test('one that has left for another lead says nothing', () => {
    const each = viewing('A', 5, appointmentState('Scheduled', 30), { V: done(null, 20) });
    expect(said({ ...each, left: { at: 40, leadId: 'other' } })).toEqual([]);
  });
});

describe('the appointment that its visit completes (section 4, both directions)', () => {
  const scheduled = (at: number) => appointmentState('Scheduled', at);

  test('is the one whose Scheduled is older than the visit, as of the time of the visit', () => {
    expect(completedByVisitAt(viewing('A', 5, scheduled(10), { V: done(null, 20) }))).toBe(20);
  });
  test('or was written with it', () => {
    expect(completedByVisitAt(viewing('A', 5, scheduled(20), { V: done(null, 20) }))).toBe(20);
  });
  test('but not one with a new date', () => {
    expect(completedByVisitAt(viewing('A', 5, scheduled(21), { V: done(null, 20) }))).toBeNull();
  });
  test('the latest visit counts', () => {
    const visits = { V: done(null, 30), W: done('offer_made', 20) };
    expect(completedByVisitAt(viewing('A', 5, scheduled(25), visits))).toBe(30);
  });
  test.each(['Completed', 'Cancelled', 'NoShow', 'removed'] as const)(
    'is not touched where it is %s',
    (status) => {
      const each = viewing('A', 5, appointmentState(status, 10), { V: done(null, 20) });
      expect(completedByVisitAt(each)).toBeNull();
    },
  );
  test.each([
    ['is pending', { V: visitState('visit_pending', 20) }],
    ['was deleted', { V: visitState('removed', 20) }],
    ['was never recorded', {}],
  ])('is not touched where the visit %s', (_what, visits) => {
    expect(completedByVisitAt(viewing('A', 5, scheduled(10), visits))).toBeNull();
  });
  test('does not exist for a visit without appointment', () => {
    expect(completedByVisitAt(visitViewing('V', 5, done(null, 20)))).toBeNull();
  });

  test('is Completed at that time, and that is newer than the version it was decided on', () => {
    const each = viewing('A', 5, scheduled(10), { V: done(null, 20) });
    const completion = { at: 20, type: 'Firma', version: 15 } as const;
    expect(withAppointmentCompleted(each, completion)).toEqual({
      ...each,
      appointment: { status: 'Completed', type: 'Firma', at: 20, version: 15 },
    });
    const older = { ...completion, version: 5 };
    expect(withAppointmentCompleted(each, older).appointment?.version).toBe(10);
  });
});

describe('whose states a viewing holds', () => {
  const each = viewing('A', 5, appointmentState('Scheduled', 10), { V: done(null, 20) });

  test('those of its own appointment and of its visits', () => {
    expect(knownVersion(each, appointmentRef('A'))).toBe(10);
    expect(knownVersion(each, visitRef('V'))).toBe(20);
    expect(knows(each, appointmentRef('A'))).toBe(true);
    expect(knows(each, visitRef('V'))).toBe(true);
  });
  test('not those of another appointment or visit', () => {
    expect(knownVersion(each, appointmentRef('B'))).toBeNull();
    expect(knownVersion(each, visitRef('W'))).toBeNull();
    expect(knows(each, appointmentRef('B'))).toBe(false);
  });
  test('an appointment and a visit may have the same id', () => {
    expect(knownVersion(each, visitRef('A'))).toBeNull();
    expect(knownVersion(each, appointmentRef('V'))).toBeNull();
    expect(viewingKey(appointmentRef('A'))).not.toBe(viewingKey(visitRef('A')));
  });
  test('a deleted document is known, and not held', () => {
    const gone = viewing('A', 5, appointmentState('removed', 30), { V: visitState('removed', 40) });
    for (const ref of [appointmentRef('A'), visitRef('V')]) {
      expect(holds(each, ref)).toBe(true);
      expect(holds(gone, ref)).toBe(false);
      expect(knows(gone, ref)).toBe(true);
    }
    expect(holds(each, visitRef('W'))).toBe(false);
  });
  test('each of them has its time', () => {
    expect(statesOf(each)).toEqual([appointmentState('Scheduled', 10), done(null, 20)]);
    expect(statesOf(visitViewing('V', 5, done(null, 20)))).toEqual([done(null, 20)]);
  });
  test('it is here while it holds its own document and has not left', () => {
    expect(isHere(each)).toBe(true);
    expect(isHere({ ...each, left: { at: 30, leadId: 'other' } })).toBe(false);
    expect(isHere({ ...each, appointment: null })).toBe(false);
    expect(isHere(visitViewing('V', 5, done(null, 20)))).toBe(true);
    expect(isHere(null)).toBe(false);
  });
});

describe('viewings as a lead stores them', () => {
  const at = timestamp(second(20));
  const stored = (id: string) => ({
    appointments: {
      [id]: {
        openedAt: at,
        appointment: { status: 'Scheduled', type: 'Visita', at, version: at },
        visits: { [id]: { status: 'visit_done', outcome: null, at, version: at } },
        left: null,
      },
    },
    visits: {},
  });

  test.each(['A', 'constructor', 'toString', 'ñ %2F'])(
    'are read back, whatever the id: %j',
    (id) => {
      const { viewings } = storedLeadSchema.parse({ viewings: stored(id) });
      expect([...(viewings ?? [])]).toEqual([
        [
          `appointments/${id}`,
          viewing(id, second(20), appointmentState('Scheduled', second(20)), {
            [id]: done(null, second(20)),
          }),
        ],
      ]);
    },
  );
  test('are read back with what was deleted, and with where one went', () => {
    const removed = { status: 'removed', at, version: at };
    const entry = {
      openedAt: at,
      appointment: { ...removed, type: 'Visita' },
      visits: { V: { ...removed, outcome: null } },
      left: { at: timestamp(second(30)), leadId: 'other' },
    };
    const { viewings } = storedLeadSchema.parse({
      viewings: { appointments: { A: entry }, visits: {} },
    });
    const read = viewing('A', second(20), appointmentState('removed', second(20)), {
      V: visitState('removed', second(20)),
    });
    expect(viewings).toEqual(
      new Map([['appointments/A', { ...read, left: { at: second(30), leadId: 'other' } }]]),
    );
  });
  test('are read back where an id is too long to be a key: the entry says it', () => {
    const id = 'ñ'.repeat(700);
    const visits = { key: { id, status: 'visit_done', outcome: null, at, version: at } };
    const entry = { id, openedAt: at, appointment: null, visits, left: null };
    const { viewings } = storedLeadSchema.parse({
      viewings: { appointments: {}, visits: { key: entry } },
    });
    expect(viewings).toEqual(
      new Map([[`visits/${id}`, visitViewing(id, second(20), done(null, second(20)))]]),
    );
  });
  test.each([null, 5, [], { appointments: {} }, { appointments: { A: {} }, visits: {} }])(
    'count as absent where they cannot be read: %j',
    (viewings) => {
      expect(storedLeadSchema.parse({ viewings }).viewings).toBeNull();
    },
  );
});

describe('the documents that a lead counts', () => {
  test('are the appointments and visits of the viewings that have not left, removed ones too', () => {
    const visited = viewing('A', second(10), appointmentState('removed', second(20)), {
      V: done(null, second(30)),
    });
    const alone = visitViewing('W', second(40), visitState('removed', second(50)));
    const left = {
      ...viewing('B', second(60), appointmentState('Scheduled', second(60))),
      left: { at: second(70), leadId: 'other' },
    };
    const held = (ref: SourceRef, openedAt: number, at: number, isRemoved: boolean) => ({
      ref,
      openedAt: second(openedAt),
      at: second(at),
      version: second(at),
      isRemoved,
    });
    expect(heldSources(viewingsOf(visited, alone, left))).toEqual([
      held(appointmentRef('A'), 10, 20, true),
      held(visitRef('V'), 10, 30, false),
      held(visitRef('W'), 40, 50, true),
    ]);
  });
  test('are the visits alone where no appointment was seen', () => {
    const visits = { V: done(null, second(30)) };
    expect(heldSources(viewingsOf(viewing('A', second(10), null, visits)))).toMatchObject([
      { ref: visitRef('V') },
    ]);
  });
});
