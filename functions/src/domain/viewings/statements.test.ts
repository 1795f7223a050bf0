import { APPOINTMENT_TYPES } from '../documents/appointment';
import {
  canBeCompleted,
  completingVisitTime,
  isUpcoming,
  shownStatus,
  statementsOf,
} from './statements';
import type { Viewing } from './viewing';
import {
  appointmentRef,
  appointmentState,
  done,
  viewing,
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
  test('are those of a document that is gone, as long as its state counts', () => {
    const gone = { isDeleted: true };
    const appointment = { ...appointmentState('Scheduled', 10), ...gone };
    expect(stated(viewing('A', 5, appointment))).toEqual([{ state: 'scheduled', at: 10 }]);
    const visit = { ...done('offer_made', 20), ...gone };
    expect(stated(viewing('A', 5, appointment, { V: visit }))).toEqual([
      { state: 'offer_made', at: 20 },
    ]);
  });

  test('are none without any state', () => {
    expect(stated(viewing('A', 5, null))).toEqual([]);
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
  test('is left alone if it is gone', () => {
    const gone = { ...scheduled(10), isDeleted: true };
    expect(canBeCompleted(scheduled(10))).toBe(true);
    expect(canBeCompleted(gone)).toBe(false);
    expect(completingVisitTime(viewing('A', 5, gone, { V: done(null, 20) }))).toBeNull();
  });
  test('is completed by a visit that retention took', () => {
    const visit = { ...done(null, 20), isDeleted: true };
    expect(completingVisitTime(viewing('A', 5, scheduled(10), { V: visit }))).toBe(20);
  });
  test.each(APPOINTMENT_TYPES)('is completed even if it is a %s', (type) => {
    const each = viewing('A', 5, appointmentState('Scheduled', 10, type), { V: done(null, 20) });
    expect(completingVisitTime(each)).toBe(20);
  });
});

describe('the status that an appointment shows', () => {
  test.each(['Scheduled', 'Completed', 'Cancelled', 'NoShow', 'removed'] as const)(
    'is its own: %s',
    (status) => {
      expect(shownStatus(viewing('A', 5, appointmentState(status, 10)))).toBe(status);
    },
  );
  test('is Completed once a visit completes it, until it gets a new date', () => {
    const visits = { V: done('offer_made', 20) };
    const shownWith = (at: number) =>
      shownStatus(viewing('A', 5, appointmentState('Scheduled', at), visits));
    expect(shownWith(20)).toBe('Completed');
    expect(shownWith(21)).toBe('Scheduled');
    expect(shownStatus(viewing('A', 5, appointmentState('NoShow', 10), visits))).toBe('NoShow');
  });
  test('is none if the viewing has no appointment', () => {
    expect(shownStatus(visitViewing('V', 5, done(null, 20)))).toBeNull();
  });
});

describe('a viewing is to come', () => {
  const upcoming = appointmentState('Scheduled', 10);

  test('if its appointment is open', () => {
    expect(isUpcoming(viewing('A', 5, upcoming))).toBe(true);
    const pending = { V: visitState('visit_pending', 20) };
    expect(isUpcoming(viewing('A', 5, upcoming, pending))).toBe(true);
    expect(
      isUpcoming(viewing('A', 5, appointmentState('Scheduled', 30), { V: done(null, 20) })),
    ).toBe(true);
  });
  test.each([
    ['is completed by a visit', viewing('A', 5, upcoming, { V: done(null, 20) })],
    ['is gone', viewing('A', 5, { ...upcoming, isDeleted: true })],
    ['was removed', viewing('A', 5, { ...appointmentState('removed', 10), isDeleted: true })],
    ['was removed, though nothing notes it', viewing('A', 5, appointmentState('removed', 10))],
    ['is completed', viewing('A', 5, appointmentState('Completed', 10))],
    ['is cancelled', viewing('A', 5, appointmentState('Cancelled', 10))],
    ['was missed', viewing('A', 5, appointmentState('NoShow', 10))],
    ['is not known', visitViewing('V', 5, visitState('visit_pending', 20))],
  ])('but not if its appointment %s', (_what, each) => {
    expect(isUpcoming(each)).toBe(false);
  });
});
