import * as z from 'zod';

/** Microseconds since the epoch: Firestore's own resolution, exact in a number until the year 2255. */
export type Micros = number;

const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE: Micros = 60 * MICROS_PER_SECOND;
export const MICROS_PER_DAY: Micros = 24 * 60 * MICROS_PER_MINUTE;
const MICROS_PER_MILLI = 1_000;
const NANOS_PER_MICRO = 1_000;
const NANOS_PER_SECOND = 1_000_000_000;

/**
 * Anything with the shape of a Firestore Timestamp (Admin SDK or web SDK), as {@link Micros}; null for
 * anything else. A time that a number cannot hold exactly is refused: rounded to the end of the year 9999,
 * it would be later than any time that Firestore can store.
 */
export function readTimestamp(value: unknown): Micros | null {
  if (typeof value !== 'object' || value === null) return null;
  const { seconds, nanoseconds }: { seconds?: unknown; nanoseconds?: unknown } = value;
  if (!isWhole(seconds) || !isWhole(nanoseconds)) return null;
  if (nanoseconds < 0 || nanoseconds >= NANOS_PER_SECOND) return null;
  const time = seconds * MICROS_PER_SECOND + Math.floor(nanoseconds / NANOS_PER_MICRO);
  return isWhole(time) ? time : null;
}

/** Those of some fields that hold something in the place of a time. An empty text counts as nothing. */
export function unreadableTimes(
  data: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): string[] {
  return fields.filter((field) => {
    const value = data[field];
    const isAbsent = value === undefined || value === null || value === '';
    return !isAbsent && readTimestamp(value) === null;
  });
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** The same as a schema. */
export const timestampSchema = z.unknown().transform((value, context): Micros => {
  const time = readTimestamp(value);
  if (time !== null) return time;
  context.addIssue({ code: 'custom', message: 'is not a time, or too far away', input: value });
  return z.NEVER;
});

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
