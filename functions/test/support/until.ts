import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 5;

/**
 * Waits until a condition holds, and returns its result. Throws after `limitMs` milliseconds, with `what`
 * did not happen.
 */
export async function until<Found>(
  what: string,
  condition: () => Found | Promise<Found>,
  limitMs = 5_000,
): Promise<Exclude<Found, false | null | undefined>> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const found = await condition();
    if (isThere(found)) return found;
    if (Date.now() > limit) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await wait(PAUSE_MS);
  }
}

function isThere<Found>(found: Found): found is Exclude<Found, false | null | undefined> {
  return found !== false && found !== null && found !== undefined;
}
