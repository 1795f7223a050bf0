import '../support/ownProject';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import {
  CREATED,
  SCHEDULED,
  COMPLETED,
  CANCELLED,
  VISITED,
  OFFERED,
  INFO_NEEDED,
  MOVED,
  BY_AGENT,
  schedule,
  recordVisit,
  overwriteStatus,
  expectLinked,
} from '../support/steps';

catchLogs();

describe('moving a viewing (§3)', () => {
  test('creates no lead without listing if the listing arrives before the first event is handled', async () => {
    for (const isLate of [false, true]) {
      const fixture = new Fixture();
      const A = fixture.appointment('A', { listingId: null });
      const created = await A.create({});
      const filledIn = await A.update({ listingId: fixture.listingId });
      await fixture.deliver(...(isLate ? [filledIn, created] : [created, filledIn]));
      const leads = await fixture.leads();
      expect(leads.map(({ data }) => data['listingId'])).toEqual([fixture.listingId]);
      expect(leads[0]?.chain).toEqual([CREATED, SCHEDULED]);
    }
  });

  test('takes the visits along to a corrected listing, and the previous lead closes as moved', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    const [V1, V2] = [fixture.visit('V1', A), fixture.visit('V2', A)];
    await fixture.play(schedule(A), recordVisit(V1), recordVisit(V2, 'offer_made'));
    const { statusAt } = await V2.read();
    await fixture.play(() => A.update({ listingId: L2 }));

    const [previous, lead] = [await fixture.lead(), await fixture.lead(L2)];
    expect(lead.chain).toEqual([CREATED, VISITED, OFFERED]);
    expect(lead.history.at(-1)).toMatchObject({ effectiveAt: statusAt });
    expect(previous.chain.at(-1)).toEqual(MOVED);
    expect(previous.closed).toEqual({
      outcome: 'moved',
      reason: expect.any(String),
      leadId: lead.id,
    });
    expect(previous.history.at(-1)).toMatchObject({
      source: { collection: 'appointments', id: A.id },
      actor: BY_AGENT,
    });
    for (const source of [A, V1, V2]) await expectLinked(source, lead);
  });

  test('back to its first lead reopens that lead', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(
      schedule(A),
      recordVisit(V, 'offer_made'),
      () => A.update({ listingId: L2 }),
      () => A.update({ listingId: fixture.listingId }),
    );
    const [lead, other] = [await fixture.lead(), await fixture.lead(L2)];
    expect(lead.status).toBe('Oferta Presentada');
    expect(lead.data).not.toHaveProperty('closed');
    expect(other.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    for (const source of [A, V]) await expectLinked(source, lead);
  });

  test('follows a corrected contact', async () => {
    const fixture = new Fixture();
    const other = fixture.named('other');
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), recordVisit(V), () => A.update({ contactId: other }));
    const [previous, lead] = [await fixture.lead(), await fixture.lead(fixture.listingId, other)];
    expect(lead.status).toBe('Visita Realizada');
    expect(previous.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    for (const source of [A, V]) await expectLinked(source, lead);
  });

  test('leaves a lead with another viewing at the status of that one', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    await fixture.play(
      () => fixture.appointment('B').create({ status: 'Cancelled' }),
      schedule(A),
      () => A.update({ listingId: L2 }),
    );
    const previous = await fixture.lead();
    expect(previous.chain).toEqual([
      CREATED,
      CANCELLED,
      SCHEDULED,
      ['Información Solicitada', 'lead.moved'],
    ]);
    expect((await fixture.lead(L2)).status).toBe('Visita Pendiente');
  });

  test('leaves a lead open that somebody moved by hand', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    await fixture.play(schedule(A), overwriteStatus(fixture, 'Respuesta Pendiente'), () =>
      A.update({ listingId: L2 }),
    );
    expect((await fixture.lead()).status).toBe('Respuesta Pendiente');
    expect((await fixture.lead(L2)).status).toBe('Visita Pendiente');
  });

  test('adds it to the lead of a known pair', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    await fixture.play(
      () => fixture.appointment('B', { listingId: L2 }).create({ status: 'Cancelled' }),
      schedule(A),
      () => A.update({ listingId: L2 }),
    );
    const lead = await fixture.lead(L2);
    expect(lead.chain).toEqual([CREATED, CANCELLED, SCHEDULED]);
    await expectLinked(A, lead);
  });

  test('can come with a new status in the same write', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    await fixture.play(schedule(A), () => A.update({ listingId: L2, status: 'Completed' }));
    expect((await fixture.lead(L2)).chain).toEqual([CREATED, COMPLETED]);
    expect((await fixture.lead()).closed).toMatchObject({ outcome: 'moved' });
  });

  test('is not undone by a late event', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    const created = await A.create({});
    await fixture.deliver(created);
    const completed = await A.update({ status: 'Completed' });
    const moved = await A.update({ listingId: L2 });
    await fixture.deliver(moved, completed, created);
    expect((await fixture.lead()).closed).toMatchObject({ outcome: 'moved' });
    expect((await fixture.lead(L2)).status).toBe('Visita Realizada');
    await expectLinked(A, await fixture.lead(L2));
  });

  test('happens to a visit that names another appointment', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    const B = fixture.appointment('B', { listingId: L2 });
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), schedule(B), recordVisit(V, 'offer_made'), () =>
      V.update({ appointmentId: B.id }),
    );
    const [previous, lead] = [await fixture.lead(), await fixture.lead(L2)];
    expect(previous.chain.at(-1)).toEqual(['Visita Pendiente', 'lead.moved']);
    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    await expectLinked(V, lead);
    await expectLinked(A, previous);
    expect((await A.read())['status']).toBe('Scheduled');
    expect(await B.read()).toMatchObject({
      status: 'Completed',
      statusAt: (await V.read())['statusAt'],
    });
  });

  test('does not happen to a visit that names another appointment of its lead, which it completes', async () => {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), schedule(B), recordVisit(V, 'offer_made'), () =>
      V.update({ appointmentId: B.id }),
    );
    const lead = await fixture.lead();
    expect(lead.status).toBe('Oferta Presentada');
    await expectLinked(V, lead);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
    expect(await B.read()).toMatchObject({ status: 'Completed' });
  });

  test('happens to a visit that gets its appointment later', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A', { listingId: L2 });
    const V = fixture.visit('V');
    await fixture.play(schedule(A), recordVisit(V, 'more_info_needed'), () =>
      V.update({ appointmentId: A.id }),
    );
    const [previous, lead] = [await fixture.lead(), await fixture.lead(L2)];
    expect(previous.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, INFO_NEEDED]);
    await expectLinked(V, lead);
  });

  test('happens to a visit that no longer names an appointment, and can be undone', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    const L2 = fixture.named('L2');
    const { contactId } = fixture;
    await fixture.play(schedule(A), recordVisit(V, 'offer_made'), () =>
      V.update({ appointmentId: null, contactId, listingId: L2 }),
    );
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
    expect((await A.read())['status']).toBe('Scheduled');
    expect((await fixture.lead(L2)).status).toBe('Oferta Presentada');
    await fixture.play(() => V.update({ appointmentId: A.id }));
    expect((await A.read())['status']).toBe('Completed');
    expect((await fixture.lead()).status).toBe('Oferta Presentada');
    expect((await fixture.lead(L2)).closed).toMatchObject({ outcome: 'moved' });
    await expectLinked(V, await fixture.lead());
  });

  test('takes a visit along whose own event was not handled yet', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A));
    const visited = await V.create({ outcome: 'offer_made' });
    const moved = await A.update({ listingId: L2 });
    await fixture.deliver(moved, visited);
    const lead = await fixture.lead(L2);
    expect(lead.status).toBe('Oferta Presentada');
    for (const source of [A, V]) await expectLinked(source, lead);
  });
});
