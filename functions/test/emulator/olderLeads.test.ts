import '../support/ownProject';
import { MERGED_REASON } from '../../src/domain/documents/history';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { anotherProcess, deliver } from '../support/events';
import { CONSOLE, Fixture, type Fields } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { measure } from '../support/traffic';

const logs = catchLogs();

const another = anotherProcess();
afterAll(another.stop);
const inTwoProcesses = (n: number) => (n % 2 === 0 ? undefined : another.functions);

const FASE_0 = 'Fase 0: Información Incompleta';

describe('a lead that an older system wrote (§3)', () => {
  test('is found under its own id and adopted, and keeps its status until something newer happens', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    const { id } = await fixture.restoreLead(fixture.named('old'), {
      status: 'Respuesta Pendiente',
      prospectId: 'owner',
      source: 'Web',
      notes: 'de antes',
    });
    await fixture.deliver(created);
    const adopted = await fixture.lead();
    expect(adopted.id).toBe(id);
    expect(adopted.chain).toEqual([['Respuesta Pendiente', 'lead.adopted']]);
    expect(adopted.history[0]).toMatchObject({
      from: null,
      secondsInPrevious: null,
      actor: { type: 'system', id: null },
      source: { collection: 'leads', id },
    });
    expect(adopted.data).toMatchObject({ prospectId: 'owner', source: 'Web', notes: 'de antes' });
    expect(await A.read()).toMatchObject({ leadId: id, leadSync: { state: 'linked' } });

    await fixture.play(() => A.update({ status: 'Cancelled' }));
    expect((await fixture.lead()).chain.at(-1)).toEqual([
      'Información Solicitada',
      'appointment.cancelled',
    ]);
  });

  test('is not looked for where OLDER_LEADS says that there are none', async () => {
    process.env['OLDER_LEADS'] = 'false';
    try {
      const fixture = new Fixture();
      const { id } = await fixture.restoreLead(fixture.named('old'), { status: 'Cerrado' });
      const A = fixture.appointment('A');
      await fixture.play(() => A.create({}));
      const { leadId, leadSync } = await A.read();
      expect(leadSync).toMatchObject({ state: 'linked' });
      expect(leadId).not.toBe(id);
    } finally {
      delete process.env['OLDER_LEADS'];
    }
  });

  test('counts as Fase 0 if its status is unknown, and the history quotes that', async () => {
    const fixture = new Fixture();
    await fixture.restoreLead(fixture.named('old'), { status: 'En negociación' });
    await fixture.play(() => fixture.appointment('A').create({}));
    const { history, chain } = await fixture.lead();
    expect(chain).toEqual([
      ['Fase 0: Información Incompleta', 'lead.adopted'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
    expect(history[0]?.reason).toContain('«En negociación»');
  });

  test('counts as lost if it is Cerrado without an outcome, and new interest reopens it', async () => {
    const fixture = new Fixture();
    const old = fixture.appointment('A');
    const created = await old.create({});
    await fixture.restoreLead(fixture.named('old'), { status: 'Cerrado' });
    await fixture.deliver(created);
    expect(await fixture.lead()).toMatchObject({ status: 'Cerrado', closed: { outcome: 'lost' } });
    await fixture.play(() => fixture.appointment('B').create({}));
    expect(await fixture.lead()).toMatchObject({ status: 'Visita Pendiente', closed: undefined });
  });

  test('stays won', async () => {
    const fixture = new Fixture();
    const closed = { outcome: 'won', reason: 'Vendido' };
    await fixture.restoreLead(fixture.named('old'), { status: 'Cerrado', closed });
    await fixture.play(() => fixture.appointment('A').create({}));
    expect(await fixture.lead()).toMatchObject({ status: 'Cerrado', closed });
  });

  test('is chosen of several: an open one before a won one, that before a lost one, then the furthest, then by id', async () => {
    const won = { outcome: 'won', reason: 'Vendido' };
    const cases: [leads: [id: string, status: string, closed?: object][], chosen: string][] = [
      [
        [
          ['a', 'Cerrado'],
          ['b', 'Cerrado', won],
        ],
        'b',
      ],
      [
        [
          ['a', 'Cerrado', won],
          ['b', FASE_0],
        ],
        'b',
      ],
      [
        [
          ['a', 'Cerrado', { outcome: 'moved', reason: 'x' }],
          ['b', 'Cerrado'],
        ],
        'b',
      ],
      [
        [
          ['a', 'visita realizada'],
          ['b', 'Oferta Presentada '],
        ],
        'b',
      ],
      [
        [
          ['a', 'Cerrado'],
          ['b', 'Respuesta Pendiente'],
        ],
        'b',
      ],
      [
        [
          ['a', 'Respuesta Pendiente'],
          ['b', 'Oferta Presentada'],
        ],
        'b',
      ],
      [
        [
          ['b', 'Visita Realizada'],
          ['a', 'Visita Realizada'],
        ],
        'a',
      ],
    ];
    for (const [leads, chosen] of cases) {
      const fixture = new Fixture();
      for (const [id, status, closed] of leads) {
        await fixture.restoreLead(fixture.named(id), { status, ...(closed && { closed }) });
      }
      const A = fixture.appointment('A');
      await fixture.play(() => A.create({}));
      expect(await A.read()).toMatchObject({ leadId: fixture.named(chosen) });
    }
  });

  test('stays the one of several that was chosen first', async () => {
    const fixture = new Fixture();
    await fixture.restoreLead(fixture.named('a'), { status: 'Respuesta Pendiente' });
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    await fixture.play(() => A.create({}));
    await fixture.restoreLead(fixture.named('b'), { status: 'Oferta Aceptada' });
    await fixture.play(
      () => B.create({}),
      () => A.update({ status: 'Cancelled' }),
    );
    expect(await A.read()).toMatchObject({ leadId: fixture.named('a') });
    expect(await B.read()).toMatchObject({ leadId: fixture.named('a') });
  });

  test('is found without a listing if its listingId is an empty text', async () => {
    const fixture = new Fixture();
    const { id } = await fixture.restoreLead(fixture.named('old'), {
      listingId: '',
      prospectId: '',
      assignedTo: '',
      status: 'oferta presentada',
    });
    const A = fixture.appointment('A', {
      listingId: null,
      prospectId: 'owner',
      agentId: 'agent-7',
    });
    const created = await A.create({});
    expect(await measure(() => deliver(created))).toEqual({ read: 1 + 1, written: 3, rpcs: 3 });
    expect(await A.read()).toMatchObject({ leadId: id });
    expect((await fixture.leadById(id)).data).toMatchObject({
      status: 'Oferta Presentada',
      prospectId: 'owner',
      assignedTo: 'agent-7',
      missingInfo: ['listingId'],
    });
  });

  test('begins its history as of its statusChangedAt', async () => {
    const fixture = new Fixture();
    const statusChangedAt = Timestamp.fromMillis(Date.UTC(2024, 4, 17));
    await fixture.restoreLead(fixture.named('old'), { status: 'Oferta Aceptada', statusChangedAt });
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const { chain, history, data } = await fixture.lead();
    expect(chain).toEqual([['Oferta Aceptada', 'lead.adopted']]);
    expect(history[0]).toMatchObject({ effectiveAt: statusChangedAt });
    expect(data).toMatchObject({ statusChangedAt });
  });

  test('gets missing information from the appointment, and keeps its own', async () => {
    const fixture = new Fixture();
    await fixture.restoreLead(fixture.named('old'), {
      status: 'Información Solicitada',
      assignedTo: 'agent-3',
      createdAt: Timestamp.fromMillis(0),
    });
    const fields = { prospectId: 'owner', agentId: 'agent-7' };
    await fixture.play(() => fixture.appointment('A', fields).create({}));
    expect((await fixture.lead()).data).toMatchObject({
      prospectId: 'owner',
      assignedTo: 'agent-3',
      missingInfo: [],
      createdAt: Timestamp.fromMillis(0),
    });
  });

  test('is found by its contact if it has no listing', async () => {
    const fixture = new Fixture();
    const { id } = await fixture.restoreLead(fixture.named('old'), {
      listingId: null,
      status: 'Respuesta Pendiente',
    });
    const A = fixture.appointment('A', { listingId: null });
    await fixture.play(() => A.create({}));
    expect((await fixture.lead(null)).chain).toEqual([['Respuesta Pendiente', 'lead.adopted']]);
    expect(await A.read()).toMatchObject({ leadId: id });
  });

  test('is adopted through a visit, which counts if it is newer', async () => {
    const fixture = new Fixture();
    const { id } = await fixture.restoreLead(fixture.named('old'), { status: 'Visita Pendiente' });
    const V = fixture.visit('V');
    await fixture.play(() => V.create({ outcome: 'offer_made' }));
    expect((await fixture.lead()).chain).toEqual([
      ['Visita Pendiente', 'lead.adopted'],
      ['Visita Realizada', 'visit.done'],
      ['Oferta Presentada', 'visit.offer_made'],
    ]);
    expect(await V.read()).toMatchObject({ leadId: id });
  });

  test('is adopted once through ten simultaneous appointments in two processes', async () => {
    const fixture = new Fixture();
    const { id } = await fixture.restoreLead(fixture.named('old'), { status: 'Visita Realizada' });
    const events = [];
    for (let n = 0; n < 10; n += 1) {
      events.push(await fixture.appointment(`A${String(n)}`).create({ status: 'Cancelled' }));
    }
    await fixture.deliverAtOnce(events, inTwoProcesses);
    const lead = await fixture.lead();
    expect(lead.id).toBe(id);
    expect(lead.chain).toEqual([['Visita Realizada', 'lead.adopted']]);
    expect(lead.appointments).toHaveLength(10);
  });

  test('can be moved in the console after its adoption', async () => {
    const fixture = new Fixture();
    await fixture.restoreLead(fixture.named('old'), { status: 'Oferta Presentada' });
    await fixture.play(
      () => fixture.appointment('A').create({}),
      async () => fixture.editLead(await fixture.lead(), { status: 'Oferta Aceptada' })(),
    );
    expect((await fixture.lead()).chain).toEqual([
      ['Oferta Presentada', 'lead.adopted'],
      ['Oferta Aceptada', 'console.edited'],
    ]);
  });

  test('counts as Fase 0 if its status is no text', async () => {
    const fixture = new Fixture();
    await fixture.restoreLead(fixture.named('old'), { status: 42 });
    await fixture.play(() => fixture.appointment('A').create({ type: 'Firma' }));
    const { chain, history } = await fixture.lead();
    expect(chain).toEqual([[FASE_0, 'lead.adopted']]);
    expect(history[0]?.reason).toContain('42');
  });

  test('is left alone if its status is edited in the console', async () => {
    const fixture = new Fixture();
    const ref = await fixture.restoreLead(fixture.named('old'), { status: 'Respuesta Pendiente' });
    const edited = await fixture.editLead({ ref }, { status: 'Otro' })();
    await deliver(edited);
    const now = await ref.get();
    expect(now.data()).toEqual(edited.after.data());
    expect(now.updateTime).toEqual(edited.after.updateTime);
  });

  test('does not close as moved when its last viewing moves to another lead', async () => {
    const fixture = new Fixture();
    const ref = await fixture.restoreLead(fixture.named('old'), { status: 'Oferta Presentada' });
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({}),
      () => A.update({ listingId: fixture.named('L2') }),
    );
    expect((await fixture.leadById(ref.id)).status).toBe('Oferta Presentada');
    expect((await fixture.lead(fixture.named('L2'))).status).toBe('Visita Pendiente');
  });
});

describe('a lead whose document and history do not match', () => {
  test('continues its history if only the lead was deleted', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const before = await fixture.lead();
    await before.ref.delete();
    await fixture.play(() => fixture.appointment('B').create({}));
    const { chain, id, history } = await fixture.lead();
    expect(id).toBe(before.id);
    expect(chain).toEqual([
      ['Fase 0: Información Incompleta', 'lead.created'],
      ['Visita Pendiente', 'appointment.scheduled'],
      ['Fase 0: Información Incompleta', 'lead.created'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
    expect(history[2]?.from).toBe('Visita Pendiente');
  });

  test('continues its history once with ten simultaneous appointments in two processes', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({ status: 'Completed' }));
    await (await fixture.lead()).ref.delete();
    const events = [];
    for (let n = 0; n < 10; n += 1) {
      events.push(await fixture.appointment(`B${String(n)}`).create({}));
    }
    await fixture.deliverAtOnce(events, inTwoProcesses);
    const lead = await fixture.lead();
    expect(lead.chain).toEqual([
      [FASE_0, 'lead.created'],
      ['Visita Realizada', 'appointment.completed'],
      [FASE_0, 'lead.created'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
    expect(lead.appointments).toHaveLength(10);
  });

  test('is created again by an edit of a document that was linked to it', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const before = await fixture.lead();
    await before.ref.delete();
    await fixture.play(() => A.update({ status: 'Completed' }));
    const lead = await fixture.lead();
    expect(lead.id).toBe(before.id);
    expect(lead.status).toBe('Visita Realizada');
    expect(await A.read()).toMatchObject({ leadId: lead.id, leadSync: { state: 'linked' } });
  });

  test('follows its history if a backup restored an older version of the lead', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const backup = await fixture.lead();
    await fixture.play(() => A.update({ status: 'Cancelled' }));
    await backup.ref.set(backup.data);
    await fixture.play(() => fixture.appointment('B').create({ status: 'Completed' }));
    const { chain, status } = await fixture.lead();
    expect(status).toBe('Visita Realizada');
    expect(chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
      'Información Solicitada',
      'Visita Realizada',
    ]);
  });

  test.each([
    ['all of it', {}],
    ['its viewings', { viewings: 'nothing' }],
    ['its history', { history: 7 }],
  ])(
    'gathers its documents before it judges the next cancellation if it lost %s',
    async (_what, fields) => {
      for (const end of ['cancelled', 'deleted']) {
        const fixture = new Fixture();
        const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
        await fixture.play(
          () => A.create({}),
          () => B.create({}),
        );
        const before = await fixture.lead();
        // A write without a mask replaces the whole document.
        const left =
          Object.keys(fields).length === 0 ? { notes: 'llamó' } : { ...before.data, ...fields };
        await before.ref.set(left);
        await fixture.play(() =>
          end === 'cancelled' ? A.update({ status: 'Cancelled' }) : A.remove(),
        );
        const { status, chain, appointments, data } = await fixture.lead();
        expect([end, status, chain.slice(0, 2)]).toEqual([end, before.status, before.chain]);
        expect(appointments).toContain(B.id);
        expect(data).toMatchObject({ contactId: fixture.contactId, listingId: fixture.listingId });
        await fixture.play(() => B.update({ status: 'Cancelled' }));
        expect((await fixture.lead()).status).toBe('Información Solicitada');
      }
    },
  );

  test('keeps its documents, though it has an id of its own, and another lead was merged into it', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const ref = await fixture.restoreLead(fixture.named('older'), { status: 'Visita Pendiente' });
    await fixture.play(() => A.create({}));
    const merged = { outcome: 'moved', reason: MERGED_REASON, leadId: ref.id };
    await fixture.restoreLead(fixture.named('merged'), { status: 'Cerrado', closed: merged });
    await ref.set({ notes: 'llamó' });
    await fixture.play(() => A.update({ status: 'Cancelled' }));
    expect(await A.read()).toMatchObject({ leadId: ref.id });
    const { contactId, listingId } = fixture;
    expect((await ref.get()).data()).toMatchObject({
      contactId,
      listingId,
      status: 'Información Solicitada',
    });
  });

  test('takes up the decision that its history records if it lost everything', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const lead = await fixture.lead();
    await fixture.play(fixture.editLead(lead, { status: 'Oferta Presentada' }));
    await lead.ref.set({ notes: 'llamó' });
    await fixture.play(() => A.update({ status: 'Cancelled' }));
    expect((await fixture.lead()).status).toBe('Oferta Presentada');
  });
});

describe('a status that was typed over in the console before another event is handled', () => {
  const edit = async (fields: Fields) => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const edited = await fixture.editLead(await fixture.lead(), fields)();
    return { fixture, edited };
  };

  test('is recorded with that event, once', async () => {
    const { fixture, edited } = await edit({ status: 'Cerrado' });
    await fixture.play(() => fixture.appointment('B').create({ status: 'Cancelled' }, CONSOLE));
    await fixture.deliver(edited);
    const { chain, closed } = await fixture.lead();
    expect(chain.filter(([, cause]) => cause === 'console.edited')).toEqual([
      ['Cerrado', 'console.edited'],
    ]);
    expect(closed).toMatchObject({ outcome: 'lost' });
  });

  test('is put back with that event if it is none of the ten', async () => {
    const { fixture, edited } = await edit({ status: 'Ganado' });
    await fixture.play(() => fixture.appointment('B').create({}));
    await fixture.deliver(edited);
    expect((await fixture.lead()).chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
    ]);
  });

  test('is put back by its own event, with a warning in the log', async () => {
    const { fixture, edited } = await edit({ status: 'Ganado' });
    await fixture.deliver(edited);
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(logs.filter(({ severity }) => severity === 'warn')).toMatchObject([
      { facts: { leadId: lead.id } },
    ]);
  });

  test.each([
    ['was deleted', { status: FieldValue.delete() }],
    ['is null', { status: null }],
    ['is a map', { status: { name: 'Cerrado' } }],
    ['is no word of the ten', { status: 'cerrad0' }],
  ])('is put back if it %s', async (_what, fields) => {
    const { fixture, edited } = await edit(fields);
    await fixture.deliver(edited);
    expect((await fixture.lead()).chain.map(([to]) => to)).toEqual([FASE_0, 'Visita Pendiente']);
  });

  test('stands against older states and yields to newer ones', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const older = await A.update({ status: 'Cancelled' });
    const edited = await fixture.editLead(await fixture.lead(), {
      status: 'Respuesta Pendiente',
    })();
    await fixture.deliver(older);
    expect((await fixture.lead()).status).toBe('Respuesta Pendiente');
    await fixture.play(() => A.update({ status: 'Completed' }));
    await fixture.deliver(edited);
    expect((await fixture.lead()).chain.slice(2)).toEqual([
      ['Respuesta Pendiente', 'console.edited'],
      ['Visita Realizada', 'appointment.completed'],
    ]);
  });
});
