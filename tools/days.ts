import { microsOfMillis, type Micros } from '../functions/src/domain/time';

/** A calendar day in the time zone of whoever asks. */
export interface Day {
  /** `2026-01-31`. */
  text: string;
  begins: Micros;
  ends: Micros;
}

/** Null for what is no day of the calendar. */
export function dayOf(text: string): Day | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const midnight = new Date(year, month - 1, day);
  // The calendar makes 3 March of 31 February.
  if (textOf(midnight) !== text) return null;
  return {
    text,
    begins: microsOfMillis(midnight.getTime()),
    ends: microsOfMillis(new Date(year, month - 1, day + 1).getTime()),
  };
}

/** `2026-01`, in the time zone of whoever asks. */
export function monthOf(time: Micros): string {
  return textOf(new Date(time / 1_000)).slice(0, -'-01'.length);
}

export function today(): string {
  return textOf(new Date());
}

export function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function textOf(date: Date): string {
  const numbers = [date.getMonth() + 1, date.getDate()].map((each) => twoDigits(each));
  return [String(date.getFullYear()).padStart(4, '0'), ...numbers].join('-');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
