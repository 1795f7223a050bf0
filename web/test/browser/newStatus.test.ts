/**
 * "Adding an appointment status is adding a line": the board in a real Chromium, built from a table with one
 * more status, which counts like Scheduled. `firestore.rules` has one more word. The project is one that no
 * function listens to, so that this is the board's part only.
 */
import { Timestamp } from 'firebase-admin/firestore';
import { doc, updateDoc } from 'firebase/firestore';
import { addStatus } from '../../../functions/test/support/appointmentRules';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { RULES } from '../../../functions/test/support/ruleSections';
import {
  address,
  agendaOf,
  cardIn,
  HOUR_MS,
  openAs,
  someInterest,
  type Named,
} from '../support/board';
import { PEOPLE, signIn } from '../../../functions/test/support/clients';
import { EXTRA_STATUS, serveExtendedBoard } from '../support/extendedBoard';
import { putRules } from '../../../functions/test/support/putRules';
import { until } from '../../../functions/test/support/until';

const PROJECT = 'demo-embudo-new-status';
const db = otherSystems(PROJECT);

let close: () => void = () => undefined;
beforeAll(async () => {
  const board = await serveExtendedBoard(PROJECT);
  close = board.close;
  process.env['HOSTING_EMULATOR_HOST'] = board.host;
  await putRules(PROJECT, addStatus(RULES, EXTRA_STATUS));
});
afterAll(() => {
  close();
});

/** Writes an appointment as an older system would. */
async function existing(
  { contactId, listingId }: Pick<Named, 'contactId' | 'listingId'>,
  status: string,
  inHours: number,
): Promise<string> {
  const startsAt = Date.now() + inHours * HOUR_MS;
  const added = await db.collection('appointments').add({
    contactId,
    listingId,
    status,
    startsAt: Timestamp.fromMillis(startsAt),
    endsAt: Timestamp.fromMillis(startsAt + HOUR_MS),
  });
  return added.id;
}

/** Writes a lead whose only viewing is an appointment with this status. */
async function existingLead(
  { contactId, listingId }: Named,
  appointmentId: string,
  status: string,
): Promise<string> {
  const at = Timestamp.now();
  const viewing = { status, at, by: at };
  const added = await db.collection('leads').add({
    contactId,
    listingId,
    status: 'Visita Pendiente',
    source: 'Appointment',
    missingInfo: [],
    statusChangedAt: at,
    nextViewingAt: Timestamp.fromMillis(Date.now() + 30 * HOUR_MS),
    attention: { at: Timestamp.fromMillis(Date.now() + 33 * HOUR_MS), why: 'no_outcome' },
    viewings: { appointments: { [appointmentId]: viewing }, visits: {} },
    history: { seq: 1, status: 'Visita Pendiente', at, decision: null },
  });
  return added.id;
}

test('the agenda shows the status, offers it and treats it as open', async () => {
  const [confirmed, scheduled] = await Promise.all([
    someInterest('Nuria', db),
    someInterest('Pablo', db),
  ]);
  await existing(confirmed, EXTRA_STATUS, 0.1);
  const id = await existing(scheduled, 'Scheduled', 0.1);
  const { page } = await openAs(PEOPLE.agent);
  await page.goto(agendaOf(0.1));

  const entry = page.locator('.entry', { hasText: confirmed.contact });
  await entry.getByText('Confirmada', { exact: true }).waitFor();
  expect(await entry.getAttribute('class')).not.toContain('over');
  await entry.click();
  const dialog = page.locator('dialog.actions[open]');
  const labels = (await dialog.locator('.choices > *').allInnerTexts()).map((each) => each.trim());
  expect(labels).toEqual([
    'Registrar visita',
    'Cambiar la cita',
    'No se presentó',
    'Cancelar la cita',
    'Volver',
  ]);
  await dialog.getByText('Visita · Confirmada').waitFor();
  await dialog.getByRole('button', { name: 'Volver' }).click();

  const other = page.locator('.entry', { hasText: scheduled.contact });
  await other.click();
  await dialog.getByRole('button', { name: 'Confirmar la cita' }).click();
  await page.getByText(`Cita de ${scheduled.contact}: confirmada.`).waitFor();
  await other.getByText('Confirmada', { exact: true }).waitFor();
  const written = await db.doc(`appointments/${id}`).get();
  expect(written.get('status')).toBe(EXTRA_STATUS);
  expect(written.get('statusAt')).toEqual(written.get('updatedAt'));
  await page.context().close();
});

test('an overdue appointment with the status waits for its outcome, and a visit is registered for it', async () => {
  const interest = await someInterest('Elena', db);
  const id = await existing(interest, EXTRA_STATUS, -200);
  const day = new Date(Date.now() - 200 * HOUR_MS).toLocaleDateString('sv-SE', {
    timeZone: 'Europe/Madrid',
  });
  const { page } = await openAs(PEOPLE.agent);
  await page.goto(address('/informes'));
  const open = page.locator('.legend div', { hasText: 'Sin resultado' });
  await open.locator('dd', { hasText: /^\s*1\b/ }).waitFor();

  await page.goto(address(`/calendario?vista=dia&fecha=${day}`));
  const entry = page.locator('.entry', { hasText: interest.contact });
  await entry.getByText('Falta el resultado').waitFor();
  await entry.click();
  await page
    .locator('dialog.actions[open]')
    .getByRole('link', { name: 'Registrar visita' })
    .click();
  await page.getByText('· Confirmada').waitFor();
  await page.getByLabel('Hizo una oferta').check();
  await page.getByRole('button', { name: 'Registrar', exact: true }).click();
  await page.getByText('Visita registrada').waitFor();
  const { docs } = await db.collection('visits').where('appointmentId', '==', id).get();
  expect(docs.map((visit) => visit.data())).toEqual([
    expect.objectContaining({ status: 'visit_done', outcome: 'offer_made' }),
  ]);
  await page.context().close();
});

test('the board shows an appointment with the status as the next visit of its lead', async () => {
  const interest = await someInterest('Marta', db);
  const leadId = await existingLead(
    interest,
    await existing(interest, EXTRA_STATUS, 30),
    EXTRA_STATUS,
  );
  const { page } = await openAs(PEOPLE.agent);
  await cardIn(page, 'Visita Pendiente', interest).getByText('Próxima visita').waitFor({
    state: 'attached',
  });
  await page.goto(address(`/embudo/${leadId}`));
  const viewing = page.locator('.viewing');
  await viewing.getByText('Confirmada').waitFor();
  await viewing.getByRole('link', { name: 'Registrar visita' }).waitFor();
  await page.context().close();
});

test('a customer sees it among the appointments to come, and the rules let them set it in no way', async () => {
  const interest = await someInterest('Sara', db);
  const id = await existing(interest, EXTRA_STATUS, 30);
  const claims = { role: 'contact', contactId: interest.contactId };
  const person = { name: 'sara', claims };
  const { page } = await openAs(person);
  const appointment = page.locator('.appointment');
  await appointment.getByText('Confirmada').waitFor();
  await until('it is to come', async () => (await page.locator('.past').count()) === 0);
  expect(await appointment.getByRole('button').count()).toBe(0);
  await page.context().close();

  process.env['GCLOUD_PROJECT'] = PROJECT;
  const [customer, agent] = [await signIn(person), await signIn(PEOPLE.agent)];
  const set = ({ db: clientDb, update }: typeof agent, status: string) =>
    updateDoc(doc(clientDb, 'appointments', id), {
      status,
      ...update(),
      statusAt: update()['updatedAt'],
    });
  await expect(set(customer, 'Scheduled')).rejects.toMatchObject({ code: 'permission-denied' });
  await expect(set(agent, 'Otra')).rejects.toMatchObject({ code: 'permission-denied' });
  await set(agent, 'Scheduled');
  await expect(set(customer, EXTRA_STATUS)).rejects.toMatchObject({ code: 'permission-denied' });
  await set(agent, EXTRA_STATUS);
  await Promise.all([customer.leave(), agent.leave()]);
});
