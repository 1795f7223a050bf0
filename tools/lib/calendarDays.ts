import { microsOfMillis, millisOfMicros, type Micros } from '../../functions/src/domain/time';

/** A day of the calendar. Which span of time it is depends on a time zone. */
export interface CalendarDay {
  /** `2026-01-31`. */
  text: string;
  /** Its midnight in UTC, in milliseconds since the epoch. */
  utcMidnight: number;
}

/** A day as the command line names it, `YYYY-MM-DD`; null if the calendar has no such day. */
export function parseDay(text: string): CalendarDay | null {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return null;
  const utcMidnight = Date.parse(`${text}T00:00:00Z`);
  // V8 reads 31 February as 3 March.
  if (Number.isNaN(utcMidnight) || formatUtcDay(utcMidnight) !== text) return null;
  return { text, utcMidnight };
}

/** The UTC day of a time in milliseconds. */
export function formatUtcDay(millis: number): string {
  return new Date(millis).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** A day in the time zone of this machine: from its midnight to the next. */
export function getLocalSpan({ utcMidnight }: CalendarDay): { begins: Micros; ends: Micros } {
  const date = new Date(utcMidnight);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return {
    begins: microsOfMillis(new Date(year, month, day).getTime()),
    ends: microsOfMillis(new Date(year, month, day + 1).getTime()),
  };
}

/** The last day before a moment, in the time zone of this machine: that of a span which ends then. */
export function formatLastDay(ends: Micros): string {
  return formatLocalDay(new Date(millisOfMicros(ends) - 1));
}

/** `2026-01`, in the time zone of this machine. */
export function formatLocalMonth(time: Micros): string {
  return formatLocalDay(new Date(millisOfMicros(time))).slice(0, 'YYYY-MM'.length);
}

/** Today in the time zone of this machine. */
export function formatToday(): string {
  return formatLocalDay(new Date());
}

export function getLocalTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function formatLocalDay(date: Date): string {
  const year = String(date.getFullYear()).padStart(4, '0');
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0'));
  return `${year}-${month ?? ''}-${day ?? ''}`;
}
