import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';

/** Documents that one request asks for at most. */
const MAX_PER_REQUEST = 300;

/** Reads documents by their paths, a few hundred per request, in the order of the paths. */
export async function getAll(db: Firestore, paths: readonly string[]): Promise<DocumentSnapshot[]> {
  const snapshots: DocumentSnapshot[] = [];
  for (let start = 0; start < paths.length; start += MAX_PER_REQUEST) {
    const refs = paths.slice(start, start + MAX_PER_REQUEST).map((path) => db.doc(path));
    snapshots.push(...(await db.getAll(...refs)));
  }
  return snapshots;
}
