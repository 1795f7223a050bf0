import { moveLead } from '../../functions/src/application/leads/moveLead';
import { syncDocument } from '../../functions/src/application/sync/syncDocument';
import { Deadline } from '../../functions/src/concurrency/deadline';
import type { SourceChange } from '../../functions/src/domain/documents/sourceChange';
import { readSource } from '../../functions/src/domain/documents/sourceDocument';
import { SOURCE_COLLECTIONS, type SourceRef } from '../../functions/src/domain/documents/sourceRef';
import { microsOfMillis, timestampSchema, type Micros } from '../../functions/src/domain/time';
import type { database } from '../../functions/src/firestore/database';
import { leadIdOf } from '../../functions/src/firestore/leadIds';
import { readLead } from '../../functions/src/firestore/leadStore';
import { retryOnConflict } from '../../functions/src/firestore/retryOnConflict';
import { readSourceDocument, sourceOf } from '../../functions/src/firestore/sourceDocuments';
import { toMicros, toTimestamp } from '../../functions/src/firestore/timestamps';
import type { CustomerTimeline, Move, Ref, Step, Write } from './steps';

type Firestore = ReturnType<typeof database>;
type DocumentSnapshot = Parameters<typeof sourceOf>[0];

/** What became of a step. */
export type StepResult =
  | 'written'
  /** An earlier run has written it. */
  | 'alreadyWritten'
  /** Its document is gone, or its lead is at another status now. */
  | 'skipped';

export interface WrittenStep {
  step: Step;
  result: StepResult;
}

export interface WrittenTimeline {
  steps: readonly WrittenStep[];
  /** The statuses of the customer's leads now. Leads that do not exist are left out. */
  statuses: readonly string[];
}

/**
 * Writes a customer's timeline step by step, and handles the event of each step before the next, as the
 * triggers do. Deployed triggers get the same events, and duplicates are harmless.
 *
 * Idempotent: rerunning resumes an interrupted run, and leaves what it has written as it is.
 */
export async function writeTimeline(
  db: Firestore,
  { steps, pairs }: CustomerTimeline,
): Promise<WrittenTimeline> {
  const earlier = await findWrittenSteps(db, steps);
  // The earlier run may have ended before it handled the event of its last step.
  const last = earlier.at(-1);
  if (last !== undefined) await syncAgain(db, last);
  const written: WrittenStep[] = [];
  for (const step of steps) {
    const isWritten = step.kind !== 'move' && earlier.includes(step);
    written.push({ step, result: isWritten ? 'alreadyWritten' : await writeStep(db, step) });
  }
  const leads = await Promise.all(pairs.map((pair) => readLead(db, leadIdOf(pair))));
  return { steps: written, statuses: leads.flatMap((lead) => lead?.status ?? []) };
}

/** Writes one step and handles its event, unless an earlier run has written it. */
export function writeStep(db: Firestore, step: Step): Promise<StepResult> {
  return step.kind === 'move' ? moveByHand(db, step) : writeAndSync(db, step);
}

// ——— Documents ———

/** A version of a document that was written just now, and the document before that. */
interface WrittenVersion {
  before: DocumentSnapshot;
  updateTime: Micros;
}

async function writeAndSync(db: Firestore, step: Write): Promise<StepResult> {
  const written = await writeDocument(db, step);
  if (written === 'written') await syncAgain(db, step);
  if (typeof written === 'string') return written;
  const source = toSourceRef(step.ref);
  if (source !== null) await syncDocument(db, makeChange(source, step, written));
  return 'written';
}

/** The version that was written, or a result if there is no version to speak of. */
function writeDocument(db: Firestore, step: Write): Promise<StepResult | WrittenVersion> {
  const ref = db.doc(pathOf(step));
  return retryOnConflict(async ({ number }): Promise<StepResult | WrittenVersion> => {
    const before = await ref.get();
    // A first attempt that got no answer may have written this.
    if (isWritten(step, before)) return number === 0 ? 'alreadyWritten' : 'written';
    const data = { ...step.fields, ...makeStamps(step) };
    if (before.updateTime === undefined) {
      if (step.kind === 'update') return 'skipped';
      const { writeTime } = await ref.create(data);
      return { before, updateTime: toMicros(writeTime) };
    }
    const { writeTime } = await ref.update(data, { lastUpdateTime: before.updateTime });
    return { before, updateTime: toMicros(writeTime) };
  }, new Deadline());
}

/** The fields that bring a state (docs/contract.md §4). */
const STATE_FIELDS = ['status', 'type', 'outcome'];

/** The stamps that a client writes (docs/contract.md §2). */
function makeStamps({ kind, at, by, ref, fields }: Write): Record<string, unknown> {
  const time = toTimestamp(microsOfMillis(at));
  const isNew = kind === 'create';
  const bringsState = isNew || STATE_FIELDS.some((field) => field in fields);
  return {
    ...(isNew && { createdBy: by, createdAt: time }),
    ...(toSourceRef(ref) !== null && bringsState && { statusAt: time }),
    updatedBy: by,
    updatedAt: time,
  };
}

/** The event of a write, for exactly the version that it made. */
function makeChange(
  ref: SourceRef,
  step: Write,
  { before, updateTime }: WrittenVersion,
): SourceChange {
  const createTime = before.createTime === undefined ? updateTime : toMicros(before.createTime);
  const data = { ...before.data(), ...asStored(step.fields), ...makeStamps(step) };
  const previous = sourceOf(before);
  const after = readSource(ref, data, { createTime, updateTime });
  return previous === null
    ? { kind: 'created', ref, after }
    : { kind: 'updated', ref, before: previous, after };
}

/** Fields as Firestore holds them: with timestamps for dates. */
function asStored(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Date ? toTimestamp(microsOfMillis(value.getTime())) : value,
    ]),
  );
}

/** Handles the event of an earlier step again, unless its document was written since. */
async function syncAgain(db: Firestore, step: Write): Promise<void> {
  const ref = toSourceRef(step.ref);
  const after = ref === null ? null : await readSourceDocument(db, ref);
  if (ref === null || after?.stamps.updatedAt !== microsOfMillis(step.at)) return;
  await syncDocument(db, { kind: 'read', ref, after });
}

/** Null for contacts and listings, from which no lead is derived. */
function toSourceRef({ collection, id }: Ref): SourceRef | null {
  const name = SOURCE_COLLECTIONS.find((each) => each === collection);
  return name === undefined ? null : { collection: name, id };
}

// ——— What an earlier run has written ———

/** Whether a run with another end date has written this customer, who came at another time there. */
export async function isFromAnotherRun(
  db: Firestore,
  { steps: [arrival] }: CustomerTimeline,
): Promise<boolean> {
  if (arrival?.kind !== 'create') return false;
  const snapshot = await db.doc(pathOf(arrival)).get();
  const createdAt = timestampSchema.safeParse(snapshot.get('createdAt')).data;
  return snapshot.exists && createdAt !== microsOfMillis(arrival.at);
}

/** The writes that an earlier run has made, in order. */
async function findWrittenSteps(db: Firestore, steps: readonly Step[]): Promise<Write[]> {
  const writes = steps.filter((step) => step.kind !== 'move');
  const paths = [...new Set(writes.map(pathOf))];
  const snapshots = await db.getAll(...paths.map((path) => db.doc(path)));
  const byPath = new Map(snapshots.map((snapshot) => [snapshot.ref.path, snapshot]));
  return writes.filter((step) => {
    const snapshot = byPath.get(pathOf(step));
    return snapshot !== undefined && isWritten(step, snapshot);
  });
}

/** Every later edit of a document has a later stamp, so a stamp from this time on includes the step. */
function isWritten(step: Write, snapshot: DocumentSnapshot): boolean {
  if (step.kind === 'create') return snapshot.exists;
  const updatedAt = timestampSchema.safeParse(snapshot.get('updatedAt')).data;
  return updatedAt !== undefined && updatedAt >= microsOfMillis(step.at);
}

function pathOf({ ref: { collection, id } }: Write): string {
  return `${collection}/${id}`;
}

// ——— Leads ———

async function moveByHand(db: Firestore, { at, by, pair, request }: Move): Promise<StepResult> {
  const { result } = await moveLead(
    db,
    { ...request, leadId: leadIdOf(pair) },
    { uid: by, role: 'agent' },
    microsOfMillis(at),
  );
  switch (result) {
    case 'moved':
      return 'written';
    case 'repeated':
      return 'alreadyWritten';
    default:
      return 'skipped';
  }
}
