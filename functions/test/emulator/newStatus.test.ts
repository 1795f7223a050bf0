/** Adding an appointment status is adding an entry to its table: here one is added, and everything works. */
import { Timestamp } from 'firebase-admin/firestore';
import '../support/ownProject';
import { checkDocument } from '../../src/application/checks/checkDocument';
import { liveReader } from '../../src/application/sync/leadReader';
import { APPOINTMENT_STATUSES } from '../../src/domain/documents/appointment';
import { forecast } from '../../src/domain/leads/forecast';
import { reconcileLead } from '../../src/domain/leads/reconcileLead';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { readLead } from '../../src/firestore/leadStore';
import { readSourceDocument } from '../../src/firestore/sourceDocuments';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';

catchLogs();

const NEW = 'Confirmed';

beforeAll(() => {
  Object.assign(APPOINTMENT_STATUSES, {
    [NEW]: {
      ...APPOINTMENT_STATUSES.Scheduled,
      reason: 'Visita confirmada por el cliente',
    },
  });
});
afterAll(() => {
  Reflect.deleteProperty(APPOINTMENT_STATUSES, NEW);
});

test('an appointment with the new status takes its lead to Visita Pendiente, with its own reason', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({ status: NEW }));
  const lead = await fixture.lead();
  expect(lead.status).toBe('Visita Pendiente');
  expect(lead.history.at(-1)).toMatchObject({
    cause: 'appointment.scheduled',
    reason: 'Visita confirmada por el cliente',
  });
  expect(await A.read()).toMatchObject({ leadSync: { state: 'linked' }, leadId: lead.id });
});

test('a change to the new status is a state of its own', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(
    () => A.create({}),
    () => A.update({ status: 'Cancelled' }),
    () => A.update({ status: NEW }),
  );
  expect((await fixture.lead()).status).toBe('Visita Pendiente');
});

test('a visit that took place completes an appointment with the new status', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const V = fixture.visit('V', A);
  await fixture.play(
    () => A.create({ status: NEW }),
    () => V.create({ outcome: 'offer_made' }),
  );
  expect((await fixture.lead()).status).toBe('Oferta Presentada');
  expect(await A.read()).toMatchObject({ status: 'Completed' });
});

test('a cancellation leaves a lead alone while another appointment has the new status', async () => {
  const fixture = new Fixture();
  const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
  await fixture.play(
    () => A.create({ status: NEW }),
    () => B.create({}),
    () => B.update({ status: 'Cancelled' }),
  );
  expect((await fixture.lead()).status).toBe('Visita Pendiente');
});

test('a check reports an appointment with the new status once its time has passed', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const db = database();
  await fixture.play(() => A.create({ status: NEW, startsAt: Timestamp.fromMillis(0) }));
  const document = await readSourceDocument(db, { collection: 'appointments', id: A.id });
  if (document === null) throw new Error('The appointment exists');
  const options = { apply: false, now: microsOfMillis(Date.now()) };
  const findings = await checkDocument(db, document, liveReader(db), options);
  expect(findings).toMatchObject([{ kind: 'overdue', source: { id: A.id } }]);
});

test('the forecast knows the endings of an appointment with the new status', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({ status: NEW }));
  const stored = await readLead(database(), (await fixture.lead()).id);
  if (stored === null) throw new Error('The lead exists');
  const forecasts = forecast(reconcileLead(stored).lead, microsOfMillis(Date.now()));
  expect(forecasts).toContainEqual({
    happens: 'appointment',
    appointment: { collection: 'appointments', id: A.id },
    becomes: 'Completed',
    status: 'Visita Realizada',
  });
  expect(forecasts).not.toContainEqual(expect.objectContaining({ becomes: NEW }));
});
