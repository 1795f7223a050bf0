import '../support/ownProject';
import { deliver } from '../support/events';
import { CONSOLE, Scene, type Fields } from '../support/firestore';
import { catchLogs } from '../support/logs';

const logs = catchLogs();

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
});
