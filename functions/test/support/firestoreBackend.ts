import { randomUUID } from 'node:crypto';
import type { DocumentData } from 'firebase-admin/firestore';
import { checkDocument } from '../../src/application/checks/checkDocument';
import { checkLead, readCountedSources } from '../../src/application/checks/checkLead';
import { moveLead } from '../../src/application/leads/moveLead';
import { liveReader } from '../../src/application/sync/leadReader';
import { SOURCE_COLLECTIONS } from '../../src/domain/documents/sourceRef';
import type { Pair } from '../../src/domain/leads/leadId';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { readHistory } from '../../src/firestore/historyStore';
import { readLead } from '../../src/firestore/leadStore';
import { readSources } from '../../src/firestore/sourceDocuments';
import { deliver, eventOf, record, type DocumentEvent, type Functions } from './events';
import { failNextCommit } from './faults';
import { AGENT, stamps } from './fixture';
import type { Backend } from './histories';
import { microsOf, type Version } from './model';

/**
 * Plays a history in Firestore, through what `index.ts` exports; another process handles a third of the
 * events. The commit of every third delivery is aborted, and the answer to every fifth one is lost.
 */
export function firestoreBackend(another: Functions): Backend<DocumentEvent> {
  const contactId = `contact-${randomUUID()}`;
  const suffix = contactId.slice(-8);
  const versions: Version[] = [];
  const seen = new Map<string, DocumentEvent['after']>();
  let deliveries = 0;

  /** Records a version of a document, if it is new. */
  const recordVersion = (
    snapshot: DocumentEvent['after'],
    time = microsOf(snapshot.updateTime),
  ): void => {
    const { ref } = snapshot;
    const before = seen.get(ref.path);
    seen.set(ref.path, snapshot);
    const collection = ref.parent.id;
    if (collection !== 'appointments' && collection !== 'visits') return;
    if (snapshot.exists && before?.exists === true && !isOtherVersion(before, snapshot)) return;
    versions.push({
      ref: { collection, id: ref.id },
      data: snapshot.data() ?? null,
      createTime: microsOf(snapshot.createTime ?? before?.createTime) ?? 0,
      time: time ?? 0,
    });
  };
  const leadsNow = async () =>
    (await database().collection('leads').where('contactId', '==', contactId).get()).docs;
  const leadOf = async ({ listingId }: Pair) =>
    (await leadsNow()).find((lead) => lead.get('listingId') === listingId);
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
    contactId,
    listing: (listing) => (listing === null ? null : `L${String(listing)}-${suffix}`),
    ref: (collection, name) => ({ collection, id: `${name}-${suffix}` }),
    read: async ({ collection, id }) =>
      (await database().collection(collection).doc(id).get()).data() ?? null,
    write: async ({ collection, id }, fields, isStamped) => {
      await catchUp();
      const ref = database().collection(collection).doc(id);
      const isNew = !(await ref.get()).exists;
      const event = await record(ref, () => {
        if (fields === null) return ref.delete({ exists: true });
        const data: DocumentData = { ...fields, ...(isStamped && stamps(AGENT, fields, isNew)) };
        return isNew ? ref.create(data) : ref.update(data);
      });
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
    overwrite: async (pair, to) => {
      const lead = await leadOf(pair);
      if (lead === undefined) return null;
      const before = lead.get('history.status') as string;
      const isPending = lead.get('status') !== before;
      const event = await record(lead.ref, () => lead.ref.update({ status: to }));
      seen.set(lead.ref.path, event.after);
      return { event, before, isPending, at: microsOf(event.after.updateTime) ?? 0 };
    },
    deliver: async (events) => {
      deliveries += 1;
      const disarm =
        deliveries % 5 === 0
          ? failNextCommit('unavailable', 'after it was applied')
          : deliveries % 3 === 0
            ? failNextCommit('aborted', 'before it is applied')
            : () => undefined;
      await Promise.all(
        events.map((event, n) => deliver(event, n % 3 === 1 ? another : undefined)),
      );
      disarm();
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
      }
    },
    settle: async () => {
      for (let round = 0; round < 10; round += 1) {
        await catchUp();
        const own = pending.splice(0);
        if (own.length === 0) return;
        for (const event of own) await deliver(event);
      }
      throw new Error("The server's own writes never come to rest");
    },
    versions: () => Promise.resolve(versions),
    leads: async () =>
      Promise.all(
        (await leadsNow()).map(async (lead) => ({
          id: lead.id,
          pair: { contactId, listingId: lead.get('listingId') as string | null },
          status: lead.get('status') as string,
          outcome: (lead.get('closed.outcome') as string | undefined) ?? null,
          history: (await lead.ref.collection('statusHistory').orderBy('seq').get()).docs.map(
            (entry) => entry.data() as { seq: number; from: string | null; to: string },
          ),
        })),
      ),
  };
}

/** Whether two snapshots of a document are different versions. */
function isOtherVersion(before: DocumentEvent['after'], now: DocumentEvent['after']): boolean {
  return now.updateTime !== undefined && before.updateTime?.isEqual(now.updateTime) === false;
}
