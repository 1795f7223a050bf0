import { z } from 'zod';

/** No id can be longer: Firestore holds document ids to 1,500 bytes, and these ids name documents. */
const MAX_ID_LENGTH = 1_500;

/** An id that must be there: a non-empty string. */
export const requiredId = z.string().min(1).max(MAX_ID_LENGTH);

/** An id that may be absent or null; a string that is there must not be empty. */
export const optionalId = requiredId.nullish().transform((id) => id ?? null);

/** An id that is only copied: absent, null and empty all mean that there is none. */
export const copiedId = z
  .string()
  .max(MAX_ID_LENGTH)
  .nullish()
  .transform((id) => id || null);

/** The id of a document that is going to be read: what Firestore allows for one. */
export const documentId = requiredId.refine(
  (id) => !id.includes('/') && id !== '.' && id !== '..' && !/^__.*__$/.test(id),
  'is not a document id',
);

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
