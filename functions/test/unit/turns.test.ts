import { inTurn } from '../../src/application/turns';
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
