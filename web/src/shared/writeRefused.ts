import { ChangedMeanwhileError } from '#client/errors';

/** The board itself refuses to write. The message is for people. */
export class WriteRefused extends Error {}

/** Says in these words that somebody else has changed the same meanwhile. Throws any other error as it is. */
export const refuseConflict =
  (words: string) =>
  (error: unknown): never => {
    throw error instanceof ChangedMeanwhileError ? new WriteRefused(words) : error;
  };
