import { setTimeout as wait } from 'node:timers/promises';

/**
 * How long a test waits for a condition, a window or a process, in milliseconds. Long enough for a busy machine and for the
 * first event of a function, which waits for its process to start: only a test that hangs reaches it.
 */
export const LIMIT_MS = 60_000;

const PAUSE_MS = 5;

/**
 * Waits until a condition holds, and returns its result. Throws an error that names `what` after `LIMIT_MS`, or if one
 * call of the condition takes longer than that.
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

/** Waits for a promise. Throws an error that names `what` if it takes longer than `LIMIT_MS`. */
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
