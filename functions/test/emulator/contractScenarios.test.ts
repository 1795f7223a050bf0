import '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { CONSOLE, Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import {
  CREATED,
  SCHEDULED,
  COMPLETED,
  CANCELLED,
  VISITED,
  OFFERED,
  ENQUIRED,
  ANSWERED,
  INFO_NEEDED,
  MOVED,
  linked,
  BY_AGENT,
  schedule,
  setStatus,
  recordVisit,
  overwriteStatus,
  expectLinked,
} from '../support/steps';

catchLogs();

describe('the scenarios of the contract (§5)', () => {
  test('A Scheduled', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')));
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED]);
  });

  test('A Scheduled; A Completed', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A), setStatus(A, 'Completed'));
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED, COMPLETED]);
  });

  test('A Scheduled; A Cancelled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A), setStatus(A, 'Cancelled'));
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED, CANCELLED]);
  });

  test('A Scheduled; V(A) offer_made', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A));
    const before = await A.read();
    await fixture.play(recordVisit(V, 'offer_made'));
    const lead = await fixture.lead();
    const { statusAt } = await V.read();

    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    expect(await A.read()).toEqual({
      ...before,
      status: 'Completed',
      statusAt,
      leadSync: linked(A, statusAt),
    });
    for (const entry of lead.history.slice(2)) {
      expect(entry).toMatchObject({
        effectiveAt: statusAt,
        source: { collection: 'visits', id: V.id },
        actor: BY_AGENT,
      });
    }
    await expectLinked(V, lead);
  });

  test('A Scheduled; V(A) more_info_needed; A Completed', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      recordVisit(fixture.visit('V', A), 'more_info_needed'),
      setStatus(A, 'Completed'),
    );
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, INFO_NEEDED]);
  });

  test('A Scheduled; V(A) without outcome; V(A) offer_made', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), recordVisit(V), () => V.update({ outcome: 'offer_made' }));
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
  });

  test('A Scheduled; B Scheduled; B Cancelled', async () => {
    const fixture = new Fixture();
    const B = fixture.appointment('B');
    await fixture.play(schedule(fixture.appointment('A')), schedule(B), setStatus(B, 'Cancelled'));
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED]);
  });

  test('A Completed; B Scheduled; B Cancelled', async () => {
    const fixture = new Fixture();
    const B = fixture.appointment('B');
    await fixture.play(
      () => fixture.appointment('A').create({ status: 'Completed' }),
      schedule(B),
      setStatus(B, 'Cancelled'),
    );
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      COMPLETED,
      SCHEDULED,
      ['Visita Realizada', 'appointment.cancelled'],
    ]);
  });

  test('V(A) offer_made; A Scheduled again', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      recordVisit(fixture.visit('V', A), 'offer_made'),
      setStatus(A, 'Scheduled'),
    );
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
  });

  test('V(A) more_info_needed; A Scheduled again', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      recordVisit(fixture.visit('V', A), 'more_info_needed'),
      setStatus(A, 'Scheduled'),
    );
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      VISITED,
      INFO_NEEDED,
      SCHEDULED,
    ]);
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
  });

  test('A Cancelled; A Scheduled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({ status: 'Cancelled' }), setStatus(A, 'Scheduled'));
    expect((await fixture.lead()).chain).toEqual([CREATED, CANCELLED, SCHEDULED]);
  });

  test('V(A) offer_made, corrected to more_info_needed', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), recordVisit(V, 'offer_made'), () =>
      V.update({ outcome: 'more_info_needed' }),
    );
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      VISITED,
      OFFERED,
      INFO_NEEDED,
    ]);
  });

  // In these tests, an admin moves a lead by hand in the console (docs/contract.md §6).
  test('V(A) offer_made; manual Oferta Pendiente Aprobación; B Scheduled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      recordVisit(fixture.visit('V', A), 'offer_made'),
      overwriteStatus(fixture, 'Oferta Pendiente Aprobación'),
      schedule(fixture.appointment('B')),
    );
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      VISITED,
      OFFERED,
      ['Oferta Pendiente Aprobación', 'console.edited'],
    ]);
  });

  test('manual Cerrado (lost); A (opened before) Completed', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A), overwriteStatus(fixture, 'Cerrado'), setStatus(A, 'Completed'));
    const { chain, closed } = await fixture.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, ['Cerrado', 'console.edited']]);
    expect(closed).toEqual({ outcome: 'lost', reason: expect.any(String) });
  });

  test('manual Cerrado (lost); C Scheduled, opened after', async () => {
    const fixture = new Fixture();
    await fixture.play(
      schedule(fixture.appointment('A')),
      overwriteStatus(fixture, 'Cerrado'),
      schedule(fixture.appointment('C')),
    );
    const { chain, data } = await fixture.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, ['Cerrado', 'console.edited'], SCHEDULED]);
    expect(data).not.toHaveProperty('closed');
  });

  test('A Scheduled, no listing; A Completed', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { listingId: null });
    await fixture.play(schedule(A), setStatus(A, 'Completed'));
    const lead = await fixture.lead(null);
    expect(lead.chain).toEqual([CREATED]);
    await expectLinked(A, lead);
  });

  test('A Scheduled, no listing; A gets listing L', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { listingId: undefined });
    await fixture.play(schedule(A), () => A.update({ listingId: fixture.listingId }));
    const [lead, previous] = [await fixture.lead(), await fixture.lead(null)];
    expect(lead.chain).toEqual([CREATED, SCHEDULED]);
    expect(previous.chain).toEqual([CREATED, MOVED]);
    expect(previous.closed).toEqual({
      outcome: 'moved',
      reason: expect.any(String),
      leadId: lead.id,
    });
    await expectLinked(A, lead);
  });

  test('A Completed; A deleted', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({ status: 'Completed' }),
      () => A.remove(),
    );
    expect((await fixture.lead()).chain).toEqual([CREATED, COMPLETED]);
  });

  test('A Scheduled; A deleted', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A), () => A.remove());
    expect((await fixture.lead()).chain).toEqual([
      CREATED,
      SCHEDULED,
      ['Información Solicitada', 'appointment.removed'],
    ]);
  });

  test('V(A) offer_made; both deleted after their expireAt', async () => {
    const fixture = new Fixture();
    const expireAt = Timestamp.fromMillis(Date.now() - 60_000);
    const A = fixture.appointment('A', { expireAt });
    const V = fixture.visit('V', A, { expireAt });
    await fixture.play(
      schedule(A),
      recordVisit(V, 'offer_made'),
      () => A.remove(),
      () => V.remove(),
    );
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
  });

  test('E open', async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { origin: { portal: 'idealista', campaign: '' } });
    await fixture.play(() => E.create({}));
    const lead = await fixture.lead();
    expect(lead.chain).toEqual([CREATED, ENQUIRED]);
    expect(lead.data).toMatchObject({ source: 'Enquiry', origin: { portal: 'idealista' } });
    expect(lead.history.at(-1)).toMatchObject({
      source: { collection: 'enquiries', id: E.id },
      actor: BY_AGENT,
      reason: 'Consulta recibida',
    });
    await expectLinked(E, lead);
  });

  test('E open; E answered; A Scheduled', async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E');
    await fixture.play(
      () => E.create({}),
      setStatus(E, 'answered'),
      schedule(fixture.appointment('A')),
    );
    const { chain, data } = await fixture.lead();
    expect(chain).toEqual([CREATED, ENQUIRED, ANSWERED, SCHEDULED]);
    expect(data).toMatchObject({ source: 'Enquiry', origin: null });
  });

  test('A Scheduled; E open', async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E');
    await fixture.play(schedule(fixture.appointment('A')), () => E.create({}));
    const lead = await fixture.lead();
    expect(lead.chain).toEqual([CREATED, SCHEDULED]);
    expect(lead.data['source']).toBe('Appointment');
    await expectLinked(E, lead);
  });

  test('manual Cerrado (lost); E open, opened after', async () => {
    const fixture = new Fixture();
    await fixture.play(
      schedule(fixture.appointment('A')),
      overwriteStatus(fixture, 'Cerrado'),
      () => fixture.enquiry('E').create({}),
    );
    const { chain, data } = await fixture.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, ['Cerrado', 'console.edited'], ENQUIRED]);
    expect(data).not.toHaveProperty('closed');
  });

  test('E open, no listing', async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { listingId: null });
    await fixture.play(() => E.create({}));
    const lead = await fixture.lead(null);
    expect(lead.chain).toEqual([CREATED]);
    await expectLinked(E, lead);
  });

  test('older Cerrado adopted; A of 2023, unstamped, imported', async () => {
    const fixture = new Fixture();
    const { id } = await fixture.restoreLead(fixture.named('older'), { status: 'Cerrado' });
    const createdAt = Timestamp.fromDate(new Date('2023-05-04T10:00:00Z'));
    const A = fixture.appointment('A', { createdAt });
    await fixture.play(() => A.create({}, CONSOLE));
    const lead = await fixture.lead();
    expect(lead.id).toBe(id);
    expect(lead.chain).toEqual([['Cerrado', 'lead.adopted']]);
    await expectLinked(A, lead);
  });

  test('A Scheduled, type Firma', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { type: 'Firma' });
    await fixture.play(schedule(A));
    const lead = await fixture.lead();
    expect(lead.chain).toEqual([CREATED]);
    await expectLinked(A, lead);
  });
});
