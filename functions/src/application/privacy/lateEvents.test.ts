/** Whatever events are still on their way when a contact is erased, none brings a lead back (docs/contract.md §12). */
import fc from 'fast-check';
import { timestamp, wasRead } from '../../../test/support/builders';
import { histories } from '../../../test/support/historyActions';
import type { EventInMemory } from '../../../test/support/inMemoryBackend';
import type { InMemoryPipeline } from '../../../test/support/inMemoryPipeline';
import { playLife } from '../../../test/support/randomLives';
import type { SourceDocument } from '../../domain/documents/sourceDocument';
import { ownerOf } from '../../domain/privacy/ownerOf';

const ERASED = 'ana';

function ownerIn(pipeline: InMemoryPipeline, { ref, leadId }: SourceDocument): string | null {
  const { contactId, appointmentId } = pipeline.fieldsOf(ref) ?? {};
  const appointment =
    typeof appointmentId === 'string'
      ? pipeline.fieldsOf({ collection: 'appointments', id: appointmentId })
      : null;
  return ownerOf({
    collection: ref.collection,
    contactId: textOf(contactId),
    appointmentId: textOf(appointmentId),
    appointmentsContact: textOf(appointment?.['contactId']),
    leadsContact: leadId === null ? null : (pipeline.leads.get(leadId)?.contactId ?? null),
  });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Erases a contact in memory, in the order of `putAway`. Returns the events of its writes. */
async function eraseIn(pipeline: InMemoryPipeline): Promise<EventInMemory[]> {
  const events: EventInMemory[] = [];
  for (const document of pipeline.documentsNow()) {
    const owner = ownerIn(pipeline, document);
    const ofLead = pipeline.leads.get(document.leadId ?? '')?.contactId ?? owner;
    const isStray = owner !== ofLead && [owner, ofLead].includes(ERASED);
    if (isStray) await pipeline.deliver(wasRead(document));
  }
  const documents = pipeline.documentsNow().filter((each) => ownerIn(pipeline, each) === ERASED);
  for (const { ref, leadId, leadSync } of documents) {
    const isHandled = leadId !== null || leadSync !== null;
    const at = timestamp(pipeline.now());
    const note = { leadSync: { state: 'rejected', id: ref.id, issues: [], at } };
    const marked = { ...pipeline.fieldsOf(ref), expireAt: timestamp(0), ...(!isHandled && note) };
    events.push(pipeline.put(ref, marked));
  }
  for (const { ref } of documents) events.push(pipeline.remove(ref));
  for (const { id, contactId } of [...pipeline.leads.values()]) {
    if (contactId !== ERASED) continue;
    pipeline.leads.delete(id);
    pipeline.histories.delete(id);
  }
  return events;
}

/**
 * Not promised (docs/contract.md §4): the deletion, by somebody else and before the erasure, of a document that was
 * never handled. Nothing that is left tells that it was erased.
 */
function isPromised(event: EventInMemory): boolean {
  if (!('ref' in event) || event.kind !== 'deleted') return true;
  const { leadId, leadSync } = event.before;
  return leadId !== null || leadSync !== null;
}

test('random histories, and the events of all their writes in any order', async () => {
  let erased = 0;
  const property = fc.asyncProperty(histories(14, false), async (history) => {
    const { pipeline, backend, events } = await playLife(history);
    const own = await eraseIn(pipeline);
    erased += own.length;
    const waiting = [...events.filter(isPromised), ...(await backend.ownEvents()), ...own];
    const inOrder = waiting
      .map((event, n) => ({ event, key: history.order[n % history.order.length] ?? 0 }))
      .sort((a, b) => a.key - b.key)
      .map(({ event }) => event);
    await backend.deliver(inOrder, history.mode);
    await backend.deliver([...inOrder].reverse(), 'one by one');
    await backend.deliver(await backend.ownEvents(), 'one by one');
    const left = [...pipeline.leads.values()].filter(({ contactId }) => contactId === ERASED);
    expect(left).toEqual([]);
    const documents = pipeline.documentsNow();
    expect(documents.filter((each) => ownerIn(pipeline, each) === ERASED)).toEqual([]);
  });
  await fc.assert(property, { seed: 20_261_127, numRuns: 1_000, endOnFailure: true });
  expect(erased).toBeGreaterThan(2_000);
});
