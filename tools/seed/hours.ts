import {
  DAY,
  HOUR,
  inMadrid,
  isHalfDay,
  isSunday,
  madridTime,
  MINUTE,
  SECOND,
  type Millis,
} from './calendar';
import type { Chance } from './chance';

/** Hours at which somebody starts work or a viewing, in Madrid: on weekdays, and on a half day. */
const DESK = { whole: [9, 10, 11, 12, 13, 16, 17, 18, 19], half: [9, 10, 11, 12, 13] };
const VIEWINGS = { whole: [10, 11, 12, 13, 16, 17, 18, 19], half: [10, 11, 12, 13] };

const LAST_HOUR_AT_HOME = 22;
const FIRST_HOUR_AT_HOME = 9;

/** A time after this one, on the same day or the next ones, at which an agent is at work. */
export function deskTimeAfter(time: Millis, chance: Chance): Millis {
  return hourAfter(time, chance, DESK) + chance.int(0, HOUR / SECOND - 1) * SECOND;
}

/** The same for a viewing, which begins on the hour or at half past. */
export function viewingTimeAfter(time: Millis, chance: Chance): Millis {
  return hourAfter(time, chance, VIEWINGS) + (chance.happens(0.5) ? 30 * MINUTE : 0);
}

/** The same for a customer at home, on any day. */
export function homeTimeAfter(time: Millis, chance: Chance): Millis {
  const isLate = inMadrid(time).getUTCHours() >= LAST_HOUR_AT_HOME;
  const day = isLate ? time + DAY : time;
  const first = isLate
    ? FIRST_HOUR_AT_HOME
    : Math.max(FIRST_HOUR_AT_HOME, inMadrid(time).getUTCHours() + 1);
  const hour = chance.int(first, LAST_HOUR_AT_HOME);
  return madridTime(day, hour, 0) + chance.int(0, HOUR / SECOND - 1) * SECOND;
}

function hourAfter(time: Millis, chance: Chance, hours: typeof DESK): Millis {
  for (let day = time; ; day += DAY) {
    if (isSunday(day)) continue;
    const ofDay = isHalfDay(day) ? hours.half : hours.whole;
    const free = ofDay.map((hour) => madridTime(day, hour, 0)).filter((start) => start > time);
    if (free.length > 0) return chance.pick(free);
  }
}
