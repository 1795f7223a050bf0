import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase/firestore';
import {
  AlreadyCreatedError,
  cancelAppointment,
  changeAppointment,
  ChangedMeanwhileError,
  chooseId,
  editAppointment,
  microsOfMillis,
  NotFoundError,
  readAppointmentsOf,
  rescheduleAppointment,
  scheduleAppointment,
  scheduleAppointments,
  setAppointmentStatus,
  SignedOutError,
  watchAppointment,
  watchAppointments,
  watchOwnAppointments,
  WriteCancelledError,
  type Appointment,
} from '../../src/index';
import { findFaults, first, newContact, OWN_CONTACT, stored, storedOnce, withCast } from './cast';

const cast = withCast();

const pathOf = (id: string) => `appointments/${id}`;
const HOUR_MS = 3_600_000;
const startsAt = new Date('2030-05-06T10:00:00Z');
const endsAt = new Date(startsAt.getTime() + HOUR_MS);

test('staff schedule an appointment with all its fields', async () => {
  for (const who of [cast.agent, cast.admin]) {
    const fields = {
      contactId: newContact(),
      listingId: 'l',
      prospectId: 'p',
      type: 'Firma',
      agentId: who.id,
      notes: 'Traer el DNI',
      place: 'Oficina',
    } as const;
    const id = await scheduleAppointment(who, { ...fields, startsAt, endsAt });
    const linked = await storedOnce(who, pathOf(id), ({ leadId }) => leadId !== undefined);
    expect(findFaults('appointment', linked)).toEqual([]);
    expect(linked).toMatchObject({ ...fields, status: 'Scheduled', createdBy: who.id });
    expect(linked['startsAt']).toEqual(Timestamp.fromDate(startsAt));
    expect(linked['statusAt']).toEqual(linked['createdAt']);
  }
});

test('fields that are empty are left out', async () => {
  const contactId = newContact();
  const empty = { listingId: null, notes: '', place: '', agentId: null, startsAt: null };
  const id = await scheduleAppointment(cast.agent, { contactId, ...empty });
  const data = await stored(cast.agent, pathOf(id));
  for (const field of Object.keys(empty)) expect(data).not.toHaveProperty(field);
});

test('a customer asks for an appointment, and cancels it', async () => {
  const wanted = { contactId: OWN_CONTACT, requestedBy: 'contact', notes: 'Por la tarde' } as const;
  const id = await scheduleAppointment(cast.customer, { ...wanted, startsAt, endsAt });
  const seen = await first<Appointment[]>(
    (onChange, onError) => watchOwnAppointments(cast.customer, OWN_CONTACT, onChange, onError),
    (appointments) => appointments.some((each) => each.id === id),
  );
  expect(seen.find((each) => each.id === id)).toMatchObject({ notes: 'Por la tarde' });
  await cancelAppointment(cast.customer, id);
  const data = await stored(cast.customer, pathOf(id));
  expect(findFaults('appointment', data)).toEqual([]);
  expect(data).toMatchObject({ ...wanted, status: 'Cancelled', updatedBy: cast.customer.id });
  expect(data['statusAt']).toEqual(data['updatedAt']);
});

test('an id that is sent twice makes one document', async () => {
  const id = chooseId(cast.agent, 'appointments');
  const fields = { contactId: newContact(), listingId: 'l' };
  for (let n = 0; n < 2; n += 1) {
    expect(await scheduleAppointment(cast.agent, fields, { id })).toBe(id);
  }
  const other = scheduleAppointment(cast.agent, { ...fields, listingId: 'm' }, { id });
  await expect(other).rejects.toThrow(AlreadyCreatedError);
});

test('an edit writes what differs, and stamps a state only if that changed', async () => {
  const contactId = newContact();
  const id = await scheduleAppointment(cast.agent, { contactId, listingId: 'l', notes: 'n' });
  const before = await stored(cast.agent, pathOf(id));
  await editAppointment(cast.admin, id, { notes: '', place: 'Portal', listingId: 'l', startsAt });
  const edited = await stored(cast.agent, pathOf(id));
  expect(edited).toMatchObject({ place: 'Portal', listingId: 'l', updatedBy: cast.admin.id });
  expect(edited).not.toHaveProperty('notes');
  expect(edited['statusAt']).toEqual(before['statusAt']);
  await editAppointment(cast.admin, id, { type: 'Reunión' });
  const retyped = await stored(cast.agent, pathOf(id));
  expect(retyped['statusAt']).toEqual(retyped['updatedAt']);
  await editAppointment(cast.agent, id, { type: 'Reunión', startsAt });
  expect(await stored(cast.agent, pathOf(id))).toMatchObject({ updatedBy: cast.admin.id });
});

test('rescheduling schedules a cancelled one again, and refuses a time that nobody has seen', async () => {
  const id = await scheduleAppointment(cast.agent, { contactId: newContact(), startsAt, endsAt });
  const see = () =>
    first<Appointment | null>(
      (onChange, onError) => watchAppointment(cast.agent, id, onChange, onError),
      (appointment) => appointment !== null,
    );
  const before = await see();
  if (before === null) throw new Error('It is not there');
  expect(before.startsAt).toBe(microsOfMillis(startsAt.getTime()));
  await setAppointmentStatus(cast.agent, id, 'NoShow');
  const later = { startsAt: endsAt, endsAt: new Date(endsAt.getTime() + HOUR_MS) };
  await rescheduleAppointment(cast.agent, { ...before, status: 'NoShow' }, later);
  expect(await stored(cast.agent, pathOf(id))).toMatchObject({ status: 'Scheduled' });
  const lost = rescheduleAppointment(cast.admin, before, { startsAt: new Date(0), endsAt });
  await expect(lost).rejects.toThrow(ChangedMeanwhileError);
  const again = await stored(cast.agent, pathOf(id));
  expect(again['startsAt']).toEqual(Timestamp.fromDate(later.startsAt));
});

test('staff read by day, by agent, and what has begun', async () => {
  const own = { agentId: `agente-${randomUUID()}`, contactId: newContact() };
  const past = new Date(Date.now() - HOUR_MS);
  const [now, ahead] = await Promise.all(
    [past, startsAt].map((at) => scheduleAppointment(cast.agent, { ...own, startsAt: at })),
  );
  const isFound = (appointments: Appointment[]) => appointments.length > 0;
  const ids = (appointments: Appointment[]) => appointments.map(({ id }) => id);
  const day = { from: startsAt, until: endsAt, agent: own.agentId };
  const found = await first<Appointment[]>(
    (onChange, onError) => watchAppointments(cast.admin, day, onChange, onError),
    isFound,
  );
  expect(ids(found)).toEqual([ahead]);
  const between = { after: new Date(0), before: startsAt };
  const of = await readAppointmentsOf(cast.admin, 'contactId', own.contactId, between);
  expect(ids(of)).toEqual([now]);
});

test('an outing is several appointments: all of them, or none, however often it is sent', async () => {
  const contactId = newContact();
  const [one, two] = [chooseId(cast.agent, 'appointments'), chooseId(cast.agent, 'appointments')];
  const outing = [
    { id: one, contactId, listingId: 'uno', startsAt, endsAt },
    { id: two, contactId, listingId: 'dos', startsAt: endsAt },
  ];
  for (let n = 0; n < 2; n++) await scheduleAppointments(cast.agent, outing);
  for (const { id, listingId } of outing) {
    const data = await stored(cast.agent, pathOf(id));
    expect(findFaults('appointment', data)).toEqual([]);
    expect(data).toMatchObject({ contactId, listingId, status: 'Scheduled' });
  }
  const bad = chooseId(cast.agent, 'appointments');
  const refused = scheduleAppointments(cast.agent, [
    { id: bad, contactId },
    { id: chooseId(cast.agent, 'appointments'), contactId, startsAt: endsAt, endsAt: startsAt },
  ]);
  await expect(refused).rejects.toMatchObject({ code: 'permission-denied' });
  expect(await stored(cast.agent, pathOf(bad))).toEqual({});
});

test('of an appointment only what somebody changed is written, and refused where another has changed the same', async () => {
  const fields = { contactId: newContact(), listingId: 'l', agentId: 'a', notes: 'n' };
  const id = await scheduleAppointment(cast.agent, { ...fields, startsAt });
  const before = await first<Appointment | null>(
    (onChange, onError) => watchAppointment(cast.agent, id, onChange, onError),
    (appointment) => appointment !== null,
  );
  if (before === null) throw new Error('It is not there');
  await editAppointment(cast.admin, id, { notes: 'Lo suyo', place: 'Portal' });
  await changeAppointment(cast.agent, before, { agentId: null, type: 'Firma' });
  const changed = await stored(cast.agent, pathOf(id));
  expect(changed).toMatchObject({ type: 'Firma', notes: 'Lo suyo', place: 'Portal' });
  expect(changed).not.toHaveProperty('agentId');
  const lost = changeAppointment(cast.agent, before, { notes: 'Lo mío', prospectId: 'p' });
  await expect(lost).rejects.toMatchObject({ field: 'notes', stored: 'Lo suyo' });
  expect(await stored(cast.agent, pathOf(id))).not.toHaveProperty('prospectId');
  // What another has stored just as one wants it is no conflict.
  await changeAppointment(cast.agent, before, { notes: 'Lo suyo' });
  await setAppointmentStatus(cast.agent, id, 'NoShow');
  await changeAppointment(cast.agent, { ...before, status: 'NoShow' }, { prospectId: 'p' });
  expect(await stored(cast.agent, pathOf(id))).toMatchObject({ status: 'NoShow', prospectId: 'p' });
});

test('what cannot be written says why', async () => {
  const contactId = newContact();
  const signedOut = { ...cast.agent, uid: () => null };
  await expect(scheduleAppointment(signedOut, { contactId })).rejects.toThrow(SignedOutError);
  const gone = cancelAppointment(cast.agent, randomUUID());
  await expect(gone).rejects.toThrow(NotFoundError);
  const signal = AbortSignal.abort();
  const left = scheduleAppointment(cast.agent, { contactId }, { signal });
  await expect(left).rejects.toThrow(WriteCancelledError);
  const refused = scheduleAppointment(cast.customer, { contactId, requestedBy: 'contact' });
  await expect(refused).rejects.toMatchObject({ code: 'permission-denied' });
});

test('a refused listener is told to the client and to its caller', async () => {
  const told: Error[] = [];
  const customer = { ...cast.customer, onListenerError: (error: Error) => told.push(error) };
  const all = { from: startsAt, until: endsAt, agent: null };
  const error = await new Promise<Error>((resolve) => {
    watchAppointments(customer, all, () => undefined, resolve);
  });
  expect(error).toMatchObject({ code: 'permission-denied' });
  expect(told).toEqual([error]);
});
