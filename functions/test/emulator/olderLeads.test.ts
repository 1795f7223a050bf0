import '../support/ownProject';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { anotherProcess, deliver } from '../support/events';
import { CONSOLE, Scene, type Fields } from '../support/firestore';
import { catchLogs } from '../support/logs';

const logs = catchLogs();

const another = anotherProcess();
afterAll(another.stop);
const inTwoProcesses = (n: number) => (n % 2 === 0 ? undefined : another.functions);

const FASE_0 = 'Fase 0: Información Incompleta';

describe('a lead that an older system wrote (section 3)', () => {
  test('is found under its own id and adopted; its status stands until something newer happens', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    const { id } = await scene.restoreLead(scene.named('old'), {
      status: 'Respuesta Pendiente',
      prospectId: 'owner',
      source: 'Web',
      notes: 'de antes',
    });
    await scene.deliver(created);
    const adopted = await scene.lead();
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

    await scene.play(() => A.update({ status: 'Cancelled' }));
    expect((await scene.lead()).chain.at(-1)).toEqual([
      'Información Solicitada',
      'appointment.cancelled',
    ]);
  });

  test('with a status that is none of the ten counts as Fase 0, and the history quotes it', async () => {
    const scene = new Scene();
    await scene.restoreLead(scene.named('old'), { status: 'En negociación' });
    await scene.play(() => scene.appointment('A').create({}));
    const { history, chain } = await scene.lead();
    expect(chain).toEqual([
      ['Fase 0: Información Incompleta', 'lead.adopted'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
    expect(history[0]?.reason).toContain('«En negociación»');
  });

  test('that is Cerrado without an outcome counts as lost, and new interest opens it again', async () => {
    const scene = new Scene();
    const old = scene.appointment('A');
    const created = await old.create({});
    await scene.restoreLead(scene.named('old'), { status: 'Cerrado' });
    await scene.deliver(created);
    expect(await scene.lead()).toMatchObject({ status: 'Cerrado', closed: { outcome: 'lost' } });
    await scene.play(() => scene.appointment('B').create({}));
    expect(await scene.lead()).toMatchObject({ status: 'Visita Pendiente', closed: undefined });
  });

  test('that was won stays so', async () => {
    const scene = new Scene();
    const closed = { outcome: 'won', reason: 'Vendido' };
    await scene.restoreLead(scene.named('old'), { status: 'Cerrado', closed });
    await scene.play(() => scene.appointment('A').create({}));
    expect(await scene.lead()).toMatchObject({ status: 'Cerrado', closed });
  });

  test('is one of several: an open one before a closed one, then the furthest, then by id', async () => {
    const cases: [leads: [id: string, status: string][], chosen: string][] = [
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
      const scene = new Scene();
      for (const [id, status] of leads) await scene.restoreLead(scene.named(id), { status });
      const A = scene.appointment('A');
      await scene.play(() => A.create({}));
      expect(await A.read()).toMatchObject({ leadId: scene.named(chosen) });
    }
  });

  test('begins its history here when its status last changed, so far as it says so', async () => {
    const scene = new Scene();
    const statusChangedAt = Timestamp.fromMillis(Date.UTC(2024, 4, 17));
    await scene.restoreLead(scene.named('old'), { status: 'Oferta Aceptada', statusChangedAt });
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const { chain, history, data } = await scene.lead();
    expect(chain).toEqual([['Oferta Aceptada', 'lead.adopted']]);
    expect(history[0]).toMatchObject({ effectiveAt: statusChangedAt });
    expect(data).toMatchObject({ statusChangedAt });
  });

  test('takes what it lacks from the appointment, and keeps what it has', async () => {
    const scene = new Scene();
    await scene.restoreLead(scene.named('old'), {
      status: 'Información Solicitada',
      assignedTo: 'agent-3',
      createdAt: Timestamp.fromMillis(0),
    });
    const fields = { prospectId: 'owner', agentId: 'agent-7' };
    await scene.play(() => scene.appointment('A', fields).create({}));
    expect((await scene.lead()).data).toMatchObject({
      prospectId: 'owner',
      assignedTo: 'agent-3',
      missingInfo: [],
      createdAt: Timestamp.fromMillis(0),
    });
  });

  test('without a listing is that of the contact without a listing', async () => {
    const scene = new Scene();
    const { id } = await scene.restoreLead(scene.named('old'), {
      listingId: null,
      status: 'Respuesta Pendiente',
    });
    const A = scene.appointment('A', { listingId: null });
    await scene.play(() => A.create({}));
    expect((await scene.lead(null)).chain).toEqual([['Respuesta Pendiente', 'lead.adopted']]);
    expect(await A.read()).toMatchObject({ leadId: id });
  });

  test('is adopted by a visit, which counts where it is newer', async () => {
    const scene = new Scene();
    const { id } = await scene.restoreLead(scene.named('old'), { status: 'Visita Pendiente' });
    const V = scene.visit('V');
    await scene.play(() => V.create({ outcome: 'offer_made' }));
    expect((await scene.lead()).chain).toEqual([
      ['Visita Pendiente', 'lead.adopted'],
      ['Visita Realizada', 'visit.done'],
      ['Oferta Presentada', 'visit.offer_made'],
    ]);
    expect(await V.read()).toMatchObject({ leadId: id });
  });

  test('is adopted once, also by ten appointments at once in two processes', async () => {
    const scene = new Scene();
    const { id } = await scene.restoreLead(scene.named('old'), { status: 'Visita Realizada' });
    const events = [];
    for (let n = 0; n < 10; n += 1) {
      events.push(await scene.appointment(`A${String(n)}`).create({ status: 'Cancelled' }));
    }
    await scene.deliverAtOnce(events, inTwoProcesses);
    const lead = await scene.lead();
    expect(lead.id).toBe(id);
    expect(lead.chain).toEqual([['Visita Realizada', 'lead.adopted']]);
    expect(lead.appointments).toHaveLength(10);
  });

  test('can be moved in the console once it was adopted', async () => {
    const scene = new Scene();
    await scene.restoreLead(scene.named('old'), { status: 'Oferta Presentada' });
    await scene.play(
      () => scene.appointment('A').create({}),
      async () => scene.editLead(await scene.lead(), { status: 'Oferta Aceptada' })(),
    );
    expect((await scene.lead()).chain).toEqual([
      ['Oferta Presentada', 'lead.adopted'],
      ['Oferta Aceptada', 'console.edited'],
    ]);
  });

  test('with a status that is no text at all counts as Fase 0', async () => {
    const scene = new Scene();
    await scene.restoreLead(scene.named('old'), { status: 42 });
    await scene.play(() => scene.appointment('A').create({ type: 'Firma' }));
    const { chain, history } = await scene.lead();
    expect(chain).toEqual([[FASE_0, 'lead.adopted']]);
    expect(history[0]?.reason).toContain('42');
  });

  test('is left alone by an edit of its status in the console', async () => {
    const scene = new Scene();
    const ref = await scene.restoreLead(scene.named('old'), { status: 'Respuesta Pendiente' });
    const edited = await scene.editLead({ ref }, { status: 'Otro' })();
    await deliver(edited);
    const now = await ref.get();
    expect(now.data()).toEqual(edited.after.data());
    expect(now.updateTime).toEqual(edited.after.updateTime);
  });

  test('does not close as moved when its last viewing leaves', async () => {
    const scene = new Scene();
    const ref = await scene.restoreLead(scene.named('old'), { status: 'Oferta Presentada' });
    const A = scene.appointment('A');
    await scene.play(
      () => A.create({}),
      () => A.update({ listingId: scene.named('L2') }),
    );
    expect((await scene.leadCalled(ref.id)).status).toBe('Oferta Presentada');
    expect((await scene.lead(scene.named('L2'))).status).toBe('Visita Pendiente');
  });
});

describe('a lead whose document and history do not go together', () => {
  test('continues the chain where the lead was deleted and its history was not', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    const before = await scene.lead();
    await before.ref.delete();
    await scene.play(() => scene.appointment('B').create({}));
    const { chain, id, history } = await scene.lead();
    expect(id).toBe(before.id);
    expect(chain).toEqual([
      ['Fase 0: Información Incompleta', 'lead.created'],
      ['Visita Pendiente', 'appointment.scheduled'],
      ['Fase 0: Información Incompleta', 'lead.created'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
    expect(history[2]?.from).toBe('Visita Pendiente');
  });

  test('continues the chain once, also where ten appointments come at once in two processes', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({ status: 'Completed' }));
    await (await scene.lead()).ref.delete();
    const events = [];
    for (let n = 0; n < 10; n += 1) {
      events.push(await scene.appointment(`B${String(n)}`).create({}));
    }
    await scene.deliverAtOnce(events, inTwoProcesses);
    const lead = await scene.lead();
    expect(lead.chain).toEqual([
      [FASE_0, 'lead.created'],
      ['Visita Realizada', 'appointment.completed'],
      [FASE_0, 'lead.created'],
      ['Visita Pendiente', 'appointment.scheduled'],
    ]);
    expect(lead.appointments).toHaveLength(10);
  });

  test('comes to be again with an edit of a document that was linked to it', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const before = await scene.lead();
    await before.ref.delete();
    await scene.play(() => A.update({ status: 'Completed' }));
    const lead = await scene.lead();
    expect(lead.id).toBe(before.id);
    expect(lead.status).toBe('Visita Realizada');
    expect(await A.read()).toMatchObject({ leadId: lead.id, leadSync: { state: 'linked' } });
  });

  test('follows its history where a backup put the lead back behind it', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const backup = await scene.lead();
    await scene.play(() => A.update({ status: 'Cancelled' }));
    await backup.ref.set(backup.data);
    await scene.play(() => scene.appointment('B').create({ status: 'Completed' }));
    const { chain, status } = await scene.lead();
    expect(status).toBe('Visita Realizada');
    expect(chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
      'Información Solicitada',
      'Visita Realizada',
    ]);
  });

  test('is adopted anew where its bookkeeping was destroyed', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    await (await scene.lead()).ref.update({ viewings: 'nothing', history: 7 });
    await scene.play(() => scene.appointment('B').create({}));
    const { chain, appointments } = await scene.lead();
    expect(chain.map(([, cause]) => cause)).toEqual([
      'lead.created',
      'appointment.scheduled',
      'lead.adopted',
    ]);
    expect(appointments).toEqual([scene.named('B')]);
  });
});

describe('a status that was typed over in the console, and is met first by another event', () => {
  const edit = async (fields: Fields) => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    const edited = await scene.editLead(await scene.lead(), fields)();
    return { scene, edited };
  };

  test('is recorded by that one, once', async () => {
    const { scene, edited } = await edit({ status: 'Cerrado' });
    await scene.play(() => scene.appointment('B').create({ status: 'Cancelled' }, CONSOLE));
    await scene.deliver(edited);
    const { chain, closed } = await scene.lead();
    expect(chain.filter(([, cause]) => cause === 'console.edited')).toEqual([
      ['Cerrado', 'console.edited'],
    ]);
    expect(closed).toMatchObject({ outcome: 'lost' });
  });

  test('is put back by that one where it is none of the ten', async () => {
    const { scene, edited } = await edit({ status: 'Ganado' });
    await scene.play(() => scene.appointment('B').create({}));
    await scene.deliver(edited);
    expect((await scene.lead()).chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
    ]);
  });

  test('is put back by its own event, and the log says so', async () => {
    const { scene, edited } = await edit({ status: 'Ganado' });
    await scene.deliver(edited);
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(logs.filter(({ severity }) => severity === 'warn')).toMatchObject([
      { facts: { leadId: lead.id } },
    ]);
  });

  test.each([
    ['was deleted', { status: FieldValue.delete() }],
    ['is null', { status: null }],
    ['is a map', { status: { name: 'Cerrado' } }],
    ['is in the wrong case', { status: 'cerrado' }],
  ])('is put back where it %s', async (_what, fields) => {
    const { scene, edited } = await edit(fields);
    await scene.deliver(edited);
    expect((await scene.lead()).chain.map(([to]) => to)).toEqual([FASE_0, 'Visita Pendiente']);
  });

  test('counts against what is older, and not against what is newer, whoever meets it', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const older = await A.update({ status: 'Cancelled' });
    const edited = await scene.editLead(await scene.lead(), { status: 'Respuesta Pendiente' })();
    await scene.deliver(older);
    expect((await scene.lead()).status).toBe('Respuesta Pendiente');
    await scene.play(() => A.update({ status: 'Completed' }));
    await scene.deliver(edited);
    expect((await scene.lead()).chain.slice(2)).toEqual([
      ['Respuesta Pendiente', 'console.edited'],
      ['Visita Realizada', 'appointment.completed'],
    ]);
  });
});
