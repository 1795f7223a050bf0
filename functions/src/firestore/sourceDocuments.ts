import {
  FieldPath,
  FieldValue,
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
} from 'firebase-admin/firestore';
import { INITIAL_APPOINTMENT_STATUS } from '../domain/documents/appointment';
import {
  readSource,
  type Issue,
  type OwnStamps,
  type SourceDocument,
} from '../domain/documents/sourceDocument';
import { SOURCE_COLLECTIONS, type SourceRef } from '../domain/documents/sourceRef';
import type { Micros } from '../domain/time';
import { findSourcesOfLeads } from './contactQueries';
import { getAll } from './getAll';
import { sourcePath } from './paths';
import { toMicros, toTimestamp } from './timestamps';

/** The enquiry, appointment or visit that a snapshot holds; null if the document does not exist. */
export function sourceOf(snapshot: DocumentSnapshot): SourceDocument | null {
  const { ref, createTime, updateTime } = snapshot;
  const data = snapshot.data();
  if (data === undefined || createTime === undefined || updateTime === undefined) return null;
  return readSource(sourceRefOf(ref), data, {
    createTime: toMicros(createTime),
    updateTime: toMicros(updateTime),
  });
}

/** Throws for a document of any other collection. */
function sourceRefOf({ id, parent }: DocumentReference): SourceRef {
  const collection = SOURCE_COLLECTIONS.find((name) => name === parent.path);
  if (collection === undefined) throw new Error(`${parent.path} holds no source documents`);
  return { collection, id };
}

/** Reads enquiries, appointments and visits in as few requests as possible. Leaves out those that do not exist. */
export async function readSources(
  db: Firestore,
  refs: readonly SourceRef[],
): Promise<SourceDocument[]> {
  const snapshots = await getAll(db, refs.map(sourcePath));
  return snapshots.map(sourceOf).filter((source) => source !== null);
}

/** Reads one enquiry, appointment or visit; null if it does not exist. */
export async function readSourceDocument(
  db: Firestore,
  ref: SourceRef,
): Promise<SourceDocument | null> {
  const [source] = await readSources(db, [ref]);
  return source ?? null;
}

/** The enquiries, appointments and visits that name a lead. */
export async function findSourcesNaming(db: Firestore, leadId: string): Promise<SourceDocument[]> {
  const found = await findSourcesOfLeads(db, [leadId]);
  return found.map(sourceOf).filter((source) => source !== null);
}

/** An appointment that a customer asked for. `createdAt` and then `id` order those of one customer. */
export interface CustomerRequest {
  contactId: string;
  createdAt: Micros;
  id: string;
}

/**
 * How many appointments a customer asked for before this one, and that are still `Scheduled`: as written, and with a
 * `createdAt`. Counts up to `max` of them, which costs one read.
 */
export async function countEarlierRequests(
  db: Firestore,
  { contactId, createdAt, id }: CustomerRequest,
  max: number,
): Promise<number> {
  const earlier = db
    .collection('appointments')
    .where('contactId', '==', contactId)
    .where('requestedBy', '==', 'contact')
    .where('status', '==', INITIAL_APPOINTMENT_STATUS)
    .orderBy('createdAt')
    .orderBy(FieldPath.documentId())
    .endBefore(toTimestamp(createdAt), id)
    .limit(max);
  return (await earlier.count().get()).data().count;
}

interface RejectedSource {
  document: SourceDocument;
  issues: readonly Issue[];
  countedBy: string | null;
}

/**
 * Writes to a document's `leadSync` why it cannot be used, if the document is still as it was read.
 * `countedBy` is the lead that it has to name, if it does not.
 */
export async function rejectSource(
  db: Firestore,
  { document, issues, countedBy }: RejectedSource,
): Promise<void> {
  const { ref, updateTime, leadSync: known } = document;
  const leadSync = {
    state: 'rejected',
    id: ref.id,
    issues,
    at: FieldValue.serverTimestamp(),
    ...(known !== null && ownStampsData(known)),
  };
  const precondition = { lastUpdateTime: toTimestamp(updateTime) };
  const fields = { leadSync, ...(countedBy !== null && { leadId: countedBy }) };
  await db.doc(sourcePath(ref)).update(fields, precondition);
}

/** What a `leadSync` says of the `statusAt` that the server has written (docs/contract.md §2). */
export function ownStampsData({ completedAt, restored }: OwnStamps): DocumentData {
  return {
    ...(completedAt !== null && { completedAt: toTimestamp(completedAt) }),
    ...(restored !== null && {
      restored: { at: toTimestamp(restored.at), version: toTimestamp(restored.version) },
    }),
  };
}
