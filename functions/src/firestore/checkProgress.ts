import { FieldValue, type Firestore } from 'firebase-admin/firestore';
import * as z from 'zod';
import type { HistorySource } from '../domain/history';
import { timestampSchema } from '../domain/time';
import { CHECK_PROGRESS_PATH } from './paths';
import { toTimestamp } from './timestamps';
import type { Place } from './walk';

/** How far the nightly check has come. */
export interface CheckProgress {
  /** Of each collection, in the order of `updatedAt`. */
  reached: Readonly<Record<HistorySource['collection'], Place>>;
  /** Documents before that which were left alone, and are looked at next time. */
  leftAlone: readonly HistorySource[];
}

/** Before everything: the first run looks at all that has an `updatedAt` (of 1970 or later). */
const START: Place = { updatedAt: 0, id: null };

/** What can stand as an id in a path. */
const idSchema = z.string().regex(/^[^/]+$/);

const placeSchema = z.object({ updatedAt: timestampSchema, id: idSchema.nullable() }).catch(START);

/** What cannot be read counts as not there: then the check begins anew, which only costs reads. */
const progressSchema = z.object({
  reached: z
    .object({ appointments: placeSchema, visits: placeSchema, leads: placeSchema })
    .catch({ appointments: START, visits: START, leads: START }),
  leftAlone: z
    .array(z.object({ collection: z.enum(['appointments', 'visits', 'leads']), id: idSchema }))
    .catch([]),
});

export async function readCheckProgress(db: Firestore): Promise<CheckProgress> {
  const snapshot = await db.doc(CHECK_PROGRESS_PATH).get();
  return progressSchema.parse(snapshot.data() ?? {});
}

export async function saveCheckProgress(
  db: Firestore,
  { reached, leftAlone }: CheckProgress,
): Promise<void> {
  const { appointments, visits, leads } = reached;
  await db.doc(CHECK_PROGRESS_PATH).set({
    reached: {
      appointments: placeData(appointments),
      visits: placeData(visits),
      leads: placeData(leads),
    },
    leftAlone,
    savedAt: FieldValue.serverTimestamp(),
  });
}

function placeData({ updatedAt, id }: Place) {
  return { updatedAt: toTimestamp(updatedAt), id };
}
