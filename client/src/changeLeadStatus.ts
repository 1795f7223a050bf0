import { httpsCallable } from 'firebase/functions';
import * as z from 'zod';
import { leadStatusSchema } from '../../functions/src/domain/leadStatus';
import type { MoveRequest } from '../../functions/src/domain/leads/manualMove';
import type { EmbudoClient } from './client';
import { LeadElsewhereError, readErrorCode } from './errors';
import { moveAnswerSchema, type MoveAnswer } from './schemas/moveAnswer';

const elsewhereSchema = z.object({ details: z.object({ status: leadStatusSchema }) });

/** The server may have moved the lead, or not. */
const NO_ANSWER: readonly string[] = [
  'functions/internal',
  'functions/unavailable',
  'functions/deadline-exceeded',
];

/**
 * Moves a lead by hand (docs/contract.md §6). It sends the request once more if no answer comes. Whoever tries again
 * after that passes the same `requestId`, so that the lead is moved once. Rejects with {@link LeadElsewhereError} if
 * the lead is not at `from` any more, and with a `FirebaseError` (`functions/permission-denied`, …) otherwise. Only
 * staff may.
 */
export async function changeLeadStatus(
  { functions }: EmbudoClient,
  request: MoveRequest,
): Promise<MoveAnswer> {
  if (functions === undefined) throw new Error('The client has no functions');
  const call = httpsCallable(functions, 'changeLeadStatus');
  const send = async () => moveAnswerSchema.parse((await call(request)).data);
  try {
    return await send().catch((error: unknown) => {
      if (!NO_ANSWER.includes(readErrorCode(error))) throw error;
      return send();
    });
  } catch (error) {
    if (readErrorCode(error) !== 'functions/failed-precondition') throw error;
    throw new LeadElsewhereError(elsewhereSchema.safeParse(error).data?.details.status ?? null);
  }
}
