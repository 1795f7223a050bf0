const DEFAULT_CONCURRENCY = 20;

/**
 * Runs a task for each item, at most `concurrency` at a time. The results keep the order of the items.
 * After a task fails, no other is begun.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
  concurrency = DEFAULT_CONCURRENCY,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      results[index] = await task(item).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
      if (hasFailed) return;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}
