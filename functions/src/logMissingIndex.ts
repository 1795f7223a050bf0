import { logger } from 'firebase-functions/logger';
import { isMissingIndex } from './firestore/missingIndex';

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
