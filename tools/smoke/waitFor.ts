import { setTimeout as wait } from 'node:timers/promises';

/** A first event waits for an instance to start, and a new project for its permissions. */
const LIMIT_MS = 60_000;
const PAUSE_MS = 500;

/** Waits until a condition holds. Throws after a minute, with `what` did not happen. */
export async function waitFor(what: string, holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`Not within ${LIMIT_MS / 1_000} seconds: ${what}`);
    await wait(PAUSE_MS);
  }
}
