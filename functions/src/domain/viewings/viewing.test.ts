import { APPOINTMENT_TYPES } from '../documents/appointment';
import { sourceKey, type SourceRef } from '../documents/sourceRef';
import { storedLeadSchema } from '../leads/lead';
import {
  belongsHere,
  completeAppointment,
  completingVisitTime,
  countedDocuments,
  hasLiveState,
  hasState,
  statementsOf,
  statesOf,
  stateVersion,
  type Viewing,
} from './viewing';
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
} from '../../../test/support/builders';

const stated = (each: Viewing) => statementsOf(each).map(({ state, at }) => ({ state, at }));

describe('the statements of a viewing (§4)', () => {
  test.each([
    ['Scheduled', 'scheduled'],
    ['Completed', 'completed'],
    ['Cancelled', 'cancelled'],
    ['NoShow', 'cancelled'],
    ['removed', 'cancelled'],
  ] as const)('for an appointment that is %s are %s, at its time', (status, state) => {
    expect(statementsOf(viewing('A', 10, appointmentState(status, 20)))).toEqual([
      { state, at: 20, source: appointmentRef('A') },
    ]);
  });

  test.each(APPOINTMENT_TYPES.filter((type) => type !== 'Visita'))(
    'are none for an appointment of type %s',
    (type) => {
      for (const status of ['Scheduled', 'Completed', 'Cancelled', 'NoShow', 'removed'] as const) {
        expect(stated(viewing('A', 10, appointmentState(status, 20, type)))).toEqual([]);
      }
    },
  );

  test.each([
    [null, 'visited'],
    ['offer_made', 'offer_made'],
    ['more_info_needed', 'more_info_needed'],
  ] as const)('for a visit_done with outcome %s are %s, at its time', (outcome, state) => {
    expect(statementsOf(viewing('A', 10, null, { V: done(outcome, 20) }))).toEqual([
      { state, at: 20, source: visitRef('V') },
    ]);
  });

  test('are those of the visit if there is no appointment', () => {
    expect(stated(visitViewing('V', 10, done('offer_made', 20)))).toEqual([
      { state: 'offer_made', at: 20 },
    ]);
  });

  test.each(['Completed', 'Cancelled', 'NoShow', 'removed'] as const)(
    'come from a visit_done instead of a %s appointment, whatever its time and type',
    (status) => {
      for (const at of [10, 20, 30]) {
        for (const type of APPOINTMENT_TYPES) {
          const each = viewing('A', 5, appointmentState(status, at, type), { V: done(null, 20) });
          expect(stated(each)).toEqual([{ state: 'visited', at: 20 }]);
        }
      }
    },
  );

  test('include scheduled if the appointment was set to Scheduled after its visit', () => {
    const each = viewing('A', 5, appointmentState('Scheduled', 30), { V: done('offer_made', 20) });
    expect(stated(each)).toEqual([
      { state: 'offer_made', at: 20 },
      { state: 'scheduled', at: 30 },
    ]);
  });

  test.each([
    ['before', 10],
    ['at the time of', 20],
  ])(
    'do not include scheduled if the appointment was set to Scheduled %s its visit',
    (_when, at) => {
      const each = viewing('A', 5, appointmentState('Scheduled', at), { V: done(null, 20) });
      expect(stated(each)).toEqual([{ state: 'visited', at: 20 }]);
    },
  );

  test('do not include scheduled for an appointment of another type', () => {
    const each = viewing('A', 5, appointmentState('Scheduled', 30, 'Reunión'), {
      V: done(null, 20),
    });
    expect(stated(each)).toEqual([{ state: 'visited', at: 20 }]);
  });

  test('come from the visit with the latest time, whatever the order of the visits', () => {
    const early = done('offer_made', 20);
    const late = done('more_info_needed', 30);
    const expected = [{ state: 'more_info_needed', at: 30 }];
    expect(stated(viewing('A', 5, null, { V: early, W: late }))).toEqual(expected);
    expect(stated(viewing('A', 5, null, { V: late, W: early }))).toEqual(expected);
    expect(stated(viewing('A', 5, null, { W: late, V: early }))).toEqual(expected);
  });

  test('come from the visit with the later id at equal times, whatever the order of the visits', () => {
    const v = done('offer_made', 20);
    const w = done('more_info_needed', 20);
    const expected = [{ state: 'more_info_needed', at: 20 }];
    expect(stated(viewing('A', 5, null, { V: v, W: w }))).toEqual(expected);
    expect(stated(viewing('A', 5, null, { W: w, V: v }))).toEqual(expected);
  });

  test.each(['visit_pending', 'removed'] as const)('are none for a visit that is %s', (status) => {
    expect(stated(visitViewing('V', 5, visitState(status, 30)))).toEqual([]);
    const withAppointment = viewing('A', 5, appointmentState('Scheduled', 10), {
      V: visitState(status, 30),
    });
    expect(stated(withAppointment)).toEqual([{ state: 'scheduled', at: 10 }]);
    const visited = viewing('A', 5, null, { V: visitState(status, 30), W: done(null, 20) });
    expect(stated(visited)).toEqual([{ state: 'visited', at: 20 }]);
  });

  test('are none if the viewing moved to another lead', () => {
    const each = viewing('A', 5, appointmentState('Scheduled', 30), { V: done(null, 20) });
    expect(stated({ ...each, movedTo: { at: 40, leadId: 'other' } })).toEqual([]);
  });
});

describe('the appointment that its visit completes (§4, both directions)', () => {
  const scheduled = (at: number) => appointmentState('Scheduled', at);

  test('is completed as of the visit if its Scheduled is older', () => {
    expect(completingVisitTime(viewing('A', 5, scheduled(10), { V: done(null, 20) }))).toBe(20);
  });
  test('is completed as of the visit if its Scheduled has the same time', () => {
    expect(completingVisitTime(viewing('A', 5, scheduled(20), { V: done(null, 20) }))).toBe(20);
  });
  test('is left alone if it has a new date', () => {
    expect(completingVisitTime(viewing('A', 5, scheduled(21), { V: done(null, 20) }))).toBeNull();
  });
  test('is completed by the latest visit', () => {
    const visits = { V: done(null, 30), W: done('offer_made', 20) };
    expect(completingVisitTime(viewing('A', 5, scheduled(25), visits))).toBe(30);
  });
  test.each(['Completed', 'Cancelled', 'NoShow', 'removed'] as const)(
    'is left alone if it is %s',
    (status) => {
      const each = viewing('A', 5, appointmentState(status, 10), { V: done(null, 20) });
      expect(completingVisitTime(each)).toBeNull();
    },
  );
  test.each([
    ['is pending', { V: visitState('visit_pending', 20) }],
    ['was deleted', { V: visitState('removed', 20) }],
    ['was never recorded', {}],
  ])('is left alone if the visit %s', (_what, visits) => {
    expect(completingVisitTime(viewing('A', 5, scheduled(10), visits))).toBeNull();
  });
  test('is missing for a visit without appointment', () => {
    expect(completingVisitTime(visitViewing('V', 5, done(null, 20)))).toBeNull();
  });

  test('becomes Completed at that time, with the newer of both versions', () => {
    const each = viewing('A', 5, scheduled(10), { V: done(null, 20) });
    const completion = { at: 20, type: 'Firma', version: 15 } as const;
    expect(completeAppointment(each, completion)).toEqual({
      ...each,
      appointment: { status: 'Completed', type: 'Firma', at: 20, version: 15 },
    });
    const older = { ...completion, version: 5 };
    expect(completeAppointment(each, older).appointment?.version).toBe(10);
  });
});

describe('a viewing', () => {
  const each = viewing('A', 5, appointmentState('Scheduled', 10), { V: done(null, 20) });

  test('has the states of its appointment and of its visits', () => {
    expect(stateVersion(each, appointmentRef('A'))).toBe(10);
    expect(stateVersion(each, visitRef('V'))).toBe(20);
    expect(hasState(each, appointmentRef('A'))).toBe(true);
    expect(hasState(each, visitRef('V'))).toBe(true);
  });
  test('has no state of another appointment or visit', () => {
    expect(stateVersion(each, appointmentRef('B'))).toBeNull();
    expect(stateVersion(each, visitRef('W'))).toBeNull();
    expect(hasState(each, appointmentRef('B'))).toBe(false);
  });
  test('keeps an appointment and a visit of the same id apart', () => {
    expect(stateVersion(each, visitRef('A'))).toBeNull();
    expect(stateVersion(each, appointmentRef('V'))).toBeNull();
    expect(sourceKey(appointmentRef('A'))).not.toBe(sourceKey(visitRef('A')));
  });
  test('has a state of a deleted document, but not a live one', () => {
    const deleted = viewing('A', 5, appointmentState('removed', 30), {
      V: visitState('removed', 40),
    });
    for (const ref of [appointmentRef('A'), visitRef('V')]) {
      expect(hasLiveState(each, ref)).toBe(true);
      expect(hasLiveState(deleted, ref)).toBe(false);
      expect(hasState(deleted, ref)).toBe(true);
    }
    expect(hasLiveState(each, visitRef('W'))).toBe(false);
  });
  test('lists its states', () => {
    expect(statesOf(each)).toEqual([appointmentState('Scheduled', 10), done(null, 20)]);
    expect(statesOf(visitViewing('V', 5, done(null, 20)))).toEqual([done(null, 20)]);
  });
  test('belongs to its lead while it has its own document and did not move', () => {
    expect(belongsHere(each)).toBe(true);
    expect(belongsHere({ ...each, movedTo: { at: 30, leadId: 'other' } })).toBe(false);
    expect(belongsHere({ ...each, appointment: null })).toBe(false);
    expect(belongsHere(visitViewing('V', 5, done(null, 20)))).toBe(true);
    expect(belongsHere(null)).toBe(false);
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
        movedTo: null,
      },
    },
    visits: {},
  });

  test.each(['A', 'constructor', 'toString', 'ñ %2F'])('are read back with any id: %j', (id) => {
    const { viewings } = storedLeadSchema.parse({ viewings: stored(id) });
    expect([...(viewings ?? [])]).toEqual([
      [
        `appointments/${id}`,
        viewing(id, second(20), appointmentState('Scheduled', second(20)), {
          [id]: done(null, second(20)),
        }),
      ],
    ]);
  });
  test('are read back with deleted documents and with the lead that they moved to', () => {
    const removed = { status: 'removed', at, version: at };
    const entry = {
      openedAt: at,
      appointment: { ...removed, type: 'Visita' },
      visits: { V: { ...removed, outcome: null } },
      movedTo: { at: timestamp(second(30)), leadId: 'other' },
    };
    const { viewings } = storedLeadSchema.parse({
      viewings: { appointments: { A: entry }, visits: {} },
    });
    const read = viewing('A', second(20), appointmentState('removed', second(20)), {
      V: visitState('removed', second(20)),
    });
    expect(viewings).toEqual(
      new Map([['appointments/A', { ...read, movedTo: { at: second(30), leadId: 'other' } }]]),
    );
  });
  test('are read back if an id is too long to be a key, since the entry has it', () => {
    const id = 'ñ'.repeat(700);
    const visits = { key: { id, status: 'visit_done', outcome: null, at, version: at } };
    const entry = { id, openedAt: at, appointment: null, visits, movedTo: null };
    const { viewings } = storedLeadSchema.parse({
      viewings: { appointments: {}, visits: { key: entry } },
    });
    expect(viewings).toEqual(
      new Map([[`visits/${id}`, visitViewing(id, second(20), done(null, second(20)))]]),
    );
  });
  test.each([null, 5, [], { appointments: {} }, { appointments: { A: {} }, visits: {} }])(
    'count as absent if they cannot be read: %j',
    (viewings) => {
      expect(storedLeadSchema.parse({ viewings }).viewings).toBeNull();
    },
  );
});

describe('the documents that a lead counts', () => {
  test('are the appointments and visits of the viewings that did not move, with those that were removed', () => {
    const visited = viewing('A', second(10), appointmentState('removed', second(20)), {
      V: done(null, second(30)),
    });
    const alone = visitViewing('W', second(40), visitState('removed', second(50)));
    const moved = {
      ...viewing('B', second(60), appointmentState('Scheduled', second(60))),
      movedTo: { at: second(70), leadId: 'other' },
    };
    const counted = (ref: SourceRef, openedAt: number, at: number, isDeleted: boolean) => ({
      ref,
      openedAt: second(openedAt),
      at: second(at),
      version: second(at),
      isDeleted,
    });
    expect(countedDocuments(viewingsOf(visited, alone, moved))).toEqual([
      counted(appointmentRef('A'), 10, 20, true),
      counted(visitRef('V'), 10, 30, false),
      counted(visitRef('W'), 40, 50, true),
    ]);
  });
  test('are only the visits if the lead knows no appointment', () => {
    const visits = { V: done(null, second(30)) };
    expect(countedDocuments(viewingsOf(viewing('A', second(10), null, visits)))).toMatchObject([
      { ref: visitRef('V') },
    ]);
  });
});
