/** How many of many documents are worked on at the same time. */
const GROUP_SIZE = 20;

/** Does a task for each of many things, a group of them at a time; the answers keep their order. */
export async function inGroups<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += GROUP_SIZE) {
    results.push(...(await Promise.all(items.slice(start, start + GROUP_SIZE).map(task))));
  }
  return results;
}
