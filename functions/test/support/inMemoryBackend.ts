import type { SourceChange } from '../../src/domain/documents/sourceChange';
import type { Pair } from '../../src/domain/leads/leadId';
import { appointmentRef, idOf, visitRef, wasRead } from './builders';
import type { Backend } from './histories';
import { InMemoryPipeline } from './inMemoryPipeline';

/** An event of a document, or of a lead whose status was overwritten. */
type EventInMemory = SourceChange | { overwritten: Pair };

/** Plays a history in memory, through the pure pipeline. */
export function inMemoryBackend(): Backend<EventInMemory> {
  const pipeline = new InMemoryPipeline();
  const find = (pair: Pair) => pipeline.leads.get(idOf(pair));
  return {
    contactId: 'contact',
    listing: (listing) => (listing === null ? null : `L${String(listing)}`),
    ref: (collection, name) =>
      collection === 'appointments' ? appointmentRef(name) : visitRef(name),
    read: (ref) => Promise.resolve(pipeline.fieldsOf(ref)),
    write: (ref, fields, isStamped) => {
      pipeline.advance();
      return Promise.resolve(pipeline.write({ ref, fields: fields ?? 'deleted', isStamped }));
    },
    decide: (pair, to, outcome) => {
      const lead = find(pair);
      if (lead === undefined || lead.status === to) return Promise.resolve(null);
      pipeline.advance();
      const at = pipeline.decide({ pair, to, outcome });
      return Promise.resolve({ pair, status: to, outcome, at });
    },
    overwrite: (pair, to) => {
      const lead = find(pair);
      if (!lead?.history) return Promise.resolve(null);
      pipeline.advance();
      const { status, history, version } = pipeline.overwrite(pair, to);
      const isPending = status !== history?.status;
      const before = history?.status ?? '';
      return Promise.resolve({ event: { overwritten: pair }, before, isPending, at: version });
    },
    deliver: async (events) => {
      pipeline.advance();
      await pipeline.deliverAtOnce(events.filter((event) => 'ref' in event));
      for (const event of events) if ('overwritten' in event) pipeline.notice(event.overwritten);
    },
    repair: async () => {
      for (const document of pipeline.documentsNow()) await pipeline.deliver(wasRead(document));
      for (const { contactId, listingId } of pipeline.leads.values()) {
        pipeline.notice({ contactId: contactId ?? '', listingId });
      }
    },
    settle: async () => {
      for (let own = pipeline.takeOwnEvents(); own.length > 0; own = pipeline.takeOwnEvents()) {
        await pipeline.deliverAtOnce(own);
      }
    },
    versions: () => Promise.resolve(pipeline.versions),
    leads: () =>
      Promise.resolve(
        [...pipeline.leads.values()].map(({ id, contactId, listingId, status, closed }) => ({
          id,
          pair: { contactId: contactId ?? '', listingId },
          status,
          outcome: closed?.outcome ?? null,
          history: pipeline.history({ contactId: contactId ?? '', listingId }),
        })),
      ),
  };
}
