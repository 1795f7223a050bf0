import { logger } from 'firebase-functions/logger';

const FAILED_PRECONDITION = 9;

/**
 * Whether Firestore refused a query because it has no index, or one that is still being built. Nothing that
 * the same code could try again would change that.
 */
export function isMissingIndex(error: unknown): error is Error & { code: unknown } {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === FAILED_PRECONDITION &&
    /requires an? (\w+ )?index/i.test(error.message)
  );
}

/**
 * Throws the error again. If it is a missing index, logs it first as an error of its own, which an alert can
 * match. Firestore's message names the index and links to the console, where it can be created.
 */
export function logMissingIndex(error: unknown): never {
  if (isMissingIndex(error)) {
    logger.error('A query has no index: deploy firestore.indexes.json', { reason: error.message });
  }
  throw error;
}
