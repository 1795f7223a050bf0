import { randomUUID } from 'node:crypto';
import {
  FieldValue,
  Timestamp,
  type DocumentSnapshot,
  type Firestore,
} from 'firebase-admin/firestore';
import { checkDocument } from '../../src/application/checks/checkDocument';
import { checkLead, readCountedSources } from '../../src/application/checks/checkLead';
import { checkListing, listingsToRead } from '../../src/application/checks/checkListing';
import { moveLead } from '../../src/application/leads/moveLead';
import { liveReader } from '../../src/application/sync/leadReader';
import { SOURCE_COLLECTIONS } from '../../src/domain/documents/sourceRef';
import type { Pair } from '../../src/domain/leads/leadId';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { readHistory } from '../../src/firestore/historyStore';
import type { StoredLead } from '../../src/domain/leads/lead';
import { reconcileLead } from '../../src/domain/leads/reconcileLead';
import { planForLead } from '../../src/domain/sync/syncPlan';
import { commitPlan, readLead, storedLeadOf } from '../../src/firestore/leadStore';
import { readListings } from '../../src/firestore/listings';
import { readSources } from '../../src/firestore/sourceDocuments';
import { toTimestamp } from '../../src/firestore/timestamps';
import { deliver, eventOf, record, type DocumentEvent, type Functions } from './events';
import { failNextCommit } from './faults';
import { intercept, wire } from './traffic';
import { timestamp } from './builders';
import type { Backend, FoundEntry } from './historyBackend';
import { countedIn } from './inMemoryBackend';
import { microsOf, type Version } from './modelDocuments';

/** Another process, as `anotherProcess` starts it. */
interface Process {
  functions: Functions;
  db: Firestore;
}

/**
 * Plays a history in Firestore, through what `index.ts` exports; another process handles a third of the
 * events, and those that are interrupted. The commit of every third delivery is aborted, and the answer to
 * every fifth one is lost.
 */
export function firestoreBackend({
  functions: another,
  db: anothersDb,
}: Process): Backend<DocumentEvent> {
  const suffix = randomUUID().slice(-8);
  const contacts = [`ana-${suffix}`, `bea-${suffix}`] as const;
  const versions: Version[] = [];
  const seen = new Map<string, DocumentEvent['after']>();
  let deliveries = 0;
  let edits = 0;
  let isInterrupted = false;

  /** Records a version of a document, if it is new. */
  const recordVersion = (
    snapshot: DocumentEvent['after'],
    time = microsOf(snapshot.updateTime),
  ): void => {
    const { ref } = snapshot;
    const before = seen.get(ref.path);
    seen.set(ref.path, snapshot);
    const collection = SOURCE_COLLECTIONS.find((name) => name === ref.parent.id);
    if (collection === undefined) return;
    if (snapshot.exists && before?.exists === true && !isOtherVersion(before, snapshot)) return;
    versions.push({
      ref: { collection, id: ref.id },
      data: snapshot.data() ?? null,
      createTime: microsOf(snapshot.createTime ?? before?.createTime) ?? 0,
      time: time ?? 0,
    });
  };
  const leadsNow = async () =>
    (await database().collection('leads').where('contactId', 'in', contacts).get()).docs;
  /** The lead of a pair: of several, the one that is in use. */
  const leadOf = async ({ contactId, listingId }: Pair) => {
    const found = (await leadsNow()).filter(
      (lead) => lead.get('contactId') === contactId && lead.get('listingId') === listingId,
    );
    return found.find((lead) => lead.get('history') !== undefined) ?? found[0];
  };
  const existingLead = async (pair: Pair) => {
    const lead = await leadOf(pair);
    if (lead === undefined) throw new Error(`There is no lead of ${JSON.stringify(pair)}`);
    return lead;
  };
  const historyOf = (lead: DocumentSnapshot) => lead.ref.collection('statusHistory');
  /** The events of what the server wrote since the last call. */
  const ownWrites = async (): Promise<DocumentEvent[]> => {
    const refs = [...seen.values()]
      .filter(({ ref }) => ref.parent.id !== 'leads')
      .map(({ ref }) => ref);
    const found = [
      ...(refs.length === 0 ? [] : await database().getAll(...refs)),
      ...(await leadsNow()),
    ];
    return found.flatMap((now) => {
      const before = seen.get(now.ref.path);
      if (!now.exists) return [];
      recordVersion(now);
      return before?.exists === true && isOtherVersion(before, now) ? [eventOf(before, now)] : [];
    });
  };
  const pending: DocumentEvent[] = [];
  const catchUp = async () => pending.push(...(await ownWrites()));

  return {
    contacts,
    listing: (listing) => (listing === null ? null : `L${String(listing)}-${suffix}`),
    ref: (collection, name) => ({ collection, id: `${name}-${suffix}` }),
    tick: () => undefined,
    now: () => microsOfMillis(Date.now()),
    timestamp: (at) => {
      const { seconds, nanoseconds } = timestamp(at);
      return new Timestamp(seconds, nanoseconds);
    },
    serverTime: () => FieldValue.serverTimestamp(),
    read: async ({ collection, id }) =>
      (await database().collection(collection).doc(id).get()).data() ?? null,
    write: async ({ collection, id }, data) => {
      await catchUp();
      const ref = database().collection(collection).doc(id);
      const event = await record(ref, () =>
        data === null ? ref.delete({ exists: true }) : ref.set(data),
      );
      recordVersion(event.after, event.after.exists ? undefined : Date.parse(event.time) * 1_000);
      return event;
    },
    decide: async (pair, to, outcome) => {
      const lead = await leadOf(pair);
      const from: unknown = lead?.get('status');
      if (lead === undefined || from === to || from !== lead.get('history.status')) return null;
      const request = {
        leadId: lead.id,
        from,
        to,
        reason: 'Lo pide el cliente',
        requestId: randomUUID(),
        ...(outcome !== null && { closed: { outcome } }),
      };
      const moved = await moveLead(
        database(),
        request as Parameters<typeof moveLead>[1],
        { uid: 'admin', role: 'admin' },
        microsOfMillis(Date.now()),
      );
      if (moved.result !== 'moved') throw new Error(`The move was ${moved.result}`);
      const at = microsOf((await lead.ref.get()).get('history.decision.at')) ?? 0;
      return { pair, status: to, outcome, at };
    },
    overwrite: async (pair, text) => {
      const lead = await leadOf(pair);
      if (lead === undefined) return null;
      const before = lead.get('history.status') as string;
      const status = lead.get('status') as string;
      const event = await record(lead.ref, () => lead.ref.update({ status: text }));
      seen.set(lead.ref.path, event.after);
      const at = microsOf(event.after.updateTime) ?? 0;
      return { event, before, typed: status === before ? null : status, at };
    },
    deliver: async (events, mode) => {
      deliveries += 1;
      const disarm =
        deliveries % 5 === 0
          ? failNextCommit('unavailable', 'after it was applied')
          : deliveries % 3 === 0
            ? failNextCommit('aborted', 'before it is applied')
            : () => undefined;
      // What an interrupted process has begun holds up its other events: those are left to this one.
      const processOf = (n: number) => (n % 3 === 1 && !isInterrupted ? another : undefined);
      if (mode === 'one by one') {
        for (const [n, event] of events.entries()) await deliver(event, processOf(n));
      } else await Promise.all(events.map((event, n) => deliver(event, processOf(n))));
      disarm();
    },
    interleave: async (event, atRead, during) => {
      const interruption = { hasHappened: false };
      const happen = async () => {
        interruption.hasHappened = true;
        isInterrupted = true;
        await during().finally(() => {
          isInterrupted = false;
        });
      };
      const remove = interruptRequest(anothersDb, atRead, happen);
      await deliver(event, another).finally(remove);
      if (!interruption.hasHappened) await happen();
    },
    repair: async () => {
      await catchUp();
      const options = { apply: true, now: microsOfMillis(Date.now()) };
      const refs = [...seen.values()].flatMap(({ ref }) =>
        SOURCE_COLLECTIONS.filter((name) => name === ref.parent.id).map((collection) => ({
          collection,
          id: ref.id,
        })),
      );
      const db = database();
      for (const document of await readSources(db, refs)) {
        await checkDocument(db, document, liveReader(db), options);
      }
      for (const { id } of await leadsNow()) {
        const lead = await readLead(db, id);
        if (lead === null) continue;
        const history = await readHistory(db, id);
        const sources = await readCountedSources(db, [lead]);
        await checkLead(db, { lead, history }, sources, options);
        const listings = await readListings(db, listingsToRead([lead]));
        await checkListing(db, lead, listings, { apply: true, writtenBefore: Infinity });
      }
    },
    ownEvents: async () => {
      await catchUp();
      return pending.splice(0);
    },
    erase: async (pair) => {
      const { ref } = await existingLead(pair);
      seen.delete(ref.path);
      await database().recursiveDelete(ref);
    },
    forgetLead: async (pair) => {
      const { ref } = await existingLead(pair);
      seen.delete(ref.path);
      await ref.delete();
    },
    snapshot: async (pair) => {
      const lead = await existingLead(pair);
      return async () => {
        const event = await record(lead.ref, () => lead.ref.set(lead.data()));
        seen.set(lead.ref.path, event.after);
        return event;
      };
    },
    addForeignEntry: async (pair, seq) => {
      const lead = await existingLead(pair);
      await historyOf(lead).doc(String(seq).padStart(6, '0')).set({ nota: 'llamó' });
    },
    olderId: (name) => `${name}-${suffix}`,
    addOlderLead: async (pair, id, { status, outcome, assignedTo, prospectId, hasHistory }) => {
      const db = database();
      const { writeTime } = await db
        .collection('leads')
        .doc(id)
        .set({
          ...pair,
          status,
          ...(outcome !== null && { closed: { outcome, reason: '' } }),
          assignedTo,
          prospectId,
          source: 'Portal',
        });
      const lead = await readLead(db, id);
      if (lead === null) throw new Error('A lead that was written exists');
      if (hasHistory) await commitPlan(db, planForLead(lead, reconcileLead(lead)));
      return microsOf(writeTime) ?? 0;
    },
    assign: async (pair, uid) => {
      await (await existingLead(pair)).ref.update({ assignedTo: uid });
    },
    followUp: async (pair, at) => {
      const { ref } = await existingLead(pair);
      const followUpAt = at === null ? FieldValue.delete() : toTimestamp(at);
      const event = await record(ref, () => ref.update({ followUpAt }));
      seen.set(ref.path, event.after);
      return event;
    },
    writeListing: async (listing, status) => {
      const ref = database().doc(`listings/L${String(listing)}-${suffix}`);
      edits += 1;
      const event = await record(ref, () => ref.set({ status, edits }));
      return { event, at: microsOf(event.after.updateTime) ?? 0 };
    },
    versions: () => Promise.resolve(versions),
    leads: async () =>
      Promise.all(
        (await leadsNow()).map(async (lead) => {
          const { id, contactId, listingId, closed, viewings, history, ...fields } = storedLeadOf(
            lead,
          ) as StoredLead;
          return {
            ...fields,
            id,
            pair: { contactId: contactId ?? '', listingId },
            outcome: closed?.outcome ?? null,
            movedTo: closed?.leadId ?? null,
            isInUse: history !== null,
            viewings: countedIn(viewings),
            history: (await historyOf(lead).orderBy('seq').get()).docs.map(
              (entry) => entry.data() as FoundEntry,
            ),
          };
        }),
      ),
  };
}

/**
 * Makes something happen before the `atRead`-th read that a process begins from now on, or before its first
 * commit. Returns what takes that back.
 */
function interruptRequest(db: Firestore, atRead: number, happen: () => Promise<void>): () => void {
  const client = wire(db);
  const own = {
    request: client.request.bind(client),
    requestStream: client.requestStream.bind(client),
  };
  let reads = 0;
  let isDone = false;
  const interrupt = async (): Promise<void> => {
    isDone = true;
    await happen();
  };
  return intercept(client, {
    request: async (...all) => {
      if (!isDone) await interrupt();
      return own.request(...all);
    },
    requestStream: async (...all) => {
      if (!isDone && reads === atRead) await interrupt();
      reads += 1;
      return own.requestStream(...all);
    },
  });
}

/** Whether two snapshots of a document are different versions. */
function isOtherVersion(before: DocumentEvent['after'], now: DocumentEvent['after']): boolean {
  return now.updateTime !== undefined && before.updateTime?.isEqual(now.updateTime) === false;
}
