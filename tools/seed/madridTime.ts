/** Milliseconds since the epoch. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

const SUNDAY = 0;
const SATURDAY = 6;

const offsetFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Madrid',
  timeZoneName: 'longOffset',
});

/** How far Madrid is ahead of UTC: one hour in winter, two in summer. */
function getOffset(time: Millis): Millis {
  const parts = offsetFormat.formatToParts(time);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return Number(/\+(\d\d)/.exec(name)?.[1] ?? 0) * HOUR;
}

/** A date whose UTC getters read what the clocks of Madrid show at a time. */
export function toMadridDate(time: Millis): Date {
  return new Date(time + getOffset(time));
}

/**
 * The time at which the clocks of Madrid show `hour:minute`, on the Madrid day of `day`. Wrong in the
 * hour in which clocks change.
 */
export function atMadridHour(day: Millis, hour: number, minute = 0): Millis {
  const midnight = Math.floor((day + getOffset(day)) / DAY) * DAY;
  const local = midnight + hour * HOUR + minute * MINUTE;
  return local - getOffset(local - HOUR);
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
