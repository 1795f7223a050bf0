import type { Firestore } from 'firebase-admin/firestore';
import type { Micros } from '../../domain/time';
import {
  beginRun,
  finishRun,
  readBlock,
  readReceipt,
  type Receipt,
} from '../../firestore/privacyRuns';
import { findHeld, isNothing } from './findHeld';
import { putAway, type PutAwayOptions } from './putAway';

/** Who asks for it, and under which reference of theirs; neither says who the contact is. */
export interface AskedBy {
  by: string;
  reference: string | null;
}

/** What became of a block. */
export type BlockResult =
  | { result: 'done'; receipt: Receipt }
  /** Nothing is held of the contact, or nothing but what is blocked already. */
  | { result: 'nothing' }
  | { result: 'interrupted' };

/**
 * Puts all that is held of a contact away until a time (docs/contract.md §12). What came after an earlier block is
 * put away beside it; the later of the times counts. Idempotent: running it again takes up an interrupted run.
 */
export async function blockContact(
  db: Firestore,
  contactId: string,
  until: Micros,
  asked: AskedBy,
  options: PutAwayOptions,
): Promise<BlockResult> {
  const block = await readBlock(db, contactId);
  const isLongEnough = block !== null && block.run === null && (block.until ?? 0) >= until;
  if ((block === null || isLongEnough) && isNothing(await findHeld(db, contactId))) {
    return { result: 'nothing' };
  }
  const run = await beginRun(db, contactId, { ...asked, verb: 'block', until });
  if (!(await putAway(db, contactId, run, options))) return { result: 'interrupted' };
  await finishRun(db, contactId, run);
  return { result: 'done', receipt: await readReceipt(db, run.receiptId) };
}
