import '../support/ownProject';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Timestamp, type DocumentReference, type DocumentSnapshot } from 'firebase-admin/firestore';
import { z } from 'zod';
import { deliver, deliverWithoutData } from '../support/events';
import { CONSOLE, Scene, type Fields, type SeenLead, type Source } from '../support/firestore';
import {
  anyTimestamp,
  hostileFields,
  hostileValue,
  PERSONAL,
  storable,
} from '../support/hostileData';
import { catchLogs, type LogLine } from '../support/logs';
import { measure } from '../support/traffic';

const logs = catchLogs();
const warnings = (): LogLine[] => logs.filter(({ severity }) => severity !== 'info');

const MOST_BYTES = 1_048_576;

/** What Firestore counts of a document: its name, its fields, and 32 bytes. */
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

/** A text that, put into a field of its own, leaves so many bytes of what a document may have. */
function fillerFor(snapshot: DocumentSnapshot, field: string, room: number): string {
  return 'x'.repeat(MOST_BYTES - bytesOf(snapshot) - bytesOfText(field) - 1 - room);
}

const fieldsSchema = z.record(z.string(), z.unknown());

const leadSyncSchema = z.object({
  state: z.enum(['linked', 'rejected']),
  issues: z.array(z.object({ path: z.string(), message: z.string().min(1) })).optional(),
  at: z.instanceof(Timestamp),
});

const rejectedFor = (...paths: readonly string[]) => ({
  state: 'rejected',
  issues: paths.map((path) => ({ path, message: expect.stringMatching(/./) })),
  at: expect.any(Timestamp),
});

async function expectLinked(source: Source, lead: SeenLead): Promise<void> {
  expect(await source.read()).toMatchObject({
    leadId: lead.id,
    leadSync: { state: 'linked', at: expect.any(Timestamp) },
  });
}

const unique = (scene: Scene) => scene.named('').slice(1);

describe('an event without its data, of a document whose id is hostile, is handled', () => {
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
    const scene = new Scene();
    const id = idOf(unique(scene));
    const A = scene.appointmentCalled(id);
    const V = scene.visitCalled(id, A);
    await deliverWithoutData(await A.create({}));
    await deliverWithoutData(await V.create({ outcome: 'offer_made' }));
    await scene.settle();
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.appointments).toEqual([id]);
    for (const source of [A, V]) await expectLinked(source, lead);
    expect(warnings()).toEqual([]);

    // Deletions are left to `repair`: the lead stands as it is, and the log names the document.
    await deliverWithoutData(await V.remove());
    expect(warnings()).toMatchObject([{ severity: 'warn', facts: { document: V.ref.path } }]);
    expect((await scene.lead()).version).toEqual(lead.version);
  });
});

describe('ids that look like something else', () => {
  const names: [string][] = [
    ...['a/b', '../x', '/', '//', '.', '..', '__x__', '__proto__', 'constructor', '{leadId}'],
    ...['áéíóúñüç', '🏠👩‍👩‍👧', ' ', '%2F', '`a`.b', '\n', 'leads/x/statusHistory/000001'],
  ].map((name) => [name]);

  test.each(names)(
    'as contact, listing, owner and agent name only themselves: %j',
    async (name) => {
      const scene = new Scene();
      // The contact is this test's own, and what stands around the name does not make it tame.
      const contactId = `${name}${scene.contactId}${name}`;
      const fields = { contactId, listingId: name, prospectId: name, agentId: name };
      const A = scene.appointment('A', fields);
      const B = scene.visit('B', undefined, { contactId, listingId: name, outcome: 'offer_made' });
      await scene.play(
        () => A.create({}),
        () => B.create({}),
      );
      const lead = await scene.lead(name, contactId);
      expect(lead.data).toMatchObject({
        ...{ contactId, listingId: name, prospectId: name, assignedTo: name },
        status: 'Oferta Presentada',
      });
      expect(lead.id).toMatch(/^[0-9a-f]{32}$/);
      for (const source of [A, B]) await expectLinked(source, lead);
      expect(await scene.leads(contactId)).toHaveLength(1);
      expect(warnings()).toEqual([]);
    },
  );

  test('a contact of such a name is looked up by it', async () => {
    for (const contactId of ['.', '..', '__x__', 'a/b', '🏠']) {
      const scene = new Scene();
      const A = scene.appointment('A', { contactId });
      await scene.play(() => A.create({}));
      await expectLinked(A, await scene.lead(scene.listingId, contactId));
    }
  });

  // Such an id is kept under its hash; the document that is called like that hash is another one.
  test('an id that is the hash of a longer one takes nothing from it', async () => {
    const scene = new Scene();
    const long = `${unique(scene)}${'x'.repeat(1_200)}`;
    const hash = createHash('sha256').update(long).digest('hex');
    const A = scene.appointmentCalled(long);
    const B = scene.appointmentCalled(hash);
    await scene.play(
      () => A.create({ status: 'Completed' }),
      () => B.create({}),
      () => B.update({ status: 'Cancelled' }),
    );
    const lead = await scene.lead();
    expect([...lead.appointments].sort()).toEqual([long, hash].sort());
    expect(lead.status).toBe('Visita Realizada');

    const V = scene.visitCalled(long, A);
    const W = scene.visitCalled(hash, A);
    await scene.play(
      () => V.create({ outcome: 'offer_made' }),
      () => W.create({ status: 'visit_pending' }),
      () => W.remove(),
    );
    expect((await scene.lead()).status).toBe('Oferta Presentada');
    expect(warnings()).toEqual([]);
  });

  // Documents that came from Datastore have such ids; a map's key may not look like that.
  test('a numeric id of Datastore is linked', async () => {
    const scene = new Scene();
    const id = `__id${Number.parseInt(unique(scene), 16)}__`;
    const A = scene.appointmentCalled(id);
    await scene.play(() => A.create({}));
    const lead = await scene.lead();
    expect(lead.appointments).toEqual([id]);
    await expectLinked(A, lead);
  });
});

/** Maps within maps, as deep as Firestore allows. */
const nested = (depth: number): Fields => (depth === 0 ? {} : { in: nested(depth - 1) });

describe('what a document holds besides', () => {
  test.each([
    ['19 maps in one another', { extra: nested(18) }],
    [
      'a thousand unknown fields',
      Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, n])),
    ],
    [
      'fields that are called like what every object has',
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
    const scene = new Scene();
    const A = scene.appointment('A', extra);
    const V = scene.visit('V', A, extra);
    // `update` takes a field's name for a path, so that these are written as a whole.
    await scene.play(
      () => A.create({}),
      () => V.create({ outcome: 'more_info_needed' }),
    );
    const lead = await scene.lead();
    expect(lead.status).toBe('Información Solicitada');
    for (const source of [A, V]) {
      await expectLinked(source, lead);
      expect(await source.read()).toMatchObject(extra);
    }
    expect(warnings()).toEqual([]);
  });

  test('a time that no calendar has is no stamp: the version tells the time', async () => {
    const scene = new Scene();
    const times = [
      new Timestamp(253_402_300_799, 999_999_999),
      new Timestamp(-62_135_596_800, 1_000),
      { seconds: Number.MAX_SAFE_INTEGER, nanoseconds: 0 },
      { seconds: -0, nanoseconds: -1 },
    ];
    for (const [n, statusAt] of times.entries()) {
      const A = scene.appointment(`A${n}`, { listingId: scene.named(`L${n}`) });
      const event = await A.create({ statusAt, updatedAt: statusAt }, CONSOLE);
      await scene.deliver(event);
      const lead = await scene.lead(scene.named(`L${n}`));
      expect(lead.history[1]).toMatchObject({ effectiveAt: event.after.updateTime });
      await expectLinked(A, lead);
    }
    expect(warnings()).toEqual([]);
  });

  test('a leadId that another system wrote is not repeated in the log where nothing is linked', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { leadId: 'Ana Q7-SECRETO-Q7', status: 'Programada' });
    const created = await A.create({}, CONSOLE);
    await deliver(created);
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor('status') });
    await deliver(created);
    expect(warnings()).toHaveLength(1);
    expect(JSON.stringify(logs)).not.toContain(PERSONAL[0]);
  });

  test('a map whose length cannot be compared is rejected where an id belongs', async () => {
    const scene = new Scene();
    const contactId = { length: { toString: 1, valueOf: 1 } };
    const A = scene.appointment('A', { contactId, updatedBy: contactId });
    await scene.play(() => A.create({}, CONSOLE));
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor('contactId') });
    expect(warnings()).toHaveLength(1);
  });

  test('an updatedBy of nearly 1 MiB names nobody, and does not keep a document from its lead', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', {
      updatedBy: 'x'.repeat(MOST_BYTES - 1_000),
      updatedAt: Timestamp.now(),
    });
    await scene.play(() => A.create({}, CONSOLE));
    const lead = await scene.lead();
    await expectLinked(A, lead);
    expect(lead.history.map(({ actor }) => actor)).toEqual(
      lead.history.map(() => ({ type: 'console', id: null })),
    );
  });

  test.each([
    ['a text', 'x'.repeat(MOST_BYTES - 250)],
    ['bytes that are longer in words', Buffer.alloc(400_000, 255)],
  ])(
    'a status of an older lead that is %s counts as Fase 0, and is quoted in short',
    async (_what, status) => {
      const scene = new Scene();
      await scene.restoreLead(scene.named('older'), { status });
      const A = scene.appointment('A');
      await scene.play(() => A.create({}));
      const lead = await scene.lead();
      expect(lead.id).toBe(scene.named('older'));
      expect(lead.chain).toEqual([
        ['Fase 0: Información Incompleta', 'lead.adopted'],
        ['Visita Pendiente', 'appointment.scheduled'],
      ]);
      await expectLinked(A, lead);
    },
  );
});

describe('a document of nearly 1 MiB', () => {
  test('whose event comes without its data is linked', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { notes: 'ñ'.repeat(520_000) });
    await deliverWithoutData(await A.create({}));
    await scene.settle();
    const lead = await scene.lead();
    await expectLinked(A, lead);
    await deliverWithoutData(await A.update({ status: 'Cancelled' }));
    await scene.settle();
    expect((await scene.lead()).status).toBe('Información Solicitada');
    const removed = await A.remove();
    expect(await measure(() => deliverWithoutData(removed))).toEqual({
      read: 0,
      written: 0,
      rpcs: 0,
    });
    expect(warnings()).toMatchObject([{ severity: 'warn', facts: { document: A.ref.path } }]);
    expect((await scene.lead()).status).toBe('Información Solicitada');
  });

  test('that has no room for a word of the server is logged, once for each event, and has no lead', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
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
    expect(await scene.leads()).toEqual([]);
    expect(await A.version()).toEqual(created.after.updateTime);

    await scene.play(() => A.update({ notes: 'Poco' }));
    await expectLinked(A, await scene.lead());
  });
});

function stateOf(data: Fields): 'linked' | 'rejected' | null {
  const leadSync = leadSyncSchema.safeParse(data['leadSync']);
  return leadSync.success ? leadSync.data.state : null;
}

describe('a lead that is as large as a document may be', () => {
  const viewingsSchema = z.object({ appointments: z.record(z.string(), z.unknown()) });

  test('since it has thousands of viewings keeps them, refuses one more, and goes on', async () => {
    const scene = new Scene();
    const appointment = (name: string) =>
      scene.appointmentCalled(`${name}-${unique(scene)}`.padEnd(20, 'x'));
    const A = appointment('A');
    await scene.play(() => A.create({}));
    const { ref } = await scene.lead();
    const count = await fillWithViewings(ref, A.id);
    const full = await ref.get();
    // docs/limits.md
    expect(count).toBeGreaterThan(8_800);

    const B = appointment('B');
    const created = await B.create({});
    await deliver(created);
    const told = await B.read();
    expect(told).toMatchObject({ leadSync: rejectedFor('') });
    expect(told).not.toHaveProperty('leadId');
    expect((await ref.get()).updateTime).toEqual(full.updateTime);

    expect(warnings()).toMatchObject([
      { severity: 'warn', facts: { source: B.ref.path, issues: [{ path: '' }] } },
    ]);

    // The next event of what is there already is taken in, and nothing of it is lost.
    await deliver(await A.update({ status: 'Completed' }));
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Realizada');
    expect(lead.version).not.toEqual(full.updateTime);
    const { appointments } = viewingsSchema.parse(full.get('viewings'));
    expect([...lead.appointments].sort()).toEqual(Object.keys(appointments).sort());
    expect(lead.appointments).toHaveLength(count);
    await expectLinked(A, lead);
  }, 30_000);

  /** Gives a lead more viewings, like the one that it has, until no other has room; tells how many. */
  async function fillWithViewings(ref: DocumentReference, id: string): Promise<number> {
    const lead = await ref.get();
    const { appointments } = viewingsSchema.parse(lead.get('viewings'));
    const viewing = appointments[id];
    const room = MOST_BYTES - bytesOf(lead);
    const more = Math.floor(room / bytesOfValue({ [id]: viewing }));
    const others = Array.from({ length: more }, (_, n) => [
      `${String(n).padStart(6, '0')}${id.slice(6)}`,
      viewing,
    ]);
    const all = { ...appointments, ...Object.fromEntries(others) };
    await ref.update({ 'viewings.appointments': all });
    return more + 1;
  }

  test('refuses a viewing that moves there, which stays where it was until there is room', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
      () => scene.appointment('B', { listingId: L2 }).create({}),
    );
    const [before, there] = [await scene.lead(), await scene.lead(L2)];
    await there.ref.update({ notes: fillerFor(await there.ref.get(), 'notes', 20) });

    await scene.play(() => A.update({ listingId: L2 }));
    expect(await A.read()).toMatchObject({ leadId: before.id, leadSync: rejectedFor('') });
    await expectLinked(V, before);
    expect((await scene.lead()).version).toEqual(before.version);
    expect((await scene.lead(L2)).appointments).toHaveLength(1);
    expect(warnings()).toHaveLength(1);

    await there.ref.update({ notes: 'Poco' });
    await scene.play(() => A.update({ notes: 'Otra vez' }));
    const lead = await scene.lead(L2);
    expect(lead.status).toBe('Oferta Presentada');
    for (const source of [A, V]) await expectLinked(source, lead);
    expect((await scene.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
  });

  test('refuses a visit whole: its appointment is not completed', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(() => A.create({}));
    const lead = await scene.lead();
    await lead.ref.update({ notes: fillerFor(await lead.ref.get(), 'notes', 20) });
    const before = await A.version();
    const created = await V.create({ outcome: 'offer_made' });
    await scene.deliver(created);
    const told = await V.read();
    expect(told).toMatchObject({ leadSync: rejectedFor('') });
    expect(await A.version()).toEqual(before);
    expect((await scene.lead()).history).toEqual(lead.history);

    // It is told once, however often its event comes, and whatever else is edited.
    await scene.deliver(created);
    expect(await V.read()).toEqual(told);
    await scene.play(() => V.update({ notes: 'Otra vez' }));
    expect((await V.read())['leadSync']).toEqual(told['leadSync']);
    expect(warnings()).toHaveLength(1);
  });
});

describe('random documents', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  process.stdout.write(`hostileDocuments: the random seed of this run is ${seed}\n`);
  const DOCUMENTS = 30;

  const stamps = {
    statusAt: anyTimestamp,
    updatedAt: anyTimestamp,
    updatedBy: hostileValue,
    leadId: hostileValue,
    leadSync: hostileValue,
  };

  test.each([20_260_101, seed])('each end as linked or rejected (seed %i)', async (each) => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const contactId = fc.constant(scene.contactId);
    const listingId = fc.constantFrom(scene.listingId, null);
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

    const counted = { linked: 0, rejected: 0 };
    const nothing = { contactId: undefined, listingId: undefined, status: undefined };
    const documents = fc.sample(fc.oneof(appointments, visits), { seed: each, numRuns: DOCUMENTS });
    for (const [n, [collection, data]] of documents.entries()) {
      const id = scene.named(`random${n}`);
      const fields = { ...nothing, ...fieldsSchema.parse(storable(data)) };
      const source =
        collection === 'appointments'
          ? scene.appointmentCalled(id, fields)
          : scene.visitCalled(id, undefined, fields);
      await deliver(await source.create({}, CONSOLE));
      const state = stateOf(await source.read());
      if (state === null) throw new Error(`${collection} came to no end: ${JSON.stringify(data)}`);
      counted[state] += 1;
    }
    await scene.settle();
    expect(counted.linked + counted.rejected).toBe(DOCUMENTS);
    expect(counted.linked).toBeGreaterThan(0);
    expect(counted.rejected).toBeGreaterThan(0);
    for (const value of PERSONAL)
      expect(logs.filter((line) => JSON.stringify(line).includes(value))).toEqual([]);
    // Every lead that came of them is in order, which reading it checks.
    expect((await scene.leads()).length).toBeGreaterThan(0);
  });
});
