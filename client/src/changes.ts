import type { SourceCollection } from '../../functions/src/domain/documents/sourceRef';

/** The fields of a document by name. Null stands for a field that is not there, or is to be removed. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields that make up a document's state (docs/contract.md §2). `firestore.rules` has the same lists. */
const STATE_FIELDS: Readonly<Record<SourceCollection, readonly string[]>> = {
  enquiries: ['status'],
  appointments: ['status', 'type'],
  visits: ['status', 'outcome'],
};

/** The fields with null in the place of an empty text, which counts as absent (docs/contract.md §2). */
export function withoutEmptyTexts(fields: object): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, value === '' ? null : value]),
  );
}

/** The wanted fields whose stored value is another one. Null if there are none: then nothing is to be written. */
export function findChanges(stored: Fields, wanted: Fields): Fields | null {
  const changed = Object.entries(wanted).filter(([field, value]) => !isSame(stored[field], value));
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

/** Whether a change has to be stamped with `statusAt`. */
export function changesState(collection: SourceCollection, changes: Fields): boolean {
  return STATE_FIELDS[collection].some((field) => field in changes);
}

function isSame(stored: unknown, wanted: unknown): boolean {
  if (stored == null || wanted == null) return stored == null && wanted == null;
  if (typeof stored !== 'object' || typeof wanted !== 'object') return stored === wanted;
  if (isComparable(stored)) return isComparable(wanted) && stored.isEqual(wanted);
  const [some, others] = [Object.entries(stored), new Map(Object.entries(wanted))];
  return (
    some.length === others.size &&
    some.every(([key, value]) => others.has(key) && isSame(value, others.get(key)))
  );
}

/** Firestore's own types, as Timestamp. */
function isComparable(value: object): value is { isEqual: (other: unknown) => boolean } {
  return 'isEqual' in value && typeof value.isEqual === 'function';
}
