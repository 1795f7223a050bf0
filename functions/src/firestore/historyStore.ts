import {
  FieldPath,
  Timestamp,
  type DocumentSnapshot,
  type Firestore,
  type QueryDocumentSnapshot,
} from 'firebase-admin/firestore';
import * as z from 'zod';
import { mapConcurrently } from '../concurrency/mapConcurrently';
import { hasExportedForms } from '../domain/documents/exportedForms';
import {
  findHistoryEnd,
  readableEntry,
  recordedEntrySchema,
  type HistoryEnd,
  type RecordedEntry,
  type StoredEntry,
} from '../domain/documents/history';
import { leadStatusSchema } from '../domain/leadStatus';
import { isAdopted, type KnownLead, type StoredLead } from '../domain/leads/lead';
import type { EntryToTell } from '../domain/telling/message';
import { readTimestamp, type Micros } from '../domain/time';
import { entryId, LAST_ENTRY_ID, leadOfEntry, statusHistoryPath } from './paths';
import { toMicros } from './timestamps';

/**
 * The end of the history under a lead's id, upward from the last entry that the lead knows; `lead` is null
 * if it does not exist (docs/contract.md §3). One read for each document after that entry, at least one.
 */
export async function readHistoryEnd(
  db: Firestore,
  leadId: string,
  lead: KnownLead | null,
): Promise<HistoryEnd> {
  const seq = lastKnownSeq(lead);
  // Ascending: descending order by id needs an index of its own.
  const found = await db
    .collection(statusHistoryPath(leadId))
    .orderBy(FieldPath.documentId())
    .startAfter(entryId(seq))
    .endAt(LAST_ENTRY_ID)
    .get();
  return findHistoryEnd(found.docs.map(storedEntryOf), seq);
}

/** The number of the last entry that a lead knows; 0 if it knows none. */
function lastKnownSeq(lead: KnownLead | null): number {
  if (lead === null) return 0;
  if (lead.kind === 'planned') return lead.history.seq;
  return isAdopted(lead) ? lead.history.seq : 0;
}

/** A lead's whole history, ordered by id, which is the order of `seq`. */
export async function readHistory(db: Firestore, leadId: string): Promise<StoredEntry[]> {
  return (await db.collection(statusHistoryPath(leadId)).get()).docs.map(storedEntryOf);
}

/** A lead and its history. */
export interface LeadWithHistory {
  lead: StoredLead;
  /** Ordered by id, which is the order of `seq`. */
  history: readonly StoredEntry[];
}

/** Leads with their whole histories, which are read after them, so that none is behind its lead. */
export function withHistories(
  db: Firestore,
  leads: readonly StoredLead[],
): Promise<LeadWithHistory[]> {
  return mapConcurrently(leads, async (lead) => ({
    lead,
    history: await readHistory(db, lead.id),
  }));
}

/** A document of a history. */
export function storedEntryOf(doc: QueryDocumentSnapshot): StoredEntry {
  const data = doc.data();
  const effectiveAt = effectiveAtOf(doc);
  const entry = recordedEntryOf(doc);
  const isExported = !entry && hasExportedForms(data);
  return {
    id: doc.id,
    version: toMicros(doc.updateTime),
    effectiveAt,
    entry,
    ...(isExported && { isExported }),
  };
}

/**
 * The entry of a lead's history whose document was created; null if the document is no entry, or is gone. An event over
 * 512 KiB comes without it: then it costs one read.
 */
export async function readCreatedEntry(
  db: Firestore,
  { document, data }: { document: string; data?: DocumentSnapshot | undefined },
): Promise<EntryToTell | null> {
  const doc = data ?? (await db.doc(document).get());
  const leadId = leadOfEntry(doc.ref.path);
  const entry = readableEntry({ id: doc.id, entry: recordedEntryOf(doc) });
  return leadId === null || entry === null ? null : { leadId, entry };
}

function recordedEntryOf(doc: DocumentSnapshot): RecordedEntry | null {
  if (effectiveAtOf(doc) === null) return null;
  return recordedEntrySchema.safeParse(doc.data()).data ?? null;
}

/** A time that is no Timestamp, though it has the shape of one, is in no index: it counts as none. */
function effectiveAtOf(doc: DocumentSnapshot): Micros | null {
  const time: unknown = doc.get('effectiveAt');
  return time instanceof Timestamp ? readTimestamp(time) : null;
}

/** The move by hand that a request made. */
export type RecordedMove = z.infer<typeof moveSchema>;

/** Finds the move by hand that a request made; null if it made none. A document that is no entry is none. */
export async function findMove(
  db: Firestore,
  leadId: string,
  requestId: string,
): Promise<RecordedMove | null> {
  const found = await db
    .collection(statusHistoryPath(leadId))
    .where('requestId', '==', requestId)
    .get();
  const moves = found.docs.flatMap((doc) => moveSchema.safeParse(doc.data()).data ?? []);
  return moves[0] ?? null;
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
