import { logger } from 'firebase-functions/logger';
import { HttpsError, onCall, type CallableRequest } from 'firebase-functions/https';
import { moveLead, type Mover } from '../application/leads/moveLead';
import { findUserById } from '../auth/users';
import { moveRequestSchema } from '../domain/leads/manualMove';
import { microsOfMillis } from '../domain/time';
import { database } from '../firestore/database';
import { enforceAppCheck } from '../options';

/**
 * Moves a lead by hand (docs/contract.md §6): `{leadId, from, to, reason, closed?, requestId}` →
 * `{leadId, status, seq}`.
 *
 * Errors: `unauthenticated`; `permission-denied` (no role, a disabled user, or a move that the role may not
 * make); `invalid-argument` (the zod issues are in `details.issues`); `not-found`; `failed-precondition`
 * (`details.status` is where the lead is now); `already-exists` (the `requestId` was used for another move).
 */
export const changeLeadStatus = onCall({ enforceAppCheck }, async ({ auth, data }) => {
  const mover = await findMover(auth);
  const parsed = moveRequestSchema.safeParse(data);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({
      path: path.join('.'),
      message,
    }));
    throw new HttpsError('invalid-argument', 'The request cannot be used', { issues });
  }
  const { leadId, from, to } = parsed.data;
  const moved = await moveLead(database(), parsed.data, mover, microsOfMillis(Date.now()));
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
});

/** The caller, with the role that their record has now: an old token of a demoted user does not count. */
async function findMover(auth: CallableRequest['auth']): Promise<Mover> {
  if (auth === undefined) throw new HttpsError('unauthenticated', 'Sign in first');
  const user = await findUserById(auth.uid);
  const role = user === null || user.isDisabled ? undefined : user.claims?.role;
  if (role !== 'agent' && role !== 'admin') {
    throw new HttpsError('permission-denied', 'Only agents and admins move leads');
  }
  return { uid: auth.uid, role };
}
