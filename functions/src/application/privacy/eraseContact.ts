import type { Firestore } from 'firebase-admin/firestore';
import { deleteUser, listUsersOfContact } from '../../auth/users';
import type { Micros } from '../../domain/time';
import { destroyBlockedDocuments } from '../../firestore/blockedDocuments';
import {
  beginRun,
  countAccount,
  finishRun,
  readBlock,
  readReceipt,
} from '../../firestore/privacyRuns';
import type { AskedBy, BlockResult } from './blockContact';
import { findHeld, isNothing } from './findHeld';
import { putAway, type PutAwayOptions } from './putAway';

/** What became of an erasure. */
export type EraseResult =
  | BlockResult
  /** The law has it kept until then. */
  | { result: 'blocked'; until: Micros };

/**
 * Destroys all that is held of a contact (docs/contract.md §12): their accounts, which could write more, then what
 * is live, then what a block put away. While the contact is blocked, nothing is done. Idempotent: running it again
 * takes up an interrupted run.
 */
export async function eraseContact(
  db: Firestore,
  contactId: string,
  asked: AskedBy,
  options: PutAwayOptions,
): Promise<EraseResult> {
  const block = await readBlock(db, contactId);
  const until = block?.until ?? null;
  if (until !== null && until > options.now) return { result: 'blocked', until };
  const accounts = await listUsersOfContact(contactId);
  if (block === null && accounts.length === 0 && isNothing(await findHeld(db, contactId))) {
    return { result: 'nothing' };
  }
  const run = await beginRun(db, contactId, { ...asked, verb: 'erase', until: null });
  for (const { uid } of accounts) {
    await deleteUser(uid);
    await countAccount(db, run);
  }
  if (!(await putAway(db, contactId, run, options))) return { result: 'interrupted' };
  while (await destroyBlockedDocuments(db, run)) {
    if (options.isStopped()) return { result: 'interrupted' };
  }
  await finishRun(db, contactId, run);
  return { result: 'done', receipt: await readReceipt(db, run.receiptId) };
}
