import type { SourceChange } from '../../src/domain/documents/sourceChange';
import type { StoredLead } from '../../src/domain/leads/lead';
import { sourceKey } from '../../src/domain/documents/sourceRef';
import type { Pair } from '../../src/domain/leads/leadId';
import { countedDocuments, documentsOf, type Viewings } from '../../src/domain/viewings/viewing';
import { timestamp, wasRead } from './builders';
import type { Listing } from './historyActions';
import type { Backend, FoundLead } from './historyBackend';
import { InMemoryPipeline } from './inMemoryPipeline';

/** An event of a document, of a lead that a person or another system wrote to, or of a listing. */
export type EventInMemory =
  SourceChange | { overwritten: Pair } | { listingId: string; isNews: boolean };

const isOfDocument = (event: EventInMemory) => 'ref' in event;
const idOf = (listing: Listing) => (listing === null ? null : `L${String(listing)}`);
const THREE_HOURS = 3 * 3_600;

/** Plays a history in memory, through the pure pipeline. */
export function inMemoryBackend(pipeline = new InMemoryPipeline()): Backend<EventInMemory> {
  const notice = (event: EventInMemory) => {
    if ('listingId' in event && event.isNews) pipeline.tellListing(event.listingId);
    if ('overwritten' in event && pipeline.leadOf(event.overwritten)?.history) {
      pipeline.notice(event.overwritten);
    }
  };
  return {
    contacts: ['ana', 'bea'],
    listing: idOf,
    ref: (collection, name) => ({ collection, id: name }),
    tick: () => {
      pipeline.advance();
    },
    now: () => pipeline.now(),
    timestamp,
    serverTime: () => timestamp(pipeline.now()),
    read: (ref) => Promise.resolve(pipeline.fieldsOf(ref)),
    write: (ref, data) =>
      Promise.resolve(data === null ? pipeline.remove(ref) : pipeline.put(ref, data)),
    decide: (pair, to, outcome) => {
      const lead = pipeline.leadOf(pair);
      if (!lead?.history || lead.status === to) return Promise.resolve(null);
      const at = pipeline.decide({ pair, to, outcome });
      return Promise.resolve({ pair, status: to, outcome, at });
    },
    overwrite: (pair, text) => {
      const lead = pipeline.leadOf(pair);
      if (!lead?.history) return Promise.resolve(null);
      const { status, history, version } = pipeline.overwrite(pair, text);
      const before = history?.status ?? '';
      const typed = status === before ? null : status;
      return Promise.resolve({ event: { overwritten: pair }, before, typed, at: version });
    },
    deliver: async (events, mode) => {
      if (mode === 'one by one') {
        for (const event of events) {
          if (isOfDocument(event)) await pipeline.deliver(event);
          else notice(event);
        }
        return;
      }
      const changes = events.filter(isOfDocument);
      if (mode === 'at once') await pipeline.deliverAtOnce(changes);
      else await pipeline.deliverTogether(changes);
      events.forEach(notice);
    },
    ownEvents: () => Promise.resolve(pipeline.takeOwnEvents()),
    repair: async () => {
      for (const document of pipeline.documentsNow()) await pipeline.deliver(wasRead(document));
      await repairStrays(pipeline);
      for (const { contactId, listingId, history } of [...pipeline.leads.values()]) {
        if (history !== null) pipeline.notice({ contactId: contactId ?? '', listingId });
      }
      for (const lead of [...pipeline.leads.values()]) pipeline.tellLead(lead);
    },
    versions: () => Promise.resolve(pipeline.versions),
    leads: () => Promise.resolve([...pipeline.leads.values()].map((lead) => found(pipeline, lead))),
    interleave: async (event, atRead, during) => {
      if (isOfDocument(event)) return pipeline.deliverInterleaved(event, atRead, during);
      await during();
      notice(event);
    },
    wait: () => {
      pipeline.advance(THREE_HOURS);
    },
    erase: (pair) => {
      pipeline.erase(pair);
      return Promise.resolve();
    },
    forgetLead: (pair) => {
      pipeline.forgetLead(pair);
      return Promise.resolve();
    },
    snapshot: (pair) => {
      const lead = pipeline.snapshot(pair);
      return Promise.resolve(() => {
        pipeline.putBack(pair, lead);
        return Promise.resolve({ overwritten: pair });
      });
    },
    addForeignEntry: (pair, seq) => {
      pipeline.addForeignEntry(pair, seq);
      return Promise.resolve();
    },
    olderId: (name) => name,
    addOlderLead: (pair, id, fields) => {
      pipeline.addOlderLead(pair, id, fields);
      return Promise.resolve(pipeline.leads.get(id)?.version ?? 0);
    },
    assign: (pair, uid) => {
      pipeline.assign(pair, uid);
      return Promise.resolve();
    },
    followUp: (pair, at) => {
      pipeline.followUp(pair, at);
      return Promise.resolve({ overwritten: pair });
    },
    writeListing: (listing, status) => {
      const listingId = idOf(listing) ?? '';
      const { isNews, version } = pipeline.writeListing(listingId, status);
      return Promise.resolve({ event: { listingId, isNews }, at: version });
    },
  };
}

function found(pipeline: InMemoryPipeline, lead: StoredLead): FoundLead {
  const { id, contactId, listingId, closed, viewings, history } = lead;
  return {
    id,
    pair: { contactId: contactId ?? '', listingId },
    status: lead.status,
    outcome: closed?.outcome ?? null,
    movedTo: closed?.leadId ?? null,
    source: lead.source,
    origin: lead.origin,
    prospectId: lead.prospectId,
    assignedTo: lead.assignedTo,
    nextViewingAt: lead.nextViewingAt,
    offer: lead.offer,
    attention: lead.attention,
    followUpAt: lead.followUpAt,
    listingStatus: lead.listingStatus,
    listingStatusAt: lead.listingStatusAt,
    isInUse: history !== null,
    viewings: countedIn(viewings),
    history: pipeline.histories.get(id) ?? [],
  };
}

/** Finds documents that a lead counts and that name another, as a check of the lead does. */
async function repairStrays(pipeline: InMemoryPipeline): Promise<void> {
  for (const { id, viewings } of [...pipeline.leads.values()]) {
    for (const { ref, state } of countedDocuments(viewings ?? new Map())) {
      const document = pipeline.read(ref);
      const isStray = document?.createTime === state.createTime && document.leadId !== id;
      if (isStray) await pipeline.deliver(wasRead({ ...document, leadId: id }));
    }
  }
}

/** The documents that a lead counts, by viewing: without deleted visits and enquiries. */
export function countedIn(viewings: Viewings | null): FoundLead['viewings'] {
  return [...(viewings?.values() ?? [])].map((viewing) => ({
    path: sourceKey(viewing.ref),
    documents: documentsOf(viewing)
      .filter(({ ref, state }) => ref.collection === 'appointments' || state.status !== 'removed')
      .map(({ ref, state: { createTime } }) => ({ path: sourceKey(ref), createTime })),
  }));
}
