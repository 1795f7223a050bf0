/** Hands things on to the task that waits behind this one. */
export type HandOn<Item> = (items: readonly Item[]) => void;

/** Items of one key that are handled together, and what becomes of each. */
interface Batch<Item, Result> {
  items: Item[];
  results: Promise<ReadonlyMap<Item, Result>>;
}

/**
 * Runs tasks of one key one after the other. One instance handles many events at once; without a queue,
 * those of one lead would conflict with each other, commit after commit.
 *
 * A task may hand things on. The next task gets them if it is waiting already: they are then as fresh as a
 * read at the end of the previous task. A task that fails hands nothing on.
 */
export class KeyedQueue<Handed> {
  /** What the last task of each key hands on. */
  private readonly ends = new Map<string, Promise<readonly Handed[]>>();

  /** Runs a task after all earlier tasks of its key. */
  runExclusive<Result>(
    key: string,
    task: (handed: readonly Handed[], handOn: HandOn<Handed>) => Promise<Result>,
  ): Promise<Result> {
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

  /**
   * Makes a function that queues items and handles those of one key together: all that come while the key
   * is busy, up to `maxSize`. `handle` returns what became of each; if it fails, it fails for all.
   */
  batchByKey<Item, Result>(
    maxSize: number,
    handle: (
      items: readonly Item[],
      handed: readonly Handed[],
      handOn: HandOn<Handed>,
    ) => Promise<ReadonlyMap<Item, Result>>,
  ): (key: string, item: Item) => Promise<Result> {
    const waiting = new Map<string, Batch<Item, Result>>();
    const begin = (key: string): Batch<Item, Result> => {
      const items: Item[] = [];
      const results = this.runExclusive(key, (handed, handOn) => {
        if (waiting.get(key)?.items === items) waiting.delete(key);
        return handle(items, handed, handOn);
      });
      const batch = { items, results };
      waiting.set(key, batch);
      return batch;
    };
    return async (key, item) => {
      const known = waiting.get(key);
      const batch = known === undefined || known.items.length >= maxSize ? begin(key) : known;
      batch.items.push(item);
      const result = (await batch.results).get(item);
      if (result === undefined) throw new Error('An item of a batch was left without a result');
      return result;
    };
  }
}
