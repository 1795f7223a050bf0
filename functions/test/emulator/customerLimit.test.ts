/** What a customer may ask for: 20 appointments at a time that are still `Scheduled` (docs/contract.md §7). */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { checkAll } from '../../src/application/checks/checkAll';
import { MAX_REQUESTS } from '../../src/application/sync/customerLimit';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import type { DocumentEvent } from '../support/events';
import { CONSOLE, Fixture, type Source } from '../support/fixture';
import { catchLogs } from '../support/logs';

const logs = catchLogs();
emptyProject(projectId);

const BEYOND = {
  path: 'requestedBy',
  message: 'the customer has asked for 20 earlier appointments that are still Scheduled',
};

/** The `n`-th appointment that a customer asks for: each of a listing of its own. */
const requestOf = (fixture: Fixture, n: number, fields: object = {}): Source =>
  fixture.appointment(`R${String(n).padStart(3, '0')}`, {
    requestedBy: 'contact',
    listingId: fixture.named(`L${n}`),
    ...fields,
  });

/** Creates a customer's first requests, in order, and none of their events is handled yet. */
async function ask(fixture: Fixture, count: number) {
  const requests = Array.from({ length: count }, (_, n) => requestOf(fixture, n + 1));
  const events: DocumentEvent[] = [];
  for (const request of requests) events.push(await request.create({}));
  return { requests, events };
}

/** The same, all of them handled in order. `nth` counts from 1. */
async function playRequests(count: number) {
  const fixture = new Fixture();
  const { requests, events } = await ask(fixture, count);
  await fixture.deliver(...events);
  const nth = (n: number): Source => requests[n - 1] ?? requestOf(fixture, n);
  return { fixture, requests, events, nth };
}

async function stateOf(request: Source): Promise<unknown> {
  return (await request.ref.get()).get('leadSync.state');
}
const statesOf = (requests: readonly Source[]) => Promise.all(requests.map(stateOf));
const firstOf = (count: number, state: string) => Array<string>(count).fill(state);

async function expectRejected(request: Source): Promise<void> {
  const data = await request.read();
  expect(data).toMatchObject({ leadSync: { state: 'rejected', issues: [BEYOND] } });
  expect(data['leadId']).toBeUndefined();
}

const cancel = (request: Source) => () => request.update({ status: 'Cancelled' }, 'sofia');
const edit = (request: Source) => () => request.update({ notes: 'Llamar antes' });

test('20 make leads; those beyond are rejected, and make none', async () => {
  const { fixture, requests } = await playRequests(MAX_REQUESTS + 2);
  const [first, beyond] = [requests.slice(0, MAX_REQUESTS), requests.slice(MAX_REQUESTS)];
  expect(await statesOf(first)).toEqual(firstOf(MAX_REQUESTS, 'linked'));
  for (const request of beyond) await expectRejected(request);
  expect(await fixture.leads()).toHaveLength(MAX_REQUESTS);
  expect(logs.filter(({ severity }) => severity === 'warn')).toHaveLength(2);
});

test('once there is room, an edit links the earliest one beyond, and not the next one', async () => {
  const { fixture, nth } = await playRequests(MAX_REQUESTS + 2);
  await fixture.play(edit(nth(21)), edit(nth(22)));
  await expectRejected(nth(21));
  await fixture.play(cancel(nth(5)), edit(nth(22)));
  await expectRejected(nth(22)); // The 21st is still Scheduled.
  await fixture.play(edit(nth(21)));
  expect(await stateOf(nth(21))).toBe('linked');
  const { status, chain } = await fixture.lead(fixture.named('L21'));
  expect([status, chain.length]).toEqual(['Visita Pendiente', 2]);
  await fixture.play(edit(nth(22)));
  await expectRejected(nth(22));
});

test('one beyond that is cancelled stays rejected, also if there is room; scheduled again it counts', async () => {
  const { fixture, nth } = await playRequests(MAX_REQUESTS + 1);
  await fixture.play(cancel(nth(21)));
  await expectRejected(nth(21));
  await fixture.play(cancel(nth(1)), edit(nth(21)));
  await expectRejected(nth(21));
  expect(await fixture.leads()).toHaveLength(MAX_REQUESTS);
  await fixture.play(() => nth(21).update({ status: 'Scheduled' }));
  expect(await stateOf(nth(21))).toBe('linked');
});

test('one beyond that is deleted makes no lead, whether it was handled before or not', async () => {
  const { fixture, nth } = await playRequests(MAX_REQUESTS + 1);
  await fixture.play(() => nth(21).remove());
  const created = await nth(22).create({});
  const removed = await nth(22).remove();
  await fixture.deliver(removed, created);
  expect(await fixture.leads()).toHaveLength(MAX_REQUESTS);
});

test('one that is linked stays so, though an earlier one is scheduled again', async () => {
  const { fixture, events, nth } = await playRequests(MAX_REQUESTS);
  await fixture.play(cancel(nth(1)), () => nth(21).create({}));
  await fixture.play(() => nth(1).update({ status: 'Scheduled' }));
  await fixture.deliver(...events.slice(-1));
  await fixture.play(edit(nth(21)), () => nth(21).update({ startsAt: Timestamp.now() }));
  expect(await statesOf([nth(1), nth(20), nth(21)])).toEqual(firstOf(3, 'linked'));
  await fixture.play(() => nth(22).create({}));
  await expectRejected(nth(22));
});

test('a visit that staff record for one beyond links it', async () => {
  const { fixture, nth } = await playRequests(MAX_REQUESTS + 1);
  await fixture.play(() => fixture.visit('V', nth(21)).create({ outcome: 'offer_made' }));
  expect(await nth(21).read()).toMatchObject({
    status: 'Completed',
    leadSync: { state: 'linked' },
  });
  expect((await fixture.lead(fixture.named('L21'))).status).toBe('Oferta Presentada');
});

test('only those count that the customer asked for, and that are still Scheduled', async () => {
  const { fixture, nth } = await playRequests(MAX_REQUESTS - 1);
  const others = [
    fixture.appointment('staff'),
    requestOf(fixture, 100, { requestedBy: 'agent' }),
    requestOf(fixture, 101, { requestedBy: ['contact'] }),
    requestOf(fixture, 102, { status: 'Cancelled' }),
    requestOf(fixture, 103, { contactId: fixture.named('another') }),
  ];
  for (const other of others) await fixture.play(() => other.create({}));
  await fixture.play(() => nth(20).create({}));
  expect(await statesOf([...others, nth(20)])).toEqual(firstOf(6, 'linked'));
  await fixture.play(() => nth(21).create({}));
  await expectRejected(nth(21));
  // Whoever is beyond, staff schedule what they like.
  const more = fixture.appointment('more');
  await fixture.play(() => more.create({}));
  expect(await stateOf(more)).toBe('linked');
});

test.each([
  ['is missing', undefined],
  ['is a text', '2026-01-03'],
  ['is of no clock', new Timestamp(253_402_300_799, 999_999_000)],
])('if its createdAt %s, the creation of the document itself counts', async (_what, createdAt) => {
  const { fixture, nth } = await playRequests(MAX_REQUESTS - 1);
  await fixture.play(() => nth(20).create({ createdAt }, CONSOLE));
  expect(await stateOf(nth(20))).toBe('linked');
  await fixture.play(
    () => nth(21).create({}),
    () => nth(22).create({}),
    () => nth(23).create({ createdAt }, CONSOLE),
  );
  await expectRejected(nth(23));
});

test('of those that were created at one time, the lesser ids come first', async () => {
  const fixture = new Fixture();
  const createdAt = Timestamp.now();
  const numbers = Array.from({ length: MAX_REQUESTS + 2 }, (_, n) => n + 1);
  const requests = numbers.map((n) => requestOf(fixture, n, { createdAt }));
  const events: DocumentEvent[] = [];
  for (const request of [...requests].reverse()) events.push(await request.create({}, CONSOLE));
  await fixture.deliver(...events);
  expect(await statesOf(requests)).toEqual([
    ...firstOf(MAX_REQUESTS, 'linked'),
    ...firstOf(2, 'rejected'),
  ]);
});

describe('a flood of 40', () => {
  const expectExact = async (fixture: Fixture, requests: readonly Source[]) => {
    expect(await statesOf(requests)).toEqual([
      ...firstOf(MAX_REQUESTS, 'linked'),
      ...firstOf(requests.length - MAX_REQUESTS, 'rejected'),
    ]);
    expect(await fixture.leads()).toHaveLength(MAX_REQUESTS);
  };

  test('at once ends as if it came one by one', async () => {
    const fixture = new Fixture();
    const { requests, events } = await ask(fixture, 40);
    await fixture.deliverAtOnce(events);
    await expectExact(fixture, requests);
    await fixture.deliverAtOnce(events);
    await expectExact(fixture, requests);
  });
  test('backwards, and of one listing, makes one lead of 20', async () => {
    const fixture = new Fixture();
    const { listingId } = fixture;
    const requests = Array.from({ length: 40 }, (_, n) => requestOf(fixture, n, { listingId }));
    const events: DocumentEvent[] = [];
    for (const request of requests) events.push(await request.create({}));
    await fixture.deliverAtOnce(events.reverse());
    expect(await statesOf(requests)).toEqual([
      ...firstOf(MAX_REQUESTS, 'linked'),
      ...firstOf(MAX_REQUESTS, 'rejected'),
    ]);
    expect((await fixture.lead()).appointments).toHaveLength(MAX_REQUESTS);
  });
});

describe('check and repair', () => {
  async function findingsOf(apply: boolean): Promise<string[]> {
    const options = { apply, now: microsOfMillis(Date.now()), writtenBefore: Infinity };
    const found: string[] = [];
    for await (const { findings } of checkAll(database(), options)) {
      found.push(...findings.map(({ kind, source }) => `${kind} ${source.id}`));
    }
    return found;
  }

  test('find nothing wrong with one beyond, and link it once there is room', async () => {
    const { fixture, nth } = await playRequests(MAX_REQUESTS + 2);
    await fixture.play(cancel(nth(22)));
    expect(await findingsOf(true)).toEqual([]);
    await expectRejected(nth(21));
    await fixture.play(cancel(nth(1)));
    expect(await findingsOf(false)).toEqual([`unlinked ${nth(21).id}`]);
    await expectRejected(nth(21));
    await findingsOf(true);
    expect(await statesOf([nth(21), nth(22)])).toEqual(['linked', 'rejected']);
    expect(await findingsOf(false)).toEqual([]);
  });

  test('reject one beyond whose event was lost', async () => {
    const { nth } = await playRequests(MAX_REQUESTS);
    await nth(21).create({});
    expect(await findingsOf(false)).toEqual([`unjudged ${nth(21).id}`]);
    await findingsOf(true);
    await expectRejected(nth(21));
    expect(await findingsOf(false)).toEqual([]);
  });
});
