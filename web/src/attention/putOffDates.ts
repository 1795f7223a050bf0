import { addDays, startOfDay } from '../shared/calendar';

/** For how long a lead can be put off with one choice. */
export const PUT_OFFS = [
  { days: 1, text: 'Hasta mañana' },
  { days: 3, text: 'Tres días' },
  { days: 7, text: 'Una semana' },
  { days: 30, text: 'Un mes' },
] as const;

const MORNING_MS = 9 * 3_600_000;

/** The morning of a day, at the agency: when a lead that was put off needs somebody again. */
export function morningOf(day: Date): Date {
  return new Date(startOfDay(day).getTime() + MORNING_MS);
}

/** The morning so many days after today. */
export function morningIn(days: number, now = new Date()): Date {
  return morningOf(addDays(now, days));
}
