import {
  collection,
  deleteField,
  doc,
  limit,
  orderBy,
  query,
  updateDoc,
  where,
  type DocumentSnapshot,
} from 'firebase/firestore';
import { z } from 'zod';
import { timestampSchema } from '#domain/time';
import { SOURCE_COLLECTIONS, type SourceCollection, type SourceRef } from '#domain/viewing';
import { connection } from '../firebase/connection';
import { stampsOfChange, stampsOfState } from './saving';
import { watchAll } from './watching';

export const MOST_REJECTED = 25;

/** A document that could not be used, whatever it holds: what is shown of it is shown as it is. */
const rejectedSchema = z.object({
  contactId: z.unknown().optional(),
  listingId: z.unknown().optional(),
  appointmentId: z.unknown().optional(),
  status: z.unknown().optional(),
  leadSync: z.object({
    issues: z.array(z.object({ path: z.string(), message: z.string() })).catch([]),
    at: timestampSchema,
  }),
});
export type Rejected = z.infer<typeof rejectedSchema> & { ref: SourceRef };

function read(collectionName: SourceCollection, snapshot: DocumentSnapshot): Rejected | null {
  const parsed = rejectedSchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success
    ? { ...parsed.data, ref: { collection: collectionName, id: snapshot.id } }
    : null;
}

/** The appointments and visits that were rejected last, live; told once for each collection. */
export function watchRejected(
  most: number,
  tell: (of: SourceCollection, rejected: Rejected[]) => void,
  fail: () => void,
): () => void {
  const stops = SOURCE_COLLECTIONS.map((name) =>
    watchAll(
      query(
        collection(connection().db, name),
        where('leadSync.state', '==', 'rejected'),
        orderBy('leadSync.at', 'desc'),
        limit(most),
      ),
      (snapshot) => read(name, snapshot),
      (rejected) => {
        tell(name, rejected);
      },
      fail,
    ),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** A field that a client may mend, and what it is set to; null takes it away. */
export interface Mending {
  field: 'status' | 'type' | 'outcome' | 'listingId';
  value: string | null;
}

export async function mendDocument(
  { collection: name, id }: SourceRef,
  { field, value }: Mending,
): Promise<void> {
  await updateDoc(doc(connection().db, name, id), {
    [field]: value ?? deleteField(),
    ...(field === 'listingId' ? stampsOfChange() : stampsOfState()),
  });
}
