/** Leads whose listing goes (docs/contract.md §10): `onListingUpdated`, what it costs, and what a check finds. */
import '../support/ownProject';
import { randomUUID } from 'node:crypto';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { checkAll } from '../../src/application/checks/checkAll';
import { SYSTEM } from '../../src/domain/actor';
import type { Finding } from '../../src/domain/checks/finding';
import { createLead } from '../../src/domain/leads/changeLead';
import { microsOfMillis, type Micros } from '../../src/domain/time';
import { chunksOf } from '../../src/firestore/chunksOf';
import { database } from '../../src/firestore/database';
import { leadIdOf } from '../../src/firestore/leadIds';
import { commitPlan } from '../../src/firestore/leadStore';
import { toMicros } from '../../src/firestore/timestamps';
import {
  anotherProcess,
  deliver,
  deliverWithoutData,
  record,
  type DocumentEvent,
} from '../support/events';
import { failCommitsOf, failure, injectFault } from '../support/faults';
import { Fixture, type Fields } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { daysAfter, schedule } from '../support/steps';
import { interceptAll, measure, wire } from '../support/traffic';

const logs = catchLogs();
const another = anotherProcess();
afterAll(another.stop);

const NOTHING = { read: 0, written: 0, rpcs: 0 };
const on = (day: number, hour = 0) => Timestamp.fromMillis(Date.UTC(2040, 0, day, hour));

/** A listing of the agency's systems. Each write returns its event. */
function listingOf(id: string) {
  const ref = database().collection('listings').doc(id);
  return {
    ref,
    write: (fields: Fields) => record(ref, () => ref.set({ title: 'Piso', ...fields })),
    remove: () => record(ref, () => ref.delete({ exists: true })),
    version: async () => (await ref.get()).updateTime,
  };
}

/** A lead that was scheduled without a date, its listing, and what the lead says. */
async function scheduledLead() {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(schedule(A));
  const listing = listingOf(fixture.listingId);
  const said = async () => {
    const { listingStatus = null, listingStatusAt = null, attention } = (await fixture.lead()).data;
    return { listingStatus, listingStatusAt, attention };
  };
  const due = daysAfter(3, (await A.read())['statusAt'] as Timestamp);
  return { fixture, A, listing, said, due };
}

/** Open leads of one listing, each of a contact of its own, in the order of their ids. */
async function leadsOfOneListing(count: number) {
  const db = database();
  const listingId = `L-${randomUUID().slice(0, 8)}`;
  const leads = Array.from({ length: count }, (_, n) => {
    const pair = { contactId: `${listingId}-${String(n)}`, listingId };
    const source = { collection: 'enquiries', id: pair.contactId } as const;
    const began = { source, actor: SYSTEM, effectiveAt: microsOfMillis(Date.UTC(2026, 0, 1)) };
    const change = createLead(pair, 'Enquiry', null, began);
    return { id: leadIdOf(pair), basis: { kind: 'none' }, change } as const;
  });
  for (const some of chunksOf(leads, 100)) {
    await commitPlan(db, { leads: some, links: [], rewrites: [], decidedBy: [] });
  }
  const read = async () =>
    (await db.collection('leads').where('listingId', '==', listingId).get()).docs;
  const countTold = async () =>
    (await read()).filter((lead) => lead.get('attention.why') === 'listing_gone').length;
  return { listing: listingOf(listingId), ids: leads.map(({ id }) => id).sort(), read, countTold };
}

const inAMinute = () => microsOfMillis(Date.now() + 60_000);

/** What a check of everything that was written before a time finds of a lead. */
async function findingsOf(
  apply: boolean,
  id: string,
  writtenBefore: Micros = inAMinute(),
): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const page of checkAll(database(), { apply, now: inAMinute(), writtenBefore })) {
    found.push(...page.findings.filter(({ source }) => source.id === id));
  }
  return found;
}

test('an open lead learns that its listing is sold, and needs somebody at once; its status stays', async () => {
  const { fixture, A, listing, said } = await scheduledLead();
  await fixture.play(() => A.update({ startsAt: on(7, 9), endsAt: on(7, 10) }));
  const before = await fixture.lead();
  await fixture.play(fixture.editLead(before, { followUpAt: on(20) }));
  await deliver(await listing.write({ status: 'sold' }));
  const version = await listing.version();
  expect(await said()).toEqual({
    listingStatus: 'sold',
    listingStatusAt: version,
    attention: { at: version, why: 'listing_gone' },
  });
  const { status, history } = await fixture.lead();
  expect([status, history]).toEqual([before.status, before.history]);
  // What happens to the lead afterwards leaves it so, until it is closed.
  await fixture.play(() => A.update({ status: 'Cancelled' }));
  expect(await said()).toMatchObject({ listingStatus: 'sold', attention: { at: version } });
});

test('a listing that is to be had again takes it back; one that is reserved needs nobody', async () => {
  const { fixture, listing, said, due } = await scheduledLead();
  for (const status of ['reserved', 'withdrawn', 'available', 'sold', 'soon']) {
    await deliver(await listing.write({ status }));
    const at = await listing.version();
    const isGone = status === 'withdrawn' || status === 'sold';
    expect(await said()).toEqual({
      listingStatus: status === 'soon' ? null : status,
      listingStatusAt: status === 'soon' ? null : at,
      attention: isGone ? { at, why: 'listing_gone' } : { at: due, why: 'no_date' },
    });
  }
  expect((await fixture.lead()).chain).toHaveLength(2);
});

test('its events may come twice and in any order: what the listing says now counts', async () => {
  const { listing, said } = await scheduledLead();
  const events: DocumentEvent[] = [];
  for (const status of ['sold', 'available', 'withdrawn', 'reserved']) {
    events.push(await listing.write({ status }));
  }
  for (const event of [...events].reverse()) await deliver(event);
  const known = await said();
  expect(known).toMatchObject({ listingStatus: 'reserved', attention: { why: 'no_date' } });
  for (const event of events) await deliver(event);
  expect(await said()).toEqual(known);
});

test.each(['arrives', 'is lost'])(
  'two versions at the same time: the one that ends last leaves what the listing says then; its answer %s',
  async (answer) => {
    const { listing, said } = await scheduledLead();
    const sold = await listing.write({ status: 'sold' });
    let later: DocumentEvent | null = null;
    let requests = 0;
    // The other process is about to write «sold»: meanwhile the listing is to be had again, and this one has seen to that.
    const restore = interceptAll(wire(another.db), async (send) => {
      requests += 1;
      if (requests === 4) {
        later = await listing.write({ status: 'available' });
        await deliver(later);
        if (answer === 'is lost') {
          await send();
          throw failure('unavailable');
        }
      }
      return send();
    });
    await deliver(sold, another.functions);
    restore();
    expect(later).not.toBeNull();
    expect(await said()).toMatchObject({
      listingStatus: 'available',
      attention: { why: 'no_date' },
    });
  },
);

test('a deletion changes nothing, and so does what came before it and is handled late', async () => {
  const { listing, said } = await scheduledLead();
  await deliver(await listing.write({ status: 'sold' }));
  const known = await said();
  const late = await listing.write({ status: 'available' });
  const removed = await listing.remove();
  expect(await measure(() => deliver(removed))).toEqual(NOTHING);
  await deliver(late);
  await deliverWithoutData(removed);
  expect(await said()).toEqual(known);
});

test('a closed lead learns nothing, forgets what it knew, and is told anew once it is open again', async () => {
  const { fixture, listing, said } = await scheduledLead();
  await deliver(await listing.write({ status: 'sold' }));
  await fixture.play(fixture.editLead(await fixture.lead(), { status: 'Cerrado' }));
  expect(await said()).toEqual({ listingStatus: null, listingStatusAt: null, attention: null });
  const { version } = await fixture.lead();
  await deliver(await listing.write({ status: 'withdrawn' }));
  expect((await fixture.lead()).version).toEqual(version);
  await fixture.play(schedule(fixture.appointment('B')));
  expect(await said()).toMatchObject({ listingStatus: null, attention: { why: 'no_date' } });
  await deliver(await listing.write({ status: 'withdrawn', price: 200_000 }));
  expect(await said()).toMatchObject({ listingStatus: 'withdrawn' });
});

test('a lead that begins later learns it when the listing is next written, or from repair', async () => {
  const fixture = new Fixture();
  const listing = listingOf(fixture.listingId);
  await deliver(await listing.write({ status: 'sold' }));
  await fixture.play(schedule(fixture.appointment('A')));
  const { id } = await fixture.lead();
  const told = async () => (await fixture.lead()).data['listingStatus'] ?? null;
  expect(await told()).toBeNull();

  const [finding, ...others] = await findingsOf(false, id);
  expect(finding).toMatchObject({
    kind: 'wrong-detail',
    detail: 'listingStatus is not that of its listing',
  });
  expect([others, await told()]).toEqual([[], null]);
  expect(await findingsOf(true, id)).toMatchObject([{ isRepaired: true }]);
  expect(await told()).toBe('sold');
  expect(await findingsOf(false, id)).toEqual([]);

  const next = fixture.appointment('B', { contactId: fixture.named('other') });
  await fixture.play(schedule(next));
  await deliver(await listing.write({ status: 'sold', price: 200_000 }));
  const other = await fixture.lead(fixture.listingId, fixture.named('other'));
  expect(other.data).toMatchObject({ listingStatus: 'sold' });
});

test('a check leaves alone what it cannot judge', async () => {
  const { fixture, listing } = await scheduledLead();
  const { id, ref } = await fixture.lead();
  await listing.write({ status: 'available' });
  expect(await findingsOf(false, id)).toEqual([]);
  // The event of this one may be on its way.
  const { after } = await listing.write({ status: 'sold' });
  const version = after.updateTime === undefined ? NaN : toMicros(after.updateTime);
  expect(await findingsOf(true, id, version - 1)).toEqual([]);
  expect(await findingsOf(false, id, version)).toHaveLength(1);
  // A listing's id that no document can have.
  await ref.update({ listingId: `${fixture.listingId}/..` });
  expect((await findingsOf(false, id)).map(({ kind }) => kind)).not.toContain('failed');
});

test('leads of older systems, and of other listings, are left alone', async () => {
  const fixture = new Fixture();
  const older = await fixture.restoreLead(fixture.named('older'), {
    status: 'Respuesta Pendiente',
  });
  const other = fixture.appointment('A', { listingId: fixture.named('M') });
  await fixture.play(schedule(other));
  const elsewhere = database().doc(`leads/${String((await other.read())['leadId'])}`);
  const versions = async () => [(await older.get()).updateTime, (await elsewhere.get()).updateTime];
  const before = await versions();
  const event = await listingOf(fixture.listingId).write({ status: 'sold' });
  expect(await measure(() => deliver(event))).toEqual({ read: 2, written: 0, rpcs: 2 });
  expect(await versions()).toEqual(before);
});

test('what it costs: nothing for other edits, and 2 reads and 1 write for each lead that learns it', async () => {
  const { listing, read } = await leadsOfOneListing(30);
  const costOf = async (fields: Fields) => {
    const event = await listing.write(fields);
    return measure(() => deliver(event));
  };
  expect(await costOf({})).toEqual(NOTHING);
  expect(await costOf({ status: 'available' })).toEqual(NOTHING);
  expect(await costOf({ status: 'available', price: 1 })).toEqual(NOTHING);
  // The listing twice, each lead in the query and in its turn.
  expect(await costOf({ status: 'sold' })).toEqual({ read: 62, written: 30, rpcs: 63 });
  expect(await costOf({ status: 'sold', price: 2 })).toEqual({ read: 31, written: 0, rpcs: 2 });
  expect(await costOf({ status: 'available' })).toEqual({ read: 62, written: 30, rpcs: 63 });
  expect(new Set((await read()).map((lead) => String(lead.get('listingStatus'))))).toEqual(
    new Set(['available']),
  );
});

test('500 leads, interrupted and taken up again: all of them learn it, and none is closed', async () => {
  const { listing, read, countTold } = await leadsOfOneListing(500);
  const event = await listing.write({ status: 'sold' });
  let before = 0;
  for (const nth of [2, 150, 1, 300, 0]) {
    const fault = injectFault(nth, { code: 'permissionDenied', when: 'before it is applied' });
    await expect(deliver(event)).rejects.toThrow('permissionDenied');
    fault.remove();
    const told = await countTold();
    expect(told).toBeLessThan(500);
    expect(told).toBeGreaterThanOrEqual(before);
    before = told;
  }
  expect(before).toBeGreaterThan(100);
  // Each lead that learned it before costs the one read of the query.
  const rest = 500 - before;
  expect(await measure(() => deliver(event))).toEqual({
    read: 502 + rest,
    written: rest,
    rpcs: 3 + 2 * rest,
  });
  const leads = await read();
  const version = await listing.version();
  expect(leads).toHaveLength(500);
  for (const lead of leads) {
    expect(lead.data()).toMatchObject({
      status: 'Fase 0: Información Incompleta',
      listingStatus: 'sold',
      attention: { at: version, why: 'listing_gone' },
      history: { seq: 1 },
    });
  }
  expect(await measure(() => deliver(event))).toEqual({ read: 501, written: 0, rpcs: 2 });
});

test('a fault at any request of it is made up for by the next delivery', async () => {
  for (let nth = 0; ; nth += 1) {
    const { listing, countTold } = await leadsOfOneListing(2);
    const event = await listing.write({ status: 'sold' });
    const fault = injectFault(nth, { code: 'permissionDenied', when: 'after it was applied' });
    const delivered = await deliver(event).then(
      () => true,
      () => false,
    );
    fault.remove();
    expect(delivered).toBe(!fault.isReached());
    if (delivered) {
      expect(nth).toBe(7);
      break;
    }
    await deliver(event);
    expect(await countTold()).toBe(2);
  }
});

test('a conflict with another write, and a lost answer, are made up for at once', async () => {
  const { listing, ids, countTold } = await leadsOfOneListing(2);
  const sold = await listing.write({ status: 'sold' });
  for (const [nth, code, when] of [
    [3, 'aborted', 'before it is applied'],
    [4, 'unavailable', 'after it was applied'],
  ] as const) {
    const fault = injectFault(nth, { code, when });
    await deliver(sold);
    fault.remove();
    expect([fault.isReached(), await countTold()]).toEqual([true, ids.length]);
    await deliver(await listing.write({ status: 'available' }));
    await listing.write({ status: 'sold' });
  }
});

test('a lead that Firestore refuses to write does not keep the others from learning it', async () => {
  const { listing, ids, countTold } = await leadsOfOneListing(3);
  const refused = database()
    .collection('leads')
    .doc(ids[1] ?? '');
  const restore = failCommitsOf([[refused, failure('invalidArgument')]]);
  await deliver(await listing.write({ status: 'sold' }));
  restore();
  expect(await countTold()).toBe(2);
  expect(logs.filter(({ severity }) => severity === 'error')).toMatchObject([
    { message: 'Firestore refuses to tell a lead of its listing', facts: { leadId: refused.id } },
  ]);
});

test('a status that was typed over and not recorded yet is recorded with it', async () => {
  const { fixture, listing, said } = await scheduledLead();
  await fixture.editLead(await fixture.lead(), { status: 'Oferta Presentada' })();
  await deliver(await listing.write({ status: 'sold' }));
  expect(await said()).toMatchObject({ listingStatus: 'sold', attention: { why: 'listing_gone' } });
  expect((await fixture.lead()).chain.at(-1)).toEqual(['Oferta Presentada', 'console.edited']);
});

test('an event without its data reads the listing', async () => {
  const { listing, said } = await scheduledLead();
  await deliverWithoutData(await listing.write({ status: 'sold' }));
  expect(await said()).toMatchObject({ listingStatus: 'sold' });
  const event = await record(listing.ref, () =>
    listing.ref.update({ status: FieldValue.delete() }),
  );
  await deliverWithoutData(event);
  expect(await said()).toMatchObject({ listingStatus: null, attention: { why: 'no_date' } });
});
