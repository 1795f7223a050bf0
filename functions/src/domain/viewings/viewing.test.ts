import { sourceKey } from '../documents/sourceRef';
import {
  countDocuments,
  countedDocuments,
  documentsOf,
  holds,
  isGone,
  isOccupied,
  newestStateAt,
  newViewing,
  openedAt,
  stateOf,
  viewingsHolding,
  withViewing,
  type Identity,
} from './viewing';
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

const [A, V] = [appointmentRef('A'), visitRef('V')];
/** A was created at 10, and V at 20. */
const a = viewing('A', 5, appointmentState('Scheduled', 10), { V: done(null, 20) });
const identity = (ref: Identity['ref'], createTime: number): Identity => ({ ref, createTime });

describe('the state that a viewing holds of a document', () => {
  test('is that of its appointment, or of one of its visits', () => {
    expect(stateOf(a, A)).toBe(a.appointment);
    expect(stateOf(a, V)).toBe(a.visits.get('V'));
    const alone = visitViewing('V', 5, done(null, 20));
    expect(stateOf(alone, V)).toBe(alone.visits.get('V'));
  });
  test('is none for another appointment or visit', () => {
    expect(stateOf(a, appointmentRef('B'))).toBeNull();
    expect(stateOf(a, visitRef('W'))).toBeNull();
    expect(stateOf(newViewing(A), A)).toBeNull();
  });
  test('keeps an appointment and a visit of the same id apart', () => {
    expect(stateOf(a, visitRef('A'))).toBeNull();
    expect(stateOf(a, appointmentRef('V'))).toBeNull();
    const ofVisit = { ...visitViewing('V', 5, done(null, 20)), appointment: a.appointment };
    expect(stateOf(ofVisit, appointmentRef('V'))).toBeNull();
    expect(sourceKey(appointmentRef('A'))).not.toBe(sourceKey(visitRef('A')));
  });
});

describe('a document, told by its name and its creation (§3)', () => {
  const gone = viewing(
    'A',
    5,
    { ...appointmentState('removed', 10), isDeleted: true },
    {
      V: { ...visitState('removed', 20), isDeleted: true },
    },
  );

  test.each([
    ['A', identity(A, 10)],
    ['V', identity(V, 20)],
  ])('is held under the name %s if it is exactly this one', (_name, document) => {
    expect(holds(a, document)).toBe(true);
    expect(holds(gone, document)).toBe(true);
    for (const other of [document.createTime - 1, document.createTime + 1]) {
      expect(holds(a, { ...document, createTime: other })).toBe(false);
    }
  });
  test('is not held by a viewing that does not know its name, or by none', () => {
    expect(holds(a, identity(appointmentRef('B'), 10))).toBe(false);
    expect(holds(newViewing(A), identity(A, 10))).toBe(false);
    expect(holds(null, identity(A, 10))).toBe(false);
  });

  test.each([
    ['A', identity(A, 10)],
    ['V', identity(V, 20)],
  ])(
    'is gone under the name %s if its deletion, or a later one of that name, is known',
    (_name, document) => {
      const { createTime } = document;
      expect(isGone(a, document)).toBe(false);
      expect(isGone(gone, document)).toBe(true);
      for (const each of [a, gone]) {
        expect(isGone(each, { ...document, createTime: createTime - 1 })).toBe(true);
        expect(isGone(each, { ...document, createTime: createTime + 1 })).toBe(false);
      }
    },
  );
  test('is not gone as long as nobody knows it', () => {
    expect(isGone(gone, identity(visitRef('W'), 1))).toBe(false);
    expect(isGone(newViewing(A), identity(A, 1))).toBe(false);
    expect(isGone(null, identity(A, 1))).toBe(false);
  });

  test('is found in every viewing of a lead that holds it', () => {
    const b = viewing('B', 5, appointmentState('Scheduled', 10), { V: done(null, 20) });
    const c = viewing('C', 5, appointmentState('Scheduled', 10), { V: done(null, 21) });
    expect(viewingsHolding(viewingsOf(a, b, c), identity(V, 20))).toEqual([a, b]);
    expect(viewingsHolding(viewingsOf(a, b, c), identity(A, 10))).toEqual([a]);
    expect(viewingsHolding(viewingsOf(a, b, c), identity(A, 11))).toEqual([]);
    expect(viewingsHolding(viewingsOf(), identity(A, 10))).toEqual([]);
  });
});

describe('a viewing was opened (§4)', () => {
  const openedWith = (appointmentAt: number | null, visits: Readonly<Record<string, number>>) => {
    const opened = <State extends object>(state: State, time: number) => ({
      ...state,
      openedAt: time,
    });
    return {
      ...newViewing(A),
      appointment:
        appointmentAt === null ? null : opened(appointmentState('Scheduled', 50), appointmentAt),
      visits: new Map(
        Object.entries(visits).map(([id, time]) => [id, opened(done(null, 60), time)]),
      ),
    };
  };

  test.each([
    ['its appointment', openedWith(10, { V: 20 }), 10],
    ['its visit', openedWith(20, { V: 10 }), 10],
    ['the earliest of its visits', openedWith(null, { V: 20, W: 15, X: 30 }), 15],
  ])('with %s', (_what, each, time) => {
    expect(openedAt(each)).toBe(time);
    expect(isOccupied(each)).toBe(true);
  });
  test('with what it has now: a visit that was removed does not count', () => {
    const removed = { ...visitState('removed', 60), openedAt: 5 };
    const each = { ...openedWith(20, {}), visits: new Map([['V', removed]]) };
    expect(openedAt(each)).toBe(20);
    expect(openedAt({ ...each, appointment: null })).toBeNull();
    expect(isOccupied({ ...each, appointment: null })).toBe(false);
  });
  test('with its appointment even if that was removed', () => {
    const removed = viewing('A', 20, appointmentState('removed', 60));
    expect(openedAt(removed)).toBe(20);
    expect(isOccupied(removed)).toBe(true);
  });
  test('with a visit that retention took', () => {
    expect(openedAt(visitViewing('V', 20, { ...done(null, 60), isDeleted: true }))).toBe(20);
  });
  test('never, if it has no document', () => {
    expect(openedAt(newViewing(A))).toBeNull();
    expect(isOccupied(newViewing(A))).toBe(false);
  });
});

describe('the documents of a lead', () => {
  const removed = visitViewing('W', 40, visitState('removed', 50));

  test('are the appointments and visits of its viewings, with those that were removed', () => {
    expect(documentsOf(a)).toEqual([
      { ref: A, state: a.appointment },
      { ref: V, state: a.visits.get('V') },
    ]);
    expect(countedDocuments(viewingsOf(a, removed)).map(({ ref }) => ref)).toEqual([
      A,
      V,
      visitRef('W'),
    ]);
  });
  test('are counted', () => {
    const visits = viewing('A', 10, null, { V: done(null, 30), W: done(null, 40) });
    expect(countDocuments(viewingsOf(a, removed))).toBe(3);
    expect(countDocuments(viewingsOf(visits))).toBe(2);
    expect(countDocuments(viewingsOf(newViewing(A)))).toBe(0);
  });
  test('are only the visits if it knows no appointment', () => {
    const visits = viewing('A', 10, null, { V: done(null, 30) });
    expect(documentsOf(visits)).toMatchObject([{ ref: V }]);
    expect(documentsOf(newViewing(A))).toEqual([]);
  });
  test('have a newest state', () => {
    expect(newestStateAt(viewingsOf(a))).toBe(20);
    expect(newestStateAt(viewingsOf(a, removed))).toBe(50);
    expect(newestStateAt(viewingsOf(newViewing(A)))).toBe(0);
    expect(newestStateAt(viewingsOf())).toBe(0);
  });
});

describe('a viewing that is added to a lead (withViewing)', () => {
  const b = viewing('B', 15, appointmentState('Completed', 15));

  test('replaces its earlier state and leaves the others alone', () => {
    const later = viewing('A', 5, appointmentState('Cancelled', 30));
    expect(withViewing(viewingsOf(a, b), later)).toEqual(viewingsOf(later, b));
    expect(withViewing(viewingsOf(b), a)).toEqual(viewingsOf(b, a));
  });
  test('changes nothing if the lead has it already', () => {
    const viewings = viewingsOf(a, b);
    expect(withViewing(viewings, a)).toBe(viewings);
  });
  test('does not mutate the viewings', () => {
    const viewings = viewingsOf(b);
    withViewing(viewings, a);
    expect(viewings).toEqual(viewingsOf(b));
  });
});
