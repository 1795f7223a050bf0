import '../support/ownProject';
import { deliver } from '../support/events';
import { CONSOLE, Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import {
  FASE_0,
  CREATED,
  SCHEDULED,
  COMPLETED,
  CANCELLED,
  VISITED,
  OFFERED,
  INFO_NEEDED,
  schedule,
  setStatus,
  recordVisit,
  overwriteStatus,
  expectLinked,
} from '../support/steps';

catchLogs();

describe('the state of a viewing (§4)', () => {
  test('comes from a visit rather than an earlier cancellation, and the lead passes through Visita Realizada', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      setStatus(A, 'Cancelled'),
      recordVisit(fixture.visit('V', A), 'more_info_needed'),
    );
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      CANCELLED,
      VISITED,
      INFO_NEEDED,
    ]);
    expect(await A.read()).toMatchObject({ status: 'Cancelled' });
  });

  test('comes from a visit rather than a later cancellation', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      recordVisit(fixture.visit('V', A), 'offer_made'),
      setStatus(A, 'Cancelled'),
    );
    expect((await fixture.lead()).status).toBe('Oferta Presentada');
  });

  test('does not take the lead through Visita Realizada again if the appointment was completed', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      setStatus(A, 'Completed'),
      recordVisit(fixture.visit('V', A), 'offer_made'),
    );
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED, COMPLETED, OFFERED]);
  });

  test('comes from the latest of two visits', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      recordVisit(fixture.visit('V1', A), 'more_info_needed'),
      recordVisit(fixture.visit('V2', A), 'offer_made'),
    );
    expect((await fixture.lead()).status).toBe('Oferta Presentada');
  });

  test('does not change with a pending visit, which is linked', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A, { status: 'visit_pending' });
    await fixture.play(schedule(A), recordVisit(V));
    const lead = await fixture.lead();
    expect(lead.chain).toEqual([CREATED, SCHEDULED]);
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
  });

  test('comes from the visit even if the appointment is no Visita, which it completes', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { type: 'Reunión' });
    await fixture.play(schedule(A), recordVisit(fixture.visit('V', A), 'offer_made'));
    expect((await fixture.lead()).chain).toEqual([CREATED, VISITED, OFFERED]);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('does not count while its appointment has another type', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      () => A.update({ type: 'Firma' }),
      () => A.update({ status: 'Completed' }),
      () => A.update({ type: 'Visita' }),
    );
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      [FASE_0, 'appointment.retyped'],
      ['Visita Realizada', 'appointment.retyped'],
    ]);
  });

  test('counts after Oferta Rechazada if it is an offer, even of an older viewing', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      overwriteStatus(fixture, 'Oferta Rechazada'),
      recordVisit(fixture.visit('V', A), 'offer_made'),
    );
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      ['Oferta Rechazada', 'console.edited'],
      OFFERED,
    ]);
  });

  test('reopens a lost lead without a listing to Fase 0, if the viewing is newer', async () => {
    const fixture = new Fixture();
    await fixture.play(
      schedule(fixture.appointment('A', { listingId: null })),
      async () => fixture.editLead(await fixture.lead(null), { status: 'Cerrado' })(),
      schedule(fixture.appointment('B', { listingId: null })),
    );
    const { chain, data } = await fixture.lead(null);
    expect(chain).toEqual([
      CREATED,
      ['Cerrado', 'console.edited'],
      [FASE_0, 'appointment.scheduled'],
    ]);
    expect(data).not.toHaveProperty('closed');
  });
});

describe('in both directions (§4)', () => {
  test('an unstamped visit completes its appointment as of its updateTime', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const visited = fixture.visit('V', A);
    await fixture.play(schedule(A));
    const event = await visited.create({}, CONSOLE);
    await fixture.deliver(event);
    expect(await A.read()).toMatchObject({
      status: 'Completed',
      statusAt: event.after.updateTime,
    });
  });

  test('a visit leaves an appointment alone that got a new date afterwards', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const visited = await fixture.visit('V', A).create({ outcome: 'more_info_needed' });
    const again = await A.update({ status: 'Scheduled' });
    await fixture.deliver(visited, again);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
  });

  test('the event of an appointment that its visit completed does not change the lead', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    await deliver(await fixture.visit('V', A).create({ outcome: 'offer_made' }));
    const before = (await fixture.lead()).version;
    await fixture.settle();
    expect((await fixture.lead()).version).toEqual(before);
  });

  test("a visit that is handled before its appointment's event completes it and creates the lead", async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { prospectId: 'owner', agentId: 'agent-7' });
    const V = fixture.visit('V', A);
    const scheduled = await A.create({});
    const visited = await V.create({ outcome: 'offer_made' });
    await fixture.deliver(visited);
    const lead = await fixture.lead();
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

    await fixture.deliver(scheduled);
    expect((await fixture.lead()).version).toEqual(lead.version);
  });
});
