import '../support/ownProject';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { deliver } from '../support/events';
import { AGENT, CONSOLE, Scene, type SeenLead, type Source, type Step } from '../support/firestore';
import { catchLogs } from '../support/logs';

const logs = catchLogs();

const FASE_0 = 'Fase 0: Información Incompleta';
const CREATED = [FASE_0, 'lead.created'] as const;
const SCHEDULED = ['Visita Pendiente', 'appointment.scheduled'] as const;
const COMPLETED = ['Visita Realizada', 'appointment.completed'] as const;
const CANCELLED = ['Información Solicitada', 'appointment.cancelled'] as const;
const VISITED = ['Visita Realizada', 'visit.done'] as const;
const OFFERED = ['Oferta Presentada', 'visit.offer_made'] as const;
const INFO_NEEDED = ['Información Solicitada', 'visit.more_info_needed'] as const;
const MOVED = ['Cerrado', 'lead.moved'] as const;

const AT = expect.any(Timestamp);
const LINKED = { state: 'linked', at: AT };
const USER = { type: 'user', id: AGENT };
const BY_CONSOLE = { type: 'console', id: null };

const schedule =
  (source: Source, fields = {}): Step =>
  () =>
    source.create({ status: 'Scheduled', ...fields });
const set =
  (source: Source, status: string): Step =>
  () =>
    source.update({ status });
const visit =
  (source: Source, outcome?: string): Step =>
  () =>
    source.create({ outcome });

/** What an admin does in the console, once the events before it were handled. */
const typeOver =
  (scene: Scene, status: string): Step =>
  async () =>
    scene.editLead(await scene.lead(), { status })();

async function expectLinked(source: Source, lead: SeenLead): Promise<void> {
  expect(await source.read()).toMatchObject({ leadId: lead.id, leadSync: LINKED });
}

describe('a new lead', () => {
  test('has the fields of the contract and no other', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    await scene.play(schedule(A));
    const { data, id, history } = await scene.lead();
    const { statusAt } = await A.read();

    expect(data).toEqual({
      contactId: scene.contactId,
      listingId: scene.listingId,
      prospectId: 'owner',
      status: 'Visita Pendiente',
      source: 'Appointment',
      assignedTo: 'agent-7',
      missingInfo: [],
      createdAt: history[0]?.at,
      updatedAt: history[0]?.at,
      statusChangedAt: statusAt,
      viewings: expect.any(Object),
      history: expect.objectContaining({ seq: 2, status: 'Visita Pendiente', at: history[0]?.at }),
    });
    expect(id).toHaveLength(32);
    await expectLinked(A, await scene.lead());
  });

  test('says what is missing: the owner', async () => {
    const scene = new Scene();
    await scene.play(schedule(scene.appointment('A')));
    const { data } = await scene.lead();
    expect(data).toMatchObject({ prospectId: null, assignedTo: null, missingInfo: ['prospectId'] });
  });

  test('says what is missing: listing and owner', async () => {
    const scene = new Scene();
    await scene.play(schedule(scene.appointment('A', { listingId: null })));
    const { data } = await scene.lead(null);
    expect(data).toMatchObject({
      status: FASE_0,
      listingId: null,
      prospectId: null,
      missingInfo: ['listingId', 'prospectId'],
    });
  });

  test('begins in Fase 0, and its history says why it left', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const { history } = await scene.lead();
    const { statusAt } = await A.read();
    const source = { collection: 'appointments', id: A.id };
    const common = {
      at: AT,
      effectiveAt: statusAt,
      source,
      actor: USER,
      reason: expect.any(String),
    };
    expect(history).toEqual([
      {
        ...common,
        id: '000001',
        seq: 1,
        from: null,
        to: FASE_0,
        cause: 'lead.created',
        secondsInPrevious: null,
      },
      {
        ...common,
        id: '000002',
        seq: 2,
        from: FASE_0,
        to: 'Visita Pendiente',
        cause: 'appointment.scheduled',
        secondsInPrevious: 0,
      },
    ]);
    expect(history[1]?.at).toEqual(history[0]?.at);
  });

  test('is told in one line of the log, with lead, source and steps', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const lead = await scene.lead();
    expect(logs).toEqual([
      {
        severity: 'info',
        message: expect.any(String),
        facts: expect.objectContaining({
          source: `appointments/${A.id}`,
          leadId: lead.id,
          steps: [
            expect.objectContaining({ from: null, to: FASE_0 }),
            expect.objectContaining({ from: FASE_0, to: 'Visita Pendiente' }),
          ],
        }),
      },
    ]);
  });

  test('is told to be linked, updated or unchanged, as it was', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    await scene.deliver(created);
    const completed = await A.update({ status: 'Completed' });
    await scene.deliver(completed, completed);
    const removed = await A.remove();
    await scene.deliver(removed);
    expect(logs.map(({ message }) => message)).toEqual([
      'Lead linked',
      'Lead updated',
      'Lead unchanged',
      'Lead updated',
    ]);
  });

  test('of a visit without an appointment says so', async () => {
    const scene = new Scene();
    const V = scene.visit('V');
    await scene.play(visit(V, 'offer_made'));
    const lead = await scene.lead();
    expect(lead.data).toMatchObject({ source: 'Visit', status: 'Oferta Presentada' });
    expect(lead.chain).toEqual([CREATED, VISITED, OFFERED]);
    expect(lead.history[2]?.source).toEqual({ collection: 'visits', id: V.id });
    await expectLinked(V, lead);
  });

  test("is the one of its pair: the next appointment finds it, and another contact's does not", async () => {
    const scene = new Scene();
    const [A, B] = [scene.appointment('A'), scene.appointment('B')];
    const other = scene.named('other');
    const C = scene.appointment('C', { contactId: other });
    await scene.play(schedule(A), schedule(B), schedule(C));
    const lead = await scene.lead();
    await expectLinked(A, lead);
    await expectLinked(B, lead);
    await expectLinked(C, await scene.lead(scene.listingId, other));
    expect(lead.chain).toEqual([CREATED, SCHEDULED]);
  });

  test('is not that of a pair whose ids look alike when they are put together', async () => {
    const scene = new Scene();
    const [a, ab] = [scene.named('a'), `${scene.named('a')}_b`];
    await scene.play(
      schedule(scene.appointment('A', { contactId: ab, listingId: 'c' })),
      schedule(scene.appointment('B', { contactId: a, listingId: 'b_c' })),
    );
    expect((await scene.lead('c', ab)).id).not.toBe((await scene.lead('b_c', a)).id);
  });

  test('without a listing is not that of a listing called "null"', async () => {
    const scene = new Scene();
    await scene.play(
      schedule(scene.appointment('A', { listingId: null })),
      schedule(scene.appointment('B', { listingId: 'null' })),
    );
    expect((await scene.lead(null)).status).toBe(FASE_0);
    expect((await scene.lead('null')).status).toBe('Visita Pendiente');
  });
});

describe('the history', () => {
  test('says who made a change, and for how long the lead was where it was', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const scheduledAt = (await A.read())['statusAt'];
    await scene.play(() => A.update({ status: 'NoShow' }, 'agent-2'));
    const { history } = await scene.lead();
    const { statusAt } = await A.read();
    const seconds = (millis(statusAt) - millis(scheduledAt)) / 1_000;
    expect(history[2]).toMatchObject({
      from: 'Visita Pendiente',
      to: 'Información Solicitada',
      cause: 'appointment.no_show',
      actor: { type: 'user', id: 'agent-2' },
      effectiveAt: statusAt,
      secondsInPrevious: expect.closeTo(seconds, 6),
    });
  });

  test('names the console where a document changed without a new updatedAt, and its own time', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const event = await A.update({ status: 'Cancelled' }, CONSOLE);
    await scene.deliver(event);
    const { history } = await scene.lead();
    expect(history[2]).toMatchObject({
      cause: 'appointment.cancelled',
      actor: BY_CONSOLE,
      effectiveAt: event.after.updateTime,
    });
  });

  test('names the console for a document that another system wrote without stamps', async () => {
    const scene = new Scene();
    const event = await scene.appointment('A').create({}, CONSOLE);
    await scene.deliver(event);
    const { history } = await scene.lead();
    expect(history.map(({ actor }) => actor)).toEqual([BY_CONSOLE, BY_CONSOLE]);
    expect(history[1]?.effectiveAt).toEqual(event.after.updateTime);
  });
});

describe('the scenarios of the contract (section 5)', () => {
  test('A Scheduled', async () => {
    const scene = new Scene();
    await scene.play(schedule(scene.appointment('A')));
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED]);
  });

  test('A Scheduled; A Completed', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A), set(A, 'Completed'));
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED, COMPLETED]);
  });

  test('A Scheduled; A Cancelled', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A), set(A, 'Cancelled'));
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED, CANCELLED]);
  });

  test('A Scheduled; V(A) offer_made', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A));
    const before = await A.read();
    await scene.play(visit(V, 'offer_made'));
    const lead = await scene.lead();
    const { statusAt } = await V.read();

    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    expect(await A.read()).toEqual({
      ...before,
      status: 'Completed',
      statusAt,
      leadSync: LINKED,
    });
    for (const entry of lead.history.slice(2)) {
      expect(entry).toMatchObject({
        effectiveAt: statusAt,
        source: { collection: 'visits', id: V.id },
        actor: USER,
      });
    }
    await expectLinked(V, lead);
  });

  test('A Scheduled; V(A) more_info_needed; A Completed', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      visit(scene.visit('V', A), 'more_info_needed'),
      set(A, 'Completed'),
    );
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, INFO_NEEDED]);
  });

  test('A Scheduled; V(A) without outcome; V(A) offer_made', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A), visit(V), () => V.update({ outcome: 'offer_made' }));
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
  });

  test('A Scheduled; B Scheduled; B Cancelled', async () => {
    const scene = new Scene();
    const B = scene.appointment('B');
    await scene.play(schedule(scene.appointment('A')), schedule(B), set(B, 'Cancelled'));
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED]);
  });

  test('A Completed; B Scheduled; B Cancelled', async () => {
    const scene = new Scene();
    const B = scene.appointment('B');
    await scene.play(
      () => scene.appointment('A').create({ status: 'Completed' }),
      schedule(B),
      set(B, 'Cancelled'),
    );
    expect((await scene.lead()).chain).toEqual([
      CREATED,
      COMPLETED,
      SCHEDULED,
      ['Visita Realizada', 'appointment.cancelled'],
    ]);
  });

  test('V(A) offer_made; A Scheduled again', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A), visit(scene.visit('V', A), 'offer_made'), set(A, 'Scheduled'));
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
  });

  test('V(A) more_info_needed; A Scheduled again', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      visit(scene.visit('V', A), 'more_info_needed'),
      set(A, 'Scheduled'),
    );
    expect((await scene.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      VISITED,
      INFO_NEEDED,
      SCHEDULED,
    ]);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
  });

  test('A Cancelled; A Scheduled', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({ status: 'Cancelled' }), set(A, 'Scheduled'));
    expect((await scene.lead()).chain).toEqual([CREATED, CANCELLED, SCHEDULED]);
  });

  test('V(A) offer_made, corrected to more_info_needed', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A), visit(V, 'offer_made'), () =>
      V.update({ outcome: 'more_info_needed' }),
    );
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED, INFO_NEEDED]);
  });

  // Until there is a callable, an admin moves a lead by hand in the console (section 6).
  test('V(A) offer_made; manual Oferta Pendiente Aprobación; B Scheduled', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      visit(scene.visit('V', A), 'offer_made'),
      typeOver(scene, 'Oferta Pendiente Aprobación'),
      schedule(scene.appointment('B')),
    );
    expect((await scene.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      VISITED,
      OFFERED,
      ['Oferta Pendiente Aprobación', 'console.edited'],
    ]);
  });

  test('manual Cerrado (lost); A (opened before) Completed', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A), typeOver(scene, 'Cerrado'), set(A, 'Completed'));
    const { chain, closed } = await scene.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, ['Cerrado', 'console.edited']]);
    expect(closed).toEqual({ outcome: 'lost', reason: expect.any(String) });
  });

  test('manual Cerrado (lost); C Scheduled, opened after', async () => {
    const scene = new Scene();
    await scene.play(
      schedule(scene.appointment('A')),
      typeOver(scene, 'Cerrado'),
      schedule(scene.appointment('C')),
    );
    const { chain, data } = await scene.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, ['Cerrado', 'console.edited'], SCHEDULED]);
    expect(data).not.toHaveProperty('closed');
  });

  test('A Scheduled, no listing; A Completed', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { listingId: null });
    await scene.play(schedule(A), set(A, 'Completed'));
    const lead = await scene.lead(null);
    expect(lead.chain).toEqual([CREATED]);
    await expectLinked(A, lead);
  });

  test('A Scheduled, no listing; A gets listing L', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { listingId: undefined });
    await scene.play(schedule(A), () => A.update({ listingId: scene.listingId }));
    const [lead, former] = [await scene.lead(), await scene.lead(null)];
    expect(lead.chain).toEqual([CREATED, SCHEDULED]);
    expect(former.chain).toEqual([CREATED, MOVED]);
    expect(former.closed).toEqual({
      outcome: 'moved',
      reason: expect.any(String),
      leadId: lead.id,
    });
    await expectLinked(A, lead);
  });

  test('A Scheduled, type Firma', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { type: 'Firma' });
    await scene.play(schedule(A));
    const lead = await scene.lead();
    expect(lead.chain).toEqual([CREATED]);
    await expectLinked(A, lead);
  });
});

describe('what a viewing says (section 4)', () => {
  test('a visit beats a cancellation that came before it, and passes through Visita Realizada', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      set(A, 'Cancelled'),
      visit(scene.visit('V', A), 'more_info_needed'),
    );
    expect((await scene.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      CANCELLED,
      VISITED,
      INFO_NEEDED,
    ]);
    expect(await A.read()).toMatchObject({ status: 'Cancelled' });
  });

  test('a visit beats a cancellation that comes after it', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A), visit(scene.visit('V', A), 'offer_made'), set(A, 'Cancelled'));
    expect((await scene.lead()).status).toBe('Oferta Presentada');
  });

  test('a completed appointment does not pass through Visita Realizada again', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A), set(A, 'Completed'), visit(scene.visit('V', A), 'offer_made'));
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED, COMPLETED, OFFERED]);
  });

  test('of two visits of an appointment the one with the latest time counts', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      visit(scene.visit('V1', A), 'more_info_needed'),
      visit(scene.visit('V2', A), 'offer_made'),
    );
    expect((await scene.lead()).status).toBe('Oferta Presentada');
  });

  test('a pending visit says nothing, and is linked', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A, { status: 'visit_pending' });
    await scene.play(schedule(A), visit(V));
    const lead = await scene.lead();
    expect(lead.chain).toEqual([CREATED, SCHEDULED]);
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
  });

  test('a visit of an appointment that is no Visita counts all the same, and completes it', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { type: 'Reunión' });
    await scene.play(schedule(A), visit(scene.visit('V', A), 'offer_made'));
    expect((await scene.lead()).chain).toEqual([CREATED, VISITED, OFFERED]);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('an appointment that becomes another type leaves the status alone, until it is a Visita again', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      () => A.update({ type: 'Firma' }),
      () => A.update({ status: 'Completed' }),
      () => A.update({ type: 'Visita' }),
    );
    expect((await scene.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      [FASE_0, 'appointment.retyped'],
      ['Visita Realizada', 'appointment.retyped'],
    ]);
  });

  test('an offer after Oferta Rechazada always counts, also that of an older viewing', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      typeOver(scene, 'Oferta Rechazada'),
      visit(scene.visit('V', A), 'offer_made'),
    );
    expect((await scene.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      ['Oferta Rechazada', 'console.edited'],
      OFFERED,
    ]);
  });

  test('after Cerrado (lost) a later viewing reopens the lead without a listing, to Fase 0', async () => {
    const scene = new Scene();
    await scene.play(
      schedule(scene.appointment('A', { listingId: null })),
      async () => scene.editLead(await scene.lead(null), { status: 'Cerrado' })(),
      schedule(scene.appointment('B', { listingId: null })),
    );
    const { chain, data } = await scene.lead(null);
    expect(chain).toEqual([
      CREATED,
      ['Cerrado', 'console.edited'],
      [FASE_0, 'appointment.scheduled'],
    ]);
    expect(data).not.toHaveProperty('closed');
  });
});

describe('both directions', () => {
  test('a visit that nobody stamped completes its appointment as of its own version', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const visited = scene.visit('V', A);
    await scene.play(schedule(A));
    const event = await visited.create({}, CONSOLE);
    await scene.deliver(event);
    expect(await A.read()).toMatchObject({
      status: 'Completed',
      statusAt: event.after.updateTime,
    });
  });

  test('a visit leaves an appointment alone that was set to a new date after it', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const visited = await scene.visit('V', A).create({ outcome: 'more_info_needed' });
    const again = await A.update({ status: 'Scheduled' });
    await scene.deliver(visited, again);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('an appointment that is completed by its visit stays with its lead when that comes back', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    await deliver(await scene.visit('V', A).create({ outcome: 'offer_made' }));
    const before = (await scene.lead()).version;
    await scene.settle();
    expect((await scene.lead()).version).toEqual(before);
  });

  test("a visit that comes before its appointment's event completes it and begins the lead", async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    const V = scene.visit('V', A);
    const scheduled = await A.create({});
    const visited = await V.create({ outcome: 'offer_made' });
    await scene.deliver(visited);
    const lead = await scene.lead();
    expect(lead.data).toMatchObject({
      status: 'Oferta Presentada',
      source: 'Appointment',
      prospectId: 'owner',
      assignedTo: 'agent-7',
    });
    expect(lead.chain).toEqual([CREATED, VISITED, OFFERED]);
    await expectLinked(A, lead);
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({
      status: 'Completed',
      statusAt: (await V.read())['statusAt'],
    });

    await scene.deliver(scheduled);
    expect((await scene.lead()).version).toEqual(lead.version);
  });
});

describe('deletions', () => {
  test('a deleted appointment counts as cancelled', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const removed = await A.remove();
    await scene.deliver(removed);
    const { chain, history } = await scene.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, ['Información Solicitada', 'appointment.removed']]);
    expect(history[2]).toMatchObject({
      actor: BY_CONSOLE,
      source: { collection: 'appointments', id: A.id },
    });
    const age = Math.abs(millis(history[2]?.effectiveAt) - Date.parse(removed.time));
    expect(age).toBeLessThanOrEqual(1);
  });

  test('a deletion whose event tells only the second, as in the emulators, is newer than what it deleted', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const removed = await A.remove();
    await scene.deliver({ ...removed, time: removed.time.replace(/\.\d+Z$/, 'Z') });
    const { chain, history } = await scene.lead();
    expect(chain.at(-1)).toEqual(['Información Solicitada', 'appointment.removed']);
    expect(millis(history[2]?.effectiveAt)).toBeGreaterThan(millis(history[1]?.effectiveAt));
  });

  test('a deletion takes back its own viewing, and not another that is still scheduled', async () => {
    const scene = new Scene();
    const B = scene.appointment('B');
    await scene.play(schedule(scene.appointment('A')), schedule(B), () => B.remove());
    expect((await scene.lead()).chain).toEqual([CREATED, SCHEDULED]);
  });

  test('a deleted appointment whose visit took place leaves the status alone', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A), visit(V, 'offer_made'), () => A.remove());
    const lead = await scene.lead();
    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    await expectLinked(V, lead);
  });

  test('a visit stays with its lead when its appointment is deleted, and can still be corrected', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A), visit(V, 'offer_made'), () => A.remove());
    await scene.play(() => V.update({ outcome: 'more_info_needed' }));
    const lead = await scene.lead();
    expect(lead.chain.at(-1)).toEqual(INFO_NEEDED);
    await expectLinked(V, lead);
  });

  test('a deleted visit no longer counts: what its appointment says does', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A), visit(V, 'offer_made'), () => V.remove());
    const { chain, history } = await scene.lead();
    expect(chain.at(-1)).toEqual(['Visita Realizada', 'visit.removed']);
    expect(history.at(-1)).toMatchObject({
      actor: BY_CONSOLE,
      source: { collection: 'visits', id: V.id },
    });
  });

  test('a deleted visit that had no appointment leaves its lead in Fase 0', async () => {
    const scene = new Scene();
    const V = scene.visit('V');
    await scene.play(visit(V), () => V.remove());
    expect((await scene.lead()).chain).toEqual([CREATED, VISITED, [FASE_0, 'visit.removed']]);
  });

  test('of two visits the other one counts when one is deleted', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V2 = scene.visit('V2', A);
    await scene.play(
      schedule(A),
      visit(scene.visit('V1', A), 'more_info_needed'),
      visit(V2, 'offer_made'),
      () => V2.remove(),
    );
    expect((await scene.lead()).chain.at(-1)).toEqual(['Información Solicitada', 'visit.removed']);
  });

  test('an appointment that is created again under its id counts, also where its deletion comes late', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const removed = await A.remove();
    const again = await A.create({ status: 'Completed' });
    await scene.deliver(again, removed);
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Realizada');
    await expectLinked(A, lead);
  });

  test('an appointment that is created again after its deletion was handled counts', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(
      schedule(A),
      () => A.remove(),
      () => A.create({}),
    );
    const lead = await scene.lead();
    expect(lead.chain.at(-1)).toEqual(SCHEDULED);
    await expectLinked(A, lead);
  });

  test.each(['its deletion first', 'its deletion in between', 'its deletion last'])(
    'an appointment that got its listing, was deleted and created again leaves the lead without listing, %s',
    async (when) => {
      const scene = new Scene();
      const A = scene.appointment('A', { listingId: null });
      await scene.play(schedule(A));
      const { listingId } = scene;
      const listed = await A.update({ listingId });
      const removed = await A.remove();
      const again = await A.create({ listingId });
      await scene.deliver(
        ...(when === 'its deletion first'
          ? [removed, again, listed]
          : when === 'its deletion last'
            ? [again, listed, removed]
            : [again, removed, listed]),
      );
      const lead = await scene.lead();
      expect(lead.status).toBe('Visita Pendiente');
      expect((await scene.lead(null)).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
      await expectLinked(A, lead);
    },
  );

  test.each([true, false])(
    'an appointment that moves once it was created again leaves nothing behind, its deletion first: %s',
    async (isFirst) => {
      const scene = new Scene();
      const A = scene.appointment('A');
      await scene.play(schedule(A));
      const removed = await A.remove();
      const again = await A.create({});
      const moved = await A.update({ listingId: scene.named('L2') });
      await scene.deliver(...(isFirst ? [removed, moved, again] : [moved, again, removed]));
      const lead = await scene.lead(scene.named('L2'));
      expect(lead.status).toBe('Visita Pendiente');
      expect((await scene.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
      await expectLinked(A, lead);
    },
  );

  test('an appointment that is gone before its first event is handled counts as cancelled, in any order', async () => {
    const statuses = [];
    for (const isLate of [false, true]) {
      const scene = new Scene();
      const A = scene.appointment('A');
      const created = await A.create({});
      const removed = await A.remove();
      await scene.deliver(...(isLate ? [removed, created] : [created, removed]));
      statuses.push((await scene.lead()).status);
    }
    expect(statuses).toEqual(['Información Solicitada', 'Información Solicitada']);
  });
});

describe('what a lead lacks', () => {
  test('is filled in by an appointment that gets its owner and its agent later', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    expect((await scene.lead()).data).toMatchObject({ missingInfo: ['prospectId'] });
    await scene.play(() => A.update({ prospectId: 'owner' }));
    expect((await scene.lead()).data).toMatchObject({ prospectId: 'owner', missingInfo: [] });
    await scene.play(() => A.update({ agentId: 'agent-7' }));
    const { data, chain } = await scene.lead();
    expect(data).toMatchObject({ prospectId: 'owner', assignedTo: 'agent-7', missingInfo: [] });
    expect(chain).toEqual([CREATED, SCHEDULED]);
  });

  test('is filled in by another appointment of the pair', async () => {
    const scene = new Scene();
    await scene.play(
      schedule(scene.appointment('A')),
      schedule(scene.appointment('B', { prospectId: 'owner', agentId: 'agent-7' })),
    );
    expect((await scene.lead()).data).toMatchObject({
      prospectId: 'owner',
      assignedTo: 'agent-7',
      missingInfo: [],
    });
  });

  test('is never replaced once it is there', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    await scene.play(
      schedule(A),
      () => A.update({ prospectId: 'another', agentId: 'agent-8' }),
      () => A.update({ status: 'Completed', prospectId: 'third', agentId: 'agent-9' }),
      schedule(scene.appointment('B', { prospectId: 'fourth', agentId: 'agent-10' })),
    );
    expect((await scene.lead()).data).toMatchObject({
      prospectId: 'owner',
      assignedTo: 'agent-7',
    });
  });

  test('is not taken away where an appointment loses it', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    await scene.play(schedule(A), () => A.update({ prospectId: null, agentId: null }));
    expect((await scene.lead()).data).toMatchObject({
      prospectId: 'owner',
      assignedTo: 'agent-7',
      missingInfo: [],
    });
  });

  test("does not undo an admin's assignment", async () => {
    const scene = new Scene();
    await scene.play(
      schedule(scene.appointment('A')),
      async () => scene.editLead(await scene.lead(), { assignedTo: 'agent-3' })(),
      schedule(scene.appointment('B', { agentId: 'agent-7' })),
    );
    expect((await scene.lead()).data).toMatchObject({ assignedTo: 'agent-3' });
  });

  test("leaves the clients' notes and tags alone", async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const mine = { notes: 'Busca dos habitaciones', tags: ['terraza', 'centro'] };
    await scene.play(
      schedule(A),
      async () => scene.editLead(await scene.lead(), mine)(),
      set(A, 'Completed'),
    );
    expect((await scene.lead()).data).toMatchObject({ ...mine, status: 'Visita Realizada' });
  });
});

describe('moving a viewing (section 3)', () => {
  test('the lead without listing never comes to exist where the listing arrives before the first event is handled', async () => {
    for (const isLate of [false, true]) {
      const scene = new Scene();
      const A = scene.appointment('A', { listingId: null });
      const created = await A.create({});
      const filledIn = await A.update({ listingId: scene.listingId });
      await scene.deliver(...(isLate ? [filledIn, created] : [created, filledIn]));
      const leads = await scene.leads();
      expect(leads.map(({ data }) => data['listingId'])).toEqual([scene.listingId]);
      expect(leads[0]?.chain).toEqual([CREATED, SCHEDULED]);
    }
  });

  test('a corrected listing takes the visits along, and the lead it leaves closes as moved', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const [V1, V2] = [scene.visit('V1', A), scene.visit('V2', A)];
    await scene.play(schedule(A), visit(V1), visit(V2, 'offer_made'));
    const { statusAt } = await V2.read();
    await scene.play(() => A.update({ listingId: L2 }));

    const [former, lead] = [await scene.lead(), await scene.lead(L2)];
    expect(lead.chain).toEqual([CREATED, VISITED, OFFERED]);
    expect(lead.history.at(-1)).toMatchObject({ effectiveAt: statusAt });
    expect(former.chain.at(-1)).toEqual(MOVED);
    expect(former.closed).toEqual({
      outcome: 'moved',
      reason: expect.any(String),
      leadId: lead.id,
    });
    expect(former.history.at(-1)).toMatchObject({
      source: { collection: 'appointments', id: A.id },
      actor: USER,
    });
    for (const source of [A, V1, V2]) await expectLinked(source, lead);
  });

  test('a viewing that comes back opens its lead again', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(
      schedule(A),
      visit(V, 'offer_made'),
      () => A.update({ listingId: L2 }),
      () => A.update({ listingId: scene.listingId }),
    );
    const [lead, other] = [await scene.lead(), await scene.lead(L2)];
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.data).not.toHaveProperty('closed');
    expect(other.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    for (const source of [A, V]) await expectLinked(source, lead);
  });

  test('a corrected contact moves the viewing to the lead of that contact', async () => {
    const scene = new Scene();
    const other = scene.named('other');
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A), visit(V), () => A.update({ contactId: other }));
    const [former, lead] = [await scene.lead(), await scene.lead(scene.listingId, other)];
    expect(lead.status).toBe('Visita Realizada');
    expect(former.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    for (const source of [A, V]) await expectLinked(source, lead);
  });

  test('a lead that still has a viewing goes where that one says', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    await scene.play(
      () => scene.appointment('B').create({ status: 'Cancelled' }),
      schedule(A),
      () => A.update({ listingId: L2 }),
    );
    const former = await scene.lead();
    expect(former.chain).toEqual([
      CREATED,
      CANCELLED,
      SCHEDULED,
      ['Información Solicitada', 'lead.moved'],
    ]);
    expect((await scene.lead(L2)).status).toBe('Visita Pendiente');
  });

  test('a lead that somebody moved by hand stays open when its last viewing leaves', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    await scene.play(schedule(A), typeOver(scene, 'Respuesta Pendiente'), () =>
      A.update({ listingId: L2 }),
    );
    expect((await scene.lead()).status).toBe('Respuesta Pendiente');
    expect((await scene.lead(L2)).status).toBe('Visita Pendiente');
  });

  test('a viewing that comes to a known pair joins its lead', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    await scene.play(
      () => scene.appointment('B', { listingId: L2 }).create({ status: 'Cancelled' }),
      schedule(A),
      () => A.update({ listingId: L2 }),
    );
    const lead = await scene.lead(L2);
    expect(lead.chain).toEqual([CREATED, CANCELLED, SCHEDULED]);
    await expectLinked(A, lead);
  });

  test('a listing that is corrected together with the status does both', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    await scene.play(schedule(A), () => A.update({ listingId: L2, status: 'Completed' }));
    expect((await scene.lead(L2)).chain).toEqual([CREATED, COMPLETED]);
    expect((await scene.lead()).closed).toMatchObject({ outcome: 'moved' });
  });

  test('a late event does not put a viewing back where it left', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const created = await A.create({});
    await scene.deliver(created);
    const completed = await A.update({ status: 'Completed' });
    const moved = await A.update({ listingId: L2 });
    await scene.deliver(moved, completed, created);
    expect((await scene.lead()).closed).toMatchObject({ outcome: 'moved' });
    expect((await scene.lead(L2)).status).toBe('Visita Realizada');
    await expectLinked(A, await scene.lead(L2));
  });

  test('a visit that names another appointment afterwards goes there', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const B = scene.appointment('B', { listingId: L2 });
    const V = scene.visit('V', A);
    await scene.play(schedule(A), schedule(B), visit(V, 'offer_made'), () =>
      V.update({ appointmentId: B.id }),
    );
    const [former, lead] = [await scene.lead(), await scene.lead(L2)];
    expect(former.chain.at(-1)).toEqual(['Visita Realizada', 'lead.moved']);
    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    await expectLinked(V, lead);
    await expectLinked(A, former);
    expect(await B.read()).toMatchObject({
      status: 'Completed',
      statusAt: (await V.read())['statusAt'],
    });
  });

  test('a visit that names another appointment of its lead stays there, and completes that one', async () => {
    const scene = new Scene();
    const [A, B] = [scene.appointment('A'), scene.appointment('B')];
    const V = scene.visit('V', A);
    await scene.play(schedule(A), schedule(B), visit(V, 'offer_made'), () =>
      V.update({ appointmentId: B.id }),
    );
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Presentada');
    await expectLinked(V, lead);
    expect(await B.read()).toMatchObject({ status: 'Completed' });
  });

  test('a visit that gets its appointment later joins that viewing', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A', { listingId: L2 });
    const V = scene.visit('V');
    await scene.play(schedule(A), visit(V, 'more_info_needed'), () =>
      V.update({ appointmentId: A.id }),
    );
    const [former, lead] = [await scene.lead(), await scene.lead(L2)];
    expect(former.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, INFO_NEEDED]);
    await expectLinked(V, lead);
  });

  test('a visit that no longer names an appointment is a viewing of its own, and can go back', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    const L2 = scene.named('L2');
    const { contactId } = scene;
    await scene.play(schedule(A), visit(V, 'offer_made'), () =>
      V.update({ appointmentId: null, contactId, listingId: L2 }),
    );
    expect((await scene.lead()).status).toBe('Visita Realizada');
    expect((await scene.lead(L2)).status).toBe('Oferta Presentada');
    await scene.play(() => V.update({ appointmentId: A.id }));
    expect((await scene.lead()).status).toBe('Oferta Presentada');
    expect((await scene.lead(L2)).closed).toMatchObject({ outcome: 'moved' });
    await expectLinked(V, await scene.lead());
  });

  test('a corrected listing finds a visit whose own event was not handled yet', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(schedule(A));
    const visited = await V.create({ outcome: 'offer_made' });
    const moved = await A.update({ listingId: L2 });
    await scene.deliver(moved, visited);
    const lead = await scene.lead(L2);
    expect(lead.status).toBe('Oferta Presentada');
    for (const source of [A, V]) await expectLinked(source, lead);
  });
});

describe('a status typed over in the console (section 6)', () => {
  test('is recorded as a decision of the console', async () => {
    const scene = new Scene();
    await scene.play(schedule(scene.appointment('A')));
    const edit = await typeOver(scene, 'Respuesta Pendiente')();
    await scene.deliver(edit);
    const lead = await scene.lead();
    expect(lead.history[2]).toEqual({
      id: '000003',
      seq: 3,
      from: 'Visita Pendiente',
      to: 'Respuesta Pendiente',
      at: AT,
      effectiveAt: edit.after.updateTime,
      cause: 'console.edited',
      reason: expect.any(String),
      source: { collection: 'leads', id: lead.id },
      actor: BY_CONSOLE,
      secondsInPrevious: expect.any(Number),
    });
  });

  test('stands against older news, and gives way to newer news', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(schedule(A));
    const noShow = await A.update({ status: 'NoShow' });
    await scene.play(typeOver(scene, 'Respuesta Pendiente'));
    await scene.deliver(noShow);
    expect((await scene.lead()).status).toBe('Respuesta Pendiente');
    await scene.play(set(A, 'Scheduled'));
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('opens a closed lead again, which then has no outcome', async () => {
    const scene = new Scene();
    await scene.play(
      schedule(scene.appointment('A')),
      typeOver(scene, 'Cerrado'),
      typeOver(scene, 'Información Solicitada'),
    );
    const { data, status } = await scene.lead();
    expect(status).toBe('Información Solicitada');
    expect(data).not.toHaveProperty('closed');
  });

  test('is recorded nowhere once the lead is gone', async () => {
    const scene = new Scene();
    await scene.play(schedule(scene.appointment('A')));
    const { ref } = await scene.lead();
    const edit = await typeOver(scene, 'Respuesta Pendiente')();
    await ref.delete();
    await scene.deliver(edit);
    expect(await scene.leads()).toEqual([]);
  });

  test('is left as it is where the lead has lost its history since', async () => {
    const scene = new Scene();
    await scene.play(schedule(scene.appointment('A')));
    const { ref } = await scene.lead();
    const edit = await typeOver(scene, 'Respuesta Pendiente')();
    const { writeTime } = await ref.update({ history: FieldValue.delete() });
    await deliver(edit);
    expect((await ref.get()).updateTime).toEqual(writeTime);
  });
});

function millis(time: unknown): number {
  if (time instanceof Timestamp) return time.toMillis();
  throw new Error('This is no time');
}

test('an appointment that came back and was deleted before that was handled is cancelled where it came back', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(
    () => A.create({}),
    () => A.update({ listingId: null }),
  );
  const cameBack = await A.update({ listingId: scene.listingId });
  const removed = await A.remove();
  await scene.deliver(cameBack, removed);
  expect((await scene.lead()).status).toBe('Información Solicitada');
  expect((await scene.lead(null)).closed).toMatchObject({ outcome: 'moved' });
});
