import type { StoredLead } from '../domain/lead';

/** The leads that a task has committed, as they stand since. */
type Left = readonly StoredLead[];

const latest = new Map<string, Promise<Left>>();

/**
 * Runs a task after all earlier ones of the same key in this process. One instance handles many events
 * at once; without turns those of one lead would conflict with each other, commit after commit.
 *
 * A task may leave the leads that it has committed to the next one, where that waits already: `found`
 * is what the one before has left, and as good as a read at the moment of that commit. Nothing is left
 * by a task that fails.
 */
export function inTurn<Result>(
  key: string,
  task: (found: Left, leave: (committed: Left) => void) => Promise<Result>,
): Promise<Result> {
  const before = latest.get(key) ?? Promise.resolve([]);
  let left: Left = [];
  const result = before.then((found) =>
    task(found, (committed) => {
      left = committed;
    }),
  );
  const ended = result.then(
    () => left,
    () => [],
  );
  latest.set(key, ended);
  void ended.then(() => {
    if (latest.get(key) === ended) latest.delete(key);
  });
  return result;
}
