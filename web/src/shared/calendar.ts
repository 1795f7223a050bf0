import { z } from 'zod';
import { millisOfMicros, type Micros } from '#domain/time';

const DAY_MS = 86_400_000;

export const dateOf = (time: Micros): Date => new Date(millisOfMicros(time));

export function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

export function addDays(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

/** Calendar days from one time to another. */
export function countDays(from: Date, to: Date): number {
  return Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / DAY_MS);
}

/** The value of a form's date field: `YYYY-MM-DD`. */
export function toDateField(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day that a date field or an address names. Null if it names none. */
export function parseDateField(text: string): Date | null {
  if (!z.iso.date().safeParse(text).success) return null;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return new Date(year, month - 1, day);
}

/** The value of a form's time field: `HH:MM`. */
export function toTimeField(date: Date): string {
  return date.toTimeString().slice(0, 5);
}
