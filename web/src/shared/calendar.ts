/**
 * Days and hours by the clocks of the agency, whatever the clocks of the device show. A day is the time at which
 * it begins there.
 */
import { z } from 'zod';
import { millisOfMicros, type Micros } from '#domain/time';
import { clockAt, dayBegins, timesAt } from '#domain/timeZone';

const DAY_MS = 86_400_000;
const DAYS_IN_WEEK = 7;

/** 1 January 1970 was a Thursday. */
const DAYS_SINCE_MONDAY = 3;

export const dateOf = (time: Micros): Date => new Date(millisOfMicros(time));

export function startOfDay(date: Date, timeZone = AGENCY_TIME_ZONE): Date {
  return new Date(dayBegins(readClock(date, timeZone), timeZone));
}

export function addDays(date: Date, days: number, timeZone = AGENCY_TIME_ZONE): Date {
  return new Date(dayBegins(readClock(date, timeZone) + days * DAY_MS, timeZone));
}

/** The Monday of a day's week. */
export function startOfWeek(date: Date, timeZone = AGENCY_TIME_ZONE): Date {
  const days = Math.floor(readClock(date, timeZone) / DAY_MS) + DAYS_SINCE_MONDAY;
  return addDays(date, -(days % DAYS_IN_WEEK), timeZone);
}

/** Calendar days from one time to another. */
export function countDays(from: Date, to: Date, timeZone = AGENCY_TIME_ZONE): number {
  const [first, last] = [from, to].map((date) => Math.floor(readClock(date, timeZone) / DAY_MS));
  return (last ?? 0) - (first ?? 0);
}

export function isSameYear(one: Date, other: Date, timeZone = AGENCY_TIME_ZONE): boolean {
  const year = (date: Date): string => toDateField(date, timeZone).slice(0, 4);
  return year(one) === year(other);
}

/** The next full hour. */
export function nextHour(date: Date, timeZone = AGENCY_TIME_ZONE): Date {
  const hour = 3_600_000;
  const past = readClock(date, timeZone) % hour;
  return new Date(date.getTime() + hour - past);
}

/** The value of a form's date field: `YYYY-MM-DD`. */
export function toDateField(date: Date, timeZone = AGENCY_TIME_ZONE): string {
  return new Date(readClock(date, timeZone)).toISOString().slice(0, 10);
}

/** The day that a date field or an address names. Null if it names none. */
export function parseDateField(text: string, timeZone = AGENCY_TIME_ZONE): Date | null {
  if (!z.iso.date().safeParse(text).success) return null;
  return new Date(dayBegins(Date.parse(`${text}T00:00Z`), timeZone));
}

/** The value of a form's time field: `HH:MM`. */
export function toTimeField(date: Date, timeZone = AGENCY_TIME_ZONE): string {
  return new Date(readClock(date, timeZone)).toISOString().slice(11, 16);
}

/**
 * The times that a date field and a time field name: none in the hour that clocks skip when summer begins, two in
 * the hour that they show twice when it ends, the summer's first. Null if the fields name no day or no hour.
 */
export function parseTimeFields(
  day: string,
  time: string,
  timeZone = AGENCY_TIME_ZONE,
): Date[] | null {
  if (!z.iso.date().safeParse(day).success || !/^\d\d:\d\d/.test(time)) return null;
  const clock = Date.parse(`${day}T${time.slice(0, 5)}Z`);
  return timesAt(clock, timeZone).map((each) => new Date(each));
}

/** Whether the clocks of this device show something else than those of the agency at a time. */
export function isOtherOnDevice(date: Date, timeZone = AGENCY_TIME_ZONE): boolean {
  return date.getTime() - date.getTimezoneOffset() * 60_000 !== readClock(date, timeZone);
}

function readClock(date: Date, timeZone: string): number {
  return clockAt(date.getTime(), timeZone);
}
