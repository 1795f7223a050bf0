import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';

/** Documents that one request asks for at most. */
const MOST_PER_REQUEST = 300;

/** Reads documents by their paths, a few hundred per request; the answers have the order of the paths. */
export async function getAll(db: Firestore, paths: readonly string[]): Promise<DocumentSnapshot[]> {
  const snapshots: DocumentSnapshot[] = [];
  for (let start = 0; start < paths.length; start += MOST_PER_REQUEST) {
    const some = paths.slice(start, start + MOST_PER_REQUEST).map((path) => db.doc(path));
    snapshots.push(...(await db.getAll(...some)));
  }
  return snapshots;
}
