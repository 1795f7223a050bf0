import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 5;

/**
 * Waits until a condition holds, and returns its result. Throws with what did not happen after `limitMs` milliseconds,
 * and if one answer of the condition takes longer than that.
 */
export async function until<Found>(
  what: string,
  condition: () => Found | Promise<Found>,
  limitMs = 5_000,
): Promise<Exclude<Found, false | null | undefined>> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const found = await within(what, condition(), limitMs);
    if (isThere(found)) return found;
    if (Date.now() > limit) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await wait(PAUSE_MS);
  }
}

/** Waits for a promise at most `limitMs` milliseconds, and throws after that, with what did not happen. */
export async function within<Found>(
  what: string,
  promise: Found | Promise<Found>,
  limitMs: number,
): Promise<Found> {
  const settled = new AbortController();
  const limit = wait(limitMs, undefined, settled).then(() => {
    throw new Error(`Not within ${limitMs} ms: ${what}`);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    settled.abort();
  }
}

function isThere<Found>(found: Found): found is Exclude<Found, false | null | undefined> {
  return found !== false && found !== null && found !== undefined;
}
