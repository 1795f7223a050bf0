import * as z from 'zod';

/** Microseconds since the epoch: Firestore's own resolution, exact in a number until the year 2255. */
export type Micros = number;

const MICROS_PER_SECOND = 1_000_000;
const NANOS_PER_MICRO = 1_000;

/**
 * Anything with a Firestore Timestamp's shape (of the Admin SDK or the web SDK), as {@link Micros}. A
 * time that they cannot hold exactly is none: put back into a Timestamp, the end of the year 9999
 * would be past what Firestore can hold.
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

/** The whole seconds and the nanoseconds of a time: what a Firestore Timestamp is made of. */
export function secondsAndNanos(time: Micros): { seconds: number; nanoseconds: number } {
  const seconds = Math.floor(time / MICROS_PER_SECOND);
  return { seconds, nanoseconds: (time - seconds * MICROS_PER_SECOND) * NANOS_PER_MICRO };
}

/** Seconds (with their fraction) from `earlier` to `later`, at least 0. */
export function secondsBetween(earlier: Micros, later: Micros): number {
  return Math.max(0, (later - earlier) / MICROS_PER_SECOND);
}

export function microsOfMillis(millis: number): Micros {
  return Math.round(millis * 1_000);
}
