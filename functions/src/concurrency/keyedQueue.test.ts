import type { StoredLead } from '../domain/leads/lead';
import { Deadline, DeadlineExceededError } from './deadline';
import { KeyedQueue, type BatchResults } from './keyedQueue';
import { olderLead } from '../../test/support/builders';

const queue = new KeyedQueue<StoredLead>();
const LEAD = olderLead({ id: 'lead' });

/** A task that waits until the test ends it, and what earlier tasks passed to it. */
function task() {
  const received: (readonly StoredLead[])[] = [];
  let end: (leads: readonly StoredLead[]) => void = () => undefined;
  const ended = new Promise<readonly StoredLead[]>((resolve) => {
    end = resolve;
  });
  return {
    received,
    end: (...leads: readonly StoredLead[]) => {
      end(leads);
    },
    run: async (
      leads: readonly StoredLead[],
      pass: (committed: readonly StoredLead[]) => void,
    ): Promise<string> => {
      received.push(leads);
      pass(await ended);
      return 'done';
    },
  };
}

/** Resolves once everything has run that waits only for promises. */
const settled = () => new Promise(setImmediate);

test('a task waits for the one before it, and receives what that passed on', async () => {
  const [first, second] = [task(), task()];
  const results = [queue.runExclusive('key', first.run), queue.runExclusive('key', second.run)];
  await settled();
  expect([first.received, second.received]).toEqual([[[]], []]);
  first.end(LEAD);
  await settled();
  expect(second.received).toEqual([[LEAD]]);
  second.end();
  await expect(Promise.all(results)).resolves.toEqual(['done', 'done']);
});

test('tasks of different keys do not wait for each other', async () => {
  const [first, second] = [task(), task()];
  const results = [queue.runExclusive('one', first.run), queue.runExclusive('other', second.run)];
  await settled();
  expect([first.received, second.received]).toEqual([[[]], [[]]]);
  first.end();
  second.end();
  await Promise.all(results);
});

test('a task that was not waiting receives nothing, since the lead may have changed', async () => {
  const [first, second] = [task(), task()];
  first.end(LEAD);
  await queue.runExclusive('key', first.run);
  await settled();
  second.end();
  await queue.runExclusive('key', second.run);
  expect(second.received).toEqual([[]]);
});

test('only the next task receives what a task passed on', async () => {
  const [first, second, third] = [task(), task(), task()];
  const results = [first, second, third].map(({ run }) => queue.runExclusive('key', run));
  first.end(LEAD);
  second.end();
  third.end();
  await Promise.all(results);
  expect(third.received).toEqual([[]]);
});

test('a task receives nothing if the one before it passed nothing on', async () => {
  const second = task();
  const results = [
    queue.runExclusive('key', () => Promise.resolve('done')),
    queue.runExclusive('key', second.run),
  ];
  second.end();
  await Promise.all(results);
  expect(second.received).toEqual([[]]);
});

test('a task that arrives while the second of two runs waits for that one', async () => {
  const [first, second, third] = [task(), task(), task()];
  const results = [queue.runExclusive('key', first.run), queue.runExclusive('key', second.run)];
  first.end();
  await settled();
  results.push(queue.runExclusive('key', third.run));
  await settled();
  expect([second.received, third.received]).toEqual([[[]], []]);
  second.end();
  third.end();
  await Promise.all(results);
});

test('a task that fails passes nothing on, and does not stop the next one', async () => {
  const second = task();
  const failing = queue.runExclusive('key', (_received, pass) => {
    pass([LEAD]);
    return Promise.reject(new Error('Made by a test'));
  });
  const next = queue.runExclusive('key', second.run);
  second.end();
  await expect(failing).rejects.toThrow('Made by a test');
  await expect(next).resolves.toBe('done');
  expect(second.received).toEqual([[]]);
});

/** Replaces the clock and the timers of deadlines. */
function fakeClock(): void {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
}

function realClock(): void {
  jest.useRealTimers();
}

/** Lets everything run that can, then some time pass, and then everything run that waited for it. */
async function pass(ms: number): Promise<void> {
  await settled();
  jest.advanceTimersByTime(ms);
  await settled();
}

describe('a task whose deadline passes', () => {
  beforeEach(fakeClock);
  afterEach(realClock);

  test('ends its turn: the next task begins, and receives nothing from it', async () => {
    const [first, second, third] = [task(), task(), task()];
    const failing = expect(queue.runExclusive('key', first.run)).rejects.toThrow(
      DeadlineExceededError,
    );
    const others = [second, third].map(({ run }) =>
      queue.runExclusive('key', run, new Deadline(100_000)),
    );
    await pass(49_999);
    expect(second.received).toEqual([]);
    await pass(1);
    await failing;
    expect(second.received).toEqual([[]]);
    first.end(LEAD);
    await settled();
    expect(third.received).toEqual([]);
    second.end();
    third.end();
    await expect(Promise.all(others)).resolves.toEqual(['done', 'done']);
    expect(third.received).toEqual([[]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('never begins if it is still waiting, and those behind it still wait for the one before it', async () => {
    const [first, second, third] = [task(), task(), task()];
    const slow = queue.runExclusive('key', first.run, new Deadline(100_000));
    const failing = expect(queue.runExclusive('key', second.run)).rejects.toThrow(
      DeadlineExceededError,
    );
    const last = queue.runExclusive('key', third.run, new Deadline(100_000));
    await pass(50_000);
    await failing;
    expect(third.received).toEqual([]);
    first.end(LEAD);
    third.end();
    await expect(Promise.all([slow, last])).resolves.toEqual(['done', 'done']);
    expect(second.received).toEqual([]);
    expect(third.received).toEqual([[]]);
  });

  test('may fail later, which nobody notices', async () => {
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const failing = expect(queue.runExclusive('key', () => work)).rejects.toThrow(
      DeadlineExceededError,
    );
    await pass(50_000);
    await failing;
    fail(new Error('Made by a test'));
    await settled();
  });
});

describe('a batch', () => {
  interface Item {
    name: string;
    deadline: Deadline;
  }

  const item = (name: string, deadline = new Deadline()): Item => ({ name, deadline });

  /** Every item of a batch is done. */
  const allDone = (items: readonly Item[]): BatchResults<Item, string> =>
    new Map(
      items.map((each) => [each, { status: 'fulfilled', value: each.name.toUpperCase() }] as const),
    );

  /** Handles each batch of items once the test ends it. */
  function handler(maxSize = 50) {
    const batches: (readonly string[])[] = [];
    const ends: ((error?: Error) => void)[] = [];
    const enqueue = queue.batchByKey<Item, string>(maxSize, async (items) => {
      batches.push(items.map(({ name }) => name));
      await new Promise<void>((resolve, reject) => {
        ends.push((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
      return allDone(items);
    });
    return {
      batches,
      ends,
      enqueue: (name: string, key = 'key', deadline?: Deadline) =>
        enqueue(key, item(name, deadline)),
    };
  }

  test('has all items that arrive before it begins; later items go to the next one', async () => {
    const { batches, ends, enqueue } = handler();
    const early = [enqueue('a'), enqueue('b')];
    await settled();
    const late = [enqueue('c'), enqueue('d')];
    await settled();
    expect(batches).toEqual([['a', 'b']]);
    ends[0]?.();
    await expect(Promise.all(early)).resolves.toEqual(['A', 'B']);
    await settled();
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    ends[1]?.();
    await expect(Promise.all(late)).resolves.toEqual(['C', 'D']);
  });

  test('has items of one key only', async () => {
    const { batches, ends, enqueue } = handler();
    const all = [enqueue('a', 'one'), enqueue('b', 'other')];
    await settled();
    expect(batches).toEqual([['a'], ['b']]);
    for (const end of ends) end();
    await expect(Promise.all(all)).resolves.toEqual(['A', 'B']);
  });

  test('has at most `maxSize` items', async () => {
    const { batches, ends, enqueue } = handler(2);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => enqueue(name));
    await settled();
    all.push(enqueue('f'));
    for (let n = 0; n < 3; n += 1) {
      await settled();
      ends[n]?.();
    }
    await Promise.all(all);
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
  });

  test('fails for all its items, and for no others', async () => {
    const { ends, enqueue } = handler();
    const early = Promise.allSettled([enqueue('a'), enqueue('b')]);
    await settled();
    const late = enqueue('c');
    ends[0]?.(new Error('Made by a test'));
    expect((await early).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await settled();
    ends[1]?.();
    await expect(late).resolves.toBe('C');
  });

  test('waits for a single task, and receives what that passed on', async () => {
    const alone = task();
    const received: (readonly StoredLead[])[] = [];
    const enqueue = queue.batchByKey<Item, string>(2, (items, leads) => {
      received.push(leads);
      return Promise.resolve(allDone(items));
    });
    const results = [queue.runExclusive('key', alone.run), enqueue('key', item('a'))];
    await settled();
    expect(received).toEqual([]);
    alone.end(LEAD);
    await Promise.all(results);
    expect(received).toEqual([[LEAD]]);
  });

  test('throws if an item is left without a result', async () => {
    const enqueue = queue.batchByKey<Item, string>(2, () => Promise.resolve(new Map()));
    await expect(enqueue('key', item('a'))).rejects.toThrow('left without a result');
  });

  test('gives each item its own result or its own error', async () => {
    const enqueue = queue.batchByKey<Item, string>(5, (items) =>
      Promise.resolve(
        new Map(
          items.map((each): [Item, PromiseSettledResult<string>] => [
            each,
            each.name === 'a'
              ? { status: 'fulfilled', value: 'A' }
              : { status: 'rejected', reason: new Error(`The error of ${each.name}`) },
          ]),
        ),
      ),
    );
    const [a, b, c] = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) => enqueue('key', item(name))),
    );
    expect(a).toEqual({ status: 'fulfilled', value: 'A' });
    expect(b).toMatchObject({ reason: { message: 'The error of b' } });
    expect(c).toMatchObject({ reason: { message: 'The error of c' } });
  });

  describe('and deadlines', () => {
    beforeEach(fakeClock);
    afterEach(realClock);

    test('leaves out an item whose deadline passed before it began', async () => {
      const { batches, ends, enqueue } = handler();
      const early = enqueue('early');
      await settled();
      const late = [enqueue('a', 'key', new Deadline(30_000)), enqueue('b')];
      const a = expect(late[0]).rejects.toThrow(DeadlineExceededError);
      await pass(30_000);
      await a;
      ends[0]?.();
      await early;
      await settled();
      ends[1]?.();
      await expect(late[1]).resolves.toBe('B');
      expect(batches).toEqual([['early'], ['b']]);
    });

    test('never begins if nobody waits for it any longer', async () => {
      const { batches, ends, enqueue } = handler(1);
      const early = enqueue('early');
      await settled();
      const a = expect(enqueue('a', 'key', new Deadline(30_000))).rejects.toThrow(
        DeadlineExceededError,
      );
      const b = enqueue('b');
      await pass(30_000);
      await a;
      ends[0]?.();
      await early;
      await settled();
      ends[1]?.();
      await expect(b).resolves.toBe('B');
      expect(batches).toEqual([['early'], ['b']]);
    });

    test('has its turn until the last deadline of its items', async () => {
      const { batches, ends, enqueue } = handler(2);
      const [a, b] = [
        expect(enqueue('a', 'key', new Deadline(40_000))).rejects.toThrow(DeadlineExceededError),
        expect(enqueue('b', 'key', new Deadline(20_000))).rejects.toThrow(DeadlineExceededError),
      ];
      const c = enqueue('c');
      await pass(20_000);
      await b;
      expect(batches).toEqual([['a', 'b']]);
      await pass(20_000);
      await a;
      expect(batches).toEqual([['a', 'b'], ['c']]);
      ends[1]?.();
      await expect(c).resolves.toBe('C');
      ends[0]?.(new Error('Nobody waits for it any longer'));
      await settled();
    });

    test('goes on for the others when the deadline of one passes', async () => {
      const { ends, enqueue } = handler();
      const [a, b] = [
        expect(enqueue('a', 'key', new Deadline(20_000))).rejects.toThrow(DeadlineExceededError),
        enqueue('b'),
      ];
      await pass(20_000);
      await a;
      ends[0]?.();
      await expect(b).resolves.toBe('B');
      expect(jest.getTimerCount()).toBe(0);
    });

    test('may leave out an item whose deadline has passed, even before its timer fires', async () => {
      const enqueue = queue.batchByKey<Item, string>(5, async (items) => {
        const later = performance.now() + 30_000;
        await settled();
        jest.spyOn(performance, 'now').mockReturnValue(later);
        return allDone(items.filter(({ deadline }) => !deadline.isPassed));
      });
      const [a, b] = await Promise.allSettled([
        enqueue('key', item('a', new Deadline(30_000))),
        enqueue('key', item('b')),
      ]);
      jest.restoreAllMocks();
      expect(a).toMatchObject({ reason: { name: 'DeadlineExceededError' } });
      expect(b).toEqual({ status: 'fulfilled', value: 'B' });
    });
  });
});
