import '../support/ownProject';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { FieldValue, Timestamp, type DocumentSnapshot } from 'firebase-admin/firestore';
import { z } from 'zod';
import { deliver, deliverWithoutData } from '../support/events';
import { CONSOLE, Fixture, type Fields, type LeadSnapshot, type Source } from '../support/fixture';
import {
  anyTimestamp,
  hostileFields,
  hostileValue,
  PERSONAL,
  storable,
} from '../support/hostileData';
import { catchLogs, type LogLine } from '../support/logs';
import { ENQUIRED } from '../support/steps';
import { expectDocumented } from '../support/reliability';
import { measure } from '../support/traffic';

const logs = catchLogs();
const warnings = (): LogLine[] => logs.filter(({ severity }) => severity !== 'info');

const MAX_BYTES = 1_048_576;

/** The size of a document as Firestore counts it: its name, its fields, and 32 bytes. */
function bytesOf(snapshot: DocumentSnapshot): number {
  const name = snapshot.ref.path.split('/').reduce((sum, part) => sum + bytesOfText(part), 16);
  return name + bytesOfValue(snapshot.data()) + 32;
}

function bytesOfText(text: string): number {
  return Buffer.byteLength(text) + 1;
}

function bytesOfValue(value: unknown): number {
  if (typeof value === 'string') return bytesOfText(value);
  if (typeof value === 'number' || value instanceof Timestamp) return 8;
  if (value === null || typeof value !== 'object') return 1;
  return Object.entries(value).reduce(
    (sum, [name, each]) =>
      sum + (Array.isArray(value) ? 0 : bytesOfText(name)) + bytesOfValue(each),
    0,
  );
}

/** A text for a new field that leaves `room` bytes free in a document. */
function fillerFor(snapshot: DocumentSnapshot, field: string, room: number): string {
  return 'x'.repeat(MAX_BYTES - bytesOf(snapshot) - bytesOfText(field) - 1 - room);
}

const fieldsSchema = z.record(z.string(), z.unknown());

const leadSyncSchema = z.object({
  state: z.enum(['linked', 'rejected']),
  id: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string().min(1) })).optional(),
  at: z.instanceof(Timestamp),
});

const rejectedFor = (...paths: readonly string[]) => ({
  state: 'rejected',
  id: expect.any(String),
  issues: paths.map((path) => ({ path, message: expect.stringMatching(/./) })),
  at: expect.any(Timestamp),
});

async function expectLinked(source: Source, lead: LeadSnapshot): Promise<void> {
  expect(await source.read()).toMatchObject({
    leadId: lead.id,
    leadSync: { state: 'linked', id: source.id, at: expect.any(Timestamp) },
  });
}

const unique = (fixture: Fixture) => fixture.named('').slice(1);

describe('an event without its data is handled if the document has an id', () => {
  const ids: [what: string, id: (own: string) => string][] = [
    ['of 1,500 bytes', (own) => `${own}${'ñ'.repeat(746)}`],
    ['with spaces', (own) => ` a  ${own} `],
    ['with %2F and %', (own) => `%2F..%2Fleads%2F${own}%`],
    ['with accents', (own) => `áéíóúñüç ${own}`],
    ['with braces', (own) => `{appointmentId}${own}{visitId}`],
    ['with an emoji', (own) => `🏠👩‍👩‍👧${own}`],
    ['of dots', (own) => `...${own}...`],
  ];

  test.each(ids)('%s', async (_what, idOf) => {
    const fixture = new Fixture();
    const id = idOf(unique(fixture));
    const A = fixture.appointmentWithId(id);
    const V = fixture.visitWithId(id, A);
    const E = fixture.enquiryWithId(id);
    await deliverWithoutData(await E.create({}));
    await deliverWithoutData(await A.create({}));
    await deliverWithoutData(await V.create({ outcome: 'offer_made' }));
    await fixture.settle();
    const lead = await fixture.lead();
    expect(lead.chain).toContainEqual(ENQUIRED);
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.appointments).toEqual([id]);
    for (const source of [E, A, V]) await expectLinked(source, lead);
    expect(warnings()).toEqual([]);

    // Deletions are left to `repair`: the lead stays as it is, and the log names the document.
    await deliverWithoutData(await V.remove());
    expect(warnings()).toMatchObject([{ severity: 'warn', facts: { document: V.ref.path } }]);
    expect((await fixture.lead()).version).toEqual(lead.version);
  });
});

describe('an id that looks like something else', () => {
  const names: [string][] = [
    ...['a/b', '../x', '/', '//', '.', '..', '__x__', '__proto__', 'constructor', '{leadId}'],
    ...['áéíóúñüç', '🏠👩‍👩‍👧', ' ', '%2F', '`a`.b', '\n', 'leads/x/statusHistory/000001'],
  ].map((name) => [name]);

  test.each(names)('is only an id as contact, listing, owner and agent: %j', async (name) => {
    const fixture = new Fixture();
    // The contact needs an id of its own, which contains the name.
    const contactId = `${name}${fixture.contactId}${name}`;
    const fields = { contactId, listingId: name, prospectId: name, agentId: name };
    const A = fixture.appointment('A', fields);
    const B = fixture.visit('B', undefined, {
      contactId,
      listingId: name,
      outcome: 'offer_made',
    });
    const E = fixture.enquiry('E', { ...fields, origin: { portal: name } });
    await fixture.play(
      () => E.create({}),
      () => A.create({}),
      () => B.create({}),
    );
    const lead = await fixture.lead(name, contactId);
    expect(lead.data).toMatchObject({
      ...{ contactId, listingId: name, prospectId: name, assignedTo: name },
      status: 'Oferta Presentada',
    });
    expect(lead.id).toMatch(/^[0-9a-f]{32}$/);
    for (const source of [E, A, B]) await expectLinked(source, lead);
    expect(await fixture.leads(contactId)).toHaveLength(1);
    expect(warnings()).toEqual([]);
  });

  test('is found as a contact', async () => {
    for (const contactId of ['.', '..', '__x__', 'a/b', '🏠']) {
      const fixture = new Fixture();
      const A = fixture.appointment('A', { contactId });
      await fixture.play(() => A.create({}));
      await expectLinked(A, await fixture.lead(fixture.listingId, contactId));
    }
  });

  // A long id is stored under its hash. A document whose id is that hash is another document.
  test('does not collide with a longer id if it is the hash of that', async () => {
    const fixture = new Fixture();
    const long = `${unique(fixture)}${'x'.repeat(1_200)}`;
    const hash = createHash('sha256').update(long).digest('hex');
    const A = fixture.appointmentWithId(long);
    const B = fixture.appointmentWithId(hash);
    await fixture.play(
      () => A.create({ status: 'Completed' }),
      () => B.create({}),
      () => B.update({ status: 'Cancelled' }),
    );
    const lead = await fixture.lead();
    expect([...lead.appointments].sort()).toEqual([long, hash].sort());
    expect(lead.status).toBe('Visita Realizada');

    const V = fixture.visitWithId(long, A);
    const W = fixture.visitWithId(hash, A);
    await fixture.play(
      () => V.create({ outcome: 'offer_made' }),
      () => W.create({ status: 'visit_pending' }),
      () => W.remove(),
    );
    expect((await fixture.lead()).status).toBe('Oferta Presentada');

    const [E, F] = [fixture.enquiryWithId(long), fixture.enquiryWithId(hash)];
    await fixture.play(
      () => E.create({ prospectId: 'first' }),
      () => F.create({ prospectId: 'second' }),
      () => E.remove(),
    );
    expect((await fixture.lead()).data['prospectId']).toBe('second');
    expect(warnings()).toEqual([]);
  });

  // Documents from Datastore have such ids; the key of a map may not look like that.
  test('is linked if it is a numeric id of Datastore', async () => {
    const fixture = new Fixture();
    const id = `__id${Number.parseInt(unique(fixture), 16)}__`;
    const [A, E] = [fixture.appointmentWithId(id), fixture.enquiryWithId(id)];
    await fixture.play(
      () => E.create({}),
      () => A.create({}),
    );
    const lead = await fixture.lead();
    expect(lead.appointments).toEqual([id]);
    for (const source of [E, A]) await expectLinked(source, lead);
  });
});

/** Nested maps. */
const nested = (depth: number): Fields => (depth === 0 ? {} : { in: nested(depth - 1) });

describe('unexpected content', () => {
  test.each([
    ['19 nested maps', { extra: nested(18) }],
    [
      'a thousand unknown fields',
      Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, n])),
    ],
    [
      'fields that are called like properties of every object',
      { constructor: 'x', toString: 1, hasOwnProperty: { a: 1 }, then: 'x', toJSON: 'x' },
    ],
    [
      'fields with dots, slashes and brackets',
      { 'a.b': 1, 'a/b': 2, '[*]~': 3, 'leadSync.state': 'x' },
    ],
    [
      'NaN, infinities, -0, bytes and an empty list',
      { a: NaN, b: -Infinity, c: -0, d: Buffer.from([0]), e: [] },
    ],
  ] satisfies [string, Fields][])('is left as it is: %s', async (_what, extra) => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', extra);
    const V = fixture.visit('V', A, extra);
    const E = fixture.enquiry('E', extra);
    // Written by `create`, since `update` takes a field's name for a path.
    await fixture.play(
      () => E.create({}),
      () => A.create({}),
      () => V.create({ outcome: 'more_info_needed' }),
    );
    const lead = await fixture.lead();
    expect(lead.status).toBe('Información Solicitada');
    for (const source of [E, A, V]) {
      await expectLinked(source, lead);
      expect(await source.read()).toMatchObject(extra);
    }
    expect(warnings()).toEqual([]);
  });

  test('in a stamp counts as none if it is no valid time: the updateTime counts', async () => {
    const fixture = new Fixture();
    const times = [
      new Timestamp(253_402_300_799, 999_999_999),
      new Timestamp(-62_135_596_800, 1_000),
      { seconds: Number.MAX_SAFE_INTEGER, nanoseconds: 0 },
      { seconds: -0, nanoseconds: -1 },
    ];
    for (const [n, statusAt] of times.entries()) {
      const A = fixture.appointment(`A${n}`, { listingId: fixture.named(`L${n}`) });
      const event = await A.create({ statusAt, updatedAt: statusAt }, CONSOLE);
      await fixture.deliver(event);
      const lead = await fixture.lead(fixture.named(`L${n}`));
      expect(lead.history[1]).toMatchObject({ effectiveAt: event.after.updateTime });
      await expectLinked(A, lead);
    }
    expect(warnings()).toEqual([]);
  });

  test('in a leadId is not logged if the document is not linked', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { leadId: 'Ana Q7-SECRETO-Q7', status: 'Programada' });
    const created = await A.create({}, CONSOLE);
    await deliver(created);
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor('status') });
    await deliver(created);
    expect(warnings()).toHaveLength(1);
    expect(JSON.stringify(logs)).not.toContain(PERSONAL[0]);
  });

  test('is rejected if an id is a map whose length cannot be compared', async () => {
    const fixture = new Fixture();
    const contactId = { length: { toString: 1, valueOf: 1 } };
    const A = fixture.appointment('A', { contactId, updatedBy: contactId });
    await fixture.play(() => A.create({}, CONSOLE));
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor('contactId') });
    expect(warnings()).toHaveLength(1);
  });

  test('in an updatedBy of nearly 1 MiB counts as no user, and the document is linked', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', {
      updatedBy: 'x'.repeat(MAX_BYTES - 1_000),
      updatedAt: Timestamp.now(),
    });
    await fixture.play(() => A.create({}, CONSOLE));
    const lead = await fixture.lead();
    await expectLinked(A, lead);
    expect(lead.history.map(({ actor }) => actor)).toEqual(
      lead.history.map(() => ({ type: 'console', id: null })),
    );
  });

  test.each([
    ['a text', 'x'.repeat(MAX_BYTES - 250)],
    ['bytes that are longer as a text', Buffer.alloc(400_000, 255)],
  ])(
    'in the status of an older lead counts as Fase 0 if it is %s, and is shortened when quoted',
    async (_what, status) => {
      const fixture = new Fixture();
      await fixture.restoreLead(fixture.named('older'), { status });
      const A = fixture.appointment('A');
      await fixture.play(() => A.create({}));
      const lead = await fixture.lead();
      expect(lead.id).toBe(fixture.named('older'));
      expect(lead.chain).toEqual([
        ['Fase 0: Información Incompleta', 'lead.adopted'],
        ['Visita Pendiente', 'appointment.scheduled'],
      ]);
      await expectLinked(A, lead);
    },
  );
});

describe('a document of nearly 1 MiB', () => {
  test('is linked if its event comes without its data', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { notes: 'ñ'.repeat(520_000) });
    await deliverWithoutData(await A.create({}));
    await fixture.settle();
    const lead = await fixture.lead();
    await expectLinked(A, lead);
    await deliverWithoutData(await A.update({ status: 'Cancelled' }));
    await fixture.settle();
    expect((await fixture.lead()).status).toBe('Información Solicitada');
    const removed = await A.remove();
    expect(await measure(() => deliverWithoutData(removed))).toEqual({
      read: 0,
      written: 0,
      rpcs: 0,
    });
    expect(warnings()).toMatchObject([{ severity: 'warn', facts: { document: A.ref.path } }]);
    expect((await fixture.lead()).status).toBe('Información Solicitada');
  });

  test('without room for a leadSync is only logged, and has no lead', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const empty = await A.create({});
    await A.remove();
    const created = await A.create({ notes: fillerFor(empty.after, 'notes', 20) });
    await deliver(created);
    expect(warnings()).toMatchObject([
      {
        severity: 'warn',
        facts: { source: A.ref.path, issues: [{ message: expect.any(String) }] },
      },
    ]);
    expect(JSON.stringify(logs).length).toBeLessThan(1_000);
    expect(await fixture.leads()).toEqual([]);
    expect(await A.version()).toEqual(created.after.updateTime);

    await fixture.play(() => A.update({ notes: 'Poco' }));
    await expectLinked(A, await fixture.lead());
  });
});

function stateOf(data: Fields): 'linked' | 'rejected' | null {
  const leadSync = leadSyncSchema.safeParse(data['leadSync']);
  return leadSync.success ? leadSync.data.state : null;
}

describe('a lead that holds 1,000 documents (§7)', () => {
  const MAX_DOCUMENTS = 1_000;
  const viewingsSchema = z.object({ appointments: z.record(z.string(), z.unknown()) });
  const FULL = { path: '', message: 'belongs to a lead that holds 1,000 documents already' };
  const DAY_MS = 86_400_000;
  const movedTo = (daysAgo: number) => ({
    movedTo: { at: Timestamp.fromMillis(Date.now() - daysAgo * DAY_MS), leadId: 'elsewhere' },
  });

  /** A lead with one appointment, then filled with copies of its viewing and these marks of what left. */
  async function playFull(marks: readonly object[] = []) {
    const fixture = new Fixture();
    const appointment = (name: string, fields: Fields = {}) =>
      fixture.appointmentWithId(`${name}-${unique(fixture)}`.padEnd(20, 'x'), fields);
    const A = appointment('A');
    await fixture.play(() => A.create({}));
    const { ref } = await fixture.lead();
    const lead = await ref.get();
    const { appointments } = viewingsSchema.parse(lead.get('viewings'));
    const nameOf = (n: number) => `${String(n).padStart(6, '0')}${A.id.slice(6)}`;
    const others = Array.from({ length: MAX_DOCUMENTS - 1 }, (_, n) => [
      nameOf(n),
      marks[n] ?? appointments[A.id],
    ]);
    await ref.update({
      'viewings.appointments': { ...appointments, ...Object.fromEntries(others) },
    });
    const full = await ref.get();
    return { fixture, A, appointment, ref, full, firstOther: nameOf(0) };
  }

  test('refuses one more, stays usable, and takes it once there is room', async () => {
    const { fixture, A, appointment, ref, full, firstOther } = await playFull();
    expect(bytesOf(full)).toBeLessThan(MAX_BYTES / 4); // docs/limits.md
    const B = appointment('B');
    const created = await B.create({});
    await fixture.deliver(created, created);
    const rejected = await B.read();
    expect(rejected).toMatchObject({ leadSync: { state: 'rejected', issues: [FULL] } });
    expect(rejected).not.toHaveProperty('leadId');
    expect((await ref.get()).updateTime).toEqual(full.updateTime);
    expect(warnings()).toMatchObject([
      { severity: 'warn', facts: { source: B.ref.path, issues: [FULL] } },
    ]);

    // The next event of a viewing that the lead has is handled, and no viewing is lost.
    await deliver(await A.update({ status: 'Completed' }));
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Realizada');
    const { appointments } = viewingsSchema.parse(full.get('viewings'));
    expect([...lead.appointments].sort()).toEqual(Object.keys(appointments).sort());
    expect(lead.appointments).toHaveLength(MAX_DOCUMENTS);
    await expectLinked(A, lead);

    // While it is full, another edit changes nothing, and the rejection is not written again.
    await fixture.play(() => B.update({ notes: 'Otra vez' }));
    expect((await B.read())['leadSync']).toEqual(rejected['leadSync']);

    await ref.update({ [`viewings.appointments.${firstOther}`]: FieldValue.delete() });
    await fixture.play(() => B.update({ notes: 'Por fin' }));
    await expectLinked(B, await fixture.lead());
    expect((await fixture.lead()).appointments).toHaveLength(MAX_DOCUMENTS);
  });

  test('refuses a visit as well, and does not complete its appointment', async () => {
    const { fixture, A, full, ref } = await playFull();
    const V = fixture.visit('V', A);
    await fixture.play(() => V.create({ outcome: 'offer_made' }));
    expect(await V.read()).toMatchObject({ leadSync: { state: 'rejected', issues: [FULL] } });
    expect((await A.read())['status']).toBe('Scheduled');
    expect((await ref.get()).updateTime).toEqual(full.updateTime);
  });

  test('refuses a viewing that moves to it, which stays with its lead', async () => {
    const { fixture, appointment, full, ref } = await playFull();
    const L2 = fixture.named('L2');
    const B = appointment('B', { listingId: L2 });
    await fixture.play(() => B.create({}));
    const before = await fixture.lead(L2);
    await fixture.play(() => B.update({ listingId: fixture.listingId }));
    expect(await B.read()).toMatchObject({
      leadId: before.id,
      leadSync: { state: 'rejected', issues: [FULL] },
    });
    expect((await fixture.lead(L2)).version).toEqual(before.version);
    expect((await ref.get()).updateTime).toEqual(full.updateTime);
  });

  test('counts marks of what left: one of less than 30 days ago takes room, an older one gives way', async () => {
    const recent = await playFull([movedTo(1), movedTo(29)]);
    const B = recent.appointment('B');
    await recent.fixture.play(() => B.create({}));
    expect(await B.read()).toMatchObject({ leadSync: { state: 'rejected', issues: [FULL] } });

    const old = await playFull([movedTo(31), movedTo(400)]);
    const C = old.appointment('C');
    await old.fixture.play(() => C.create({}));
    const { viewings } = (await old.fixture.lead()).data;
    await expectLinked(C, await old.fixture.lead());
    const marks = Object.values(viewingsSchema.parse(viewings).appointments).filter(
      (entry) => typeof entry === 'object' && entry !== null && 'movedTo' in entry,
    );
    expect(marks).toHaveLength(1); // The newest stays.
  });
});

describe('a lead that is as large as a document may be', () => {
  test('refuses a viewing that moves to it, which stays with its lead until there is room', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
      () => fixture.appointment('B', { listingId: L2 }).create({}),
    );
    const [before, there] = [await fixture.lead(), await fixture.lead(L2)];
    await there.ref.update({ notes: fillerFor(await there.ref.get(), 'notes', 20) });

    await fixture.play(() => A.update({ listingId: L2 }));
    expect(await A.read()).toMatchObject({ leadId: before.id, leadSync: rejectedFor('') });
    await expectLinked(V, before);
    expect((await fixture.lead()).version).toEqual(before.version);
    expect((await fixture.lead(L2)).appointments).toHaveLength(1);
    expect(warnings()).toHaveLength(1);

    await there.ref.update({ notes: 'Poco' });
    await fixture.play(() => A.update({ notes: 'Otra vez' }));
    const lead = await fixture.lead(L2);
    expect(lead.status).toBe('Oferta Presentada');
    for (const source of [A, V]) await expectLinked(source, lead);
    expect((await fixture.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
  });

  test('refuses a visit as a whole, so that its appointment is not completed', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(() => A.create({}));
    const lead = await fixture.lead();
    await lead.ref.update({ notes: fillerFor(await lead.ref.get(), 'notes', 20) });
    const before = await A.version();
    const created = await V.create({ outcome: 'offer_made' });
    await fixture.deliver(created);
    const rejected = await V.read();
    expect(rejected).toMatchObject({ leadSync: rejectedFor('') });
    expect(await A.version()).toEqual(before);
    expect((await fixture.lead()).history).toEqual(lead.history);

    // The rejection is written once, however often the event comes, and whatever else is edited.
    await fixture.deliver(created);
    expect(await V.read()).toEqual(rejected);
    await fixture.play(() => V.update({ notes: 'Otra vez' }));
    expect((await V.read())['leadSync']).toEqual(rejected['leadSync']);
    expect(warnings()).toHaveLength(1);
  });
});

describe('random documents', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  process.stdout.write(`hostileDocuments: the random seed of this run is ${seed}\n`);
  const DOCUMENTS = 45;

  const stamps = {
    statusAt: anyTimestamp,
    updatedAt: anyTimestamp,
    updatedBy: hostileValue,
    leadId: hostileValue,
    leadSync: hostileValue,
  };

  const SEEDS = [20_260_101, seed];

  test.each(SEEDS)('all end as linked or rejected (seed %i)', async (each) => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const contactId = fc.constant(fixture.contactId);
    const listingId = fc.constantFrom(fixture.listingId, null);
    const appointments = hostileFields({
      ...{ contactId, listingId, ...stamps },
      status: fc.constantFrom('Scheduled', 'Completed', 'Cancelled', 'NoShow'),
      type: fc.constantFrom('Visita', 'Firma', null),
    }).map((data) => ['appointments', data] as const);
    const visits = hostileFields({
      ...{ contactId, listingId, ...stamps },
      appointmentId: fc.constantFrom(A.id, null),
      status: fc.constantFrom('visit_pending', 'visit_done'),
      outcome: fc.constantFrom('offer_made', null),
    }).map((data) => ['visits', data] as const);

    const enquiries = hostileFields({
      ...{ contactId, listingId, ...stamps },
      status: fc.constantFrom('open', 'answered', 'dismissed'),
      channel: fc.constantFrom('portal', 'phone'),
      origin: fc.constantFrom(null, { portal: 'Idealista', campaign: 'Otoño' }),
    }).map((data) => ['enquiries', data] as const);

    const counted = { linked: 0, rejected: 0 };
    const nothing = { contactId: undefined, listingId: undefined, status: undefined };
    const documents = fc.sample(fc.oneof(appointments, visits, enquiries), {
      seed: each,
      numRuns: DOCUMENTS,
    });
    for (const [n, [collection, data]] of documents.entries()) {
      const id = fixture.named(`random${n}`);
      const fields = { ...nothing, ...fieldsSchema.parse(storable(data)) };
      const source = {
        enquiries: () => fixture.enquiryWithId(id, { channel: undefined, ...fields }),
        appointments: () => fixture.appointmentWithId(id, fields),
        visits: () => fixture.visitWithId(id, undefined, fields),
      }[collection]();
      await deliver(await source.create({}, CONSOLE));
      const state = stateOf(await source.read());
      if (state === null)
        throw new Error(`${collection} is neither linked nor rejected: ${JSON.stringify(data)}`);
      counted[state] += 1;
    }
    await fixture.settle();
    expect(counted.linked + counted.rejected).toBe(DOCUMENTS);
    expect(counted.linked).toBeGreaterThan(0);
    expect(counted.rejected).toBeGreaterThan(0);
    for (const value of PERSONAL)
      expect(logs.filter((line) => JSON.stringify(line).includes(value))).toEqual([]);
    // Reading the leads checks their invariants.
    expect((await fixture.leads()).length).toBeGreaterThan(0);
  });

  test('docs/reliability.md says how many these are', () => {
    expectDocumented(DOCUMENTS * SEEDS.length, 'random documents');
  });
});
