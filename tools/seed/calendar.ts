/** Milliseconds since the epoch. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

const SUNDAY = 0;
const SATURDAY = 6;

const offset = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Madrid',
  timeZoneName: 'longOffset',
});

/** How far Madrid is ahead of UTC: one hour in winter, two in summer. */
function aheadOfUtc(time: Millis): Millis {
  const name = offset.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return Number(/\+(\d\d)/.exec(name)?.[1] ?? 0) * HOUR;
}

/** A time as the clocks of Madrid show it, to be read with the UTC getters of a Date. */
export function inMadrid(time: Millis): Date {
  return new Date(time + aheadOfUtc(time));
}

/** The time at which the clocks of Madrid show this one on the day of `time`; never in the hour of a change. */
export function madridTime(time: Millis, hour: number, minute: number): Millis {
  const midnight = Math.floor((time + aheadOfUtc(time)) / DAY) * DAY;
  const local = midnight + hour * HOUR + minute * MINUTE;
  return local - aheadOfUtc(local - HOUR);
}

export function isSunday(time: Millis): boolean {
  return inMadrid(time).getUTCDay() === SUNDAY;
}

/** Viewings are shown in the morning on six days, and on five in the afternoon. */
export function isHalfDay(time: Millis): boolean {
  return inMadrid(time).getUTCDay() === SATURDAY;
}

/** From 0, January. */
export function monthOf(time: Millis): number {
  return inMadrid(time).getUTCMonth();
}

/** A day as it is named on the command line, `YYYY-MM-DD`: its midnight in UTC; null where it is none. */
export function midnightOf(text: string): Millis | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || nameOfDay(time) !== text ? null : time;
}

export function nameOfDay(time: Millis): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
