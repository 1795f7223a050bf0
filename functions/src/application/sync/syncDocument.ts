import type { Firestore } from 'firebase-admin/firestore';
import { Deadline } from '../../concurrency/deadline';
import type { SourceChange } from '../../domain/documents/sourceChange';
import type { PlanOrigin } from '../../domain/sync/recordOrigin';
import { leadIdOf } from '../../firestore/leadIds';
import { sourcePath } from '../../firestore/paths';
import { leadQueue } from '../leadQueue';
import { placeEvent, type PlacedEvent } from './decideSync';
import { liveReader, type LeadsOfProject } from './leadReader';
import { syncBatch, type SyncResult } from './syncBatch';

/** At most this many events are committed together: some hundred writes of a few hundred bytes each. */
export const MAX_BATCH_SIZE = 50;

/** How a change is handled, if not as the event of a project that may have older leads. */
export interface SyncOptions {
  /** What made the change known, which the history records. */
  origin?: PlanOrigin;
  leads?: LeadsOfProject;
  deadline?: Deadline;
}

const syncInTurn = leadQueue.batchByKey(MAX_BATCH_SIZE, syncBatch);

/**
 * Brings a lead in step with one change of an enquiry, an appointment or a visit (docs/contract.md §3 and §4): finds
 * or creates the lead of the document's pair, derives its status again, and commits lead, history and
 * back-links together. Duplicates, any order and simultaneous events are harmless. Events of one lead that
 * wait at the same time in this process are committed together.
 *
 * A document that cannot be used gets the reasons in its `leadSync`. If Firestore will refuse
 * its lead every time, the document is rejected. Any other error is thrown: the event is delivered again,
 * as it is when the deadline passes.
 */
export async function syncDocument(
  db: Firestore,
  change: SourceChange,
  { origin = 'event', leads = { mayBeOlder: true }, deadline = new Deadline() }: SyncOptions = {},
): Promise<SyncResult> {
  const event = await deadline.limit(placeEvent(liveReader(db, leads), change));
  return syncInTurn(queueKeyOf(event), { db, event, origin, leads, deadline });
}

/**
 * Events of one lead have one key; those of a document that cannot be used, its path. A lead of an older
 * system may have two keys, its pair's id and its own: events under both can conflict, and retry.
 */
export function queueKeyOf({ placement, document }: PlacedEvent): string {
  switch (placement.kind) {
    case 'pair':
      return leadIdOf(placement.pair);
    case 'lead':
      return placement.leadId;
    case 'rejected':
      return sourcePath(document.ref);
  }
}
