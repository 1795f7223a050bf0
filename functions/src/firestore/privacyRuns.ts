import { randomUUID } from 'node:crypto';
import { FieldValue, type Firestore, type WriteBatch } from 'firebase-admin/firestore';
import * as z from 'zod';
import { Deadline } from '../concurrency/deadline';
import { timestampSchema, type Micros } from '../domain/time';
import { sha256 } from './leadIds';
import { blockPath, receiptPath } from './paths';
import { retryOnConflict } from './retryOnConflict';
import { toMicros, toTimestamp } from './timestamps';

const verbSchema = z.enum(['block', 'erase']);
export type PrivacyVerb = z.infer<typeof verbSchema>;

/** A `privacy block` or `privacy erase` that has begun and is not finished (docs/contract.md §12). */
export interface PrivacyRun {
  verb: PrivacyVerb;
  /** The SHA-256 of the contact's id: the name of what is put away. */
  hash: string;
  receiptId: string;
}

/** What a run did, as its receipt counts it. */
export const COUNTED = [
  'accounts',
  'enquiries',
  'appointments',
  'visits',
  'leads',
  'historyEntries',
  'contacts',
  'contactKeys',
  'mails',
  'mentions',
  'blockedDocuments',
] as const;
export type Counted = (typeof COUNTED)[number];
export type Counts = Partial<Record<Counted, number>>;

/** The receipt of a run, without personal data of the contact. */
export interface Receipt {
  id: string;
  verb: PrivacyVerb;
  by: string;
  reference: string | null;
  begunAt: Micros;
  /** Null while the run is not finished. */
  finishedAt: Micros | null;
  /** For a block: until when. */
  until: Micros | null;
  counts: Counts;
}

/** What is known of a contact that is blocked, or whose run is not finished. */
export interface Block {
  /** Until when it is blocked; null if it is only being erased. */
  until: Micros | null;
  run: PrivacyRun | null;
  version: Micros;
}

const blockSchema = z.object({
  until: timestampSchema.optional(),
  run: z.object({ verb: verbSchema, receiptId: z.string() }).optional(),
});

const receiptSchema = z.object({
  verb: verbSchema,
  by: z.string(),
  reference: z.string().nullable(),
  begunAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
  until: timestampSchema.nullable(),
  counts: z.partialRecord(z.enum(COUNTED), z.number()),
});

/** The name under which a contact's documents are put away. */
export function hashOf(contactId: string): string {
  return sha256(contactId);
}

/** Null if the contact is neither blocked nor has a run that is not finished. */
export async function readBlock(db: Firestore, contactId: string): Promise<Block | null> {
  const hash = hashOf(contactId);
  const snapshot = await db.doc(blockPath(hash)).get();
  const { updateTime } = snapshot;
  if (updateTime === undefined) return null;
  const { until = null, run } = blockSchema.parse(snapshot.data());
  return { until, run: run === undefined ? null : { ...run, hash }, version: toMicros(updateTime) };
}

export async function readReceipt(db: Firestore, id: string): Promise<Receipt> {
  return { id, ...receiptSchema.parse((await db.doc(receiptPath(id)).get()).data()) };
}

/** Who begins a run, and why: as the receipt says. */
export interface RunOrder {
  verb: PrivacyVerb;
  by: string;
  reference: string | null;
  /** For a block: until when. */
  until: Micros | null;
}

/** An unfinished run of the other verb stands in the way. */
class UnfinishedRun extends Error {
  constructor(readonly verb: PrivacyVerb) {
    super(`A privacy ${verb} of this contact was interrupted: finish it first`);
  }
}

/**
 * Begins a run, or takes up the one that was interrupted: the receipt stays the same. A block's date is only ever
 * put off. Throws {@link UnfinishedRun} if a run of the other verb was interrupted.
 */
export async function beginRun(
  db: Firestore,
  contactId: string,
  order: RunOrder,
): Promise<PrivacyRun> {
  const hash = hashOf(contactId);
  const ref = db.doc(blockPath(hash));
  return retryOnConflict(async () => {
    const found = await readBlock(db, contactId);
    const { verb, by, reference } = order;
    if (found?.run && found.run.verb !== verb) throw new UnfinishedRun(found.run.verb);
    const until = latest(found?.until ?? null, order.until);
    const run = found?.run ?? { verb, hash, receiptId: randomUUID() };
    if (found?.run && until === found.until) return run;
    const batch = db.batch();
    const time = until === null ? null : toTimestamp(until);
    const fields = {
      run: { verb, receiptId: run.receiptId },
      ...(time !== null && { until: time }),
    };
    if (found === null) batch.create(ref, fields);
    else batch.update(ref, fields, { lastUpdateTime: toTimestamp(found.version) });
    const receipt = db.doc(receiptPath(run.receiptId));
    if (found?.run) batch.update(receipt, { until: time });
    else {
      const begunAt = FieldValue.serverTimestamp();
      const own = { verb, by, reference, begunAt, finishedAt: null, counts: {} };
      batch.create(receipt, { ...own, until: verb === 'block' ? time : null });
    }
    await batch.commit();
    return run;
  }, new Deadline());
}

function latest(one: Micros | null, other: Micros | null): Micros | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

/** Counts in a run's receipt what the same commit does. So a run that is interrupted counts everything once. */
export function countInReceipt(
  db: Firestore,
  batch: WriteBatch,
  { receiptId }: PrivacyRun,
  counts: Counts,
): void {
  const fields = Object.entries(counts).map(([name, count]) => [
    `counts.${name}`,
    FieldValue.increment(count),
  ]);
  batch.update(db.doc(receiptPath(receiptId)), Object.fromEntries(fields));
}

/** Counts an account that was deleted. */
export async function countAccount(db: Firestore, run: PrivacyRun): Promise<void> {
  const batch = db.batch();
  countInReceipt(db, batch, run, { accounts: 1 });
  await batch.commit();
}

/** Finishes a run: what names the contact goes, unless it is blocked. */
export async function finishRun(db: Firestore, contactId: string, run: PrivacyRun): Promise<void> {
  await retryOnConflict(async () => {
    const found = await readBlock(db, contactId);
    if (found?.run?.receiptId !== run.receiptId) return;
    const ref = db.doc(blockPath(run.hash));
    const precondition = { lastUpdateTime: toTimestamp(found.version) };
    const batch = db.batch();
    if (run.verb === 'block') batch.update(ref, { run: FieldValue.delete() }, precondition);
    else batch.delete(ref, precondition);
    batch.update(db.doc(receiptPath(run.receiptId)), { finishedAt: FieldValue.serverTimestamp() });
    await batch.commit();
  }, new Deadline());
}
