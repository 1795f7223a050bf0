import { moveLead } from '../../functions/src/application/moveLead';
import { optimistically } from '../../functions/src/application/optimistically';
import { syncDocument } from '../../functions/src/application/syncDocument';
import { readSource, type SourceChange } from '../../functions/src/domain/sourceDocument';
import { microsOfMillis, timestampSchema, type Micros } from '../../functions/src/domain/time';
import { SOURCE_COLLECTIONS, type SourceRef } from '../../functions/src/domain/viewing';
import type { database } from '../../functions/src/firestore/database';
import { leadIdOf, readLead } from '../../functions/src/firestore/leadStore';
import { readSourceDocument, sourceOf } from '../../functions/src/firestore/sourceDocuments';
import { toMicros, toTimestamp } from '../../functions/src/firestore/timestamps';
import type { Life, Move, Ref, Step, Write } from './steps';

type Firestore = ReturnType<typeof database>;
type DocumentSnapshot = Parameters<typeof sourceOf>[0];

/** What became of a step. */
export type Done =
  | 'written'
  /** It was there already, from an earlier run. */
  | 'there'
  /** Its document has gone, or its lead has moved elsewhere meanwhile. */
  | 'leftAlone';

/** What became of a customer's life. */
export interface Played {
  outcomes: readonly Outcome[];
  /** Where the leads are now. Those that are not there are left out. */
  statuses: readonly string[];
}

export interface Outcome {
  step: Step;
  done: Done;
}

/**
 * Writes a customer's life step by step, and handles the event of each step before the next, as the
 * triggers do: the same events come to deployed triggers too, and duplicates are harmless. What an
 * earlier run has written is left as it is, so that a run that was broken off can be taken up again.
 */
export async function playLife(db: Firestore, { steps, pairs }: Life): Promise<Played> {
  const there = await stepsThere(db, steps);
  // The earlier run may have ended before the event of its last step was handled.
  const last = there.at(-1);
  if (last !== undefined) await syncAgain(db, last);
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const isThere = step.kind !== 'move' && there.includes(step);
    outcomes.push({ step, done: isThere ? 'there' : await playStep(db, step) });
  }
  const leads = await Promise.all(pairs.map((pair) => readLead(db, leadIdOf(pair))));
  return { outcomes, statuses: leads.flatMap((lead) => lead?.status ?? []) };
}

/** Takes one step, unless it was taken before. */
export function playStep(db: Firestore, step: Step): Promise<Done> {
  return step.kind === 'move' ? move(db, step) : write(db, step);
}

// ——— Documents ———

async function write(db: Firestore, step: Write): Promise<Done> {
  const ref = db.doc(pathOf(step));
  const written = await optimistically(async ({ number }): Promise<Done | Version> => {
    const before = await ref.get();
    // After an attempt that got no answer, this may be what that attempt has written.
    if (isThere(step, before)) return number === 0 ? 'there' : 'written';
    const data = { ...step.fields, ...stampsOf(step) };
    if (before.updateTime === undefined) {
      if (step.kind === 'update') return 'leftAlone';
      const { writeTime } = await ref.create(data);
      return { before, updateTime: toMicros(writeTime) };
    }
    const { writeTime } = await ref.update(data, { lastUpdateTime: before.updateTime });
    return { before, updateTime: toMicros(writeTime) };
  });
  if (written === 'written') await syncAgain(db, step);
  if (typeof written === 'string') return written;
  const source = sourceRefOf(step.ref);
  if (source !== null) await syncDocument(db, changeOf(source, step, written));
  return 'written';
}

/** A version that was written, and the one before it. */
interface Version {
  before: DocumentSnapshot;
  updateTime: Micros;
}

/** What a client stamps (contract, section 2). */
function stampsOf({ kind, at, by, ref, fields }: Write): Record<string, unknown> {
  const time = toTimestamp(microsOfMillis(at));
  const isNew = kind === 'create';
  const bringsState =
    sourceRefOf(ref) !== null &&
    (isNew || ['status', 'type', 'outcome'].some((field) => field in fields));
  return {
    ...(isNew && { createdBy: by, createdAt: time }),
    ...(bringsState && { statusAt: time }),
    updatedBy: by,
    updatedAt: time,
  };
}

/** The event of a write, for exactly the version that it made. */
function changeOf(ref: SourceRef, step: Write, { before, updateTime }: Version): SourceChange {
  const createTime = before.createTime === undefined ? updateTime : toMicros(before.createTime);
  const data = { ...before.data(), ...step.fields, ...stampsOf(step) };
  return {
    ref,
    kind: before.exists ? 'updated' : 'created',
    before: sourceOf(before),
    after: readSource(ref, data, { createTime, updateTime }),
    deletedAt: null,
  };
}

/** Handles the event of a step again that was taken before, unless its document was written since. */
async function syncAgain(db: Firestore, step: Write): Promise<void> {
  const ref = sourceRefOf(step.ref);
  const after = ref === null ? null : await readSourceDocument(db, ref);
  if (ref === null || after?.stamps.updatedAt !== microsOfMillis(step.at)) return;
  await syncDocument(db, { ref, kind: 'updated', before: 'lost', after, deletedAt: null });
}

function sourceRefOf({ collection, id }: Ref): SourceRef | null {
  const name = SOURCE_COLLECTIONS.find((each) => each === collection);
  return name === undefined ? null : { collection: name, id };
}

// ——— What an earlier run has written ———

/** Whether a customer is there who began at another time: a run with another end has written them. */
export async function isOfAnotherRun(db: Firestore, { steps: [arrival] }: Life): Promise<boolean> {
  if (arrival?.kind !== 'create') return false;
  const snapshot = await db.doc(pathOf(arrival)).get();
  const createdAt = timestampSchema.safeParse(snapshot.get('createdAt')).data;
  return snapshot.exists && createdAt !== microsOfMillis(arrival.at);
}

/** The documents' steps that were taken already, in order. */
async function stepsThere(db: Firestore, steps: readonly Step[]): Promise<Write[]> {
  const writes = steps.filter((step) => step.kind !== 'move');
  const paths = [...new Set(writes.map(pathOf))];
  const snapshots = await db.getAll(...paths.map((path) => db.doc(path)));
  const byPath = new Map(snapshots.map((snapshot) => [snapshot.ref.path, snapshot]));
  return writes.filter((step) => {
    const snapshot = byPath.get(pathOf(step));
    return snapshot !== undefined && isThere(step, snapshot);
  });
}

/** Whoever edits a document after a step stamps it with a later time than the step's. */
function isThere(step: Write, snapshot: DocumentSnapshot): boolean {
  if (step.kind === 'create') return snapshot.exists;
  const updatedAt = timestampSchema.safeParse(snapshot.get('updatedAt')).data;
  return updatedAt !== undefined && updatedAt >= microsOfMillis(step.at);
}

function pathOf({ ref: { collection, id } }: Write): string {
  return `${collection}/${id}`;
}

// ——— Leads ———

async function move(db: Firestore, { at, by, pair, request }: Move): Promise<Done> {
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
      return 'there';
    default:
      return 'leftAlone';
  }
}
