import { newestState, type DatedState, type Version } from './version';

interface State {
  status: string;
  type: string;
}

/** A version that changed the state at its `updateTime`. */
const version = (
  status: string,
  updateTime: number,
  more: Partial<Version<State>> = {},
): Version<State> => ({
  state: { status, type: 'Visita' },
  stateChange: 'changed',
  updateTime,
  changedAt: updateTime,
  unchangedSince: 1,
  unchangedVersion: 0,
  statusAt: null,
  ...more,
});
const known = (status: string, at: number, ofVersion: number): DatedState<State> => ({
  status,
  type: 'Visita',
  at,
  version: ofVersion,
});

function everyOrder<Item>(items: readonly Item[]): Item[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((first, n) =>
        everyOrder(items.filter((_, other) => other !== n)).map((rest) => [first, ...rest]),
      );
}
const stateAfter = (versions: readonly Version<State>[]) =>
  versions.reduce<DatedState<State> | null>((state, next) => newestState(state, next), null);

describe('the newest state (§4)', () => {
  test('is the first one if no state is known', () => {
    expect(newestState(null, version('Scheduled', 10))).toEqual(known('Scheduled', 10, 10));
  });
  test('is that of a newer version', () => {
    expect(newestState(known('Scheduled', 10, 10), version('Cancelled', 11))).toEqual(
      known('Cancelled', 11, 11),
    );
  });
  test.each([
    ['older', 9],
    ['equal', 10],
  ])('is not changed by an %s version', (_which, updateTime) => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Cancelled', updateTime))).toBe(state);
  });
  test('depends on the versions, not on the times of the states', () => {
    const state = newestState(
      known('Scheduled', 90, 10),
      version('Cancelled', 11, { changedAt: 5, statusAt: 5 }),
    );
    expect(state).toEqual(known('Cancelled', 5, 11));
  });
  test('began when its version says, whatever stamp the document has', () => {
    const stamped = version('Scheduled', 10, { changedAt: 8, statusAt: 3 });
    expect(newestState(null, stamped)).toEqual(known('Scheduled', 8, 10));
    expect(newestState(known('Completed', 2, 2), stamped)).toEqual(known('Scheduled', 8, 10));
  });
  test('is the same in any order of the versions, and if they come twice', () => {
    const versions = [
      version('Scheduled', 10),
      version('Cancelled', 20),
      version('Cancelled', 25, { stateChange: 'unchanged' }),
      version('Scheduled', 30),
    ];
    for (const order of everyOrder(versions)) {
      expect(stateAfter(order)).toEqual(known('Scheduled', 30, 30));
      expect(stateAfter([...order, ...order])).toEqual(known('Scheduled', 30, 30));
    }
  });
});

describe('a version that did not change the state (§4)', () => {
  const notes = { stateChange: 'unchanged' as const };

  test('changes nothing if a state is known', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Scheduled', 20, notes))).toBe(state);
    expect(newestState(state, version('Cancelled', 20, { ...notes, statusAt: 15 }))).toBe(state);
  });
  test('counts if no state is known, as of the time and the version that it names', () => {
    const first = version('Scheduled', 20, { ...notes, unchangedSince: 7, unchangedVersion: 6 });
    expect(newestState(null, first)).toEqual(known('Scheduled', 7, 6));
  });
  test('is replaced by the version that changed the state, when that comes', () => {
    const first = newestState(null, version('Cancelled', 20, notes));
    expect(newestState(first, version('Cancelled', 15))).toEqual(known('Cancelled', 15, 15));
    expect(newestState(first, version('Scheduled', 1))).toEqual(known('Scheduled', 1, 1));
  });
});

describe('a version with an unknown state change', () => {
  const unknown = { stateChange: 'unknown' as const };

  test('counts if no state is known, like one that did not change it', () => {
    const read = version('Scheduled', 20, { ...unknown, unchangedSince: 15, unchangedVersion: 6 });
    expect(newestState(null, read)).toEqual(known('Scheduled', 15, 6));
  });
  test.each([
    ['older', 9],
    ['equal', 10],
  ])('changes nothing if it is %s', (_which, updateTime) => {
    const state = known('Scheduled', 10, 10);
    const read = version('Cancelled', updateTime, { ...unknown, statusAt: 11 });
    expect(newestState(state, read)).toBe(state);
  });
  test('changes nothing if it has the known state, and no later stamp', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Scheduled', 20, unknown))).toBe(state);
    expect(newestState(state, version('Scheduled', 20, { ...unknown, statusAt: 10 }))).toBe(state);
  });
  test('changes the state, as of its updateTime, if any field differs', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Cancelled', 20, unknown))).toEqual(
      known('Cancelled', 20, 19),
    );
    expect(newestState(state, version('Cancelled', 20, { ...unknown, statusAt: 10 }))).toEqual(
      known('Cancelled', 20, 19),
    );
    const retyped = { ...unknown, state: { status: 'Scheduled', type: 'Firma' } };
    expect(newestState(state, version('', 20, retyped))).toEqual({
      ...known('Scheduled', 20, 19),
      type: 'Firma',
    });
  });
  test('changes the state as of its stamp if that is later', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Scheduled', 20, { ...unknown, statusAt: 11 }))).toEqual(
      known('Scheduled', 11, 19),
    );
  });
  test('is not written again by the version’s own event if that tells the same', () => {
    const read = newestState(known('Scheduled', 10, 10), version('Cancelled', 20, unknown));
    expect(newestState(read, version('Cancelled', 20, { changedAt: 20 }))).toBe(read);
    expect(newestState(read, version('Cancelled', 21, { changedAt: 20 }))).not.toBe(read);
    expect(newestState(read, version('NoShow', 20, { changedAt: 20 }))).not.toBe(read);
  });
  test('leaves room for the version’s own event', () => {
    const read = newestState(known('Scheduled', 10, 10), version('Cancelled', 20, unknown));
    expect(newestState(read, version('Cancelled', 20, { changedAt: 18 }))).toEqual(
      known('Cancelled', 18, 20),
    );
  });
});
