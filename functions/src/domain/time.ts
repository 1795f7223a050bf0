import * as z from 'zod';

/** Microseconds since the epoch: Firestore's own resolution, exact in a number until the year 2255. */
export type Micros = number;

const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE: Micros = 60 * MICROS_PER_SECOND;
export const MICROS_PER_DAY: Micros = 24 * 60 * MICROS_PER_MINUTE;
const MICROS_PER_MILLI = 1_000;
const NANOS_PER_MICRO = 1_000;

/**
 * Anything with the shape of a Firestore Timestamp (Admin SDK or web SDK), as {@link Micros}. A time that
 * a number cannot hold exactly is refused: rounded to the end of the year 9999, it would be later than
 * any time that Firestore can store.
 */
export const timestampSchema = z
  .object({
    seconds: z.number().int(),
    nanoseconds: z.number().int().min(0).max(999_999_999),
  })
  .transform(
    ({ seconds, nanoseconds }): Micros =>
      seconds * MICROS_PER_SECOND + Math.floor(nanoseconds / NANOS_PER_MICRO),
  )
  .refine(Number.isSafeInteger, 'is too far away');

/** The whole seconds and the nanoseconds of a time, as a Firestore Timestamp holds them. */
export function secondsAndNanos(time: Micros): { seconds: number; nanoseconds: number } {
  const seconds = Math.floor(time / MICROS_PER_SECOND);
  return { seconds, nanoseconds: (time - seconds * MICROS_PER_SECOND) * NANOS_PER_MICRO };
}

/** Seconds, with their fraction, from `earlier` to `later`; at least 0. */
export function secondsBetween(earlier: Micros, later: Micros): number {
  return Math.max(0, (later - earlier) / MICROS_PER_SECOND);
}

/** The time that is so many seconds before another; seconds may have a fraction. */
export function secondsBefore(time: Micros, seconds: number): Micros {
  return time - Math.round(seconds * MICROS_PER_SECOND);
}

export function microsOfMillis(millis: number): Micros {
  return Math.round(millis * MICROS_PER_MILLI);
}

/** Whole milliseconds, rounded down. */
export function millisOfMicros(time: Micros): number {
  return Math.floor(time / MICROS_PER_MILLI);
}
