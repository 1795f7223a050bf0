import type { DocumentData } from 'firebase-admin/firestore';
import { SOURCE_COLLECTIONS } from '../../../functions/src/domain/documents/sourceRef';
import { database } from '../../../functions/src/firestore/database';

/** Every source document, lead and history entry of the project, as by a backup. */
export async function readPipeline(): Promise<[path: string, data: DocumentData][]> {
  const db = database();
  const found = await Promise.all([
    ...[...SOURCE_COLLECTIONS, 'leads'].map((name) => db.collection(name).get()),
    db.collectionGroup('statusHistory').get(),
  ]);
  return found.flatMap(({ docs }) =>
    docs.map((doc): [string, DocumentData] => [doc.ref.path, doc.data()]),
  );
}
