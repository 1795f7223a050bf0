import { setTimeout as wait } from 'node:timers/promises';

/** The gRPC status codes that a commit can end with, as far as they decide what happens next. */
const CODES = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
} as const;

/** A document that a decision rests on has changed meanwhile: nothing was written. */
const CONFLICTS: readonly unknown[] = [
  CODES.notFound,
  CODES.alreadyExists,
  CODES.failedPrecondition,
  CODES.aborted,
];

/** Firestore did not answer: the commit may or may not have been applied. */
const UNCERTAIN: readonly unknown[] = [CODES.deadlineExceeded, CODES.internal, CODES.unavailable];

const MAX_ATTEMPTS = 12;
/** About as long as a commit takes: who lost to one rarely meets the next. */
const FIRST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 640;

export interface Retry {
  /** From 0. */
  number: number;
  /** Whether the attempt before this one met a document that it meant to create. */
  somethingExists: boolean;
}

/**
 * Reads, decides and commits, and starts again from fresh reads when the commit met a conflict or got
 * no answer: what it then finds tells whether it was applied. Pauses between the attempts grow and are
 * jittered. After the last one the error is thrown, so that the event is delivered again.
 */
export async function optimistically<Result>(
  attempt: (retry: Retry) => Promise<Result>,
): Promise<Result> {
  let somethingExists = false;
  for (let number = 0; ; number += 1) {
    try {
      return await attempt({ number, somethingExists });
    } catch (error) {
      const code = codeOf(error);
      somethingExists = code === CODES.alreadyExists;
      const isWorthTrying = CONFLICTS.includes(code) || UNCERTAIN.includes(code);
      if (!isWorthTrying || number + 1 >= MAX_ATTEMPTS) throw error;
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** number);
      await wait(Math.random() * longest);
    }
  }
}

/** Whether Firestore will refuse a write however often it is tried, as it does a document over 1 MiB. */
export function isPermanent(error: unknown): boolean {
  return codeOf(error) === CODES.invalidArgument;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}
