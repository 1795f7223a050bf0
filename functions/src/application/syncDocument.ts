import type { Firestore } from 'firebase-admin/firestore';
import type { SyncPlan } from '../domain/planSync';
import type { SourceChange } from '../domain/sourceDocument';
import { leadIdOf } from '../firestore/leadStore';
import { sourcePath } from '../firestore/paths';
import { toldEvent, type ToldEvent } from './decideSync';
import { freshReads } from './reads';
import { nothing, syncTogether, type Arrival, type SyncResult } from './syncTogether';
import { inTurnTogether } from './turns';

/** So many events are committed together at most: some hundred writes, of a few hundred bytes each. */
const MOST_TOGETHER = 50;

const syncInTurn = inTurnTogether<Arrival, SyncResult>(MOST_TOGETHER, syncTogether);

/**
 * Brings what one event tells of an appointment or a visit to its lead (contract, sections 3 and 4):
 * finds or creates the lead of the document's pair, derives its status anew, and commits lead, history
 * and back-links together. Duplicates, any order and simultaneous events are harmless; those of one lead
 * that wait for each other in this process are committed together.
 *
 * A document that cannot be used is told so in its `leadSync`. Throws only what may pass, so that the
 * event is delivered again. `write` may say otherwise what is written of it: why, that is, not what.
 */
export async function syncDocument(
  db: Firestore,
  change: SourceChange,
  write: (plan: SyncPlan) => SyncPlan = (plan) => plan,
): Promise<SyncResult> {
  const event = await toldEvent(freshReads(db), change);
  if (event === null) return nothing('superseded');
  return syncInTurn(turnOf(event), { db, event, write });
}

/** What takes turns: the events of one lead, or of a document that belongs to none. */
function turnOf({ placement, told }: ToldEvent): string {
  switch (placement.kind) {
    case 'pair':
      return leadIdOf(placement.pair);
    case 'held':
      return placement.lead.id;
    case 'rejected':
      return sourcePath(told.ref);
  }
}
