import type { DocumentReference, Firestore } from 'firebase-admin/firestore';
import { mapConcurrently } from '../concurrency/mapConcurrently';
import { mendedFields } from '../domain/documents/exportedForms';
import type { SourceRef } from '../domain/documents/sourceRef';
import { updateFields } from './fieldWrites';
import { leadPath, sourcePath, statusHistoryPath } from './paths';
import { toMicros, toTimestamp } from './timestamps';

/** Writes the times and numbers of an enquiry, an appointment or a visit as they have to be. One read, and one write. */
export async function mendSource(db: Firestore, ref: SourceRef): Promise<void> {
  await mendDocument(db.doc(sourcePath(ref)));
}

/** The same for a lead and all entries of its history. */
export async function mendLead(db: Firestore, id: string): Promise<void> {
  const entries = await db.collection(statusHistoryPath(id)).listDocuments();
  // The history first: a lead that is whole has one that can be read.
  await mapConcurrently(entries, mendDocument);
  await mendDocument(db.doc(leadPath(id)));
}

async function mendDocument(ref: DocumentReference): Promise<void> {
  const snapshot = await ref.get();
  const { updateTime } = snapshot;
  const data = snapshot.data();
  if (data === undefined || updateTime === undefined) return;
  const mended = mendedFields(data, toTimestamp);
  const [first, ...others] = Object.entries(mended).map(([field, value]) => ({
    path: [field],
    value,
  }));
  if (first === undefined) return;
  const batch = ref.firestore.batch();
  updateFields(batch, ref, [first, ...others], toMicros(updateTime));
  await batch.commit();
}
