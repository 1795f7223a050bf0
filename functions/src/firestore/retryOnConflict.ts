import { setTimeout as wait } from 'node:timers/promises';
import type { Deadline } from '../concurrency/deadline';
import { isMissingIndex } from './missingIndex';

/** The gRPC status codes of a failed request that decide what happens next. */
const CODES = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A document of the commit has changed: nothing was written. A query without an index is no conflict. */
const CONFLICTS: readonly unknown[] = [
  CODES.notFound,
  CODES.alreadyExists,
  CODES.failedPrecondition,
  CODES.aborted,
];

/** Firestore did not answer: the commit may or may not have been applied. */
const UNCERTAIN: readonly unknown[] = [CODES.deadlineExceeded, CODES.internal, CODES.unavailable];

/** Firestore does not answer, or not to this caller: another document would fare no better. */
const GENERAL: readonly unknown[] = [
  CODES.permissionDenied,
  CODES.resourceExhausted,
  CODES.internal,
  CODES.unavailable,
  CODES.unauthenticated,
];

export const MAX_ATTEMPTS = 12;
/** About as long as one commit takes, so that a retry rarely collides with the commit that it lost to. */
const FIRST_PAUSE_MS = 40;
const MAX_PAUSE_MS = 640;

export interface Attempt {
  /** From 0. */
  number: number;
  /** Whether the attempt before this one met a document that it meant to create. */
  metExistingDocument: boolean;
}

/**
 * Reads, decides and commits; starts again from fresh reads if the commit met a conflict or got no answer.
 * What the next attempt reads shows whether the commit was applied. Pauses grow and are random. After the
 * last attempt the error is thrown, so that the event is delivered again.
 *
 * Throws when the deadline passes: no attempt begins after that, and nothing waits for the one that is
 * running. An attempt asks the deadline before it commits.
 */
export async function retryOnConflict<Result>(
  attempt: (attempt: Attempt) => Promise<Result>,
  deadline: Deadline,
): Promise<Result> {
  let metExistingDocument = false;
  for (let number = 0; ; number += 1) {
    deadline.throwIfPassed();
    try {
      return await deadline.limit(attempt({ number, metExistingDocument }));
    } catch (error) {
      const code = codeOf(error);
      metExistingDocument = code === CODES.alreadyExists;
      const isConflict = CONFLICTS.includes(code) && !isMissingIndex(error);
      const isTransient = isConflict || UNCERTAIN.includes(code);
      if (!isTransient || number + 1 >= MAX_ATTEMPTS) throw error;
      await pause(Math.random() * maxPauseAfter(number), deadline);
    }
  }
}

/** The longest pause after a failed attempt, in milliseconds. Attempts are numbered from 0. */
export function maxPauseAfter(number: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** number);
}

/** Waits, but not beyond the deadline: then it throws. */
async function pause(ms: number, deadline: Deadline): Promise<void> {
  const stop = new AbortController();
  try {
    await deadline.limit(wait(ms, undefined, { signal: stop.signal }));
  } finally {
    stop.abort();
  }
}

/** Whether Firestore will refuse the same write every time, as it does a document over 1 MiB. */
export function isPermanent(error: unknown): boolean {
  return codeOf(error) === CODES.invalidArgument;
}

/** Whether a document that was to be created is there already. */
export function isAlreadyThere(error: unknown): boolean {
  return codeOf(error) === CODES.alreadyExists;
}

/** Whether an error is about the service or the caller, and not about the document at hand. */
export function concernsAllDocuments(error: unknown): boolean {
  return GENERAL.includes(codeOf(error)) || isMissingIndex(error);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}
