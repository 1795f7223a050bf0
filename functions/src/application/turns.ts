import type { StoredLead } from '../domain/lead';

/** The leads that a task has committed, as they stand since. */
type Left = readonly StoredLead[];
type Leave = (committed: Left) => void;

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
  task: (found: Left, leave: Leave) => Promise<Result>,
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

/**
 * Makes a function for what has one turn together: the items of a key that come while it is awaited, up to
 * `most` of them. `handle` answers what became of each; where it fails, it does for all.
 */
export function inTurnTogether<Item, Result>(
  most: number,
  handle: (items: readonly Item[], found: Left, leave: Leave) => Promise<ReadonlyMap<Item, Result>>,
): (key: string, item: Item) => Promise<Result> {
  const waiting = new Map<string, Group<Item, Result>>();
  const begin = (key: string): Group<Item, Result> => {
    const items: Item[] = [];
    const results = inTurn(key, (found, leave) => {
      if (waiting.get(key)?.items === items) waiting.delete(key);
      return handle(items, found, leave);
    });
    const group = { items, results };
    waiting.set(key, group);
    return group;
  };
  return async (key, item) => {
    const known = waiting.get(key);
    const group = known === undefined || known.items.length >= most ? begin(key) : known;
    group.items.push(item);
    const result = (await group.results).get(item);
    if (result === undefined) throw new Error('Nothing was said of what had a turn');
    return result;
  };
}

/** What has a turn together. */
interface Group<Item, Result> {
  items: Item[];
  results: Promise<ReadonlyMap<Item, Result>>;
}
