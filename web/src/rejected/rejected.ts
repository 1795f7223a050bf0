import {
  collection,
  getCountFromServer,
  limit,
  orderBy,
  query,
  where,
  type DocumentSnapshot,
  type Query,
} from 'firebase/firestore';
import { z } from 'zod';
import { watchAll } from '#client/watch';
import { updateSource } from '#client/writes';
import {
  SOURCE_COLLECTIONS,
  type SourceCollection,
  type SourceRef,
} from '#domain/documents/sourceRef';
import { timestampSchema } from '#domain/time';
import { client } from '../shared/client';

/** How many documents of each collection are shown at first, and how many more each time. */
export const REJECTED_PAGE_SIZE = 25;

/** A document that could not be used. Its fields may hold anything, and are shown as they are. */
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

function parseRejected(name: SourceCollection, snapshot: DocumentSnapshot): Rejected | null {
  const parsed = rejectedSchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success ? { ...parsed.data, ref: { collection: name, id: snapshot.id } } : null;
}

/** The rejected documents of a collection, the newest first. */
function findRejected(name: SourceCollection): Query {
  return query(
    collection(client.db, name),
    where('leadSync.state', '==', 'rejected'),
    orderBy('leadSync.at', 'desc'),
  );
}

/** Lets the server count the rejected documents of all collections. It reads none of them. */
export async function countRejected(): Promise<number> {
  const counts = await Promise.all(
    SOURCE_COLLECTIONS.map(async (name) => {
      const counted = await getCountFromServer(findRejected(name));
      return counted.data().count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The latest rejected documents of all collections, the newest first. */
export interface LatestRejected {
  rejected: Rejected[];
  /** Whether some collection has as many as were asked for. */
  mayBeMore: boolean;
}

/** Watches the latest rejected documents, at most so many of each collection. */
export function watchRejected(
  maxDocuments: number,
  onChange: (latest: LatestRejected) => void,
  onError: (error: Error) => void,
): () => void {
  const known = new Map<SourceCollection, Rejected[]>();
  const stops = SOURCE_COLLECTIONS.map((name) =>
    watchAll(
      client,
      query(findRejected(name), limit(maxDocuments)),
      (snapshot) => parseRejected(name, snapshot),
      (rejected) => {
        known.set(name, rejected);
        if (known.size < SOURCE_COLLECTIONS.length) return;
        const lists = [...known.values()];
        onChange({
          rejected: lists.flat().sort((a, b) => b.leadSync.at - a.leadSync.at),
          mayBeMore: lists.some(({ length }) => length >= maxDocuments),
        });
      },
      onError,
    ),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** A field that clients may correct, and its new value. Null removes the field. */
export interface Correction {
  field: 'status' | 'type' | 'channel' | 'outcome' | 'listingId';
  value: string | null;
}

export async function correctDocument(ref: SourceRef, { field, value }: Correction): Promise<void> {
  await updateSource(client, ref, () => ({ [field]: value }));
}
