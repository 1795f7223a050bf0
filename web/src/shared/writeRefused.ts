import { ChangedMeanwhileError } from '#client/errors';

/** The board itself refuses to write. The message is for people. */
export class WriteRefused extends Error {}

/** Says in these words that somebody else has changed the same meanwhile. Throws any other error as it is. */
export const refuseConflict =
  (words: string | ((conflict: ChangedMeanwhileError) => string)) =>
  (error: unknown): never => {
    if (!(error instanceof ChangedMeanwhileError)) throw error;
    throw new WriteRefused(typeof words === 'string' ? words : words(error));
  };
