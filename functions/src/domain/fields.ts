import * as z from 'zod';
import { isWellFormed, recogniseWord } from './text';

/** Firestore accepts document ids of up to this many bytes of UTF-8. */
const MAX_DOCUMENT_ID_BYTES = 1_500;

/** Leads are found by these ids, and Firestore refuses queries for values that are much longer. */
const MAX_ID_BYTES = 1_400;

/**
 * A text that Firestore can hold. A request with half of a surrogate pair in it, as of an emoji that was cut,
 * fails, or is never answered. Nothing else is then said about the text.
 */
const text = z.string().refine(isWellFormed, {
  error: 'is not well-formed UTF-16: it has half a character',
  abort: true,
});

const idText = text.refine(
  (id) => bytesOf(id) <= MAX_ID_BYTES,
  `has more than ${MAX_ID_BYTES} bytes`,
);

/**
 * A text of 1 to `maxLength` characters. The length is checked in a second step, once it is known to be a
 * text: in one step, zod would also compare the `length` field of a map, and throw.
 */
export const nonEmptyText = (maxLength = Infinity) => text.pipe(z.string().min(1).max(maxLength));

/** A required id: a non-empty string. */
export const requiredId = idText.pipe(nonEmptyText());

/** Whether an optional field has no value: absent, null and empty all mean that there is none. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** An id that may be missing: absent, null and empty all mean that there is none. */
export const optionalId = idText.nullish().transform((id) => id || null);

/** Whether Firestore reserves a name: as a key of a map always, as an id mostly. */
export function isReserved(name: string): boolean {
  return /^__.*__$/s.test(name);
}

/** The id of a document that will be read: what Firestore accepts as an id. */
export const documentId = text.refine(
  (id) =>
    id !== '' &&
    bytesOf(id) <= MAX_DOCUMENT_ID_BYTES &&
    !id.includes('/') &&
    id !== '.' &&
    id !== '..' &&
    !isReserved(id),
  'is not a document id',
);

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * A word of a fixed list, in any spelling that {@link recogniseWord} accepts. It is parsed to its canonical
 * form.
 */
export function wordOf<Word extends string>(words: readonly Word[]) {
  return z.unknown().transform((value, context): Word => {
    const word = recogniseWord(words, value);
    if (word !== null) return word;
    const message = `must be one of ${words.join(', ')}`;
    context.addIssue({ code: 'custom', message, input: value });
    return z.NEVER;
  });
}

/** The same, for a field that may be missing: absent, null and empty all mean that there is none. */
export function optionalWordOf<Word extends string>(words: readonly Word[]) {
  const word = wordOf(words);
  return z
    .preprocess((value) => (value === '' ? null : value), word.nullish())
    .transform((value) => value ?? null);
}

/** The key of a table that a value is, in any spelling; null if it is none. The table is asked at each call. */
export function recogniseKey<Table extends object>(
  table: Table,
  value: unknown,
): Extract<keyof Table, string> | null {
  const keys = Object.keys(table) as Extract<keyof Table, string>[];
  return keys.find((each) => each === value) ?? recogniseWord(keys, value);
}

/** The same for the keys of a table. */
export function keyOf<Table extends object>(table: Table) {
  return z.unknown().transform((value, context) => {
    const key = recogniseKey(table, value);
    if (key !== null) return key;
    const message = `must be one of ${Object.keys(table).join(', ')}`;
    context.addIssue({ code: 'custom', message, input: value });
    return z.NEVER;
  });
}
