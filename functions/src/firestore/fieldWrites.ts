import { FieldPath, type DocumentReference, type WriteBatch } from 'firebase-admin/firestore';
import type { Micros } from '../domain/time';
import { toTimestamp } from './timestamps';

/** The value that a field of a document gets; `FieldValue.delete()` removes it. `path` has the names of its maps, too. */
export interface FieldWrite {
  path: readonly string[];
  value: unknown;
}

/** Writes fields of a document that must be at `version`. All its other fields stay as they are. */
export function updateFields(
  batch: WriteBatch,
  ref: DocumentReference,
  [first, ...others]: readonly [FieldWrite, ...FieldWrite[]],
  version: Micros,
): void {
  batch.update(
    ref,
    new FieldPath(...first.path),
    first.value,
    ...others.flatMap(({ path, value }) => [new FieldPath(...path), value]),
    { lastUpdateTime: toTimestamp(version) },
  );
}
