/**
 * The errors of this library. Whatever Firebase refuses is a `FirebaseError` with its code, as `permission-denied`.
 */
import type { LeadStatus } from '../../functions/src/domain/leadStatus';

export class EmbudoError extends Error {}

/** Nobody is signed in. */
export class SignedOutError extends EmbudoError {}

/** The document to change does not exist, or no longer. */
export class NotFoundError extends EmbudoError {}

/** An earlier try has created the document, with other fields than this one wants. */
export class AlreadyCreatedError extends EmbudoError {}

/** What two people may change at the same time. */
export type ChangedField =
  | ('startsAt' | 'endsAt' | 'place' | 'notes' | 'status')
  | ('listingId' | 'prospectId' | 'agentId' | 'type');

/** Somebody else has changed the same since the person looked at it. Nothing was written. */
export class ChangedMeanwhileError extends EmbudoError {
  /** `stored` is what the field holds now, as it is read. */
  constructor(
    readonly field: ChangedField,
    readonly stored: unknown,
  ) {
    super(`Somebody else has changed ${field} meanwhile`);
  }
}

/** The signal of the write was aborted before anything was sent. */
export class WriteCancelledError extends EmbudoError {}

/** No answer came to what was sent: it may be stored, or not. The same call, with the same id, can be made again. */
export class WriteUnansweredError extends EmbudoError {}

/** The lead to move is at another status than the person saw. */
export class LeadElsewhereError extends EmbudoError {
  /** `status` is where the lead is now; null if the server does not say. */
  constructor(readonly status: LeadStatus | null) {
    super('The lead has moved meanwhile');
  }
}

/** The `code` of an error of Firebase, as `permission-denied`. An empty text if it has none. */
export function readErrorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
