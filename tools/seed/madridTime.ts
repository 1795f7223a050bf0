import { clockAt, timesAt } from '../../functions/src/domain/timeZone';

/** Milliseconds since the epoch. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

const SUNDAY = 0;
const SATURDAY = 6;

const MADRID = 'Europe/Madrid';

/** A date whose UTC getters read what the clocks of Madrid show at a time. */
export function toMadridDate(time: Millis): Date {
  return new Date(clockAt(time, MADRID));
}

/** The time at which the clocks of Madrid show `hour:minute`, by day, on the Madrid day of `day`. */
export function atMadridHour(day: Millis, hour: number, minute = 0): Millis {
  const midnight = Math.floor(clockAt(day, MADRID) / DAY) * DAY;
  const clock = midnight + hour * HOUR + minute * MINUTE;
  const [time] = timesAt(clock, MADRID);
  if (time === undefined) throw new Error('Clocks change at night, and nobody works then');
  return time;
}

export function isSunday(time: Millis): boolean {
  return toMadridDate(time).getUTCDay() === SUNDAY;
}

/** On Saturdays the agency works in the morning only. */
export function isHalfDay(time: Millis): boolean {
  return toMadridDate(time).getUTCDay() === SATURDAY;
}

/** The month in Madrid, from 0 for January. */
export function getMadridMonth(time: Millis): number {
  return toMadridDate(time).getUTCMonth();
}
