import type { Micros } from '../time';
import { statementsOf } from './statements';
import type { Viewings } from './viewing';

/**
 * When the next viewing of a lead begins: the earliest `startsAt` among the viewings that say _scheduled_
 * (docs/contract.md §2). It may have passed. Null if none of them has a date.
 */
export function nextViewingAt(viewings: Viewings): Micros | null {
  let next: Micros | null = null;
  for (const viewing of viewings.values()) {
    const startsAt = viewing.appointment?.startsAt ?? null;
    if (startsAt === null || (next !== null && next <= startsAt)) continue;
    if (statementsOf(viewing).some(({ state }) => state === 'scheduled')) next = startsAt;
  }
  return next;
}
