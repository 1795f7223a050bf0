/** What customers ask for: how the agency answers, and what the customer sees of it, in a real Chromium. */
import { readFile } from 'node:fs/promises';
import { Timestamp } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import {
  address,
  axeFindings,
  HOUR_MS,
  openAs,
  reached,
  someInterest,
  type Named,
  type Window,
} from '../support/board';
import { PEOPLE, signIn, type SignedIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

const db = otherSystems();

let agent: SignedIn;
let lucia: Window;
beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  lucia = await openAs(PEOPLE.agent);
});
afterAll(() => agent.leave());

const customerOf = ({ contactId }: Named) => ({
  name: 'sofia',
  claims: { role: 'contact', contactId },
});

/** What a customer's app has asked for. */
async function asked({ contactId, listingId }: Named, fields: object = {}): Promise<string> {
  const now = Timestamp.now();
  const startsAt = Timestamp.fromMillis(Date.now() + 72 * HOUR_MS);
  const { id } = await db.collection('appointments').add({
    ...{ contactId, listingId, status: 'Scheduled', requestedBy: 'contact', createdAt: now },
    ...{ startsAt, endsAt: Timestamp.fromMillis(startsAt.toMillis() + HOUR_MS), ...fields },
  });
  return id;
}

const read = async (id: string) => (await db.doc(`appointments/${id}`).get()).data() ?? {};
const requestOf = (page: Page, { contact }: Named) =>
  page.locator('pending-requests li', { hasText: contact });

test('a request comes first in the agenda, and is confirmed there, and taken back', async () => {
  const interest = await someInterest('Elena');
  const id = await asked(interest, { notes: 'Mejor por la mañana' });
  const { page, uid } = lucia;
  await page.goto(address('/calendario'));
  const request = requestOf(page, interest);
  await request.getByText('Mejor por la mañana').waitFor();
  expect(await axeFindings(page, 'the agenda with requests')).toEqual([]);
  await request.getByRole('button', { name: 'Confirmar' }).click();
  await request.waitFor({ state: 'detached' });
  await page.getByText(`Cita de ${interest.contact} confirmada.`).waitFor();
  const confirmed = await read(id);
  expect(confirmed).toMatchObject({ status: 'Scheduled', agentId: uid, updatedBy: uid });
  expect(confirmed['confirmedAt']).toEqual(confirmed['updatedAt']);
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await request.waitFor();
  await until('it is of nobody again', async () => !('agentId' in (await read(id))));
  expect(await read(id)).not.toHaveProperty('confirmedAt');
});

test('a request at an hour that is taken is asked about before it is confirmed', async () => {
  const [interest, other] = await Promise.all([someInterest('Elena'), someInterest('Bruno')]);
  const id = await asked(interest);
  const { startsAt } = await read(id);
  const taken = { contactId: other.contactId, agentId: lucia.uid, startsAt };
  await db.collection('appointments').add({ ...taken, status: 'Scheduled' });
  const { page } = lucia;
  await page.goto(address('/calendario'));
  await requestOf(page, interest).getByRole('button', { name: 'Confirmar' }).click();
  await page.getByRole('alertdialog').getByText(other.contact).waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Volver' }).click();
  expect(await read(id)).not.toHaveProperty('confirmedAt');
});

test('another hour confirms a request', async () => {
  const interest = await someInterest('Elena');
  const id = await asked(interest);
  const { page } = lucia;
  await page.goto(address('/calendario'));
  await requestOf(page, interest).getByRole('button', { name: 'Otra hora' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.getByText('Con otra hora la cita queda confirmada').waitFor();
  await form.getByLabel('Día', { exact: true }).fill('2031-04-02');
  await form.getByLabel('Hora').fill('12:00');
  await form.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Cita cambiada.').waitFor();
  await requestOf(page, interest).waitFor({ state: 'detached' });
  const { confirmedAt, updatedAt } = await read(id);
  expect(confirmedAt).toEqual(updatedAt);
});

test('a request is refused with a reason, which the customer reads', async () => {
  const interest = await someInterest('Elena');
  const id = await asked(interest, { notes: 'Con mis padres' });
  const { page } = lucia;
  await page.goto(address('/calendario'));
  await requestOf(page, interest).getByRole('button', { name: 'Rechazar' }).click();
  const dialog = page.locator('refuse-dialog dialog[open]');
  await dialog.getByRole('button', { name: 'Rechazar la cita' }).click();
  await dialog.getByText('Di por qué.').waitFor();
  expect(await axeFindings(page, 'the reason', 'refuse-dialog dialog')).toEqual([]);
  await dialog.getByLabel('Motivo').fill('Ese día no hay llaves.');
  await dialog.getByRole('button', { name: 'Rechazar la cita' }).click();
  await requestOf(page, interest).waitFor({ state: 'detached' });
  await reached(agent, `appointments/${id}`, 'status', 'Cancelled');
  const sofia = await openAs(customerOf(interest));
  await sofia.page.getByText('Respuesta de la agencia: Ese día no hay llaves.').waitFor();
  await sofia.page.getByText('Cancelada', { exact: true }).waitFor();
  await sofia.page.context().close();
});

test('a refusal is taken back with «Deshacer»: the customer sees the request as it was', async () => {
  const interest = await someInterest('Elena');
  const id = await asked(interest, { notes: 'Con mis padres' });
  const { page } = lucia;
  await page.goto(address('/calendario'));
  const request = requestOf(page, interest);
  await request.getByRole('button', { name: 'Rechazar' }).click();
  const dialog = page.locator('refuse-dialog dialog[open]');
  await dialog.getByLabel('Motivo').fill('Ese día no hay llaves.');
  await dialog.getByRole('button', { name: 'Rechazar la cita' }).click();
  await reached(agent, `appointments/${id}`, 'status', 'Cancelled');
  const message = page.locator('.toast', { hasText: `Cita de ${interest.contact} rechazada` });
  await message.getByRole('button', { name: 'Deshacer' }).click();
  await page.getByText(`Cita de ${interest.contact}: como estaba, y sin el motivo.`).waitFor();
  await request.waitFor();
  expect(await read(id)).toMatchObject({ status: 'Scheduled', notes: 'Con mis padres' });
  const sofia = await openAs(customerOf(interest));
  await sofia.page.getByText('Por confirmar', { exact: true }).waitFor();
  expect(await sofia.page.getByText('Respuesta de la agencia').count()).toBe(0);
  await sofia.page.context().close();
});

test('an agent who looks at their own sees requests of nobody, and none of a colleague', async () => {
  const [free, taken] = await Promise.all([someInterest('Libre'), someInterest('Ajena')]);
  await Promise.all([asked(free), asked(taken, { agentId: 'colega' })]);
  const { page } = lucia;
  await page.goto(address('/calendario'));
  await requestOf(page, taken).waitFor();
  await page.getByLabel('Solo las mías').check();
  await requestOf(page, taken).waitFor({ state: 'detached' });
  expect(await requestOf(page, free).count()).toBe(1);
});

test('a customer sees whether it is confirmed, and adds it to their calendar then', async () => {
  const interest = await someInterest('Elena');
  const id = await asked(interest);
  const { page } = await openAs(customerOf(interest));
  await page.getByText('Por confirmar', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Añadir al calendario' }).count()).toBe(0);
  const place = 'C/ Mayor, 12';
  await db.doc(`appointments/${id}`).update({ confirmedAt: Timestamp.now(), place });
  await page.getByText('Confirmada', { exact: true }).waitFor();
  expect(await axeFindings(page, 'the appointments of a customer')).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Añadir al calendario' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('cita.ics');
  const file = await readFile(await download.path(), 'utf8');
  expect(file).toContain(`UID:${id}@`);
  expect(file).toContain('LOCATION:C/ Mayor\\, 12\r\n');
  await page.context().close();
});

test('a customer asks for another date: the former is cancelled, and the new one keeps the listing', async () => {
  const interest = await someInterest('Elena');
  const id = await asked(interest, { confirmedAt: Timestamp.now() });
  const { page } = await openAs(customerOf(interest));
  await page.getByRole('button', { name: 'Pedir otra fecha' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.getByText('La cita que tenías se cancela').waitFor();
  await form.getByLabel('Día', { exact: true }).fill('2031-04-03');
  await form.getByLabel('Hora').fill('17:00');
  await form.getByLabel('Notas').fill('Salgo a las cinco');
  await form.getByRole('button', { name: 'Pedir', exact: true }).click();
  await page.getByText('Fecha pedida: la agencia la confirmará.').waitFor();
  expect(await read(id)).toMatchObject({ status: 'Cancelled' });
  const { docs } = await db
    .collection('appointments')
    .where('contactId', '==', interest.contactId)
    .where('status', '==', 'Scheduled')
    .get();
  expect(docs.map((each) => each.data())).toMatchObject([
    { listingId: interest.listingId, requestedBy: 'contact', notes: 'Salgo a las cinco' },
  ]);
  await page.getByText('Por confirmar', { exact: true }).waitFor();
  await page.context().close();
});
