import { newestState, type DatedState, type Version } from './version';

interface State {
  status: string;
  type: string;
}

/** A version that changed the state, without a stamp. */
const version = (status: string, updateTime: number, more: Partial<Version<State>> = {}) => ({
  state: { status, type: 'Visita' },
  stateChange: 'changed' as const,
  createTime: 1,
  updateTime,
  statusAt: null,
  isStamped: false,
  ...more,
});
/** A deletion, with the last version of the deleted document. */
const deletion = (lastVersion: number, deletedAt: number): Version<State> =>
  version('removed', lastVersion, { statusAt: deletedAt, isStamped: true });
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
      version('Cancelled', 11, { statusAt: 5, isStamped: true }),
    );
    expect(state).toEqual(known('Cancelled', 5, 11));
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

describe('the time of a state (§4)', () => {
  test('is the statusAt that was written with it', () => {
    const stamped = version('Scheduled', 10, { statusAt: 8, isStamped: true });
    expect(newestState(null, stamped)).toEqual(known('Scheduled', 8, 10));
    expect(newestState(known('Completed', 2, 2), stamped)).toEqual(known('Scheduled', 8, 10));
  });
  test('is the updateTime of a version without a new stamp, whatever old stamp it has', () => {
    const unstamped = version('Scheduled', 10, { statusAt: 3, isStamped: false });
    expect(newestState(null, unstamped)).toEqual(known('Scheduled', 10, 10));
    expect(newestState(known('Completed', 2, 2), unstamped)).toEqual(known('Scheduled', 10, 10));
  });
});

describe('a version that did not change the state (§4)', () => {
  const notes = { stateChange: 'unchanged' as const };

  test('changes nothing if a state is known', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Scheduled', 20, notes))).toBe(state);
    expect(newestState(state, version('Cancelled', 20, notes))).toBe(state);
  });
  test('counts if no state is known, as a version of the document’s createTime', () => {
    expect(newestState(null, version('Scheduled', 20, { ...notes, createTime: 7 }))).toEqual(
      known('Scheduled', 7, 7),
    );
  });
  test('counts as of its stamp if no state is known', () => {
    const stamped = version('Scheduled', 20, { ...notes, createTime: 7, statusAt: 15 });
    expect(newestState(null, stamped)).toEqual(known('Scheduled', 15, 7));
  });
  test('is replaced by the version that changed the state, when that comes', () => {
    const first = newestState(null, version('Cancelled', 20, notes));
    expect(newestState(first, version('Cancelled', 15))).toEqual(known('Cancelled', 15, 15));
  });
});

describe('a version with an unknown state change', () => {
  const unknown = { stateChange: 'unknown' as const };

  test('counts if no state is known', () => {
    expect(newestState(null, version('Scheduled', 20, { ...unknown, statusAt: 15 }))).toEqual(
      known('Scheduled', 15, 20),
    );
  });
  test('changes nothing if it is older, or has the known state', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Cancelled', 9, unknown))).toBe(state);
    expect(newestState(state, version('Scheduled', 20, unknown))).toBe(state);
    expect(newestState(state, version('Scheduled', 20, { ...unknown, statusAt: 10 }))).toBe(state);
  });
  test('changes the state, as of its updateTime, if any field differs', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Cancelled', 20, unknown))).toEqual(
      known('Cancelled', 20, 20),
    );
    expect(newestState(state, version('Cancelled', 20, { ...unknown, statusAt: 10 }))).toEqual(
      known('Cancelled', 20, 20),
    );
    const retyped = { ...unknown, state: { status: 'Scheduled', type: 'Firma' } };
    expect(newestState(state, version('', 20, retyped))).toEqual({
      ...known('Scheduled', 20, 20),
      type: 'Firma',
    });
  });
  test('changes the state as of its stamp if that is later', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Scheduled', 20, { ...unknown, statusAt: 18 }))).toEqual(
      known('Scheduled', 18, 20),
    );
  });
});

describe('a deletion (§4)', () => {
  test('is newer than every version of the deleted document', () => {
    expect(newestState(known('Scheduled', 10, 10), deletion(10, 40))).toEqual(
      known('removed', 40, 10),
    );
    expect(newestState(known('Scheduled', 10, 10), deletion(30, 40))).toEqual(
      known('removed', 40, 30),
    );
  });
  test('stays when the same version or older ones come late', () => {
    const removed = known('removed', 40, 30);
    for (const updateTime of [10, 29, 30]) {
      expect(newestState(removed, version('Scheduled', updateTime))).toBe(removed);
    }
  });
  test('counts only once', () => {
    const removed = known('removed', 40, 30);
    expect(newestState(removed, deletion(30, 41))).toBe(removed);
  });
  test('is older than a document that was created afterwards under the same id', () => {
    const again = known('Scheduled', 50, 50);
    expect(newestState(again, deletion(30, 40))).toBe(again);
    expect(newestState(known('removed', 40, 30), version('Scheduled', 50))).toEqual(again);
  });
  test('of that document is newer again', () => {
    expect(newestState(known('removed', 40, 30), deletion(50, 60))).toEqual(
      known('removed', 60, 50),
    );
  });
  test('leads to the same state in any order of the versions', () => {
    const events = [
      version('Scheduled', 10),
      version('Completed', 30),
      deletion(30, 40),
      version('Cancelled', 50, { createTime: 50 }),
    ];
    for (const order of everyOrder(events)) {
      expect(stateAfter(order)).toEqual(known('Cancelled', 50, 50));
    }
    for (const order of everyOrder(events.slice(0, 3))) {
      expect(stateAfter(order)).toEqual(known('removed', 40, 30));
    }
  });
});
