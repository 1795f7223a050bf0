import { Deadline } from './deadline';

/** Hands things on to the task that waits behind this one. */
export type HandOn<Item> = (items: readonly Item[]) => void;

/** A piece of work: what earlier work handed on, and the means to hand things on. */
type Task<Handed, Result> = (handed: readonly Handed[], handOn: HandOn<Handed>) => Promise<Result>;

/** What became of each item of a batch: a result, or an error of its own. */
export type BatchResults<Item, Result> = ReadonlyMap<Item, PromiseSettledResult<Result>>;

/** Items of one key that are handled together, and what becomes of each. */
interface Batch<Item, Result> {
  items: Item[];
  results: Promise<BatchResults<Item, Result>>;
}

/**
 * Runs tasks of one key one after the other. One instance handles many events at once; without a queue,
 * those of one lead would conflict with each other, commit after commit.
 *
 * A task may hand things on. The next task gets them if it is waiting already: they are then as fresh as a
 * read at the end of the previous task. A task that fails hands nothing on.
 *
 * Nothing waits for a task whose deadline has passed: its turn ends, and the next task begins. What it
 * still does must be harmless, and what it hands on is ignored.
 */
export class KeyedQueue<Handed> {
  /** What the last task of each key hands on. */
  private readonly ends = new Map<string, Promise<readonly Handed[]>>();

  /**
   * Runs a task after all earlier tasks of its key. Throws when its deadline passes. A task that is still
   * waiting then never begins.
   */
  runExclusive<Result>(
    key: string,
    task: Task<Handed, Result>,
    deadline = new Deadline(),
  ): Promise<Result> {
    const turn = this.takeTurn(key, (handed, handOn) => {
      deadline.throwIfPassed();
      return deadline.limit(task(handed, handOn));
    });
    return deadline.limit(turn);
  }

  /**
   * Makes a function that queues items and handles those of one key together: all that come while the key
   * is busy, up to `maxSize`. `handle` returns what became of each; if it fails, it fails for all.
   *
   * The function throws when the item's deadline passes. An item whose batch has not begun by then is not
   * handled. A batch has its turn until the last deadline of its items.
   */
  batchByKey<Item extends { deadline: Deadline }, Result>(
    maxSize: number,
    handle: (
      items: readonly Item[],
      handed: readonly Handed[],
      handOn: HandOn<Handed>,
    ) => Promise<BatchResults<Item, Result>>,
  ): (key: string, item: Item) => Promise<Result> {
    const waiting = new Map<string, Batch<Item, Result>>();
    const begin = (key: string): Batch<Item, Result> => {
      const items: Item[] = [];
      const results = this.takeTurn(key, async (handed, handOn) => {
        if (waiting.get(key)?.items === items) waiting.delete(key);
        const [first, ...others] = items.filter(({ deadline }) => !deadline.isPassed);
        if (first === undefined) return new Map<Item, PromiseSettledResult<Result>>();
        const last = Deadline.latest(first.deadline, ...others.map(({ deadline }) => deadline));
        return last.limit(handle([first, ...others], handed, handOn));
      });
      const batch = { items, results };
      waiting.set(key, batch);
      return batch;
    };
    return async (key, item) => {
      const known = waiting.get(key);
      const batch = known === undefined || known.items.length >= maxSize ? begin(key) : known;
      batch.items.push(item);
      return resultOf(item, await item.deadline.limit(batch.results));
    };
  }

  /** Runs a task after all earlier tasks of its key. The turn ends when the task does. */
  private takeTurn<Result>(key: string, task: Task<Handed, Result>): Promise<Result> {
    const before = this.ends.get(key) ?? Promise.resolve([]);
    let handedOn: readonly Handed[] = [];
    const result = before.then((handed) =>
      task(handed, (items) => {
        handedOn = items;
      }),
    );
    const end = result.then(
      () => handedOn,
      () => [],
    );
    this.ends.set(key, end);
    void end.then(() => {
      if (this.ends.get(key) === end) this.ends.delete(key);
    });
    return result;
  }
}

/** The result of one item of a batch. Throws its error, or its deadline's if it was not handled in time. */
function resultOf<Item extends { deadline: Deadline }, Result>(
  item: Item,
  results: BatchResults<Item, Result>,
): Result {
  const settled = results.get(item);
  switch (settled?.status) {
    case 'fulfilled':
      return settled.value;
    case 'rejected':
      throw settled.reason;
    case undefined:
      item.deadline.throwIfPassed();
      throw new Error('An item of a batch was left without a result');
  }
}
