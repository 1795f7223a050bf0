import * as z from 'zod';
import { microsOfMillis, readTimestamp, type Micros } from '../time';

/*
 * Exports to JSON have no Timestamps: they write a map (`_seconds`, `_nanoseconds`), as the Admin SDK's `toJSON` does, or a
 * text in ISO 8601, and some write numbers as texts. What is restored from one holds these forms.
 */

/** The fields that hold times, at any depth: in the others a text stays a text. */
const TIMES: ReadonlySet<string> = new Set([
  ...['startsAt', 'endsAt', 'createdAt', 'updatedAt', 'statusAt', 'expireAt', 'completedAt', 'at'],
  ...[
    'statusChangedAt',
    'nextViewingAt',
    'effectiveAt',
    'anonymisedAt',
    'followUpAt',
    'listingStatusAt',
  ],
  // Of a lead's viewings (domain/viewings/storedViewings.ts).
  ...['by', 'made', 'open', 'from', 'to', 'info', 'show'],
]);
const NUMBERS: ReadonlySet<string> = new Set(['seq', 'secondsInPrevious', 'skipped', 'amount']);

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a document that hold such forms, as they have to be. `toTime` makes the times. */
export function mendedFields(data: Fields, toTime: (time: Micros) => unknown): Fields {
  return Object.fromEntries(
    Object.entries(data).flatMap(([field, value]) => {
      const mended = mend(field, value, toTime);
      return mended === value ? [] : [[field, mended]];
    }),
  );
}

/** Whether a document holds such a form. */
export function hasExportedForms(data: Fields): boolean {
  return Object.keys(mendedFields(data, (time) => time)).length > 0;
}

/** The same value if there is nothing to mend in it. */
function mend(field: string, value: unknown, toTime: (time: Micros) => unknown): unknown {
  if (typeof value === 'string') {
    const number = NUMBERS.has(field) ? numberIn(value) : null;
    if (number !== null) return number;
    const time = TIMES.has(field) ? timeIn(value) : null;
    return time === null ? value : toTime(time);
  }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => mend(field, item, toTime));
    return items.some((item, n) => item !== value[n]) ? items : value;
  }
  if (!isMap(value)) return value;
  const time = timeOfMap(value);
  if (time !== null) return toTime(time);
  const mended = mendedFields(value, toTime);
  return Object.keys(mended).length === 0 ? value : { ...value, ...mended };
}

function numberIn(text: string): number | null {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Whole seconds, with their zone. */
const secondsSchema = z.iso.datetime({ offset: true }).pipe(z.coerce.date());

function timeIn(text: string): Micros | null {
  const [, dayAndTime, fraction = '', zone] =
    /^([^.]+:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const seconds = secondsSchema.safeParse(`${dayAndTime ?? ''}${zone ?? ''}`);
  if (!seconds.success) return null;
  const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
  return microsOfMillis(seconds.data.getTime()) + micros;
}

function timeOfMap(map: Fields): Micros | null {
  const { _seconds, _nanoseconds, ...others } = map;
  if (Object.keys(others).length > 0) return null;
  const [seconds, nanoseconds] = [_seconds, _nanoseconds].map((part) =>
    typeof part === 'string' ? numberIn(part) : part,
  );
  return readTimestamp({ seconds, nanoseconds });
}

/** A plain map: neither a Timestamp nor a reference. */
function isMap(value: unknown): value is Fields {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
