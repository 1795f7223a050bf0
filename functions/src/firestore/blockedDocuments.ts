import type {
  DocumentData,
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  QueryDocumentSnapshot,
  WriteBatch,
} from 'firebase-admin/firestore';
import { Deadline } from '../concurrency/deadline';
import { getAll } from './getAll';
import { sha256 } from './leadIds';
import { blockedDocumentsPath } from './paths';
import { countInReceipt, type PrivacyRun } from './privacyRuns';
import { retryOnConflict } from './retryOnConflict';

/** What is put away of one document: where it was, when it was created, and its fields as they were. */
interface BlockedDocument {
  path: string;
  /** As Firestore has them. */
  createTime: unknown;
  updateTime: unknown;
  data: DocumentData;
}

/** Copies that are destroyed with one commit. */
const PAGE_SIZE = 100;

/** A document that was created again under its path is another one. */
function copyRef(db: Firestore, hash: string, snapshot: DocumentSnapshot): DocumentReference {
  const { ref, createTime } = snapshot;
  const name = sha256(`${ref.path} ${createTime?.valueOf() ?? ''}`);
  return db.doc(`${blockedDocumentsPath(hash)}/${name}`);
}

/** The copies of some documents that an earlier commit put away, in the same order; null for those without one. */
export async function readCopies(
  db: Firestore,
  { hash }: PrivacyRun,
  snapshots: readonly DocumentSnapshot[],
): Promise<(DocumentSnapshot | null)[]> {
  const refs = snapshots.map((each) => copyRef(db, hash, each).path);
  return (await getAll(db, refs)).map((copy) => (copy.exists ? copy : null));
}

/** Puts a document away in the same commit that changes or deletes it. `data` are its fields as they were. */
export function putCopy(
  db: Firestore,
  batch: WriteBatch,
  { hash }: PrivacyRun,
  snapshot: DocumentSnapshot,
  data: DocumentData = snapshot.data() ?? {},
): void {
  const { ref, createTime = null, updateTime = null } = snapshot;
  const copy: BlockedDocument = { path: ref.path, createTime, updateTime, data };
  batch.set(copyRef(db, hash, snapshot), copy);
}

/** Everything that was put away of a contact. */
export async function readBlockedDocuments(
  db: Firestore,
  hash: string,
): Promise<QueryDocumentSnapshot[]> {
  return (await db.collection(blockedDocumentsPath(hash)).get()).docs;
}

/** Destroys some of what was put away, and counts it. Returns false once nothing is left. */
export async function destroyBlockedDocuments(db: Firestore, run: PrivacyRun): Promise<boolean> {
  return retryOnConflict(async () => {
    const { docs } = await db
      .collection(blockedDocumentsPath(run.hash))
      .limit(PAGE_SIZE)
      .select()
      .get();
    if (docs.length === 0) return false;
    const batch = db.batch();
    for (const { ref } of docs) batch.delete(ref, { exists: true });
    countInReceipt(db, batch, run, { blockedDocuments: docs.length });
    await batch.commit();
    return true;
  }, new Deadline());
}
