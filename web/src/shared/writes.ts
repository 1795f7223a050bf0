/**
 * What the board writes to Firestore. All of it runs in transactions: without a network they fail. Other
 * writes would wait on the device and be sent hours later, when nobody expects them any more, and could not
 * be taken back.
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
import { z } from 'zod';
import type { SourceCollection, SourceRef } from '#domain/documents/sourceRef';
import { findChanges, type Fields } from './changes';
import { connection } from './firebase/connection';
import { stampChange, stampCreation } from './stamps';

/** The board itself refuses to write. The message is for people. */
export class WriteRefused extends Error {}

/** The person cancelled before anything was sent. */
export class WriteCancelled extends Error {}

/** No answer came to what was sent: it may be stored, or not. */
export class WriteUnanswered extends Error {}

const errorSchema = z.object({ code: z.string() });
export const readErrorCode = (error: unknown): string =>
  errorSchema.safeParse(error).data?.code ?? '';

const NO_ANSWER: readonly string[] = [
  'unavailable',
  'deadline-exceeded',
  'cancelled',
  'internal',
  'unknown',
];

/** The fields to store. May throw {@link WriteRefused}. It runs again if the document changes meanwhile. */
export type Decide = (stored: DocumentData) => Fields;

/** An id for a new document. It is chosen before the first try, so that a second try makes no second document. */
export function chooseId(name: SourceCollection): string {
  return doc(collection(connection().db, name)).id;
}

/**
 * Creates a document under an id of {@link chooseId}. If an earlier try has created it, that is as good.
 * Fields that are null are left out.
 */
export async function createSource(
  { collection: name, id }: SourceRef,
  fields: Fields,
  signal?: AbortSignal,
): Promise<void> {
  const ref = doc(connection().db, name, id);
  const written = Object.entries(fields).filter(([, value]) => value !== null);
  try {
    await runOnline(signal, (transaction) => {
      transaction.set(ref, { ...Object.fromEntries(written), ...stampCreation() });
      return Promise.resolve();
    });
  } catch (error) {
    // The rules let nobody create a document twice.
    if (readErrorCode(error) !== 'permission-denied') throw error;
    const stored = await getDocFromServer(ref).catch(() => null);
    if (stored?.exists() !== true) throw error;
    if (findChanges(stored.data(), fields) === null) return;
    throw new WriteRefused(
      'El primer envío sí llegó, como estaba entonces: búscalo y cámbialo desde allí.',
    );
  }
}

/** Changes an appointment or a visit. Only what differs from the stored fields is written, with its stamps. */
export async function updateSource(
  { collection: name, id }: SourceRef,
  decide: Decide,
  signal?: AbortSignal,
): Promise<void> {
  await update(
    doc(connection().db, name, id),
    decide,
    (changes) => stampChange(name, changes),
    signal,
  );
}

/** Changes the fields of a lead that people edit (docs/contract.md §7). They have no stamps. */
export async function updateLead(id: string, decide: Decide, signal?: AbortSignal): Promise<void> {
  await update(doc(connection().db, 'leads', id), decide, () => ({}), signal);
}

async function update(
  ref: DocumentReference,
  decide: Decide,
  stamp: (changes: Fields) => DocumentData,
  signal: AbortSignal | undefined,
): Promise<void> {
  const nothingToWrite = new Error('Nothing to write');
  try {
    await runOnline(signal, async (transaction) => {
      const stored = (await transaction.get(ref)).data();
      if (stored === undefined) throw new WriteRefused('Ya no existe: alguien lo ha eliminado.');
      const changes = findChanges(stored, decide(stored));
      if (changes === null) throw nothingToWrite;
      const fields = Object.entries(changes).map(([field, value]) => [
        field,
        value ?? deleteField(),
      ]);
      transaction.update(ref, { ...Object.fromEntries(fields), ...stamp(changes) });
    });
  } catch (error) {
    if (error !== nothingToWrite) throw error;
  }
}

async function runOnline(
  signal: AbortSignal | undefined,
  attempt: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  let sent = 0;
  const stopIfCancelled = (): void => {
    if (signal?.aborted === true) throw new WriteCancelled();
  };
  try {
    await runTransaction(connection().db, async (transaction) => {
      stopIfCancelled();
      await attempt(transaction);
      stopIfCancelled();
      sent += 1;
    });
  } catch (error) {
    const isUnanswered =
      error instanceof WriteCancelled || NO_ANSWER.includes(readErrorCode(error));
    throw sent > 0 && isUnanswered ? new WriteUnanswered() : error;
  }
}
