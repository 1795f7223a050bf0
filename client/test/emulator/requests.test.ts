import { randomUUID } from 'node:crypto';
import {
  askForOtherDate,
  ChangedMeanwhileError,
  chooseId,
  confirmAppointment,
  editAppointment,
  isUnconfirmed,
  microsOfMillis,
  refuseAppointment,
  rescheduleAppointment,
  scheduleAppointment,
  setAppointmentStatus,
  unconfirmAppointment,
  watchRequests,
  withdrawRefusal,
  type Appointment,
} from '../../src/index';
import { findFaults, first, OWN_CONTACT, stored, storedOnce, withCast } from './cast';

const cast = withCast();

const HOUR_MS = 3_600_000;
const startsAt = new Date('2030-05-06T10:00:00Z');
const endsAt = new Date(startsAt.getTime() + HOUR_MS);
const pathOf = (id: string) => `appointments/${id}`;

/** What a customer asks for, as staff see it. */
async function ask(notes = 'Por la tarde'): Promise<Appointment> {
  const wanted = { contactId: OWN_CONTACT, listingId: `piso-${randomUUID()}`, notes } as const;
  const id = await scheduleAppointment(cast.customer, {
    ...wanted,
    requestedBy: 'contact',
    startsAt,
    endsAt,
  });
  const requests = await first<Appointment[]>(
    (onChange, onError) => watchRequests(cast.agent, onChange, onError),
    (found) => found.some((each) => each.id === id),
  );
  const request = requests.find((each) => each.id === id);
  if (request === undefined) throw new Error('It is not there');
  return request;
}

test('staff confirm a request, once, and whoever confirms it takes it', async () => {
  const request = await ask();
  await confirmAppointment(cast.agent, request, { agentId: cast.agent.id });
  await confirmAppointment(cast.admin, request, { agentId: cast.admin.id });
  const confirmed = await stored(cast.agent, pathOf(request.id));
  expect(findFaults('appointment', confirmed)).toEqual([]);
  expect(confirmed).toMatchObject({ agentId: cast.agent.id, updatedBy: cast.agent.id });
  expect(isUnconfirmed(confirmed)).toBe(false);
  // Nobody reads it as waiting any more.
  const other = await ask();
  const waiting = await first<Appointment[]>(
    (onChange, onError) => watchRequests(cast.agent, onChange, onError),
    (found) => found.some(({ id }) => id === other.id),
  );
  expect(waiting.map(({ id }) => id)).not.toContain(request.id);
  await unconfirmAppointment(cast.agent, request);
  const again = await stored(cast.agent, pathOf(request.id));
  expect(isUnconfirmed(again)).toBe(true);
  expect(again).not.toHaveProperty('agentId');
});

test('a request that is not as staff saw it is not confirmed', async () => {
  const request = await ask();
  const later = { ...request, startsAt: microsOfMillis(startsAt.getTime() + HOUR_MS) };
  await expect(confirmAppointment(cast.agent, later)).rejects.toThrow(ChangedMeanwhileError);
  await setAppointmentStatus(cast.customer, request.id, 'Cancelled');
  await expect(confirmAppointment(cast.agent, request)).rejects.toMatchObject({
    field: 'status',
    stored: 'Cancelled',
  });
  await expect(refuseAppointment(cast.agent, request.id, 'No')).rejects.toThrow(
    ChangedMeanwhileError,
  );
  expect(await stored(cast.agent, pathOf(request.id))).not.toHaveProperty('confirmedAt');
});

test('another hour confirms a request, and another place alone does not', async () => {
  const request = await ask();
  await rescheduleAppointment(cast.agent, request, { startsAt, endsAt, place: 'Portal' });
  expect(isUnconfirmed(await stored(cast.agent, pathOf(request.id)))).toBe(true);
  const before = { ...request, place: 'Portal' };
  const later = { startsAt: endsAt, endsAt: new Date(endsAt.getTime() + HOUR_MS) };
  await rescheduleAppointment(cast.agent, before, later);
  expect(isUnconfirmed(await stored(cast.agent, pathOf(request.id)))).toBe(false);
});

test('a refusal cancels, and adds a paragraph to the notes, once', async () => {
  for (const [notes, expected] of [
    ['Por la tarde', 'Por la tarde\n\nEse día no abrimos.'],
    ['', 'Ese día no abrimos.'],
  ] as const) {
    const request = await ask(notes);
    for (let n = 0; n < 2; n++) {
      await refuseAppointment(cast.agent, request.id, 'Ese día no abrimos.');
    }
    const refused = await stored(cast.customer, pathOf(request.id));
    expect(refused).toMatchObject({ status: 'Cancelled', notes: expected });
    expect(findFaults('appointment', refused)).toEqual([]);
  }
});

test('a refusal is taken back, once: the request is as it was, confirmed or not', async () => {
  const paragraph = 'Ese día no abrimos.';
  for (const notes of ['Por la tarde', '']) {
    const request = await ask(notes);
    if (notes !== '') await confirmAppointment(cast.agent, request);
    const before = await stored(cast.agent, pathOf(request.id));
    await refuseAppointment(cast.agent, request.id, paragraph);
    for (let n = 0; n < 2; n++) await withdrawRefusal(cast.agent, request.id, paragraph);
    const after = await stored(cast.agent, pathOf(request.id));
    expect(findFaults('appointment', after)).toEqual([]);
    for (const field of ['status', 'notes', 'confirmedAt', 'startsAt']) {
      expect([field, after[field]]).toEqual([field, before[field]]);
    }
  }
});

test('a refusal is not taken back from an appointment that others have changed since', async () => {
  const request = await ask();
  await refuseAppointment(cast.agent, request.id, 'No.');
  await editAppointment(cast.admin, request.id, { notes: 'Ya hablado' });
  const takeBack = () => withdrawRefusal(cast.agent, request.id, 'No.');
  await expect(takeBack()).rejects.toMatchObject({ field: 'notes', stored: 'Ya hablado' });
  await setAppointmentStatus(cast.admin, request.id, 'NoShow');
  await expect(takeBack()).rejects.toMatchObject({ field: 'status', stored: 'NoShow' });
});

test('a customer asks for another date of the same listing, in one commit, however often it is sent', async () => {
  const request = await ask();
  const id = chooseId(cast.customer, 'appointments');
  const date = { startsAt: endsAt, endsAt: new Date(endsAt.getTime() + HOUR_MS) };
  for (let n = 0; n < 2; n++) await askForOtherDate(cast.customer, request, date, { id });
  const former = await stored(cast.customer, pathOf(request.id));
  expect(former).toMatchObject({ status: 'Cancelled' });
  const asked = await storedOnce(cast.customer, pathOf(id), ({ leadId }) => leadId !== undefined);
  expect(asked).toMatchObject({ listingId: request.listingId, requestedBy: 'contact' });
  expect(asked['leadId']).toBe(
    (await storedOnce(cast.agent, pathOf(request.id), ({ leadId }) => leadId !== undefined))[
      'leadId'
    ],
  );
  // Nothing is created for one that is not open any more.
  const late = chooseId(cast.customer, 'appointments');
  await expect(askForOtherDate(cast.customer, request, date, { id: late })).rejects.toThrow(
    ChangedMeanwhileError,
  );
  expect(await stored(cast.agent, pathOf(late))).toEqual({});
});
