import type { StoredLead } from '../domain/leads/lead';
import { KeyedQueue } from './keyedQueue';
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

describe('a batch', () => {
  /** Handles each batch of items once the test ends it. */
  function handler(maxSize = 50) {
    const batches: (readonly string[])[] = [];
    const ends: ((error?: Error) => void)[] = [];
    const enqueue = queue.batchByKey<{ name: string }, string>(maxSize, async (items) => {
      batches.push(items.map(({ name }) => name));
      await new Promise<void>((resolve, reject) => {
        ends.push((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
      return new Map(items.map((item) => [item, item.name.toUpperCase()]));
    });
    return { batches, ends, enqueue: (name: string, key = 'key') => enqueue(key, { name }) };
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
    const enqueue = queue.batchByKey<object, string>(2, (items, leads) => {
      received.push(leads);
      return Promise.resolve(new Map([...items].map((item) => [item, 'done'])));
    });
    const results = [queue.runExclusive('key', alone.run), enqueue('key', {})];
    await settled();
    expect(received).toEqual([]);
    alone.end(LEAD);
    await Promise.all(results);
    expect(received).toEqual([[LEAD]]);
  });

  test('throws if an item is left without a result', async () => {
    const enqueue = queue.batchByKey<object, string>(2, () => Promise.resolve(new Map()));
    await expect(enqueue('key', {})).rejects.toThrow('left without a result');
  });
});
