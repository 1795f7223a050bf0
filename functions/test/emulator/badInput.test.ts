import '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { deliver, deliverWithoutData } from '../support/events';
import { CONSOLE, Fixture, type Fields, type LeadSnapshot, type Source } from '../support/fixture';
import { catchLogs, type LogLine } from '../support/logs';
import { measure } from '../support/traffic';

const logs = catchLogs();

const warnings = (): LogLine[] => logs.filter(({ severity }) => severity !== 'info');

/** The `leadSync` of a document that is rejected for these fields. */
const rejectedFor = ({ id }: Source, ...paths: readonly string[]) => ({
  state: 'rejected',
  id,
  issues: paths.map((path) => ({ path, message: expect.stringMatching(/./) })),
  at: expect.any(Timestamp),
});

async function expectRejected(source: Source, ...paths: readonly string[]): Promise<void> {
  const { leadSync, leadId } = await source.read();
  expect(leadSync).toEqual(rejectedFor(source, ...paths));
  expect(leadId).toBeUndefined();
}

async function expectLinked(source: Source, lead: LeadSnapshot): Promise<void> {
  expect(await source.read()).toMatchObject({
    leadId: lead.id,
    leadSync: { state: 'linked', id: source.id, at: expect.any(Timestamp) },
  });
  expect((await source.read())['leadSync']).not.toHaveProperty('issues');
}

/** Expects one structured warning, with the document and its issues, and without personal data. */
function expectOneWarning({ ref }: Source, fixture: Fixture, ...paths: readonly string[]): void {
  expect(warnings()).toEqual([
    {
      severity: 'warn',
      message: expect.any(String),
      facts: expect.objectContaining({
        source: ref.path,
        issues: paths.map((path): unknown => expect.objectContaining({ path })),
      }),
    },
  ]);
  expect(JSON.stringify(logs)).not.toContain(fixture.contactId);
}

const WRONG_TYPES: [what: string, value: unknown][] = [
  ['a number', 7],
  ['a map', { id: 'x' }],
  ['a list', ['x']],
  ['a boolean', true],
];

describe('an appointment is rejected, and linked once it is corrected, if', () => {
  const cases: [why: string, fields: Fields, paths: string[]][] = [
    ['it has no contactId', { contactId: undefined }, ['contactId']],
    ['its contactId is null', { contactId: null }, ['contactId']],
    ['its contactId is empty', { contactId: '' }, ['contactId']],
    ['its contactId is too long to be looked up', { contactId: 'é'.repeat(750) }, ['contactId']],
    ...WRONG_TYPES.map(([what, value]): [string, Fields, string[]] => [
      `its contactId is ${what}`,
      { contactId: value },
      ['contactId'],
    ]),
    ...WRONG_TYPES.map(([what, value]): [string, Fields, string[]] => [
      `its listingId is ${what}`,
      { listingId: value },
      ['listingId'],
    ]),
    ['its prospectId is a map', { prospectId: { id: 'x' } }, ['prospectId']],
    ['its agentId is a map', { agentId: { id: 'x' } }, ['agentId']],
    ['it has no status', { status: undefined }, ['status']],
    ['its status is unknown', { status: 'Programada' }, ['status']],
    ['its status is the name of a property of every object', { status: 'constructor' }, ['status']],
    ['its status is a map', { status: { value: 'Scheduled' } }, ['status']],
    ['its type is unknown', { type: 'Otra' }, ['type']],
    [
      'several fields are wrong at once',
      { contactId: null, listingId: 7, status: 'x', type: 'y' },
      ['contactId', 'listingId', 'status', 'type'],
    ],
  ];

  test.each(cases)('%s', async (_why, fields, paths) => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create(fields));

    await expectRejected(A, ...paths);
    expectOneWarning(A, fixture, ...paths);
    expect(await fixture.leads()).toEqual([]);

    const { contactId, listingId } = fixture;
    const corrected = { contactId, listingId, status: 'Scheduled', type: 'Visita' };
    await fixture.play(() => A.update({ ...corrected, prospectId: null, agentId: null }));
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Pendiente');
    await expectLinked(A, lead);
    expect(warnings()).toHaveLength(1);
  });
});

describe('an enquiry is rejected, and linked once it is corrected, if', () => {
  const cases: [why: string, fields: Fields, paths: string[]][] = [
    ['it has no contactId', { contactId: undefined }, ['contactId']],
    ['its contactId is empty', { contactId: '' }, ['contactId']],
    ...WRONG_TYPES.flatMap(([what, value]): [string, Fields, string[]][] => [
      [`its contactId is ${what}`, { contactId: value }, ['contactId']],
      [`its listingId is ${what}`, { listingId: value }, ['listingId']],
    ]),
    ['its prospectId is a map', { prospectId: { id: 'x' } }, ['prospectId']],
    ['its agentId is a map', { agentId: { id: 'x' } }, ['agentId']],
    ['it has no status', { status: undefined }, ['status']],
    ['its status is that of an appointment', { status: 'Scheduled' }, ['status']],
    ['its status is the name of a property of every object', { status: 'constructor' }, ['status']],
    ['it has no channel', { channel: undefined }, ['channel']],
    ['its channel is unknown', { channel: 'paloma mensajera' }, ['channel']],
    ['its origin is a text', { origin: 'Idealista' }, ['origin']],
    ['its portal is a number', { origin: { portal: 7 } }, ['origin.portal']],
    ['its campaign is too long', { origin: { campaign: 'x'.repeat(101) } }, ['origin.campaign']],
    [
      'several fields are wrong at once',
      { contactId: null, listingId: 7, status: 'x', channel: 'y' },
      ['contactId', 'listingId', 'status', 'channel'],
    ],
  ];

  test.each(cases)('%s', async (_why, fields, paths) => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E');
    await fixture.play(() => E.create(fields));

    await expectRejected(E, ...paths);
    expectOneWarning(E, fixture, ...paths);
    expect(await fixture.leads()).toEqual([]);

    const { contactId, listingId } = fixture;
    const corrected = { contactId, listingId, status: 'open', channel: 'portal', origin: null };
    await fixture.play(() => E.update({ ...corrected, prospectId: null, agentId: null }));
    const lead = await fixture.lead();
    expect(lead.status).toBe('Información Solicitada');
    await expectLinked(E, lead);
    expect(warnings()).toHaveLength(1);
  });
});

describe('a visit is rejected, and linked once it is corrected, if', () => {
  const withoutAppointment = { appointmentId: undefined };
  const cases: [why: string, fields: Fields, paths: string[]][] = [
    [
      'it names neither appointment nor contact nor listing',
      withoutAppointment,
      ['contactId', 'listingId'],
    ],
    [
      'it names neither appointment nor listing',
      { ...withoutAppointment, contactId: 'somebody' },
      ['listingId'],
    ],
    [
      'it names neither appointment nor contact',
      { ...withoutAppointment, listingId: 'something' },
      ['contactId'],
    ],
    ['it has no status', { status: undefined }, ['status']],
    ['its status is unknown', { status: 'done' }, ['status']],
    ['its status is a map', { status: {} }, ['status']],
    ['its outcome is unknown', { outcome: 'sold' }, ['outcome']],
    ['its outcome is a map', { outcome: {} }, ['outcome']],
    ['its appointmentId is empty', { appointmentId: '' }, ['contactId', 'listingId']],
    ['its appointmentId is a map', { appointmentId: {} }, ['appointmentId']],
    ['its appointmentId is a path', { appointmentId: 'appointments/A' }, ['appointmentId']],
    ['its appointmentId is "."', { appointmentId: '.' }, ['appointmentId']],
    ['its appointmentId is ".."', { appointmentId: '..' }, ['appointmentId']],
    ['its appointmentId is reserved', { appointmentId: '__A__' }, ['appointmentId']],
    [
      'its appointmentId is longer than an id can be',
      { appointmentId: 'x'.repeat(1_501) },
      ['appointmentId'],
    ],
    ['its appointment does not exist', { appointmentId: 'nowhere' }, ['appointmentId']],
    [
      'its contactId is a map, and it has no appointment',
      { appointmentId: null, contactId: {} },
      ['contactId'],
    ],
  ];

  test.each(cases)('%s', async (_why, fields, paths) => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create(fields),
    );
    await expectRejected(V, ...paths);
    expectOneWarning(V, fixture, ...paths);
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });

    const corrected = { appointmentId: A.id, contactId: fixture.contactId, listingId: null };
    await fixture.play(() =>
      V.update({ ...corrected, status: 'visit_done', outcome: 'offer_made' }),
    );
    const lead = await fixture.lead();
    expect(lead.status).toBe('Oferta Presentada');
    await expectLinked(V, lead);
    expect(warnings()).toHaveLength(1);
  });

  test('its appointmentId has more bytes than an id can have', async () => {
    const fixture = new Fixture();
    const V = fixture.visit('V', undefined, { appointmentId: 'é'.repeat(1_500) });
    const created = await V.create({});
    await deliver(created);
    await expectRejected(V, 'appointmentId');
    expectOneWarning(V, fixture, 'appointmentId');
  });

  test('its appointment cannot be used', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { listingId: 5 });
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create({}),
    );
    await expectRejected(V, 'appointmentId');

    await fixture.play(
      () => A.update({ listingId: fixture.listingId }),
      () => V.update({ notes: 'Otra vez' }),
    );
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Realizada');
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('its appointment does not exist yet: any later edit links it, as of its own state', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(() => V.create({ outcome: 'offer_made' }));
    await expectRejected(V, 'appointmentId');
    const { statusAt } = await V.read();

    await fixture.play(() => A.create({ status: 'Completed' }));
    await expectRejected(V, 'appointmentId');
    await fixture.play(() => V.update({ notes: 'La cita ya está' }));
    const lead = await fixture.lead();
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.history.at(-1)).toMatchObject({ effectiveAt: statusAt });
    await expectLinked(V, lead);
  });
});

describe('a rejection', () => {
  test('for the same issues is not written again', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({ status: 'Programada' }));
    const edit = await A.update({ notes: 'Sin confirmar' });
    const before = await A.version();
    expect(await measure(() => deliver(edit))).toMatchObject({ written: 0 });
    expect(await A.version()).toEqual(before);
    expect(warnings()).toHaveLength(1);
  });

  test('is written once if its event comes twice', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({ status: 'Programada' });
    await fixture.deliver(created);
    const before = await A.version();
    await fixture.deliver(created);
    expect(await A.version()).toEqual(before);
  });

  test('for other issues is written', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({ status: 'Programada' }),
      () => A.update({ status: 'Scheduled', listingId: 7 }),
    );
    await expectRejected(A, 'listingId');
    expect(warnings()).toHaveLength(2);
  });

  test('of a linked document leaves its lead alone until the document is corrected', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({}),
      () => A.update({ status: 'Programada' }),
    );
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(await A.read()).toMatchObject({ leadId: lead.id, leadSync: rejectedFor(A, 'status') });

    await fixture.play(() => A.update({ status: 'Completed' }));
    expect((await fixture.lead()).status).toBe('Visita Realizada');
    await expectLinked(A, await fixture.lead());
  });

  test('is removed if a document is corrected without a new state', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({}),
      () => A.update({ contactId: null }),
    );
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor(A, 'contactId') });
    await fixture.play(() => A.update({ contactId: fixture.contactId }));
    const lead = await fixture.lead();
    expect(lead.chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
    ]);
    await expectLinked(A, lead);
  });

  test('is not written if the document was corrected before the event is handled', async () => {
    const fixture = new Fixture();
    for (const isLate of [false, true]) {
      const A = fixture.appointment(`A${String(isLate)}`);
      const broken = await A.create({ status: 'Programada' });
      const corrected = await A.update({ status: 'Scheduled' });
      await fixture.deliver(...(isLate ? [corrected, broken] : [broken, corrected]));
      await expectLinked(A, await fixture.lead());
    }
    expect(warnings()).toEqual([]);
  });

  test('is written if a usable version was replaced by an unusable one before its event is handled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const usable = await A.create({});
    const broken = await A.update({ status: 'Programada' });
    await fixture.deliver(usable, broken);
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor(A, 'status') });
  });

  test('is not written if the document was deleted meanwhile', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({ status: 'Programada' });
    const removed = await A.remove();
    await fixture.deliver(created, removed);
    expect(await fixture.leads()).toEqual([]);
  });
});

describe('what other writers leave is usable (§2):', () => {
  test.each([
    ['Scheduled', 'scheduled'],
    ['Scheduled', ' SCHEDULED\n'],
    ['NoShow', 'noshow'],
  ])(
    'a status is recognised as %s if it is written %j, and stays as it was written',
    async (status, text) => {
      const fixture = new Fixture();
      const A = fixture.appointment('A');
      await fixture.play(
        () => A.create({ status: text, type: 'VISITA' }),
        () => A.update({ status }, CONSOLE),
      );
      const lead = await fixture.lead();
      expect(lead.chain).toHaveLength(2);
      expect(lead.history[1]).toMatchObject({ actor: { type: 'user' } });
      await expectLinked(A, lead);
      expect(warnings()).toEqual([]);
    },
  );

  test('a type is recognised in any composition of its accents', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { type: 'Reunión'.normalize('NFD') });
    await fixture.play(() => A.create({}));
    expect((await fixture.lead()).history).toHaveLength(1);
    expect((await A.read())['type']).toBe('Reunión'.normalize('NFD'));
  });

  test('a visit counts in any spelling, and completes its appointment', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { status: 'SCHEDULED' });
    const V = fixture.visit('V', A, { status: 'Visit_Done', outcome: ' OFFER_MADE ' });
    await fixture.play(
      () => A.create({}),
      () => V.create({}),
    );
    expect((await fixture.lead()).status).toBe('Oferta Presentada');
    expect(await A.read()).toMatchObject({ status: 'Completed' });
    expect(await V.read()).toMatchObject({ status: 'Visit_Done', outcome: ' OFFER_MADE ' });
  });

  test('an empty optional field counts as absent', async () => {
    const fixture = new Fixture();
    const empty = { listingId: '', prospectId: '', agentId: '', type: '' };
    const A = fixture.appointment('A', empty);
    const V = fixture.visit('V', A, { contactId: '', listingId: '', outcome: '' });
    await fixture.play(
      () => A.create({}),
      () => V.create({}),
    );
    const lead = await fixture.lead(null);
    expect(lead.data).toMatchObject({ listingId: null, prospectId: null, assignedTo: null });
    for (const source of [A, V]) await expectLinked(source, lead);
    expect(await A.read()).toMatchObject({ ...empty, status: 'Completed' });
    expect(warnings()).toEqual([]);
  });

  test('a visit may name another contact and listing than its appointment: they are not looked at', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A, { contactId: 'somebody', listingId: 'something' });
    await fixture.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
      () => V.update({ contactId: 'somebody-else' }),
    );
    const lead = await fixture.lead();
    expect(lead.status).toBe('Oferta Presentada');
    await expectLinked(V, lead);
    expect(await fixture.leads('somebody')).toEqual([]);
  });

  test('a copy of a linked document is another document, and none of its stamps count', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({}),
      () => A.update({ status: 'Completed' }),
    );
    const B = fixture.appointment('B', { ...(await A.read()), listingId: L2 });
    const copied = await B.create({}, CONSOLE);
    await fixture.deliver(copied);
    const lead = await fixture.lead(L2);
    expect(lead.history.at(-1)).toMatchObject({
      cause: 'appointment.completed',
      effectiveAt: copied.after.updateTime,
      actor: { type: 'console', id: null },
    });
    await expectLinked(B, lead);
    expect((await fixture.lead()).appointments).toEqual([A.id]);
  });
});

describe('with hostile ids', () => {
  const unique = (fixture: Fixture, id: string) => `${fixture.named('').slice(1)}${id}`;
  const ids: [what: string, id: (fixture: Fixture) => string][] = [
    ['of 1,500 bytes', (fixture) => unique(fixture, 'x'.repeat(1_500)).slice(0, 1_500)],
    ['with spaces', (fixture) => unique(fixture, ' a  b ')],
    ['with %2F', (fixture) => unique(fixture, '%2F..%2Fleads%2F')],
    ['with accents', (fixture) => unique(fixture, 'áéíóúñüç')],
    ['with braces', (fixture) => unique(fixture, '{appointmentId}{visitId}')],
    ['with an emoji', (fixture) => unique(fixture, '🏠👩‍👩‍👧')],
    ['with dots, backticks and quotes', (fixture) => unique(fixture, '.a.`b`."c".\\')],
    ['with brackets, stars and tildes', (fixture) => unique(fixture, '[*]~/'.replace('/', ''))],
    ['with a new line', (fixture) => unique(fixture, 'a\nb\tc')],
    ['that is a number', (fixture) => String(Number.parseInt(unique(fixture, ''), 16))],
    ['that begins with __proto__', (fixture) => `__proto__${unique(fixture, '')}`],
    ['that is a property of every object', () => 'constructor'],
    ['that is a method of every object', () => 'hasOwnProperty'],
  ];

  test.each(ids)('an appointment and a visit %s are linked', async (_what, idIn) => {
    const fixture = new Fixture();
    const id = idIn(fixture);
    const A = fixture.appointmentWithId(id);
    const V = fixture.visitWithId(id, A);
    // Ids that are not unique may exist from an earlier run.
    await Promise.all([A.ref.delete(), V.ref.delete()]);
    await fixture.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
    );
    const lead = await fixture.lead();
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.appointments).toEqual([id]);
    await expectLinked(A, lead);
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({ status: 'Completed' });

    await fixture.play(
      () => V.remove(),
      () => A.update({ status: 'Cancelled' }),
    );
    expect((await fixture.lead()).status).toBe('Información Solicitada');
    expect(warnings()).toEqual([]);
  });

  test.each(ids)('a contact, a listing and an owner %s have one lead', async (_what, idIn) => {
    const fixture = new Fixture();
    const id = idIn(fixture);
    const contactId = `${fixture.contactId} ${id}`.slice(0, 1_400);
    const listingId = id.slice(0, 1_400);
    const fields = { contactId, listingId, prospectId: listingId, agentId: listingId };
    await fixture.play(
      () => fixture.appointment('A', fields).create({}),
      () => fixture.appointment('B', fields).create({}),
    );
    const lead = await fixture.lead(listingId, contactId);
    const named = { contactId, listingId, prospectId: listingId, assignedTo: listingId };
    expect(lead.data).toMatchObject(named);
    expect(lead.appointments).toHaveLength(2);
  });

  test('a listingId that looks like a path is an id', async () => {
    const fixture = new Fixture();
    const listingId = `listings/${fixture.named('L')}/../../leads`;
    const A = fixture.appointment('A', { listingId });
    await fixture.play(() => A.create({}));
    await expectLinked(A, await fixture.lead(listingId));
  });

  test('a forged leadId is ignored', async () => {
    const fixture = new Fixture();
    const B = fixture.appointment('B', { listingId: fixture.named('L2') });
    await fixture.play(() => B.create({}));
    const other = (await fixture.lead(fixture.named('L2'))).id;
    const forged = ['nowhere', 'a/b', '..', 7, { id: other }, other];
    for (const [n, leadId] of forged.entries()) {
      const A = fixture.appointment(`A${n}`, { leadId });
      await fixture.play(() => A.create({}));
      await expectLinked(A, await fixture.lead());
    }
    expect((await fixture.lead(fixture.named('L2'))).appointments).toEqual([B.id]);
  });

  test('stamps and a leadSync of the wrong type are ignored', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', {
      statusAt: 'ayer',
      updatedAt: 1_700_000_000,
      updatedBy: { uid: 'x' },
      leadSync: 'linked',
    });
    const event = await A.create({}, CONSOLE);
    await fixture.deliver(event);
    const lead = await fixture.lead();
    expect(lead.history[1]).toMatchObject({
      to: 'Visita Pendiente',
      effectiveAt: event.after.updateTime,
      actor: { type: 'console', id: null },
    });
    await expectLinked(A, lead);
  });
});

describe('an event that comes without its data', () => {
  test('of a new appointment is handled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await deliverWithoutData(await A.create({}));
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(lead.history[1]).toMatchObject({ effectiveAt: (await A.read())['statusAt'] });
    await expectLinked(A, lead);
  });

  test('of a new visit is handled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(() => A.create({}));
    await deliverWithoutData(await V.create({ outcome: 'offer_made' }));
    await expectLinked(V, await fixture.lead());
    expect((await fixture.lead()).status).toBe('Oferta Presentada');
  });

  test('of a status change is handled, as of its stamp', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    await deliverWithoutData(await A.update({ status: 'Completed' }));
    const { status, history } = await fixture.lead();
    expect(status).toBe('Visita Realizada');
    expect(history.at(-1)).toMatchObject({ effectiveAt: (await A.read())['statusAt'] });
  });

  test('of an unstamped status change is handled, as of its updateTime', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const cancelled = await A.update({ status: 'Cancelled' }, CONSOLE);
    await deliverWithoutData(cancelled);
    const { status, history } = await fixture.lead();
    expect(status).toBe('Información Solicitada');
    expect(history.at(-1)).toMatchObject({ effectiveAt: cancelled.after.updateTime });
  });

  test('of a new enquiry, its answer and its listing is handled', async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { listingId: null });
    await deliverWithoutData(await E.create({}));
    expect((await fixture.lead(null)).status).toBe('Fase 0: Información Incompleta');
    await deliverWithoutData(await E.update({ listingId: fixture.listingId }));
    expect((await fixture.lead()).status).toBe('Información Solicitada');
    await deliverWithoutData(await E.update({ status: 'answered' }));
    const lead = await fixture.lead();
    expect(lead.status).toBe('Respuesta Pendiente');
    expect(lead.history.at(-1)).toMatchObject({ effectiveAt: (await E.read())['statusAt'] });
    await expectLinked(E, lead);
  });

  test('of a corrected outcome or listing is handled', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
    );
    await deliverWithoutData(await V.update({ outcome: 'more_info_needed' }));
    expect((await fixture.lead()).status).toBe('Información Solicitada');
    await deliverWithoutData(await A.update({ listingId: L2 }));
    const lead = await fixture.lead(L2);
    expect(lead.status).toBe('Información Solicitada');
    for (const source of [A, V]) await expectLinked(source, lead);
  });

  test('changes nothing if it is of an edit without meaning for the lead, or comes twice', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    await fixture.deliver(created);
    const edited = await A.update({ notes: 'Llamar antes' });
    const before = await fixture.lead();
    for (const event of [edited, edited, created]) {
      await deliverWithoutData(event);
      await fixture.settle();
    }
    expect((await fixture.lead()).version).toEqual(before.version);
  });

  test('of an unusable document rejects it, once', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({ status: 'Programada' });
    await deliverWithoutData(created);
    await expectRejected(A, 'status');
    await deliverWithoutData(created);
    expect(warnings()).toHaveLength(1);
  });

  test('of a document that was deleted changes nothing', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    const edited = await A.update({ status: 'Completed' });
    await A.remove();
    await deliverWithoutData(created);
    await deliverWithoutData(edited);
    expect(await fixture.leads()).toEqual([]);
  });

  test('of a deletion is only logged', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create({}),
    );
    const before = await fixture.lead();
    const removed = [await V.remove(), await A.remove()];
    for (const event of removed) {
      const cost = await measure(() => deliverWithoutData(event));
      expect(cost).toEqual({ read: 0, written: 0, rpcs: 0 });
    }
    expect(warnings()).toEqual(
      [V, A].map(({ ref }) => ({
        severity: 'warn',
        message: expect.any(String),
        facts: { document: ref.path },
      })),
    );
    expect((await fixture.lead()).version).toEqual(before.version);
  });

  test('of a console edit is recorded', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    await deliverWithoutData(
      await fixture.editLead(await fixture.lead(), { status: 'Respuesta Pendiente' })(),
    );
    expect((await fixture.lead()).chain.at(-1)).toEqual(['Respuesta Pendiente', 'console.edited']);
  });
});

describe('a lead that Firestore refuses', () => {
  test('since it would be over 1 MiB has its document rejected, and linked once there is room', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const lead = await fixture.lead();
    await fill(fixture, lead);
    const B = fixture.appointment('B');
    await fixture.play(() => B.create({}));
    await expectRejected(B, '');
    expectOneWarning(B, fixture, '');
    expect((await fixture.lead()).appointments).toHaveLength(1);

    await fixture.editLead(lead, { notes: 'Poco' })();
    await fixture.play(() => B.update({ notes: 'Otra vez' }));
    await expectLinked(B, await fixture.lead());
  });

  /** Fills a lead up to 64 bytes of what a document may have. */
  async function fill(fixture: Fixture, lead: LeadSnapshot): Promise<void> {
    for (let size = 1_048_487; size > 1_040_000; size -= 64) {
      const isFilled = await fixture
        .editLead(lead, { notes: 'x'.repeat(size) })()
        .then(
          () => true,
          () => false,
        );
      if (isFilled) return;
    }
    throw new Error('The lead could not be filled');
  }
});
