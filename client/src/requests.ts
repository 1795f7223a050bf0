/** What customers ask for: appointments with `requestedBy: contact` (docs/contract.md §2, §7). */
import {
  limit,
  orderBy,
  query,
  serverTimestamp,
  where,
  type DocumentData,
} from 'firebase/firestore';
import {
  CANCELLED_APPOINTMENT_STATUS,
  INITIAL_APPOINTMENT_STATUS,
} from '../../functions/src/domain/documents/appointment';
import { readTimestamp } from '../../functions/src/domain/time';
import {
  collectionOf,
  encodeFields,
  isUnconfirmed,
  parseAppointment,
  sourceOf,
  type Appointment,
} from './appointments';
import type { Fields } from './changes';
import type { EmbudoClient } from './client';
import { ChangedMeanwhileError } from './errors';
import { watchAll, type OnError, type Stop } from './watch';
import { createSources, updateSource, type WriteOptions } from './writes';

/** The limit of {@link watchRequests}. */
export const MAX_REQUESTS = 100;

/**
 * Watches what customers have asked for and nobody has confirmed, the newest of them. Only staff may. A missing field
 * cannot be asked for: so it reads the newest open requests, at most {@link MAX_REQUESTS}, and leaves out those that are
 * confirmed.
 */
export function watchRequests(
  client: EmbudoClient,
  onChange: (requests: Appointment[]) => void,
  onError: OnError,
): Stop {
  const newest = query(
    collectionOf(client),
    where('requestedBy', '==', 'contact'),
    where('status', '==', INITIAL_APPOINTMENT_STATUS),
    orderBy('createdAt', 'desc'),
    limit(MAX_REQUESTS),
  );
  const leaveOut = (read: Appointment[]): void => {
    onChange(read.filter(isUnconfirmed));
  };
  return watchAll(client, newest, parseAppointment, leaveOut, onError);
}

/** An appointment as somebody saw it before they decided about it. */
type Seen = Pick<Appointment, 'id' | 'startsAt'>;

/**
 * Confirms what a customer asked for, at the hour that the person saw. `agentId` becomes its agent if it has none.
 * Rejects with {@link ChangedMeanwhileError} if it is not open any more, or at another hour. Only staff may.
 */
export async function confirmAppointment(
  client: EmbudoClient,
  { id, startsAt }: Seen,
  { agentId, signal }: WriteOptions & { agentId?: string | undefined } = {},
): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    requireOpen(stored);
    const now = readTimestamp(stored['startsAt']);
    if (now !== startsAt) throw new ChangedMeanwhileError('startsAt', now);
    if (!isUnconfirmed(stored)) return {};
    const takesOver = agentId !== undefined && (stored['agentId'] ?? '') === '';
    return { confirmedAt: serverTimestamp(), ...(takesOver && { agentId }) };
  };
  await updateSource(client, sourceOf(id), decide, signal);
}

/** Takes a confirmation back. `agentId` is the agent whom it had before. Only staff may. */
export async function unconfirmAppointment(
  client: EmbudoClient,
  { id, agentId }: Pick<Appointment, 'id' | 'agentId'>,
  { signal }: WriteOptions = {},
): Promise<void> {
  await updateSource(client, sourceOf(id), () => ({ confirmedAt: null, agentId }), signal);
}

const notesOf = (stored: DocumentData): string =>
  typeof stored['notes'] === 'string' ? stored['notes'] : '';

/**
 * Refuses what a customer asked for: cancels it, and adds a paragraph to the notes, which the customer reads. Rejects
 * with {@link ChangedMeanwhileError} if it is not open any more. Only staff may.
 */
export async function refuseAppointment(
  client: EmbudoClient,
  id: string,
  paragraph: string,
  { signal }: WriteOptions = {},
): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    const notes = notesOf(stored);
    // An earlier try has arrived.
    if (stored['status'] === CANCELLED_APPOINTMENT_STATUS && notes.endsWith(paragraph)) return {};
    requireOpen(stored);
    return {
      status: CANCELLED_APPOINTMENT_STATUS,
      notes: notes === '' ? paragraph : `${notes}\n\n${paragraph}`,
    };
  };
  await updateSource(client, sourceOf(id), decide, signal);
}

/**
 * Takes a refusal back: schedules the appointment again, and removes the paragraph from its notes. It stays confirmed if it
 * was. Rejects with {@link ChangedMeanwhileError} if its status or its notes have changed since.
 * Only staff may.
 */
export async function withdrawRefusal(
  client: EmbudoClient,
  id: string,
  paragraph: string,
  { signal }: WriteOptions = {},
): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    const notes = notesOf(stored);
    const isRefused = notes.endsWith(paragraph);
    // An earlier try has arrived.
    if (stored['status'] === INITIAL_APPOINTMENT_STATUS && !isRefused) return {};
    if (stored['status'] !== CANCELLED_APPOINTMENT_STATUS) {
      throw new ChangedMeanwhileError('status', stored['status']);
    }
    if (!isRefused) throw new ChangedMeanwhileError('notes', notes);
    const before = notes.slice(0, -paragraph.length).replace(/\n\n$/, '');
    return { status: INITIAL_APPOINTMENT_STATUS, notes: before === '' ? null : before };
  };
  await updateSource(client, sourceOf(id), decide, signal);
}

/** What a customer asks for in the place of an appointment. */
export interface OtherDate {
  startsAt: Date;
  endsAt: Date;
  notes?: string | null;
}

/**
 * Asks for another date as a customer: cancels their scheduled appointment, and asks for a new one of the same listing,
 * in one commit. `id` is the new one's, from `chooseId`. Rejects with {@link ChangedMeanwhileError} if the former is not
 * open any more.
 */
export async function askForOtherDate(
  client: EmbudoClient,
  { id: formerId, contactId, listingId }: Pick<Appointment, 'id' | 'contactId' | 'listingId'>,
  date: OtherDate,
  { id, signal }: WriteOptions & { id: string },
): Promise<void> {
  const fields = {
    ...encodeFields({ ...date, listingId }),
    contactId,
    requestedBy: 'contact',
    status: INITIAL_APPOINTMENT_STATUS,
  };
  const decide = (stored: DocumentData): Fields => {
    requireOpen(stored);
    return { status: CANCELLED_APPOINTMENT_STATUS };
  };
  await createSources(client, [{ source: sourceOf(id), fields }], {
    change: { source: sourceOf(formerId), decide },
    signal,
  });
}

function requireOpen({ status }: DocumentData): void {
  if (status !== INITIAL_APPOINTMENT_STATUS) throw new ChangedMeanwhileError('status', status);
}
