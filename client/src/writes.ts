/**
 * What clients write to Firestore. All of it runs in transactions: without a network they fail. Other writes would
 * wait on the device and be sent hours later, when nobody expects them any more, and could not be taken back.
 */
import {
  collection,
  deleteField,
  doc,
  getDocFromServer,
  runTransaction,
  type DocumentData,
  type DocumentReference,
  type Transaction,
} from 'firebase/firestore';
import type { SourceCollection, SourceRef } from '../../functions/src/domain/documents/sourceRef';
import { findChanges, type Fields } from './changes';
import type { EmbudoClient } from './client';
import {
  AlreadyCreatedError,
  ChangedMeanwhileError,
  NotFoundError,
  readErrorCode,
  WriteCancelledError,
  WriteUnansweredError,
} from './errors';
import { stampChange, stampCreation, type Stamps } from './stamps';

/** Ends a write that was not sent yet: an `AbortSignal`. */
export interface Signal {
  readonly aborted: boolean;
}

export interface WriteOptions {
  signal?: Signal | undefined;
}

export interface CreateOptions extends WriteOptions {
  /**
   * The id of the new document, from {@link chooseId}. Whoever tries again after an error passes the same id, so
   * that there is one document.
   */
  id?: string | undefined;
}

const NO_ANSWER: readonly string[] = [
  'unavailable',
  'deadline-exceeded',
  'cancelled',
  'internal',
  'unknown',
];

/** The fields to store. What it throws ends the write. It runs again if the document changes meanwhile. */
export type Decide = (stored: DocumentData) => Fields;

/** An id for a new document. It is chosen before the first try, so that a second try makes no second document. */
export function chooseId({ db }: EmbudoClient, name: SourceCollection): string {
  return doc(collection(db, name)).id;
}

/**
 * Creates a document under an id of {@link chooseId}, with its stamps. If an earlier try has created it, that is as
 * good. Fields that are null or undefined are left out. Rejects with {@link AlreadyCreatedError} if that try had other fields.
 */
export async function createSource(
  client: EmbudoClient,
  source: SourceRef,
  fields: Fields,
  signal?: Signal,
): Promise<void> {
  await createSources(client, [{ source, fields }], { signal });
}

/** A document that is yet to be created, under an id of {@link chooseId}. */
export interface NewSource {
  source: SourceRef;
  fields: Fields;
}

/**
 * Creates several documents, and changes another, all in one commit: all of it is stored, or nothing. An earlier
 * try counts as in {@link createSource}.
 */
export async function createSources(
  client: EmbudoClient,
  created: readonly NewSource[],
  { change, signal }: WriteOptions & { change?: { source: SourceRef; decide: Decide } } = {},
): Promise<void> {
  try {
    await runOnline(client, signal, async (transaction) => {
      if (change !== undefined) {
        const { source, decide } = change;
        const ref = refOf(client, source);
        await changeIn(transaction, ref, decide, (changes) =>
          stampChange(client, source.collection, changes),
        );
      }
      for (const { source, fields } of created) {
        const written = Object.entries(fields).filter(([, value]) => value != null);
        const data = { ...Object.fromEntries(written), ...stampCreation(client) };
        transaction.set(refOf(client, source), data);
      }
    });
  } catch (error) {
    // The rules let nobody create a document twice. An earlier try has made the change, too.
    const mayBeStored =
      readErrorCode(error) === 'permission-denied' || error instanceof ChangedMeanwhileError;
    if (!mayBeStored || !(await areStored(client, created))) throw error;
  }
}

/** Whether an earlier try has created them. */
async function areStored(client: EmbudoClient, created: readonly NewSource[]): Promise<boolean> {
  for (const { source, fields } of created) {
    const ref = refOf(client, source);
    const stored = await getDocFromServer(ref).catch(() => null);
    if (stored?.exists() !== true) return false;
    if (findChanges(stored.data(), fields) !== null) {
      throw new AlreadyCreatedError(`${ref.path} exists, with other fields`);
    }
  }
  return true;
}

const refOf = ({ db }: EmbudoClient, { collection: name, id }: SourceRef): DocumentReference =>
  doc(db, name, id);

/** Changes a source document. Only what differs from the stored fields is written, with its stamps. */
export async function updateSource(
  client: EmbudoClient,
  source: SourceRef,
  decide: Decide,
  signal?: Signal,
): Promise<void> {
  const stamp = (changes: Fields): Stamps => stampChange(client, source.collection, changes);
  await updateDocument(client, refOf(client, source), decide, stamp, signal);
}

/** Changes the fields of a lead that people edit (docs/contract.md §7). They have no stamps. */
export async function updateLead(
  client: EmbudoClient,
  id: string,
  decide: Decide,
  signal?: Signal,
): Promise<void> {
  await updateDocument(client, doc(client.db, 'leads', id), decide, () => ({}), signal);
}

/**
 * Changes a document, with the stamps that `stamp` makes for what differs. A change that changes nothing is not
 * written. Rejects with {@link NotFoundError} if there is no such document.
 */
export async function updateDocument(
  client: EmbudoClient,
  ref: DocumentReference,
  decide: Decide,
  stamp: (changes: Fields) => Stamps,
  signal?: Signal,
): Promise<void> {
  const nothingToWrite = new Error('Nothing to write');
  try {
    await runOnline(client, signal, async (transaction) => {
      if (!(await changeIn(transaction, ref, decide, stamp))) throw nothingToWrite;
    });
  } catch (error) {
    if (error !== nothingToWrite) throw error;
  }
}

/** Resolves to whether there is anything to write. */
async function changeIn(
  transaction: Transaction,
  ref: DocumentReference,
  decide: Decide,
  stamp: (changes: Fields) => Stamps,
): Promise<boolean> {
  const stored = (await transaction.get(ref)).data();
  if (stored === undefined) throw new NotFoundError(`${ref.path} does not exist`);
  const changes = findChanges(stored, decide(stored));
  if (changes === null) return false;
  const fields = Object.entries(changes).map(([field, value]) => [field, value ?? deleteField()]);
  transaction.update(ref, { ...Object.fromEntries(fields), ...stamp(changes) });
  return true;
}

/** Writes a document, whatever it held before. */
export async function setDocument(
  client: EmbudoClient,
  ref: DocumentReference,
  decide: () => Fields,
  signal?: Signal,
): Promise<void> {
  await runOnline(client, signal, (transaction) => {
    transaction.set(ref, decide());
    return Promise.resolve();
  });
}

async function runOnline(
  { db }: EmbudoClient,
  signal: Signal | undefined,
  attempt: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  let sent = 0;
  const stopIfCancelled = (): void => {
    if (signal?.aborted === true) throw new WriteCancelledError('Cancelled before it was sent');
  };
  try {
    await runTransaction(db, async (transaction) => {
      stopIfCancelled();
      await attempt(transaction);
      stopIfCancelled();
      sent += 1;
    });
  } catch (error) {
    const isUnanswered =
      error instanceof WriteCancelledError || NO_ANSWER.includes(readErrorCode(error));
    throw sent > 0 && isUnanswered
      ? new WriteUnansweredError('No answer came: it may be stored, or not')
      : error;
  }
}
