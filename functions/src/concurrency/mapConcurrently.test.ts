import { mapConcurrently } from './mapConcurrently';

/** Tasks that each wait until the test ends them. */
function tasks() {
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  return {
    begun,
    end: (n: number, error?: Error) => {
      ends[n]?.(error);
    },
    task: async (n: number): Promise<string> => {
      begun.push(n);
      await new Promise<void>((resolve, reject) => {
        ends[n] = (error) => {
          if (error === undefined) resolve();
          else reject(error);
        };
      });
      return `done ${String(n)}`;
    },
  };
}

const settled = () => new Promise(setImmediate);

test('at most `concurrency` items are processed at the same time, and the results keep their order', async () => {
  const { begun, end, task } = tasks();
  const all = mapConcurrently([0, 1, 2, 3], task, 2);
  await settled();
  expect(begun).toEqual([0, 1]);
  end(1);
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  for (const n of [2, 0]) end(n);
  await settled();
  end(3);
  await expect(all).resolves.toEqual(['done 0', 'done 1', 'done 2', 'done 3']);
});

test('no item is begun after one has failed', async () => {
  const { begun, end, task } = tasks();
  const all = mapConcurrently([0, 1, 2, 3], task, 2);
  const failing = expect(all).rejects.toThrow('Made by a test');
  await settled();
  end(0, new Error('Made by a test'));
  await settled();
  end(1);
  await settled();
  expect(begun).toEqual([0, 1]);
  await failing;
});

test('an empty list has an empty result', async () => {
  await expect(mapConcurrently([], () => Promise.reject(new Error('Never')))).resolves.toEqual([]);
});
