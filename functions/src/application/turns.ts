const waiting = new Map<string, Promise<unknown>>();

/**
 * Runs a task after all earlier ones of the same key in this process. One instance handles many events
 * at once; without turns those of one lead would conflict with each other, commit after commit.
 */
export function inTurn<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
  const before = waiting.get(key) ?? Promise.resolve();
  const result = before.then(task, task);
  const settled = result.then(ignore, ignore).then(() => {
    if (waiting.get(key) === settled) waiting.delete(key);
  });
  waiting.set(key, settled);
  return result;
}

function ignore(): void {}
