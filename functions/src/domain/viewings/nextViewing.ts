import type { Micros } from '../time';
import { statementsOf } from './statements';
import type { Viewings } from './viewing';

/** When a viewing takes place. */
export interface ViewingTime {
  startsAt: Micros;
  /** Null if nobody said it. */
  endsAt: Micros | null;
}

/**
 * The next viewing of a lead: the one with the earliest `startsAt` among those that say _scheduled_
 * (docs/contract.md §2). It may have passed. Of several at one time, the one that ends last. Null if none of them
 * has a date.
 */
export function nextViewing(viewings: Viewings): ViewingTime | null {
  let next: ViewingTime | null = null;
  for (const viewing of viewings.values()) {
    const { startsAt = null, endsAt = null } = viewing.appointment ?? {};
    if (startsAt === null || (next !== null && !comesBefore({ startsAt, endsAt }, next))) continue;
    if (statementsOf(viewing).some(({ state }) => state === 'scheduled')) {
      next = { startsAt, endsAt };
    }
  }
  return next;
}

function comesBefore(one: ViewingTime, other: ViewingTime): boolean {
  if (one.startsAt !== other.startsAt) return one.startsAt < other.startsAt;
  return (one.endsAt ?? 0) > (other.endsAt ?? 0);
}
