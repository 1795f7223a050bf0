import type { Pair } from '../../src/domain/leadId';
import type { SourceChange } from '../../src/domain/sourceDocument';
import { appointmentRef, idOf, updated, visitRef, World } from './builders';
import type { Stage } from './histories';

/** An event of a document, or of a lead that was typed over. */
type Told = SourceChange | { overwritten: Pair };

/** A history in memory, through the pure pipeline. */
export function memoryStage(): Stage<Told> {
  const world = new World();
  const find = (pair: Pair) => world.leads.get(idOf(pair));
  return {
    contactId: 'contact',
    listing: (listing) => (listing === null ? null : `L${String(listing)}`),
    ref: (collection, name) =>
      collection === 'appointments' ? appointmentRef(name) : visitRef(name),
    read: (ref) => Promise.resolve(world.fieldsOf(ref)),
    write: (ref, fields, isStamped) => {
      world.pass();
      return Promise.resolve(world.write({ ref, fields: fields ?? 'deleted', isStamped }));
    },
    decide: (pair, to, outcome) => {
      const lead = find(pair);
      if (lead === undefined || lead.status === to) return Promise.resolve(null);
      world.pass();
      const at = world.decide({ pair, to, outcome });
      return Promise.resolve({ pair, status: to, outcome, at });
    },
    overwrite: (pair, to) => {
      const lead = find(pair);
      if (!lead?.history) return Promise.resolve(null);
      world.pass();
      const { status, history, version } = world.overwrite(pair, to);
      const isPending = status !== history?.status;
      const before = history?.status ?? '';
      return Promise.resolve({ event: { overwritten: pair }, before, isPending, at: version });
    },
    deliver: (events) => {
      world.pass();
      world.deliverAtOnce(events.filter((event) => 'ref' in event));
      for (const event of events) if ('overwritten' in event) world.notice(event.overwritten);
      return Promise.resolve();
    },
    repair: () => {
      for (const document of world.documentsNow()) world.deliver(updated('lost', document));
      for (const { contactId, listingId } of world.leads.values()) {
        world.notice({ contactId: contactId ?? '', listingId });
      }
      return Promise.resolve();
    },
    settle: () => {
      for (let own = world.takeOwnEvents(); own.length > 0; own = world.takeOwnEvents()) {
        world.deliverAtOnce(own);
      }
      return Promise.resolve();
    },
    versions: () => Promise.resolve(world.versions),
    leads: () =>
      Promise.resolve(
        [...world.leads.values()].map(({ id, contactId, listingId, status, closed }) => ({
          id,
          pair: { contactId: contactId ?? '', listingId },
          status,
          outcome: closed?.outcome ?? null,
          history: world.history({ contactId: contactId ?? '', listingId }),
        })),
      ),
  };
}
