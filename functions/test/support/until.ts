import { setTimeout as wait } from 'node:timers/promises';

/**
 * How long a test waits for a condition, a window or a process, in milliseconds. That only ends what would never end: a
 * busy machine takes its time, and the first event of each function waits for its process to start.
 */
export const LIMIT_MS = 60_000;

const PAUSE_MS = 5;

/**
 * Waits until a condition holds, and returns its result. Throws with what did not happen after `LIMIT_MS`, and if one
 * answer of the condition takes longer than that.
 */
export async function until<Found>(
  what: string,
  condition: () => Found | Promise<Found>,
): Promise<Exclude<Found, false | null | undefined>> {
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await within(what, condition());
    if (isThere(found)) return found;
    if (Date.now() > limit) throw lateError(what);
    await wait(PAUSE_MS);
  }
}

/** Waits for a promise at most `LIMIT_MS`, and throws after that, with what did not happen. */
export async function within<Found>(what: string, promise: Found | Promise<Found>): Promise<Found> {
  const settled = new AbortController();
  const limit = wait(LIMIT_MS, undefined, settled).then(() => {
    throw lateError(what);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    settled.abort();
  }
}

const lateError = (what: string) => new Error(`Not within ${LIMIT_MS} ms: ${what}`);

function isThere<Found>(found: Found): found is Exclude<Found, false | null | undefined> {
  return found !== false && found !== null && found !== undefined;
}
