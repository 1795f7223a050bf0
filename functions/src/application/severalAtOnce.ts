/** How many of many documents are worked on at the same time, unless said otherwise. */
const AT_ONCE = 20;

/**
 * Does a task for each of many things, a bounded number at the same time; the answers keep their order.
 * Where one throws, no other is begun.
 */
export async function severalAtOnce<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
  atOnce = AT_ONCE,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let isBroken = false;
  const worker = async (): Promise<void> => {
    for (const [place, item] of waiting) {
      results[place] = await task(item).catch((error: unknown) => {
        isBroken = true;
        throw error;
      });
      if (isBroken) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
