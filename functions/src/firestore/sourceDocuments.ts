import type { DocumentReference, DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { readSource, type SourceDocument } from '../domain/sourceDocument';
import { SOURCE_COLLECTIONS, type SourceRef } from '../domain/viewing';
import { getAll } from './getAll';
import { sourcePath } from './paths';
import { toMicros } from './timestamps';

/** Which appointment or visit a reference names. Throws for a document of any other collection. */
function sourceRefOf({ id, parent }: DocumentReference): SourceRef {
  const collection = SOURCE_COLLECTIONS.find((name) => name === parent.path);
  if (collection === undefined) throw new Error(`${parent.path} holds no source documents`);
  return { collection, id };
}

/** The appointment or visit that a snapshot holds; null where the document does not exist. */
export function sourceOf(snapshot: DocumentSnapshot): SourceDocument | null {
  const { ref, createTime, updateTime } = snapshot;
  const data = snapshot.data();
  if (data === undefined || createTime === undefined || updateTime === undefined) return null;
  return readSource(sourceRefOf(ref), data, {
    createTime: toMicros(createTime),
    updateTime: toMicros(updateTime),
  });
}

/** Reads appointments and visits, in as few requests as can be; those that do not exist are left out. */
export async function readSources(
  db: Firestore,
  refs: readonly SourceRef[],
): Promise<SourceDocument[]> {
  const snapshots = await getAll(db, refs.map(sourcePath));
  return snapshots.map(sourceOf).filter((source) => source !== null);
}

/** Reads one appointment or visit; null where it does not exist. */
export async function readSourceDocument(
  db: Firestore,
  ref: SourceRef,
): Promise<SourceDocument | null> {
  const [source] = await readSources(db, [ref]);
  return source ?? null;
}
