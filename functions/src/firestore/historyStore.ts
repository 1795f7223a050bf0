import type { Firestore, QueryDocumentSnapshot } from 'firebase-admin/firestore';
import * as z from 'zod';
import {
  lastEntryOf,
  recordedEntrySchema,
  type LastEntry,
  type StoredEntry,
} from '../domain/documents/history';
import { leadStatusSchema } from '../domain/leadStatus';
import { timestampSchema } from '../domain/time';
import { statusHistoryPath } from './paths';
import { toMicros } from './timestamps';

/** The end of the history under a lead's id, whether or not the lead exists; null if there is none. */
export async function readLastEntry(db: Firestore, leadId: string): Promise<LastEntry | null> {
  const newest = await db
    .collection(statusHistoryPath(leadId))
    .orderBy('seq', 'desc')
    .limit(1)
    .get();
  const entry = lastEntrySchema.safeParse(newest.docs[0]?.data());
  return entry.success ? entry.data : null;
}

const lastEntrySchema = z
  .object({ seq: z.number().int(), to: leadStatusSchema, effectiveAt: timestampSchema })
  .transform(lastEntryOf);

/** A lead's whole history, ordered by id, which is the order of `seq`. */
export async function readHistory(db: Firestore, leadId: string): Promise<StoredEntry[]> {
  return (await db.collection(statusHistoryPath(leadId)).get()).docs.map(storedEntryOf);
}

export function storedEntryOf(doc: QueryDocumentSnapshot): StoredEntry {
  const entry = recordedEntrySchema.safeParse(doc.data()).data ?? null;
  return { id: doc.id, version: toMicros(doc.updateTime), entry };
}

/** The move by hand that a request made. */
export type RecordedMove = z.infer<typeof moveSchema>;

/** Finds the move by hand that a request made; null if it made none. */
export async function findMove(
  db: Firestore,
  leadId: string,
  requestId: string,
): Promise<RecordedMove | null> {
  const found = await db
    .collection(statusHistoryPath(leadId))
    .where('requestId', '==', requestId)
    .limit(1)
    .get();
  const move = found.docs[0]?.data();
  return move === undefined ? null : moveSchema.parse(move);
}

const moveSchema = z
  .object({
    seq: z.number().int(),
    from: leadStatusSchema,
    to: leadStatusSchema,
    reason: z.string(),
    outcome: z
      .enum(['won', 'lost'])
      .nullish()
      .transform((outcome) => outcome ?? null),
    actor: z.object({ id: z.string() }),
  })
  .transform(({ actor, ...move }) => ({ ...move, uid: actor.id }));
