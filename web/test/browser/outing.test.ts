/** Booking: the day of the agent and of the customer, several listings in one outing, and changing all of it later. */
import { Timestamp } from 'firebase-admin/firestore';
import type { Locator, Page } from 'playwright-core';
import {
  address,
  axeFindings,
  choose,
  openAs,
  someInterest,
  useReference,
  type Window,
} from '../support/board';
import { PEOPLE } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

const db = otherSystems();

let lucia: Window;
beforeAll(async () => {
  lucia = await openAs(PEOPLE.agent);
});

const at = (utc: string) => Timestamp.fromDate(new Date(`${utc}Z`));

async function existing(fields: object): Promise<string> {
  const { id } = await db.collection('appointments').add({ status: 'Scheduled', ...fields });
  return id;
}

async function newAppointment(page: Page, day: string): Promise<Locator> {
  await page.goto(address(`/calendario?fecha=${day}`));
  await page.getByRole('button', { name: 'Nueva cita' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.waitFor();
  const discard = form.getByRole('button', { name: 'Descartar' });
  if (await discard.isVisible()) await discard.click();
  return form;
}

async function appointmentsOf(contactId: string) {
  const { docs } = await db.collection('appointments').where('contactId', '==', contactId).get();
  return docs
    .map((each) => each.data())
    .sort((one, other) => Number(one['startsAt'] > other['startsAt']) - 0.5);
}

test('the form shows the day of a colleague and of the customer, and what clashes in red', async () => {
  const [interest, other] = await Promise.all([someInterest('Elena'), someInterest('Bruno')]);
  const colleague = `colega-${interest.contactId}`;
  const hour = { startsAt: at('2031-07-01T08:00'), endsAt: at('2031-07-01T09:00') };
  await existing({ contactId: other.contactId, agentId: colleague, ...hour });
  const { page } = lucia;
  const form = await newAppointment(page, '2031-07-01');
  await choose(form, 'Cliente', interest.contact);
  const strips = form.locator('.day-strip');
  await strips.filter({ hasText: 'Tu día' }).getByText('Nada más ese día.').waitFor();
  await strips.filter({ hasText: interest.contact }).getByText('Nada más ese día.').waitFor();
  await choose(form, 'Agente', colleague);
  await form.getByText(`Coincide: 10:00–11:00, Visita, ${other.contact}`).waitFor();
  expect(await form.locator('.hours .clash').count()).toBe(1);
  expect(await axeFindings(page, 'the form', 'schedule-dialog dialog')).toEqual([]);
  await form.getByLabel('Hora').fill('11:00');
  await form.getByText('Coincide').waitFor({ state: 'detached' });
  expect(await form.locator('.hours .clash').count()).toBe(0);
});

test('several listings in one outing are appointments one after another, also from a draft', async () => {
  const [first, second] = await Promise.all([someInterest('Elena'), someInterest()]);
  const { page } = lucia;
  const form = await newAppointment(page, '2031-07-02');
  await choose(form, 'Cliente', first.contact);
  await choose(form, 'Inmueble', first.listing);
  await form.getByRole('button', { name: 'Añadir otro inmueble' }).click();
  await choose(form, 'Inmueble 2', second.listing);
  await form.getByText('una tras otra').waitFor();
  await form.getByLabel('Duración').selectOption('30');
  await page.reload();
  await page.getByRole('button', { name: 'Nueva cita' }).click();
  await form.getByText('Recuperado lo que habías escrito.').waitFor();
  await form.getByText('una tras otra').waitFor();
  await form.getByRole('button', { name: 'Agendar' }).click();
  await page.getByText('2 citas agendadas, una tras otra.').waitFor();
  const saved = await appointmentsOf(first.contactId);
  expect(saved).toMatchObject([
    { listingId: first.listingId, startsAt: at('2031-07-02T08:00') },
    { listingId: second.listingId, startsAt: at('2031-07-02T08:30') },
  ]);
  expect(saved[1]?.['endsAt']).toEqual(at('2031-07-02T09:00'));
});

test('the type, the agent, the place and the notes are changed later, and only those are written', async () => {
  const { contactId, contact, listingId } = await someInterest('Elena');
  const startsAt = at('2031-07-03T08:00:20');
  const id = await existing({ contactId, listingId, startsAt, agentId: lucia.uid, notes: 'a' });
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2031-07-03'));
  await page.locator('.entry', { hasText: contact }).click();
  await page.getByRole('button', { name: 'Cambiar la cita' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.getByLabel('Tipo').selectOption('Reunión');
  await form.getByLabel('Notas').fill('Traer el DNI');
  await useReference(form, 'Agente', 'colega');
  // Somebody else changes something else meanwhile.
  await db.doc(`appointments/${id}`).update({ place: 'Oficina' });
  await form.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Cita cambiada.').waitFor();
  const { ...stored } = (await db.doc(`appointments/${id}`).get()).data();
  const expected = { type: 'Reunión', notes: 'Traer el DNI', agentId: 'colega', place: 'Oficina' };
  expect(stored).toMatchObject({ ...expected, startsAt });
  expect(stored).not.toHaveProperty('endsAt');
});

test('what somebody else has changed meanwhile is not overwritten', async () => {
  const { contactId, contact, listingId } = await someInterest('Elena');
  const id = await existing({ contactId, listingId, startsAt: at('2031-07-04T08:00') });
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2031-07-04'));
  await page.locator('.entry', { hasText: contact }).click();
  await page.getByRole('button', { name: 'Cambiar la cita' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.getByLabel('Notas').fill('Lo mío');
  await db.doc(`appointments/${id}`).update({ notes: 'Lo suyo' });
  await form.getByRole('button', { name: 'Guardar' }).click();
  await form.getByText('«Lo suyo»').waitFor();
  expect((await db.doc(`appointments/${id}`).get()).get('notes')).toBe('Lo suyo');
});

test('what is over is corrected without being scheduled again', async () => {
  const { contactId, contact, listingId } = await someInterest('Elena');
  const startsAt = at('2026-07-06T08:00');
  const id = await existing({ contactId, listingId, startsAt, status: 'NoShow' });
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2026-07-06'));
  await page.locator('.entry', { hasText: contact }).click();
  await page.getByRole('button', { name: 'Corregir la cita' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.getByLabel('Notas').fill('Avisó tarde');
  await form.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Cita cambiada.').waitFor();
  const read = async () => (await db.doc(`appointments/${id}`).get()).data() ?? {};
  await until('it is stored', async () => (await read())['notes'] === 'Avisó tarde');
  expect(await read()).toMatchObject({ status: 'NoShow', startsAt });
});
