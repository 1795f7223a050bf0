import { logger } from 'firebase-functions/logger';
import { HttpsError, onCall, type CallableRequest } from 'firebase-functions/https';
import { moveLead, type Mover, type MoveResult } from '../application/leads/moveLead';
import { findUserById } from '../auth/users';
import { Deadline, DeadlineExceededError } from '../concurrency/deadline';
import { moveRequestSchema, type MoveRequest } from '../domain/leads/manualMove';
import type { LeadStatus } from '../domain/leadStatus';
import { microsOfMillis } from '../domain/time';
import { database } from '../firestore/database';
import { logMissingIndex } from '../logMissingIndex';
import { enforceAppCheck } from '../options';

/**
 * Moves a lead by hand (docs/contract.md §6): `{leadId, from, to, reason, closed?, requestId}` →
 * `{leadId, status, seq}`.
 *
 * Errors: `unauthenticated` (nobody is signed in, or their tokens were revoked); `permission-denied` (no role, a disabled user, or a move that the role may not
 * make); `invalid-argument` (the zod issues are in `details.issues`); `not-found`; `failed-precondition`
 * (`details.status` is where the lead is now); `already-exists` (the `requestId` was used for another move);
 * `deadline-exceeded` (it was not finished in 50 seconds: the same request can be sent again).
 */
export const changeLeadStatus = onCall({ enforceAppCheck }, async ({ auth, data }) => {
  const deadline = new Deadline();
  const mover = await deadline.limit(findMover(auth)).catch(explainDeadline);
  const request = parseRequest(data);
  const moving = moveLead(database(), request, mover, microsOfMillis(Date.now()), deadline);
  return answerOf(request, mover, await moving.catch(explainDeadline));
});

/** The request. Throws `invalid-argument` with its issues. */
function parseRequest(data: unknown): MoveRequest {
  const parsed = moveRequestSchema.safeParse(data);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({
      path: path.join('.'),
      message,
    }));
    throw new HttpsError('invalid-argument', 'The request cannot be used', { issues });
  }
  return parsed.data;
}

/** The answer to the caller. Throws if the move was refused. */
function answerOf(
  { leadId, from, to }: MoveRequest,
  mover: Mover,
  moved: MoveResult,
): { leadId: string; status: LeadStatus; seq: number } {
  switch (moved.result) {
    case 'moved':
    case 'repeated': {
      const { result, status, seq } = moved;
      logger.info(`Lead ${result} by hand`, { leadId, uid: mover.uid, from, to, seq });
      return { leadId, status, seq };
    }
    case 'unknown':
      throw new HttpsError('not-found', 'There is no such lead');
    case 'elsewhere':
      throw new HttpsError('failed-precondition', `The lead is at «${moved.status}» now`, {
        status: moved.status,
      });
    case 'forbidden':
      throw new HttpsError('permission-denied', 'Your role may not make this move');
    case 'reused':
      throw new HttpsError('already-exists', 'This requestId was used for another move');
  }
}

/** Tells the caller that the deadline has passed. Throws any other error as it is, and logs a missing index. */
function explainDeadline(error: unknown): never {
  if (!(error instanceof DeadlineExceededError)) return logMissingIndex(error);
  throw new HttpsError(
    'deadline-exceeded',
    'The move was not finished in time, and may have been made or not: send the same request again',
  );
}

/** The caller, with the role that their record has now: an old token of a demoted user does not count. */
async function findMover(auth: CallableRequest['auth']): Promise<Mover> {
  if (auth === undefined) throw new HttpsError('unauthenticated', 'Sign in first');
  const user = await findUserById(auth.uid);
  if (user !== null && auth.token.auth_time < user.tokensValidFrom) {
    throw new HttpsError('unauthenticated', 'Sign in again');
  }
  const role = user === null || user.isDisabled ? undefined : user.claims?.role;
  if (role !== 'agent' && role !== 'admin') {
    throw new HttpsError('permission-denied', 'Only agents and admins move leads');
  }
  return { uid: auth.uid, role };
}
