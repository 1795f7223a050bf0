import {
  atMadridHour,
  DAY,
  HOUR,
  isHalfDay,
  isSunday,
  MINUTE,
  SECOND,
  toMadridDate,
  type Millis,
} from './madridTime';
import type { Random } from './random';

/** The hours in Madrid at which something may begin, on a whole day and on a half day. */
interface Hours {
  whole: readonly number[];
  half: readonly number[];
}
const DESK_HOURS: Hours = { whole: [9, 10, 11, 12, 13, 16, 17, 18, 19], half: [9, 10, 11, 12, 13] };
const VIEWING_HOURS: Hours = { whole: [10, 11, 12, 13, 16, 17, 18, 19], half: [10, 11, 12, 13] };

const FIRST_HOUR_AT_HOME = 9;
const LAST_HOUR_AT_HOME = 22;

/** A later time at which an agent is at work: on the same day if possible, else on the next. */
export function pickDeskTime(after: Millis, random: Random): Millis {
  return pickHour(after, random, DESK_HOURS) + pickWithinHour(random);
}

/** A later time at which a viewing may begin: on the hour or at half past. */
export function pickViewingTime(after: Millis, random: Random): Millis {
  return pickHour(after, random, VIEWING_HOURS) + (random.happens(0.5) ? 30 * MINUTE : 0);
}

/** A later time at which a customer is at home, on any day of the week. */
export function pickHomeTime(after: Millis, random: Random): Millis {
  const hourNow = toMadridDate(after).getUTCHours();
  const isLate = hourNow >= LAST_HOUR_AT_HOME;
  const day = isLate ? after + DAY : after;
  const firstHour = isLate ? FIRST_HOUR_AT_HOME : Math.max(FIRST_HOUR_AT_HOME, hourNow + 1);
  const hour = random.int(firstHour, LAST_HOUR_AT_HOME);
  return atMadridHour(day, hour) + pickWithinHour(random);
}

function pickHour(after: Millis, random: Random, hours: Hours): Millis {
  for (let day = after; ; day += DAY) {
    if (isSunday(day)) continue;
    const starts = (isHalfDay(day) ? hours.half : hours.whole)
      .map((hour) => atMadridHour(day, hour))
      .filter((start) => start > after);
    if (starts.length > 0) return random.pick(starts);
  }
}

function pickWithinHour(random: Random): Millis {
  return random.int(0, HOUR / SECOND - 1) * SECOND;
}
