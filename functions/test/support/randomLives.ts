import { HistoryPlay } from './playHistory';
import { inMemoryBackend, type EventInMemory } from './inMemoryBackend';
import { InMemoryPipeline } from './inMemoryPipeline';
import type { History } from './historyActions';
import type { Backend } from './historyBackend';

/** A random history that was played in memory, with all of its events, whether or not they were delivered. */
export interface PlayedLife {
  pipeline: InMemoryPipeline;
  backend: Backend<EventInMemory>;
  events: readonly EventInMemory[];
}

/** Plays a history as far as its steps go: some of its events are still on their way. */
export async function playLife({ olderLeads, steps }: History): Promise<PlayedLife> {
  const pipeline = new InMemoryPipeline();
  const backend = inMemoryBackend(pipeline);
  const play = new HistoryPlay(backend, new Map());
  for (const [n, older] of olderLeads.entries()) await play.addOlderLead(older, n);
  for (const step of steps) await play.play(step, false);
  return { pipeline, backend, events: play.events.map(({ event }) => event) };
}
