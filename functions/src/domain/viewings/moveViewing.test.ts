import { MICROS_PER_DAY } from '../time';
import {
  detach,
  mergeViewings,
  withMove,
  withoutDocument,
  withoutMove,
  withoutOldMoves,
  withoutViewing,
  withRemaining,
} from './moveViewing';
import { newViewing, type Identity, type Move, type Moves } from './viewing';
import {
  appointmentRef,
  appointmentState,
  done,
  viewing,
  viewingsOf,
  visitRef,
  visitState,
  visitViewing,
} from '../../../test/support/builders';

const a = viewing('A', 10, appointmentState('Scheduled', 10), { V: done('offer_made', 20) });
const b = viewing('B', 15, appointmentState('Completed', 15));
const alone = visitViewing('W', 30, done(null, 30));
const identity = (ref: Identity['ref'], createTime: number): Identity => ({ ref, createTime });
const [A, V, W] = [
  identity(appointmentRef('A'), 10),
  identity(visitRef('V'), 20),
  identity(visitRef('W'), 30),
];

describe('a document that moves (§3)', () => {
  test('takes its whole viewing along if that is named after it', () => {
    expect(detach(a, A, appointmentRef('A'))).toBe(a);
    expect(withoutDocument(a, A, A.ref)).toBeNull();
    expect(withoutDocument(alone, W, appointmentRef('B'))).toBeNull();
  });
  test('takes only its own state if it is a visit that names another appointment now', () => {
    const two = { ...a, visits: new Map([...a.visits, ['X', done(null, 25)]]) };
    expect(withoutDocument(two, V, appointmentRef('B'))).toEqual({
      ...two,
      visits: new Map([['X', done(null, 25)]]),
    });
    expect(detach(two, V, appointmentRef('B'))).toEqual({
      ...newViewing(appointmentRef('B')),
      visits: new Map([['V', two.visits.get('V')]]),
    });
    expect(two.visits.size).toBe(2);
  });
  test('takes only its own state even if the visit has the id of its appointment', () => {
    const same = viewing('A', 10, appointmentState('Scheduled', 10), { A: done(null, 20) });
    const visitA = identity(visitRef('A'), 20);
    expect(withoutDocument(same, visitA, appointmentRef('B'))).toEqual({
      ...same,
      visits: new Map(),
    });
    expect(detach(same, visitA, visitRef('A'))).toEqual({
      ...newViewing(visitRef('A')),
      visits: same.visits,
    });
  });
  test('leaves its own viewing if it is a visit that gets an appointment', () => {
    expect(detach(alone, W, appointmentRef('A'))).toEqual({
      ...newViewing(appointmentRef('A')),
      visits: alone.visits,
    });
  });
  test('takes nothing along if the viewing does not know it', () => {
    expect(detach(a, W, appointmentRef('B')).visits.size).toBe(0);
  });
});

describe('what is left of a viewing', () => {
  const viewings = viewingsOf(a, b);

  test('stays with the lead', () => {
    const remaining = { ...a, visits: new Map() };
    expect(withRemaining(viewings, a, remaining)).toEqual(viewingsOf(remaining, b));
  });
  test('may be nothing', () => {
    expect(withRemaining(viewings, a, null)).toEqual(viewingsOf(b));
    expect(withoutViewing(viewings, a.ref)).toEqual(viewingsOf(b));
    expect(viewings.size).toBe(2);
  });
  test('may be nothing already', () => {
    expect(withoutViewing(viewings, alone.ref)).toBe(viewings);
  });
});

describe('the viewings that left a lead (§3)', () => {
  const DAY = MICROS_PER_DAY;
  const move = (at: number, leadId = 'other'): Move => ({ at, leadId });
  const moves: Moves = new Map([['appointments/A', move(50)]]);

  test('are noted with the time and the new lead; the last move of each counts', () => {
    expect(withMove(new Map(), a, move(50))).toEqual(moves);
    const again = withMove(withMove(moves, alone, move(60)), a, move(70, 'third'));
    expect(again).toEqual(
      new Map([
        ['appointments/A', move(70, 'third')],
        ['visits/W', move(60)],
      ]),
    );
    expect(moves.size).toBe(1);
  });
  test('are forgotten when they come back', () => {
    expect(withoutMove(moves, a.ref)).toEqual(new Map());
    expect(moves.size).toBe(1);
    expect(withoutMove(moves, b.ref)).toBe(moves);
    expect(withoutMove(moves, visitRef('A'))).toBe(moves);
  });

  const of = (...times: readonly number[]): Moves =>
    new Map(times.map((at, n) => [`visits/${n}`, move(at)]));
  const timesAfter = (times: readonly number[], now: number) =>
    [...withoutOldMoves(of(...times), now).values()].map(({ at }) => at);

  test('are remembered for exactly 30 days', () => {
    const now = 100 * DAY;
    const [kept, old] = [now - 30 * DAY, now - 30 * DAY - 1];
    expect(timesAfter([old, kept, now], now)).toEqual([kept, now]);
  });
  test('are remembered if they are the last, however long ago', () => {
    expect(timesAfter([1, 3, 2], 100 * DAY)).toEqual([3]);
    expect(timesAfter([3, 3, 2], 100 * DAY)).toEqual([3, 3]);
  });
  test('are the same object if none is forgotten', () => {
    const recent = of(DAY, 2 * DAY);
    expect(withoutOldMoves(recent, 31 * DAY)).toBe(recent);
    const none = of();
    expect(withoutOldMoves(none, DAY)).toBe(none);
  });
});

describe('a viewing that arrives at a lead (§3)', () => {
  const nothing = viewing('A', 1, null);

  test('keeps its states, with their times', () => {
    expect(mergeViewings(nothing, a)).toEqual(a);
    expect(mergeViewings(a, nothing)).toEqual(a);
  });
  test('keeps the name that it has there', () => {
    expect(mergeViewings(viewing('B', 1, null), a).ref).toEqual(appointmentRef('B'));
  });
  test('is merged with what the lead knows of it: the newest version of each document counts', () => {
    const as = <State extends object>(state: State) => ({ ...state, createTime: 1 });
    const known = viewing('A', 10, as(appointmentState('Scheduled', 40)), {
      V: as(visitState('visit_pending', 10)),
      X: as(done(null, 45)),
    });
    const arriving = viewing('A', 10, as(appointmentState('Cancelled', 30)), {
      V: as(done('offer_made', 20)),
      X: as(visitState('visit_pending', 25)),
      Y: as(done(null, 35)),
    });
    const merged = viewing('A', 10, as(appointmentState('Scheduled', 40)), {
      V: as(done('offer_made', 20)),
      X: as(done(null, 45)),
      Y: as(done(null, 35)),
    });
    expect(mergeViewings(known, arriving)).toEqual(merged);
    expect(mergeViewings(arriving, known)).toEqual(merged);
    expect(known.visits.size).toBe(2);
  });
  test('is merged by versions, not by the times of the states', () => {
    const early = { ...appointmentState('Cancelled', 5), createTime: 1, version: 50 };
    const late = { ...appointmentState('Scheduled', 40), createTime: 1, version: 30 };
    const [one, other] = [viewing('A', 1, early), viewing('A', 1, late)];
    expect(mergeViewings(one, other).appointment).toBe(one.appointment);
    expect(mergeViewings(other, one).appointment).toBe(one.appointment);
  });
  test('has the document that was created later, whatever the versions', () => {
    const former = { ...appointmentState('Cancelled', 40), createTime: 1, version: 50 };
    const newer = { ...appointmentState('Scheduled', 20), createTime: 20, version: 20 };
    const [one, other] = [viewing('A', 1, former), viewing('A', 1, newer)];
    expect(mergeViewings(one, other).appointment).toBe(other.appointment);
    expect(mergeViewings(other, one).appointment).toBe(other.appointment);
  });
  test('brings the state that another lead derived from the same version', () => {
    const known = viewing('A', 1, appointmentState('Scheduled', 10));
    const shown = { ...appointmentState('Scheduled', 10), shownCompletedAt: 20 };
    const arriving = viewing('A', 1, shown);
    expect(mergeViewings(known, arriving).appointment).toBe(arriving.appointment);
  });
  test('keeps the appointment that the lead knows if it has none itself', () => {
    const visitOnly = { ...a, appointment: null };
    expect(mergeViewings(a, visitOnly).appointment).toBe(a.appointment);
    expect(mergeViewings(visitOnly, a).appointment).toBe(a.appointment);
  });
});
