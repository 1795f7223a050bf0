import '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { CONSOLE, Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import {
  daysAfter,
  FASE_0,
  CREATED,
  SCHEDULED,
  VISITED,
  OFFERED,
  ANY_TIMESTAMP,
  BY_AGENT,
  BY_CONSOLE,
  schedule,
  setStatus,
  recordVisit,
  expectLinked,
  millis,
} from '../support/steps';

const logs = catchLogs();

describe('a new lead', () => {
  test('has exactly the fields of the contract', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    await fixture.play(schedule(A));
    const { data, id, history } = await fixture.lead();
    const { statusAt } = await A.read();

    expect(data).toEqual({
      contactId: fixture.contactId,
      listingId: fixture.listingId,
      prospectId: 'owner',
      status: 'Visita Pendiente',
      source: 'Appointment',
      assignedTo: 'agent-7',
      missingInfo: [],
      origin: null,
      nextViewingAt: null,
      offer: null,
      attention: { at: daysAfter(3, statusAt as Timestamp), why: 'no_date' },
      createdAt: history[0]?.at,
      updatedAt: history[0]?.at,
      statusChangedAt: statusAt,
      viewings: expect.any(Object),
      history: expect.objectContaining({ seq: 2, status: 'Visita Pendiente', at: history[0]?.at }),
    });
    expect(id).toHaveLength(32);
    await expectLinked(A, await fixture.lead());
  });

  test('lists the owner as missing', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')));
    const { data } = await fixture.lead();
    expect(data).toMatchObject({ prospectId: null, assignedTo: null, missingInfo: ['prospectId'] });
  });

  test('lists listing and owner as missing', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A', { listingId: null })));
    const { data } = await fixture.lead(null);
    expect(data).toMatchObject({
      status: FASE_0,
      listingId: null,
      prospectId: null,
      missingInfo: ['listingId', 'prospectId'],
    });
  });

  test('begins in Fase 0, and its history explains the next status', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const { history } = await fixture.lead();
    const { statusAt } = await A.read();
    const source = { collection: 'appointments', id: A.id };
    const common = {
      at: ANY_TIMESTAMP,
      effectiveAt: statusAt,
      source,
      actor: BY_AGENT,
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

  test('is logged in one line, with lead, source and steps', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const lead = await fixture.lead();
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

  test('is logged as linked, updated or unchanged', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    await fixture.deliver(created);
    const completed = await A.update({ status: 'Completed' });
    await fixture.deliver(completed, completed);
    const removed = await A.remove();
    await fixture.deliver(removed);
    expect(logs.map(({ message }) => message)).toEqual([
      'Lead linked',
      'Lead updated',
      'Lead unchanged',
      'Lead updated',
    ]);
  });

  test('of a visit without an appointment has the source Visit', async () => {
    const fixture = new Fixture();
    const V = fixture.visit('V');
    await fixture.play(recordVisit(V, 'offer_made'));
    const lead = await fixture.lead();
    expect(lead.data).toMatchObject({ source: 'Visit', status: 'Oferta Presentada' });
    expect(lead.chain).toEqual([CREATED, VISITED, OFFERED]);
    expect(lead.history[2]?.source).toEqual({ collection: 'visits', id: V.id });
    await expectLinked(V, lead);
  });

  test("gets the next appointment of its pair, and not another contact's", async () => {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    const other = fixture.named('other');
    const C = fixture.appointment('C', { contactId: other });
    await fixture.play(schedule(A), schedule(B), schedule(C));
    const lead = await fixture.lead();
    await expectLinked(A, lead);
    await expectLinked(B, lead);
    await expectLinked(C, await fixture.lead(fixture.listingId, other));
    expect(lead.chain).toEqual([CREATED, SCHEDULED]);
  });

  test('is not shared with a pair whose ids look alike when joined', async () => {
    const fixture = new Fixture();
    const [a, ab] = [fixture.named('a'), `${fixture.named('a')}_b`];
    await fixture.play(
      schedule(fixture.appointment('A', { contactId: ab, listingId: 'c' })),
      schedule(fixture.appointment('B', { contactId: a, listingId: 'b_c' })),
    );
    expect((await fixture.lead('c', ab)).id).not.toBe((await fixture.lead('b_c', a)).id);
  });

  test('without a listing is not shared with a listing called "null"', async () => {
    const fixture = new Fixture();
    await fixture.play(
      schedule(fixture.appointment('A', { listingId: null })),
      schedule(fixture.appointment('B', { listingId: 'null' })),
    );
    expect((await fixture.lead(null)).status).toBe(FASE_0);
    expect((await fixture.lead('null')).status).toBe('Visita Pendiente');
  });
});

describe('the history', () => {
  test('names who made a change, and has the seconds in the previous status', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const scheduledAt = (await A.read())['statusAt'];
    await fixture.play(() => A.update({ status: 'NoShow' }, 'agent-2'));
    const { history } = await fixture.lead();
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

  test('names the console for a change without a new updatedAt, as of its updateTime', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const event = await A.update({ status: 'Cancelled' }, CONSOLE);
    await fixture.deliver(event);
    const { history } = await fixture.lead();
    expect(history[2]).toMatchObject({
      cause: 'appointment.cancelled',
      actor: BY_CONSOLE,
      effectiveAt: event.after.updateTime,
    });
  });

  test('names the console for a document that another system wrote without stamps', async () => {
    const fixture = new Fixture();
    const event = await fixture.appointment('A').create({}, CONSOLE);
    await fixture.deliver(event);
    const { history } = await fixture.lead();
    expect(history.map(({ actor }) => actor)).toEqual([BY_CONSOLE, BY_CONSOLE]);
    expect(history[1]?.effectiveAt).toEqual(event.after.updateTime);
  });
});

describe('the next viewing', () => {
  const at = (day: number) => Timestamp.fromMillis(Date.UTC(2030, 0, day));
  const dateOf = async (fixture: Fixture) => (await fixture.lead()).data['nextViewingAt'];

  test('is the earliest of those that are scheduled, and follows every change of them', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { startsAt: at(7) });
    const B = fixture.appointment('B', { startsAt: at(9) });
    await fixture.play(schedule(A));
    expect(await dateOf(fixture)).toEqual(at(7));
    await fixture.play(schedule(B));
    expect(await dateOf(fixture)).toEqual(at(7));
    await fixture.play(() => A.update({ startsAt: at(10) }));
    expect(await dateOf(fixture)).toEqual(at(9));
    await fixture.play(setStatus(B, 'Cancelled'));
    expect(await dateOf(fixture)).toEqual(at(10));
    await fixture.play(() => A.remove());
    expect(await dateOf(fixture)).toBeNull();
  });

  test('changes without a history entry, and without a new time of change', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const { data, history } = await fixture.lead();
    expect(data['nextViewingAt']).toBeNull();
    await fixture.play(() => A.update({ startsAt: at(7) }));
    const after = await fixture.lead();
    expect(after.history).toEqual(history);
    expect(after.data).toMatchObject({
      nextViewingAt: at(7),
      statusChangedAt: data['statusChangedAt'],
    });
  });

  test.each([
    ['a text', '2030-01-07'],
    ['a number', 1_893_974_400],
    ['a time of no clock', new Timestamp(253_402_300_799, 999_999_000)],
  ])('is unknown if its startsAt is %s: it counts as absent', async (_what, startsAt) => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { startsAt: at(7) });
    await fixture.play(schedule(A), () => A.update({ startsAt }));
    expect((await fixture.lead()).data).toMatchObject({
      status: 'Visita Pendiente',
      nextViewingAt: null,
    });
  });

  test('goes with the viewing to another lead', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { startsAt: at(7) });
    const other = fixture.named('L2');
    await fixture.play(schedule(A), () => A.update({ listingId: other }));
    expect(await dateOf(fixture)).toBeNull();
    expect((await fixture.lead(other)).data['nextViewingAt']).toEqual(at(7));
  });

  test('is not changed by a move by hand, a console edit, or an edit that brought nothing', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { startsAt: at(7) });
    await fixture.play(
      schedule(A),
      async () => fixture.editLead(await fixture.lead(), { status: 'Respuesta Pendiente' })(),
      () => A.update({ notes: 'Llamar antes' }),
    );
    expect((await fixture.lead()).data).toMatchObject({
      status: 'Respuesta Pendiente',
      nextViewingAt: at(7),
    });
  });
});

describe('the offer', () => {
  const euros = (amount: number) => ({ amount, currency: 'EUR' });
  const offerOf = async (fixture: Fixture) => (await fixture.lead()).data['offer'];

  test('is that of the visit, and follows each correction without a history entry', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), () =>
      V.create({ outcome: 'offer_made', offer: euros(285_000) }),
    );
    const { history } = await fixture.lead();
    const at = (await V.read()).statusAt;
    expect(await offerOf(fixture)).toEqual({ ...euros(285_000), at });
    await fixture.play(() => V.update({ offer: euros(290_000) }));
    expect(await offerOf(fixture)).toEqual({ ...euros(290_000), at });
    await fixture.play(() => V.update({ offer: { amount: 'mucho' } }));
    expect(await offerOf(fixture)).toBeNull();
    expect((await fixture.lead()).history).toEqual(history);
  });

  test('is the newest of several, and that of an earlier visit once the newest is gone', async () => {
    const fixture = new Fixture();
    const [V, W] = [fixture.visit('V'), fixture.visit('W')];
    await fixture.play(
      () => V.create({ outcome: 'offer_made', offer: euros(285_000) }),
      () => W.create({ outcome: 'offer_made', offer: euros(300_000) }),
    );
    expect(await offerOf(fixture)).toMatchObject(euros(300_000));
    await fixture.play(() => W.remove());
    expect(await offerOf(fixture)).toMatchObject(euros(285_000));
  });
});

describe('missing information', () => {
  test('is filled in when an appointment gets its owner and its agent', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    expect((await fixture.lead()).data).toMatchObject({ missingInfo: ['prospectId'] });
    await fixture.play(() => A.update({ prospectId: 'owner' }));
    expect((await fixture.lead()).data).toMatchObject({ prospectId: 'owner', missingInfo: [] });
    await fixture.play(() => A.update({ agentId: 'agent-7' }));
    const { data, chain } = await fixture.lead();
    expect(data).toMatchObject({ prospectId: 'owner', assignedTo: 'agent-7', missingInfo: [] });
    expect(chain).toEqual([CREATED, SCHEDULED]);
  });

  test('is filled in by another appointment of the pair', async () => {
    const fixture = new Fixture();
    await fixture.play(
      schedule(fixture.appointment('A')),
      schedule(fixture.appointment('B', { prospectId: 'owner', agentId: 'agent-7' })),
    );
    expect((await fixture.lead()).data).toMatchObject({
      prospectId: 'owner',
      assignedTo: 'agent-7',
      missingInfo: [],
    });
  });

  test('follows the newest version of the earliest opened document that names it', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    await fixture.play(
      schedule(A),
      () => A.update({ prospectId: 'another', agentId: 'agent-8' }),
      () => A.update({ status: 'Completed', prospectId: 'third', agentId: 'agent-9' }),
      schedule(fixture.appointment('B', { prospectId: 'fourth', agentId: 'agent-10' })),
    );
    expect((await fixture.lead()).data).toMatchObject({
      prospectId: 'third',
      assignedTo: 'agent-9',
    });
  });

  test('does not depend on the order of the events', async () => {
    const fixture = new Fixture();
    const first = await fixture.appointment('A', { prospectId: 'owner' }).create({});
    const second = await fixture
      .appointment('B', { prospectId: 'another', agentId: 'agent-8' })
      .create({});
    await fixture.deliver(second, first);
    expect((await fixture.lead()).data).toMatchObject({
      prospectId: 'owner',
      assignedTo: 'agent-8',
    });
  });

  test('is missing again once no appointment names it', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    await fixture.play(schedule(A), () => A.update({ prospectId: null, agentId: null }));
    expect((await fixture.lead()).data).toMatchObject({
      prospectId: null,
      assignedTo: null,
      missingInfo: ['prospectId'],
    });
  });

  test("never replaces an admin's assignment", async () => {
    const fixture = new Fixture();
    await fixture.play(
      schedule(fixture.appointment('A')),
      async () => fixture.editLead(await fixture.lead(), { assignedTo: 'agent-3' })(),
      schedule(fixture.appointment('B', { agentId: 'agent-7' })),
    );
    expect((await fixture.lead()).data).toMatchObject({ assignedTo: 'agent-3' });
  });

  test("is filled in beside the clients' notes and tags", async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const mine = { notes: 'Busca dos habitaciones', tags: ['terraza', 'centro'] };
    await fixture.play(
      schedule(A),
      async () => fixture.editLead(await fixture.lead(), mine)(),
      setStatus(A, 'Completed'),
    );
    expect((await fixture.lead()).data).toMatchObject({ ...mine, status: 'Visita Realizada' });
  });
});
