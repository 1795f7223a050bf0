import { placeEvent } from '../../functions/src/application/sync/decideSync';
import { canMatter } from '../../functions/src/domain/documents/sourceChange';
import type { SourceRef } from '../../functions/src/domain/documents/sourceRef';
import { sourceKey } from '../../functions/src/domain/documents/sourceRef';
import { countedDocuments } from '../../functions/src/domain/viewings/viewing';
import { leadIdOf } from '../../functions/src/firestore/leadIds';
import { batchHandler } from './batch';
import type { LeadLife } from './lives';
import { Random } from './random';
import { SimulatedFirestore } from './simulatedFirestore';
import { Instance } from './simulatedFunction';
import { VirtualClock } from './virtualClock';

/** The documents of a life, each once. */
export function documentsOf({ commits }: LeadLife): SourceRef[] {
  const refs = commits.flatMap(({ writes }) => writes.map(({ ref }) => ref));
  return [...new Map(refs.map((ref) => [sourceKey(ref), ref])).values()];
}

/**
 * What is wrong with a lead after its life: a text for each difference from what a sequential handling leaves,
 * which handles the events of each commit before the next commit. None if the lead is exact.
 */
export async function findDifferences(life: LeadLife, db: SimulatedFirestore): Promise<string[]> {
  const sequential = await handleSequentially(life);
  const [found, expected] = [describe(life, db), describe(life, sequential)];
  const differences = Object.keys(expected).filter((name) => found[name] !== expected[name]);
  return [
    ...differences.map((name) => `${name}: ${found[name] ?? '–'}, not ${expected[name] ?? '–'}`),
    ...findGaps(life, db),
  ];
}

/** Handles the events of a life one after the other, in a Firestore of its own that answers at once. */
async function handleSequentially(life: LeadLife): Promise<SimulatedFirestore> {
  const time = { now: 0, wait: () => Promise.resolve() };
  const db = new SimulatedFirestore(time, { readMs: 0, commitMs: 0 }, false);
  const failed = () => {
    throw new Error('A sequential handling meets no conflict');
  };
  const handle = batchHandler(db, time, new Random(0), { onHandled: () => {}, onConflict: failed });
  const instance = new Instance(new VirtualClock(), handle);
  for (const commit of life.commits) {
    time.now = commit.at;
    for (const change of db.write(commit, AGENT)) {
      if (!canMatter(change)) continue;
      await instance.handle(leadIdOf(life.pair), await placeEvent(db.reader(), change));
    }
  }
  return db;
}

/** The uid of all clients. */
export const AGENT = 'agente-1';

/** What must not depend on the order in which events were handled. */
function describe(life: LeadLife, db: SimulatedFirestore): Record<string, string> {
  const lead = db.lead(leadIdOf(life.pair));
  const counted = countedDocuments(lead?.viewings ?? new Map());
  return {
    status: lead?.status ?? 'no lead',
    documents: String(counted.length),
    ...Object.fromEntries(
      documentsOf(life).map((ref) => {
        const document = db.source(ref);
        return [
          sourceKey(ref),
          `${document?.stateFields.status ?? '–'} of ${document?.leadId ?? '–'}`,
        ];
      }),
    ),
  };
}

/** Whether the history is one chain: an event that was handled twice, or lost, would break it. */
function findGaps(life: LeadLife, db: SimulatedFirestore): string[] {
  const id = leadIdOf(life.pair);
  const history = db.history(id);
  const isChain = history.every(
    ({ seq, from }, n) => seq === n + 1 && from === (history[n - 1]?.to ?? null),
  );
  const isAtEnd = history.at(-1)?.to === db.lead(id)?.status;
  return isChain && isAtEnd ? [] : [`the history of ${id} is not one chain`];
}
