import type { PlacedEvent } from '../../functions/src/application/sync/decideSync';
import type { LeadReader } from '../../functions/src/application/sync/leadReader';
import {
  decideTogether,
  type BatchOutcome,
  type QueuedEvent,
} from '../../functions/src/application/sync/syncBatch';
import type { BatchResults } from '../../functions/src/concurrency/keyedQueue';
import type { StoredLead } from '../../functions/src/domain/leads/lead';
import { isEmpty, type SyncPlan } from '../../functions/src/domain/sync/syncPlan';
import { MAX_ATTEMPTS, maxPauseAfter } from '../../functions/src/firestore/retryOnConflict';
import type { Random } from './random';
import type { CommitResult, SimulatedFirestore, Time } from './simulatedFirestore';

/** An event that waits for its lead in an instance. */
export type WaitingEvent = Pick<QueuedEvent, 'event' | 'origin' | 'deadline'>;

/** What the queue of an instance calls for the events of one lead. */
export type BatchHandler = (
  events: readonly WaitingEvent[],
  leads: readonly StoredLead[],
  handOn: (committed: readonly StoredLead[]) => void,
) => Promise<BatchResults<WaitingEvent, void>>;

/** Hears of all that a batch does. */
export interface BatchObserver {
  /** Events were handled together, with one commit or with none. */
  onHandled: (events: readonly PlacedEvent[], applied: AppliedCommit | null) => void;
  onConflict: () => void;
}

export type AppliedCommit = CommitResult & { kind: 'applied' };

/** Every attempt met a conflict: the event is delivered again. */
export class OutOfAttemptsError extends Error {
  override readonly name = 'OutOfAttemptsError';
}

/**
 * Handles events of one lead as `syncBatch` does, with its decision, on the virtual clock: with as few commits
 * as possible, again from fresh reads after a conflict, and one by one after too many of them.
 */
export function batchHandler(
  db: SimulatedFirestore,
  time: Pick<Time, 'wait'>,
  random: Random,
  observer: BatchObserver,
): BatchHandler {
  return async (events, leads, handOn) => {
    const results = new Map<WaitingEvent, PromiseSettledResult<void>>();
    let known = leads;
    let isOneByOne = false;
    for (;;) {
      const [first, ...others] = events.filter((event) => !results.has(event));
      if (first === undefined) break;
      const isAlone = isOneByOne || others.length === 0;
      try {
        const { handled, committed } = await commitTogether(
          isAlone ? [first] : [first, ...others],
          known,
        );
        for (const event of handled) results.set(event, { status: 'fulfilled', value: undefined });
        known = committed;
      } catch (reason) {
        if (!(reason instanceof OutOfAttemptsError)) throw reason;
        if (isAlone) results.set(first, { status: 'rejected', reason });
        isOneByOne = true;
        known = [];
      }
    }
    handOn(known);
    return results;
  };

  async function commitTogether(
    events: readonly WaitingEvent[],
    leads: readonly StoredLead[],
  ): Promise<{ handled: readonly WaitingEvent[]; committed: readonly StoredLead[] }> {
    const refs = events.map(({ event }) => event.change.ref);
    let failedPlan: SyncPlan | null = null;
    let metExistingDocument = false;
    for (let number = 0; number < MAX_ATTEMPTS; number += 1) {
      if (number > 0) await time.wait(random.fraction() * maxPauseAfter(number - 1));
      const known: ReadonlyMap<string, StoredLead> = new Map(
        failedPlan === null ? leads.map((lead) => [lead.id, lead]) : [],
      );
      const reader: LeadReader =
        failedPlan === null ? db.reader() : await db.readerForRetry(failedPlan, refs);
      const attempt = { number, metExistingDocument };
      const decided: BatchOutcome<WaitingEvent> = await decideTogether(
        reader,
        known,
        events,
        attempt,
        failedPlan,
      );
      if (decided.rejection !== null) throw new Error('No document is rejected here');
      const handled = [...decided.results.keys()];
      const placed = handled.map(({ event }) => event);
      if (isEmpty(decided.plan)) {
        observer.onHandled(placed, null);
        return { handled, committed: [] };
      }
      const result = await db.commit(decided.plan);
      if (result.kind === 'applied') {
        observer.onHandled(placed, result);
        return { handled, committed: result.leads };
      }
      observer.onConflict();
      failedPlan = decided.plan;
      metExistingDocument = result.metExistingDocument;
    }
    throw new OutOfAttemptsError();
  }
}
