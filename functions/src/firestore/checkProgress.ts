import { FieldValue, type Firestore } from 'firebase-admin/firestore';
import * as z from 'zod';
import type { HistorySource } from '../domain/documents/history';
import { SOURCE_COLLECTIONS } from '../domain/documents/sourceRef';
import { timestampSchema } from '../domain/time';
import type { Place } from './pagination';
import { CHECK_PROGRESS_PATH, LEADS } from './paths';
import { toTimestamp } from './timestamps';

/** How far the nightly check has come. */
export interface CheckProgress {
  /** How far it has come in each collection. */
  reached: Readonly<Record<HistorySource['collection'], Place>>;
  /** Earlier documents that were postponed to the next run. */
  postponed: readonly HistorySource[];
}

/** Before everything: the first run checks all documents with an `updatedAt` of 1970 or later. */
const START: Place = { updatedAt: 0, id: null };

/** An id that fits into a path. */
const idSchema = z.string().regex(/^[^/]+$/);

const placeSchema = z.object({ updatedAt: timestampSchema, id: idSchema.nullable() }).catch(START);

/** Progress that cannot be read counts as none: the check starts over, which costs only reads. */
const progressSchema = z.object({
  reached: z
    .object({
      enquiries: placeSchema,
      appointments: placeSchema,
      visits: placeSchema,
      leads: placeSchema,
    })
    .catch({ enquiries: START, appointments: START, visits: START, leads: START }),
  postponed: z
    .array(z.object({ collection: z.enum([...SOURCE_COLLECTIONS, LEADS]), id: idSchema }))
    .catch([]),
});

export async function readCheckProgress(db: Firestore): Promise<CheckProgress> {
  const snapshot = await db.doc(CHECK_PROGRESS_PATH).get();
  return progressSchema.parse(snapshot.data() ?? {});
}

export async function saveCheckProgress(
  db: Firestore,
  { reached, postponed }: CheckProgress,
): Promise<void> {
  const { enquiries, appointments, visits, leads } = reached;
  await db.doc(CHECK_PROGRESS_PATH).set({
    reached: {
      enquiries: placeData(enquiries),
      appointments: placeData(appointments),
      visits: placeData(visits),
      leads: placeData(leads),
    },
    postponed,
    savedAt: FieldValue.serverTimestamp(),
  });
}

function placeData({ updatedAt, id }: Place) {
  return { updatedAt: toTimestamp(updatedAt), id };
}
