import { newestState, type Dated, type Version } from '../../src/domain/version';

interface State {
  status: string;
  type: string;
}

/** A version that brought a state and stamped it. */
const version = (status: string, updateTime: number, more: Partial<Version<State>> = {}) => ({
  state: { status, type: 'Visita' },
  brought: 'state' as const,
  createTime: 1,
  updateTime,
  statusAt: null,
  isStamped: false,
  ...more,
});
/** A deletion carries the deleted document's last version. */
const deletion = (lastVersion: number, deletedAt: number): Version<State> =>
  version('removed', lastVersion, { statusAt: deletedAt, isStamped: true });
const known = (status: string, at: number, ofVersion: number): Dated<State> => ({
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
const after = (versions: readonly Version<State>[]) =>
  versions.reduce<Dated<State> | null>((state, seen) => newestState(state, seen), null);

describe('the newest state (section 4)', () => {
  test('is the first that is seen, where nothing is known', () => {
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
  test('goes by the versions, not by the times of the states', () => {
    const state = newestState(
      known('Scheduled', 90, 10),
      version('Cancelled', 11, { statusAt: 5, isStamped: true }),
    );
    expect(state).toEqual(known('Cancelled', 5, 11));
  });
  test('is the same in whatever order its versions come, and however often', () => {
    const versions = [
      version('Scheduled', 10),
      version('Cancelled', 20),
      version('Cancelled', 25, { brought: 'nothing' }),
      version('Scheduled', 30),
    ];
    for (const order of everyOrder(versions)) {
      expect(after(order)).toEqual(known('Scheduled', 30, 30));
      expect(after([...order, ...order])).toEqual(known('Scheduled', 30, 30));
    }
  });
});

describe('the time of a state (section 4)', () => {
  test('is the statusAt that was written with it', () => {
    const stamped = version('Scheduled', 10, { statusAt: 8, isStamped: true });
    expect(newestState(null, stamped)).toEqual(known('Scheduled', 8, 10));
    expect(newestState(known('Completed', 2, 2), stamped)).toEqual(known('Scheduled', 8, 10));
  });
  test('is the version’s own time where its writer did not stamp it, whatever stamp is left there', () => {
    const unstamped = version('Scheduled', 10, { statusAt: 3, isStamped: false });
    expect(newestState(null, unstamped)).toEqual(known('Scheduled', 10, 10));
    expect(newestState(known('Completed', 2, 2), unstamped)).toEqual(known('Scheduled', 10, 10));
  });
});

describe('a version that brought nothing (section 4)', () => {
  const notes = { brought: 'nothing' as const };

  test('changes nothing where a state is known', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Scheduled', 20, notes))).toBe(state);
    expect(newestState(state, version('Cancelled', 20, notes))).toBe(state);
  });
  test('counts where nothing is known, as a version of the document’s createTime', () => {
    expect(newestState(null, version('Scheduled', 20, { ...notes, createTime: 7 }))).toEqual(
      known('Scheduled', 7, 7),
    );
  });
  test('with the stamp of its state', () => {
    const seen = version('Scheduled', 20, { ...notes, createTime: 7, statusAt: 15 });
    expect(newestState(null, seen)).toEqual(known('Scheduled', 15, 7));
  });
  test('so the version that brought the state replaces it when that comes', () => {
    const first = newestState(null, version('Cancelled', 20, notes));
    expect(newestState(first, version('Cancelled', 15))).toEqual(known('Cancelled', 15, 15));
  });
});

describe('a version of which nobody knows what it brought', () => {
  const lost = { brought: 'unknown' as const };

  test('counts where nothing is known', () => {
    expect(newestState(null, version('Scheduled', 20, { ...lost, statusAt: 15 }))).toEqual(
      known('Scheduled', 15, 20),
    );
  });
  test('changes nothing where it is older, or says what is known', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Cancelled', 9, lost))).toBe(state);
    expect(newestState(state, version('Scheduled', 20, lost))).toBe(state);
    expect(newestState(state, version('Scheduled', 20, { ...lost, statusAt: 10 }))).toBe(state);
  });
  test('brings a state where it says something else: in any of the fields, at its own time', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Cancelled', 20, lost))).toEqual(known('Cancelled', 20, 20));
    expect(newestState(state, version('Cancelled', 20, { ...lost, statusAt: 10 }))).toEqual(
      known('Cancelled', 20, 20),
    );
    const retyped = { ...lost, state: { status: 'Scheduled', type: 'Firma' } };
    expect(newestState(state, version('', 20, retyped))).toEqual({
      ...known('Scheduled', 20, 20),
      type: 'Firma',
    });
  });
  test('or is stamped later: at that time', () => {
    const state = known('Scheduled', 10, 10);
    expect(newestState(state, version('Scheduled', 20, { ...lost, statusAt: 18 }))).toEqual(
      known('Scheduled', 18, 20),
    );
  });
});

describe('a deletion (section 4)', () => {
  test('is newer than every version of the deleted document', () => {
    expect(newestState(known('Scheduled', 10, 10), deletion(10, 40))).toEqual(
      known('removed', 40, 10),
    );
    expect(newestState(known('Scheduled', 10, 10), deletion(30, 40))).toEqual(
      known('removed', 40, 30),
    );
  });
  test('stays, when older versions or the same one come late', () => {
    const removed = known('removed', 40, 30);
    for (const updateTime of [10, 29, 30]) {
      expect(newestState(removed, version('Scheduled', updateTime))).toBe(removed);
    }
  });
  test('counts once', () => {
    const removed = known('removed', 40, 30);
    expect(newestState(removed, deletion(30, 41))).toBe(removed);
  });
  test('is older than a document that was created under its id afterwards', () => {
    const again = known('Scheduled', 50, 50);
    expect(newestState(again, deletion(30, 40))).toBe(again);
    expect(newestState(known('removed', 40, 30), version('Scheduled', 50))).toEqual(again);
  });
  test('and the deletion of that document is newer again', () => {
    expect(newestState(known('removed', 40, 30), deletion(50, 60))).toEqual(
      known('removed', 60, 50),
    );
  });
  test('ends in the same state in whatever order everything comes', () => {
    const events = [
      version('Scheduled', 10),
      version('Completed', 30),
      deletion(30, 40),
      version('Cancelled', 50, { createTime: 50 }),
    ];
    for (const order of everyOrder(events)) {
      expect(after(order)).toEqual(known('Cancelled', 50, 50));
    }
    for (const order of everyOrder(events.slice(0, 3))) {
      expect(after(order)).toEqual(known('removed', 40, 30));
    }
  });
});
