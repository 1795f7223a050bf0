/** Choosing customers, listings and agents, and dates that may be a mistake, in a real Chromium. */
import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import type { Locator, Page } from 'playwright-core';
import {
  address,
  agendaOf,
  axeFindings,
  cardIn,
  choose,
  HOUR_MS,
  openAs,
  reached,
  scheduled,
  someInterest,
  useReference,
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

/** Opens the form for a new appointment, on a day of the agenda. */
async function newAppointment(page: Page, day = '2031-05-12'): Promise<Locator> {
  await page.goto(address(`/calendario?fecha=${day}`));
  await page.getByRole('button', { name: 'Nueva cita' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.waitFor();
  // What an earlier test typed and did not save is offered again.
  const discard = form.getByRole('button', { name: 'Descartar' });
  if (await discard.isVisible()) await discard.click();
  return form;
}

const submit = (form: Locator) => form.getByRole('button', { name: 'Agendar' }).click();
const question = (page: Page) => page.getByRole('alertdialog');

async function appointmentsOf(contactId: string) {
  const { docs } = await db.collection('appointments').where('contactId', '==', contactId).get();
  return docs;
}

const micros = (utc: string) => Timestamp.fromDate(new Date(`${utc}Z`));

/** Writes an appointment as another system would. */
async function existing(fields: object): Promise<string> {
  const { id } = await db.collection('appointments').add({ status: 'Scheduled', ...fields });
  return id;
}

describe('choosing a customer', () => {
  /** A family name that no other test uses. */
  const surname = `Zúñiga${randomUUID().slice(0, 6)}`;
  const people = {
    phone: { name: `Inés ${surname}`, phone: '+34 612 345 678' },
    email: { name: `Inés ${surname}`, email: `ines@${surname.toLowerCase()}.example` },
    reversed: { name: `${surname} Inés`, phone: '655 44 33 22' },
    bare: { name: `INES ${surname.toUpperCase()}` },
  };
  const ids = Object.keys(people).map((key) => `${key}-${surname}`);
  beforeAll(() =>
    Promise.all(
      Object.entries(people).map(([key, data]) => db.doc(`contacts/${key}-${surname}`).set(data)),
    ),
  );

  /** The options of the list, as they read. */
  const offered = async (form: Locator): Promise<string[]> =>
    (await form.getByRole('option').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));

  test('all who have the name are offered, with what tells them apart, in any order, case and accent', async () => {
    const form = await newAppointment(lucia.page);
    const field = form.getByRole('combobox', { name: 'Cliente' });
    for (const typed of [`inés ${surname}`, `${surname.toUpperCase()} ines`, `INÉS zuniga`]) {
      await field.fill(typed);
      await until(typed, async () => {
        const texts = (await offered(form)).filter((text) =>
          text.toLowerCase().includes(surname.slice(-6)),
        );
        return texts.length === 4;
      });
    }
    await field.fill(`ines ${surname}`);
    await form.getByText('4 resultados.').waitFor();
    const texts = await offered(form);
    for (const detail of [
      '+34 612 345 678',
      `ines@${surname.toLowerCase()}.example`,
      '655 44 33 22',
      `Referencia bare-${surname}`,
    ]) {
      expect(texts.filter((text) => text.includes(detail))).toHaveLength(1);
    }
  });

  test('a telephone number and an e-mail address find them, too', async () => {
    const { page } = await openAs(PEOPLE.otherAgent); // Who has read none of them.
    const form = await newAppointment(page);
    const field = form.getByRole('combobox', { name: 'Cliente' });
    for (const typed of ['612345678', '+34 612 34', `Ines@${surname}`, `phone-${surname}`]) {
      await field.fill(typed);
      await form
        .getByRole('option', { name: `Inés ${surname}` })
        .first()
        .waitFor();
    }
    await page.context().close();
  });

  test('a name alone books nobody', async () => {
    const { page } = lucia;
    const form = await newAppointment(page);
    const field = form.getByRole('combobox', { name: 'Cliente' });
    await field.fill('Inés');
    await submit(form);
    await form.getByText('Elige de la lista: lo escrito solo no basta.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await appointmentsOf('Inés')).toEqual([]);
    await choose(form, 'Cliente', `${surname} Inés`);
    expect(await form.getByText('lo escrito solo no basta').count()).toBe(0);
    await submit(form);
    await page.getByText('Cita agendada.').waitFor();
    const booked = await Promise.all(ids.map(appointmentsOf));
    expect(booked.map(({ length }) => length)).toEqual([0, 0, 1, 0]);
  });

  test('a reference without a document is taken by its own button', async () => {
    const { page } = lucia;
    const form = await newAppointment(page, '2031-05-13');
    const id = `otro-${surname}`;
    await useReference(form, 'Cliente', id);
    await form.getByText('Referencia sin ficha').waitFor();
    await submit(form);
    await page.getByText('Cita agendada.').waitFor();
    expect(await appointmentsOf(id)).toHaveLength(1);
  });

  test('the keys of a combobox work, and Esc closes the list alone', async () => {
    const { page } = lucia;
    const form = await newAppointment(page);
    const field = form.getByRole('combobox', { name: 'Cliente' });
    const active = () => form.locator('[role=option][aria-selected=true]').innerText();
    await field.fill(`ines ${surname}`);
    await form.getByText('4 resultados.').waitFor();
    const texts = await form.getByRole('option').allInnerTexts();
    await field.press('ArrowDown');
    expect(await active()).toBe(texts[0]);
    await field.press('ArrowUp');
    expect(await active()).toBe(texts[3]);
    await field.press('Home');
    await field.press('ArrowDown');
    expect(await active()).toBe(texts[1]);
    await field.press('End');
    expect(await active()).toBe(texts[3]);
    const described = await field.getAttribute('aria-activedescendant');
    expect(await form.locator(`[id="${described ?? ''}"]`).innerText()).toBe(texts[3]);
    expect(await axeFindings(page, 'the list', 'schedule-dialog dialog')).toEqual([]);
    await field.press('Escape');
    expect(await field.getAttribute('aria-expanded')).toBe('false');
    expect(await form.isVisible()).toBe(true);
    await field.press('ArrowDown');
    await field.press('ArrowDown');
    await field.press('Enter');
    expect(await field.inputValue()).toBe((texts[0] ?? '').split('\n')[0]);
    await field.press('Escape');
    await form.waitFor({ state: 'hidden' });
  });

  test('a tap chooses on a phone', async () => {
    const { page } = await openAs(PEOPLE.otherAgent, { isPhone: true });
    await page.goto(address('/calendario'));
    await page.getByRole('button', { name: 'Nueva cita' }).tap();
    const form = page.locator('schedule-dialog dialog[open]');
    await form.getByRole('combobox', { name: 'Cliente' }).fill(`ines ${surname}`);
    await form.getByRole('option', { name: '655 44 33 22' }).tap();
    await form.getByText('655 44 33 22').waitFor();
    await page.context().close();
  });
});

test('an agent is chosen from the agents that the board knows, and a uid by its own button', async () => {
  const [interest, other] = await Promise.all([someInterest(), someInterest()]);
  const name = `Lucía Ferrer ${randomUUID().slice(0, 6)}`;
  await db.doc(`contacts/${lucia.uid}`).set({ name });
  const [{ leadId }] = await Promise.all([
    scheduled(agent, interest),
    scheduled(agent, other, { agentId: lucia.uid }),
  ]);
  const { page } = await openAs(PEOPLE.admin);
  await cardIn(page, 'Visita Pendiente', other).getByText(name).waitFor();
  await cardIn(page, 'Visita Pendiente', interest).getByRole('link').click();
  const facts = page.locator('lead-facts');
  const field = facts.getByRole('combobox', { name: 'Asignado a' });
  await field.fill('lucia ferrer');
  await facts.getByRole('button', { name: 'Asignar' }).click();
  await facts.getByText('Elige de la lista: lo escrito solo no basta.').waitFor();
  // Customers are none of them.
  await field.fill(interest.contact);
  expect(await facts.getByRole('option').count()).toBe(0);
  await choose(facts, 'Asignado a', name);
  await facts.getByRole('button', { name: 'Asignar' }).click();
  await page.getByText(`Asignado a ${name}.`).waitFor();
  await reached(agent, `leads/${leadId}`, 'assignedTo', lucia.uid);
  // The page has learnt it, too: it puts the agent that it learns of into the field.
  await cardIn(page, 'Visita Pendiente', interest).getByText(name).waitFor();
  await useReference(facts, 'Asignado a', 'uid-de-fuera');
  await facts.getByRole('button', { name: 'Asignar' }).click();
  await reached(agent, `leads/${leadId}`, 'assignedTo', 'uid-de-fuera');
  // The drawer's own form for an appointment has fields of the same kinds.
  await page.getByRole('button', { name: 'Agendar otra' }).click();
  await page.locator('schedule-dialog dialog[open]').waitFor();
  const doubled = await page.evaluate(`(() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return ids.filter((id, n) => ids.indexOf(id) !== n);
  })()`);
  expect(doubled).toEqual([]);
  await page.context().close();
});

describe('what may be a mistake', () => {
  test('a no-show and a visit ahead of their time are asked about first', async () => {
    const interest = await someInterest();
    const { appointmentId, leadId } = await scheduled(agent, interest, { inHours: 48 });
    const { page } = lucia;
    await page.goto(agendaOf(48));
    await page.locator('.entry', { hasText: interest.contact }).click();
    await page.getByRole('button', { name: 'No se presentó', exact: true }).click();
    await question(page).getByText('Esta cita aún no ha llegado').waitFor();
    expect(await axeFindings(page, 'the question', 'confirm-dialog dialog')).toEqual([]);
    await question(page).getByRole('button', { name: 'Volver' }).click();
    await page.getByRole('link', { name: 'Registrar visita', exact: true }).click();
    await page.getByLabel('Hizo la visita').check();
    await page.getByRole('button', { name: 'Registrar', exact: true }).click();
    await question(page).getByRole('button', { name: 'Volver' }).click();
    const { docs } = await db
      .collection('visits')
      .where('appointmentId', '==', appointmentId)
      .get();
    expect(docs).toEqual([]);
    expect((await db.doc(`appointments/${appointmentId}`).get()).get('status')).toBe('Scheduled');
    await page.getByRole('button', { name: 'Registrar', exact: true }).click();
    await question(page).getByRole('button', { name: 'Registrarla igualmente' }).click();
    await reached(agent, `leads/${leadId}`, 'status', 'Visita Realizada');
  });

  test('a signature is marked as done, and no visit is registered for it', async () => {
    const { contactId, contact, listingId } = await someInterest();
    const startsAt = micros('2026-05-12T08:00');
    const id = await existing({ contactId, listingId, type: 'Firma', startsAt });
    const { page } = lucia;
    await page.goto(address('/calendario?fecha=2026-05-12'));
    await page.locator('.entry', { hasText: contact }).click();
    const dialog = page.locator('dialog.actions[open]');
    await dialog.getByRole('button', { name: 'Marcar como realizada' }).waitFor();
    expect(await dialog.getByRole('link', { name: 'Registrar visita' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Marcar como realizada' }).click();
    await page.getByText(`Cita de ${contact}: realizada.`).waitFor();
    expect((await db.doc(`appointments/${id}`).get()).get('status')).toBe('Completed');
  });

  test('a date in the past is asked about, and a customer may not ask for one', async () => {
    const interest = await someInterest();
    const form = await newAppointment(lucia.page, '2024-05-13');
    await choose(form, 'Cliente', interest.contact);
    await submit(form);
    await question(lucia.page).getByText('esa fecha ya ha pasado').waitFor();
    await question(lucia.page).getByRole('button', { name: 'Volver' }).click();
    expect(await appointmentsOf(interest.contactId)).toEqual([]);
    await submit(form);
    await question(lucia.page).getByRole('button', { name: 'Apuntarla igualmente' }).click();
    await lucia.page.getByText('Cita agendada.').waitFor();
    expect(await appointmentsOf(interest.contactId)).toHaveLength(1);

    const claims = { role: 'contact', contactId: interest.contactId };
    const { page } = await openAs({ name: 'sofia', claims });
    await page.getByRole('button', { name: 'Pedir una cita' }).click();
    const own = page.locator('schedule-dialog dialog[open]');
    await own.getByLabel('Día', { exact: true }).fill('2024-05-14');
    await own.getByRole('button', { name: 'Pedir', exact: true }).click();
    await own.getByText('Esa fecha ya ha pasado: elige otra.').waitFor();
    expect(await appointmentsOf(interest.contactId)).toHaveLength(1);
    await page.context().close();
  });

  test('a double booking of the agent and of the customer is shown before it is saved', async () => {
    const [first, second] = await Promise.all([someInterest('Nuria'), someInterest('Pablo')]);
    const hour = { startsAt: micros('2031-06-02T08:00'), endsAt: micros('2031-06-02T09:00') };
    await existing({ contactId: first.contactId, agentId: lucia.uid, ...hour });
    await existing({ contactId: second.contactId, agentId: 'otra', ...hour });
    const { page } = lucia;
    const form = await newAppointment(page, '2031-06-02');
    await choose(form, 'Cliente', second.contact);
    await form.getByLabel('Hora').fill('10:30');
    await submit(form);
    const doubts = question(page).getByRole('paragraph');
    await question(page).getByText(first.contact).waitFor();
    await question(page).getByText(second.contact).waitFor();
    expect(await doubts.count()).toBe(2);
    await question(page).getByText('10:00 a 11:00').first().waitFor();
    await question(page).getByRole('button', { name: 'Volver' }).click();
    expect(await appointmentsOf(second.contactId)).toHaveLength(1);
    await form.getByLabel('Hora').fill('11:00');
    await submit(form);
    await page.getByText('Cita agendada.').waitFor();
    expect(await appointmentsOf(second.contactId)).toHaveLength(2);
  });

  test('a customer is shown their own double booking', async () => {
    const { contactId, listingId } = await someInterest();
    const startsAt = micros('2031-06-03T08:00');
    await existing({ contactId, listingId, startsAt });
    const { page } = await openAs({
      name: 'sofia',
      claims: { role: 'contact', contactId },
    });
    await page.getByRole('button', { name: 'Pedir una cita' }).click();
    const form = page.locator('schedule-dialog dialog[open]');
    await form.getByLabel('Día', { exact: true }).fill('2031-06-03');
    await form.getByLabel('Hora').fill('10:30');
    await form.getByRole('button', { name: 'Pedir', exact: true }).click();
    await question(page).getByText('Ya tienes una cita').waitFor();
    await question(page).getByRole('button', { name: 'Guardar igualmente' }).click();
    await page.getByText('Cita pedida.').waitFor();
    expect(await appointmentsOf(contactId)).toHaveLength(2);
    await page.context().close();
  });

  test('a visit whose time has passed is not called the next one', async () => {
    const [late, next] = await Promise.all([someInterest('Rita'), someInterest('Saúl')]);
    const [{ leadId: lateId }, { leadId: nextId }] = await Promise.all([
      scheduled(agent, late, { inHours: -30 }),
      scheduled(agent, next, { inHours: 30 }),
    ]);
    const inHours = (hours: number) => Timestamp.fromMillis(Date.now() + hours * HOUR_MS);
    await db.doc(`leads/${lateId}`).update({ nextViewingAt: inHours(-30) });
    await db.doc(`leads/${nextId}`).update({ nextViewingAt: inHours(30) });
    const { page } = lucia;
    await page.goto(address('/embudo'));
    const lateCard = cardIn(page, 'Visita Pendiente', late);
    await lateCard.getByText(/^\s*Visita sin resultado: /).waitFor();
    expect(await lateCard.getByText('Próxima visita').count()).toBe(0);
    const nextCard = cardIn(page, 'Visita Pendiente', next);
    await nextCard.getByText('Próxima visita').waitFor({ state: 'attached' });
    const colors = await Promise.all(
      ['.card-visit.past', '.card-visit:not(.past)'].map((selector) =>
        page.evaluate<unknown>(`getComputedStyle(document.querySelector('${selector}')).color`),
      ),
    );
    expect(new Set(colors).size).toBe(2);
  });
});

describe('the hours of the agency', () => {
  test('are shown and typed in New York, too, and labelled', async () => {
    const { contactId, contact, listingId } = await someInterest();
    const startsAt = micros('2031-05-12T22:30'); // 00:30 of the 13th in Madrid, the 12th in New York.
    await existing({ contactId, listingId, startsAt });
    const { page } = await openAs(PEOPLE.agent, { timezoneId: 'America/New_York' });
    await page.goto(address('/calendario?fecha=2031-05-13&vista=dia'));
    const entry = page.locator('.entry', { hasText: contact });
    await entry
      .getByText('00:30')
      .or(entry.getByText(/^\s*0:30/))
      .waitFor();
    await page.getByText('Todo en hora de Madrid').waitFor();
    await entry.click();
    await page.locator('dialog.actions').getByText('(hora de Madrid)').waitFor();
    await page.getByRole('button', { name: 'Cambiar la cita' }).click();
    const form = page.locator('schedule-dialog dialog[open]');
    await form.getByText('Hora (hora de Madrid)').waitFor();
    expect(await form.getByLabel('Hora').inputValue()).toBe('00:30');
    await form.getByLabel('Hora').fill('09:15');
    await form.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Cita cambiada.').waitFor();
    const [changed] = await appointmentsOf(contactId);
    expect(changed?.get('startsAt')).toEqual(micros('2031-05-13T07:15'));
    await page.context().close();
  });

  test('need no label on a device whose clocks show the same', async () => {
    const { page } = await openAs(PEOPLE.agent, { timezoneId: 'Europe/Paris' });
    await page.goto(address('/calendario'));
    await page.getByRole('heading', { name: 'Agenda' }).waitFor();
    expect(await page.getByText('hora de Madrid').count()).toBe(0);
    await page.context().close();
  });

  test.each(['Europe/Madrid', 'America/New_York'])(
    'the hour that 28 March 2027 lacks is refused, and that of 31 October is told apart (%s)',
    async (timezoneId) => {
      const interest = await someInterest();
      const { page } = await openAs(PEOPLE.agent, { timezoneId });
      const form = await newAppointment(page, '2027-03-28');
      await choose(form, 'Cliente', interest.contact);
      const hour = form.getByLabel('Hora');
      await hour.fill('02:30');
      await form.getByText('Las 02:30 no existen el domingo, 28 de marzo').waitFor();
      await submit(form);
      expect(await appointmentsOf(interest.contactId)).toEqual([]);
      await form.getByLabel('Día', { exact: true }).fill('2027-10-31');
      await form.getByText('no existen').waitFor({ state: 'detached' });
      await form.getByLabel('La segunda, en horario de invierno').check();
      await submit(form);
      await page.getByText('Cita agendada.').waitFor();
      const [added] = await appointmentsOf(interest.contactId);
      expect(added?.get('startsAt')).toEqual(micros('2027-10-31T01:30'));
      expect(added?.get('endsAt')).toEqual(micros('2027-10-31T02:30'));
      await page.context().close();
    },
  );
});
