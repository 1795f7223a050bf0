import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { chunksOf } from './chunksOf';

/** Documents that one request asks for at most. */
const MAX_PER_REQUEST = 300;

/** Reads documents by their paths, a few hundred per request, in the order of the paths. */
export async function getAll(db: Firestore, paths: readonly string[]): Promise<DocumentSnapshot[]> {
  const snapshots: DocumentSnapshot[] = [];
  for (const chunk of chunksOf(paths, MAX_PER_REQUEST)) {
    snapshots.push(...(await db.getAll(...chunk.map((path) => db.doc(path)))));
  }
  return snapshots;
}
