import { inTurn, inTurnTogether } from '../../src/application/turns';
import type { StoredLead } from '../../src/domain/lead';
import { olderLead } from '../support/builders';

const LEAD = olderLead({ id: 'lead' });

/** A task that waits until the test ends it, and what it has found. */
function task() {
  const found: (readonly StoredLead[])[] = [];
  let end: (leads: readonly StoredLead[]) => void = () => undefined;
  const ended = new Promise<readonly StoredLead[]>((resolve) => {
    end = resolve;
  });
  return {
    found,
    end: (...leads: readonly StoredLead[]) => {
      end(leads);
    },
    run: async (
      leads: readonly StoredLead[],
      leave: (committed: readonly StoredLead[]) => void,
    ): Promise<string> => {
      found.push(leads);
      leave(await ended);
      return 'done';
    },
  };
}

/** Lets everything run that waits for nothing but promises. */
const settled = () => new Promise(setImmediate);

test('a task waits for the one before it, and finds what that has left', async () => {
  const [first, second] = [task(), task()];
  const results = [inTurn('key', first.run), inTurn('key', second.run)];
  await settled();
  expect([first.found, second.found]).toEqual([[[]], []]);
  first.end(LEAD);
  await settled();
  expect(second.found).toEqual([[LEAD]]);
  second.end();
  await expect(Promise.all(results)).resolves.toEqual(['done', 'done']);
});

test('tasks of different keys do not wait for each other', async () => {
  const [first, second] = [task(), task()];
  const results = [inTurn('one', first.run), inTurn('other', second.run)];
  await settled();
  expect([first.found, second.found]).toEqual([[[]], [[]]]);
  first.end();
  second.end();
  await Promise.all(results);
});

test('a task that was not waiting finds nothing: the lead may have changed since', async () => {
  const [first, second] = [task(), task()];
  first.end(LEAD);
  await inTurn('key', first.run);
  await settled();
  second.end();
  await inTurn('key', second.run);
  expect(second.found).toEqual([[]]);
});

test('what is left is for the next task alone', async () => {
  const [first, second, third] = [task(), task(), task()];
  const results = [first, second, third].map(({ run }) => inTurn('key', run));
  first.end(LEAD);
  second.end();
  third.end();
  await Promise.all(results);
  expect(third.found).toEqual([[]]);
});

test('a task that leaves nothing is followed by one that finds nothing', async () => {
  const second = task();
  const results = [inTurn('key', () => Promise.resolve('done')), inTurn('key', second.run)];
  second.end();
  await Promise.all(results);
  expect(second.found).toEqual([[]]);
});

test('what comes while the second of two runs waits for that one', async () => {
  const [first, second, third] = [task(), task(), task()];
  const results = [inTurn('key', first.run), inTurn('key', second.run)];
  first.end();
  await settled();
  results.push(inTurn('key', third.run));
  await settled();
  expect([second.found, third.found]).toEqual([[[]], []]);
  second.end();
  third.end();
  await Promise.all(results);
});

test('a task that fails leaves nothing, and does not stop the next one', async () => {
  const second = task();
  const failing = inTurn('key', (_found, leave) => {
    leave([LEAD]);
    return Promise.reject(new Error('Made by a test'));
  });
  const next = inTurn('key', second.run);
  second.end();
  await expect(failing).rejects.toThrow('Made by a test');
  await expect(next).resolves.toBe('done');
  expect(second.found).toEqual([[]]);
});

describe('a turn that is had together', () => {
  /** Handles each group of items once the test says so. */
  function handler(most = 50) {
    const groups: (readonly string[])[] = [];
    const ends: ((error?: Error) => void)[] = [];
    const join = inTurnTogether<{ name: string }, string>(most, async (items) => {
      groups.push(items.map(({ name }) => name));
      await new Promise<void>((resolve, reject) => {
        ends.push((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
      return new Map(items.map((item) => [item, item.name.toUpperCase()]));
    });
    return { groups, ends, join: (name: string, key = 'key') => join(key, { name }) };
  }

  test('is that of all who come until it begins; those who come later have the next one', async () => {
    const { groups, ends, join } = handler();
    const early = [join('a'), join('b')];
    await settled();
    const late = [join('c'), join('d')];
    await settled();
    expect(groups).toEqual([['a', 'b']]);
    ends[0]?.();
    await expect(Promise.all(early)).resolves.toEqual(['A', 'B']);
    await settled();
    expect(groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    ends[1]?.();
    await expect(Promise.all(late)).resolves.toEqual(['C', 'D']);
  });

  test('is of one key', async () => {
    const { groups, ends, join } = handler();
    const all = [join('a', 'one'), join('b', 'other')];
    await settled();
    expect(groups).toEqual([['a'], ['b']]);
    for (const end of ends) end();
    await expect(Promise.all(all)).resolves.toEqual(['A', 'B']);
  });

  test('has room for so many', async () => {
    const { groups, ends, join } = handler(2);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => join(name));
    await settled();
    all.push(join('f'));
    for (let n = 0; n < 3; n += 1) {
      await settled();
      ends[n]?.();
    }
    await Promise.all(all);
    expect(groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
  });

  test('fails for all who have it, and for nobody else', async () => {
    const { ends, join } = handler();
    const early = Promise.allSettled([join('a'), join('b')]);
    await settled();
    const late = join('c');
    ends[0]?.(new Error('Made by a test'));
    expect((await early).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await settled();
    ends[1]?.();
    await expect(late).resolves.toBe('C');
  });

  test('comes after that of a task alone, and finds what it has left', async () => {
    const alone = task();
    const found: (readonly StoredLead[])[] = [];
    const join = inTurnTogether<object, string>(2, (items, leads) => {
      found.push(leads);
      return Promise.resolve(new Map([...items].map((item) => [item, 'done'])));
    });
    const results = [inTurn('key', alone.run), join('key', {})];
    await settled();
    expect(found).toEqual([]);
    alone.end(LEAD);
    await Promise.all(results);
    expect(found).toEqual([[LEAD]]);
  });

  test('throws where nothing is said of one who had it', async () => {
    const join = inTurnTogether<object, string>(2, () => Promise.resolve(new Map()));
    await expect(join('key', {})).rejects.toThrow('Nothing was said');
  });
});
