/**
 * Random histories for the property tests: what clients, admins, the console and other systems do to
 * several pairs, and how the events are delivered: in any order, repeatedly, some of them at the same time,
 * in one batch, or in the middle of the handling of another.
 */
import fc from 'fast-check';
import { compare } from './compareHistory';
import { ACTS, histories, type History } from './historyActions';
import type { Backend } from './historyBackend';
import { nameOf } from './modelDocuments';
import { HistoryPlay, type PlayedEvent, type Tally } from './playHistory';

export type { Backend } from './historyBackend';
export type { Tally } from './playHistory';

/** The seeds of every run, so that each run plays the same histories. New ones are for `npm run test:soak`. */
export const SEEDS: readonly number[] = [20_261_124, 1_118];

export interface PlayOptions {
  seed: number;
  count: number;
  maxActions: number;
  losesEvents?: boolean;
}

/**
 * Plays random histories of up to `maxActions` actions, each on a backend of its own, and checks that the
 * result is as the model says, in whatever order the events came. If it `losesEvents`, a tenth of them
 * never arrive, and everything is repaired at the end. Returns how often each kind of act was played.
 */
export async function checkHistories<Event>(
  createBackend: () => Backend<Event>,
  { seed, count, maxActions, losesEvents = false }: PlayOptions,
): Promise<Tally> {
  const tally: Tally = new Map();
  const property = fc.asyncProperty(histories(maxActions, losesEvents), (history) =>
    playAndCheck(createBackend(), history, losesEvents, tally),
  );
  await fc.assert(property, { seed, numRuns: count });
  return tally;
}

/** No kind of act is generated and never possible: each was played so often. */
export function expectPlayed(tally: Tally, floor: number): void {
  const rare = ACTS.filter((act) => (tally.get(act) ?? 0) < floor);
  expect(rare.map((act) => [act, tally.get(act) ?? 0])).toEqual([]);
}

/** Plays one history, and checks it. */
export async function playAndCheck<Event>(
  backend: Backend<Event>,
  history: History,
  losesEvents: boolean,
  tally: Tally,
): Promise<void> {
  const play = new HistoryPlay(backend, tally);
  for (const [n, older] of history.olderLeads.entries()) await play.addOlderLead(older, n);
  for (const [n, step] of history.steps.entries()) {
    await play.play(step, losesEvents && history.losses[n] === 0);
  }
  if (history.isMended) await play.mendAll();
  const waiting = play.events.filter(({ isDelivered }) => history.isRepeated || !isDelivered);
  const last = inOrder(waiting, history.order);
  const groups = history.mode === 'one by one' ? last.map((each) => [each]) : [last];
  for (const group of groups) await play.deliver(group, history.mode);
  await play.settle();
  await play.editRejectedVisits();
  await play.settle();
  // Leads that were deleted or put back without their documents are brought in line by a repair.
  if (losesEvents || play.hasLostLeads()) {
    await play.repair();
  }
  await play.writeListingsAgain();
  await play.settle();
  const vague = await compare(backend, play);

  // Whatever is delivered again changes nothing, but where nothing is promised.
  const state = async () => ({
    leads: (await backend.leads()).filter(({ pair }) => !vague.has(nameOf(pair))),
    versions: vague.size > 0 ? null : (await backend.versions()).length,
  });
  const before = await state();
  for (const event of [...inOrder(play.events, history.order)].reverse())
    await play.deliver([event], 'one by one');
  await play.settle();
  expect(await state()).toEqual(before);
}

/** Events in an order that the numbers give. */
function inOrder<Event>(
  events: readonly PlayedEvent<Event>[],
  order: readonly number[],
): PlayedEvent<Event>[] {
  return events
    .map((event, n) => ({ event, key: order[n % order.length] ?? 0, n }))
    .sort((a, b) => a.key - b.key || a.n - b.n)
    .map(({ event }) => event);
}
