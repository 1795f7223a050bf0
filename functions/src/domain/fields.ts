import * as z from 'zod';

/** Firestore holds document ids to this many bytes of UTF-8. */
const MAX_DOCUMENT_ID_BYTES = 1_500;

/** Leads are looked up by these ids, and Firestore refuses queries for values that are much longer. */
const MAX_ID_BYTES = 1_400;

const idText = z
  .string()
  .refine((id) => bytesOf(id) <= MAX_ID_BYTES, `has more than ${MAX_ID_BYTES} bytes`);

/**
 * A text of 1 to so many characters. Its length is looked at only once it is known to be a text: zod
 * would judge that of a map as well, and throw where the map's `length` cannot be compared.
 */
export const nonEmptyText = (maxLength = Infinity) =>
  z.string().pipe(z.string().min(1).max(maxLength));

/** An id that must be there: a non-empty string. */
export const requiredId = idText.pipe(nonEmptyText());

/** An id that may be absent or null; a string that is there must not be empty. */
export const optionalId = requiredId.nullish().transform((id) => id ?? null);

/** An id that is only copied: absent, null and empty all mean that there is none. */
export const copiedId = idText.nullish().transform((id) => id || null);

/** Whether Firestore keeps a name for itself: as a map's key always, as an id mostly. */
export function isReserved(name: string): boolean {
  return /^__.*__$/s.test(name);
}

/** The id of a document that is going to be read: what Firestore allows for one. */
export const documentId = z
  .string()
  .refine(
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

/** One of a table's keys. */
export function keyOf<Table extends object>(table: Table) {
  const isKey = (value: string): value is Extract<keyof Table, string> =>
    Object.hasOwn(table, value);
  return z.string().transform((value, context) => {
    if (isKey(value)) return value;
    context.addIssue({
      code: 'custom',
      message: `must be one of ${Object.keys(table).join(', ')}`,
      input: value,
    });
    return z.NEVER;
  });
}
