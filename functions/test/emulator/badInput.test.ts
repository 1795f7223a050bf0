import '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { deliver, deliverWithoutData } from '../support/events';
import { CONSOLE, Scene, type Fields, type SeenLead, type Source } from '../support/firestore';
import { catchLogs, type LogLine } from '../support/logs';
import { measure } from '../support/traffic';

const logs = catchLogs();

const warnings = (): LogLine[] => logs.filter(({ severity }) => severity !== 'info');

/** What `leadSync` says of a document that cannot be used, in these fields. */
const rejectedFor = (...paths: readonly string[]) => ({
  state: 'rejected',
  issues: paths.map((path) => ({ path, message: expect.stringMatching(/./) })),
  at: expect.any(Timestamp),
});

async function expectRejected(source: Source, ...paths: readonly string[]): Promise<void> {
  const { leadSync, leadId } = await source.read();
  expect(leadSync).toEqual(rejectedFor(...paths));
  expect(leadId).toBeUndefined();
}

async function expectLinked(source: Source, lead: SeenLead): Promise<void> {
  expect(await source.read()).toMatchObject({
    leadId: lead.id,
    leadSync: { state: 'linked', at: expect.any(Timestamp) },
  });
  expect((await source.read())['leadSync']).not.toHaveProperty('issues');
}

/** One structured warning, which says what is wrong with which document, and nothing of the person. */
function expectOneWarning({ ref }: Source, scene: Scene, ...paths: readonly string[]): void {
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
  expect(JSON.stringify(logs)).not.toContain(scene.contactId);
}

const WRONG_TYPES: [what: string, value: unknown][] = [
  ['a number', 7],
  ['a map', { id: 'x' }],
  ['a list', ['x']],
  ['a boolean', true],
];

describe('an appointment is rejected, and linked once it is mended, where', () => {
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
    ['its listingId is empty', { listingId: '' }, ['listingId']],
    ...WRONG_TYPES.map(([what, value]): [string, Fields, string[]] => [
      `its listingId is ${what}`,
      { listingId: value },
      ['listingId'],
    ]),
    ['its prospectId is a map', { prospectId: { id: 'x' } }, ['prospectId']],
    ['its agentId is a map', { agentId: { id: 'x' } }, ['agentId']],
    ['it has no status', { status: undefined }, ['status']],
    ['its status is unknown', { status: 'Programada' }, ['status']],
    ['its status is in the wrong case', { status: 'scheduled' }, ['status']],
    ['its status is the name of what every object has', { status: 'constructor' }, ['status']],
    ['its status is a map', { status: { value: 'Scheduled' } }, ['status']],
    ['its type is unknown', { type: 'Otra' }, ['type']],
    ['its type is empty', { type: '' }, ['type']],
    [
      'several fields are wrong at once',
      { contactId: null, listingId: '', status: 'x', type: 'y' },
      ['contactId', 'listingId', 'status', 'type'],
    ],
  ];

  test.each(cases)('%s', async (_why, fields, paths) => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create(fields));

    await expectRejected(A, ...paths);
    expectOneWarning(A, scene, ...paths);
    expect(await scene.leads()).toEqual([]);

    const { contactId, listingId } = scene;
    const mended = { contactId, listingId, status: 'Scheduled', type: 'Visita' };
    await scene.play(() => A.update({ ...mended, prospectId: null, agentId: null }));
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Pendiente');
    await expectLinked(A, lead);
    expect(warnings()).toHaveLength(1);
  });
});

describe('a visit is rejected, and linked once it is mended, where', () => {
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
    ['its appointmentId is empty', { appointmentId: '' }, ['appointmentId']],
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
    ['it names another contact than its appointment', { contactId: 'somebody' }, ['contactId']],
    ['its contactId is a map', { contactId: {} }, ['contactId']],
    ['its listingId is empty', { listingId: '' }, ['listingId']],
  ];

  test.each(cases)('%s', async (_why, fields, paths) => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create(fields),
    );
    await expectRejected(V, ...paths);
    expectOneWarning(V, scene, ...paths);
    expect((await scene.lead()).status).toBe('Visita Pendiente');
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });

    const mended = { appointmentId: A.id, contactId: scene.contactId, listingId: null };
    await scene.play(() => V.update({ ...mended, status: 'visit_done', outcome: 'offer_made' }));
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Presentada');
    await expectLinked(V, lead);
    expect(warnings()).toHaveLength(1);
  });

  test('its appointmentId has more bytes than an id can have', async () => {
    const scene = new Scene();
    const V = scene.visit('V', undefined, { appointmentId: 'é'.repeat(1_500) });
    const created = await V.create({});
    await deliver(created);
    await expectRejected(V, 'appointmentId');
    expectOneWarning(V, scene, 'appointmentId');
  });

  test('its appointment cannot be used', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { listingId: 5 });
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create({}),
    );
    await expectRejected(V, 'appointmentId');

    await scene.play(
      () => A.update({ listingId: scene.listingId }),
      () => V.update({ notes: 'Otra vez' }),
    );
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Realizada');
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('its appointment comes later: any edit links it, with the time of its own state', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(() => V.create({ outcome: 'offer_made' }));
    await expectRejected(V, 'appointmentId');
    const { statusAt } = await V.read();

    await scene.play(() => A.create({ status: 'Completed' }));
    await expectRejected(V, 'appointmentId');
    await scene.play(() => V.update({ notes: 'La cita ya está' }));
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.history.at(-1)).toMatchObject({ effectiveAt: statusAt });
    await expectLinked(V, lead);
  });
});

describe('a rejection', () => {
  test('for the same reason is not written again', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({ status: 'Programada' }));
    const edit = await A.update({ notes: 'Sin confirmar' });
    const before = await A.version();
    expect(await measure(() => deliver(edit))).toMatchObject({ written: 0 });
    expect(await A.version()).toEqual(before);
    expect(warnings()).toHaveLength(1);
  });

  test('whose event comes twice is written once', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({ status: 'Programada' });
    await scene.deliver(created);
    const before = await A.version();
    await scene.deliver(created);
    expect(await A.version()).toEqual(before);
  });

  test('for another reason is written', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      () => A.create({ status: 'Programada' }),
      () => A.update({ status: 'Scheduled', listingId: '' }),
    );
    await expectRejected(A, 'listingId');
    expect(warnings()).toHaveLength(2);
  });

  test('of a document that was linked leaves its lead as it is, until the document is mended', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      () => A.create({}),
      () => A.update({ status: 'Programada' }),
    );
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(await A.read()).toMatchObject({ leadId: lead.id, leadSync: rejectedFor('status') });

    await scene.play(() => A.update({ status: 'Completed' }));
    expect((await scene.lead()).status).toBe('Visita Realizada');
    await expectLinked(A, await scene.lead());
  });

  test('is lifted where a document is mended without a new state', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      () => A.create({}),
      () => A.update({ contactId: null }),
    );
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor('contactId') });
    await scene.play(() => A.update({ contactId: scene.contactId }));
    const lead = await scene.lead();
    expect(lead.chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
    ]);
    await expectLinked(A, lead);
  });

  test('does not come over a document that was mended before its event was handled', async () => {
    const scene = new Scene();
    for (const isLate of [false, true]) {
      const A = scene.appointment(`A${String(isLate)}`);
      const broken = await A.create({ status: 'Programada' });
      const mended = await A.update({ status: 'Scheduled' });
      await scene.deliver(...(isLate ? [mended, broken] : [broken, mended]));
      await expectLinked(A, await scene.lead());
    }
    expect(warnings()).toEqual([]);
  });

  test('stands where a usable version is handled after it was replaced by one that is not', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const usable = await A.create({});
    const broken = await A.update({ status: 'Programada' });
    await scene.deliver(usable, broken);
    expect(await A.read()).toMatchObject({ leadSync: rejectedFor('status') });
  });

  test('of a document that is deleted meanwhile is left', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({ status: 'Programada' });
    const removed = await A.remove();
    await scene.deliver(created, removed);
    expect(await scene.leads()).toEqual([]);
  });

  test('of a visit that names another contact takes nothing from its lead', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
      () => V.update({ contactId: 'somebody' }),
    );
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Presentada');
    expect(await V.read()).toMatchObject({ leadId: lead.id, leadSync: rejectedFor('contactId') });
  });
});

describe('hostile ids', () => {
  const unique = (scene: Scene, id: string) => `${scene.named('').slice(1)}${id}`;
  const ids: [what: string, id: (scene: Scene) => string][] = [
    ['of 1,500 bytes', (scene) => unique(scene, 'x'.repeat(1_500)).slice(0, 1_500)],
    ['with spaces', (scene) => unique(scene, ' a  b ')],
    ['with %2F', (scene) => unique(scene, '%2F..%2Fleads%2F')],
    ['with accents', (scene) => unique(scene, 'áéíóúñüç')],
    ['with braces', (scene) => unique(scene, '{appointmentId}{visitId}')],
    ['with an emoji', (scene) => unique(scene, '🏠👩‍👩‍👧')],
    ['with dots, backticks and quotes', (scene) => unique(scene, '.a.`b`."c".\\')],
    ['with brackets, stars and tildes', (scene) => unique(scene, '[*]~/'.replace('/', ''))],
    ['with a new line', (scene) => unique(scene, 'a\nb\tc')],
    ['that is a number', (scene) => String(Number.parseInt(unique(scene, ''), 16))],
    ['that begins like __proto__', (scene) => `__proto__${unique(scene, '')}`],
    ['that is what every object has', () => 'constructor'],
    ['that is a method of every object', () => 'hasOwnProperty'],
  ];

  test.each(ids)('an appointment and a visit %s are linked', async (_what, idIn) => {
    const scene = new Scene();
    const id = idIn(scene);
    const A = scene.appointmentCalled(id);
    const V = scene.visitCalled(id, A);
    // Ids that cannot be this test's own may be there from an earlier run.
    await Promise.all([A.ref.delete(), V.ref.delete()]);
    await scene.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
    );
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.appointments).toEqual([id]);
    await expectLinked(A, lead);
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({ status: 'Completed' });

    await scene.play(
      () => V.remove(),
      () => A.update({ status: 'Cancelled' }),
    );
    expect((await scene.lead()).status).toBe('Información Solicitada');
    expect(warnings()).toEqual([]);
  });

  test.each(ids)('a contact, a listing and an owner %s have one lead', async (_what, idIn) => {
    const scene = new Scene();
    const id = idIn(scene);
    const contactId = `${scene.contactId} ${id}`.slice(0, 1_400);
    const listingId = id.slice(0, 1_400);
    const fields = { contactId, listingId, prospectId: listingId, agentId: listingId };
    await scene.play(
      () => scene.appointment('A', fields).create({}),
      () => scene.appointment('B', fields).create({}),
    );
    const lead = await scene.lead(listingId, contactId);
    const named = { contactId, listingId, prospectId: listingId, assignedTo: listingId };
    expect(lead.data).toMatchObject(named);
    expect(lead.appointments).toHaveLength(2);
  });

  test('a listingId that looks like a path is only a name', async () => {
    const scene = new Scene();
    const listingId = `listings/${scene.named('L')}/../../leads`;
    const A = scene.appointment('A', { listingId });
    await scene.play(() => A.create({}));
    await expectLinked(A, await scene.lead(listingId));
  });

  test('a leadId that somebody else wrote leads nowhere', async () => {
    const scene = new Scene();
    const B = scene.appointment('B', { listingId: scene.named('L2') });
    await scene.play(() => B.create({}));
    const other = (await scene.lead(scene.named('L2'))).id;
    const forged = ['nowhere', 'a/b', '..', 7, { id: other }, other];
    for (const [n, leadId] of forged.entries()) {
      const A = scene.appointment(`A${n}`, { leadId });
      await scene.play(() => A.create({}));
      await expectLinked(A, await scene.lead());
    }
    expect((await scene.lead(scene.named('L2'))).appointments).toEqual([B.id]);
  });

  test('stamps that are no times, and a leadSync that is none, do not matter', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', {
      statusAt: 'ayer',
      updatedAt: 1_700_000_000,
      updatedBy: { uid: 'x' },
      leadSync: 'linked',
    });
    const event = await A.create({}, CONSOLE);
    await scene.deliver(event);
    const lead = await scene.lead();
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
    const scene = new Scene();
    const A = scene.appointment('A');
    await deliverWithoutData(await A.create({}));
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(lead.history[1]).toMatchObject({ effectiveAt: (await A.read())['statusAt'] });
    await expectLinked(A, lead);
  });

  test('of a new visit is handled', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(() => A.create({}));
    await deliverWithoutData(await V.create({ outcome: 'offer_made' }));
    await expectLinked(V, await scene.lead());
    expect((await scene.lead()).status).toBe('Oferta Presentada');
  });

  test('of a status change is handled, with the time that was stamped', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    await deliverWithoutData(await A.update({ status: 'Completed' }));
    const { status, history } = await scene.lead();
    expect(status).toBe('Visita Realizada');
    expect(history.at(-1)).toMatchObject({ effectiveAt: (await A.read())['statusAt'] });
  });

  test('of a status change that nobody stamped is handled, with the time of its version', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const cancelled = await A.update({ status: 'Cancelled' }, CONSOLE);
    await deliverWithoutData(cancelled);
    const { status, history } = await scene.lead();
    expect(status).toBe('Información Solicitada');
    expect(history.at(-1)).toMatchObject({ effectiveAt: cancelled.after.updateTime });
  });

  test('of a corrected outcome, and of a corrected listing, is handled', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
    );
    await deliverWithoutData(await V.update({ outcome: 'more_info_needed' }));
    expect((await scene.lead()).status).toBe('Información Solicitada');
    await deliverWithoutData(await A.update({ listingId: L2 }));
    const lead = await scene.lead(L2);
    expect(lead.status).toBe('Información Solicitada');
    for (const source of [A, V]) await expectLinked(source, lead);
  });

  test('of an edit that concerns nothing, or that comes twice, changes nothing', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    await scene.deliver(created);
    const edited = await A.update({ notes: 'Llamar antes' });
    const before = await scene.lead();
    for (const event of [edited, edited, created]) {
      await deliverWithoutData(event);
      await scene.settle();
    }
    expect((await scene.lead()).version).toEqual(before.version);
  });

  test('of a document that cannot be used rejects it, once', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({ status: 'Programada' });
    await deliverWithoutData(created);
    await expectRejected(A, 'status');
    await deliverWithoutData(created);
    expect(warnings()).toHaveLength(1);
  });

  test('of a document that is gone does nothing', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    const edited = await A.update({ status: 'Completed' });
    await A.remove();
    await deliverWithoutData(created);
    await deliverWithoutData(edited);
    expect(await scene.leads()).toEqual([]);
  });

  test('of a deletion is only logged', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create({}),
    );
    const before = await scene.lead();
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
    expect((await scene.lead()).version).toEqual(before.version);
  });

  test('of a lead that was edited in the console records the edit', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    await deliverWithoutData(
      await scene.editLead(await scene.lead(), { status: 'Respuesta Pendiente' })(),
    );
    expect((await scene.lead()).chain.at(-1)).toEqual(['Respuesta Pendiente', 'console.edited']);
  });
});

describe('a lead that Firestore refuses', () => {
  test('since it would be over 1 MiB rejects the document, and lets it in once there is room', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    const lead = await scene.lead();
    await fill(scene, lead);
    const B = scene.appointment('B');
    await scene.play(() => B.create({}));
    await expectRejected(B, '');
    expectOneWarning(B, scene, '');
    expect((await scene.lead()).appointments).toHaveLength(1);

    await scene.editLead(lead, { notes: 'Poco' })();
    await scene.play(() => B.update({ notes: 'Otra vez' }));
    await expectLinked(B, await scene.lead());
  });

  /** Fills a lead up to 64 bytes of what a document may have. */
  async function fill(scene: Scene, lead: SeenLead): Promise<void> {
    for (let size = 1_048_487; size > 1_040_000; size -= 64) {
      const isIn = await scene
        .editLead(lead, { notes: 'x'.repeat(size) })()
        .then(
          () => true,
          () => false,
        );
      if (isIn) return;
    }
    throw new Error('The lead could not be filled');
  }
});
