/**
 * The forms of the board in a real Chromium: corrections, two people at one document, saves without an answer,
 * and what was typed and not saved.
 */
import { addDoc, collection, doc, updateDoc, type DocumentData } from 'firebase/firestore';
import type { Locator, Page, Route } from 'playwright-core';
import {
  address,
  cardIn,
  choose,
  decide,
  moved,
  openAs,
  reached,
  scheduled,
  someInterest,
  type Window,
} from '../support/board';
import { PEOPLE, signIn, type SignedIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

/** An agent's other app. */
let agent: SignedIn;
let lucia: Window;
let carmen: Window;

beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  [lucia, carmen] = await Promise.all([openAs(PEOPLE.agent), openAs(PEOPLE.admin)]);
  const names = { Lucía: lucia.uid, Carmen: carmen.uid };
  for (const [name, uid] of Object.entries(names)) {
    await otherSystems().doc(`contacts/${uid}`).set({ name });
  }
});
afterAll(() => agent.leave());

const RECOVERED = 'Recuperado lo que habías escrito.';
const OFFER = { outcome: 'offer_made', offer: { amount: 280_000, currency: 'EUR' } };

/** Records a visit as another app does, and waits for its lead. */
async function recorded(appointmentId: string, fields: DocumentData): Promise<string> {
  const { id } = await addDoc(collection(agent.db, 'visits'), {
    appointmentId,
    status: 'visit_done',
    ...fields,
    ...agent.creation(),
  });
  await reached(agent, `visits/${id}`, 'leadId', null);
  return id;
}

async function storedVisit(id: string): Promise<DocumentData> {
  return (await otherSystems().doc(`visits/${id}`).get()).data() ?? {};
}

async function appointmentsOf(contactId: string): Promise<DocumentData[]> {
  const found = await otherSystems()
    .collection('appointments')
    .where('contactId', '==', contactId)
    .get();
  return found.docs.map((each) => each.data());
}

async function openVisit(page: Page, appointmentId: string): Promise<void> {
  await page.goto(address(`/calendario/visita/${appointmentId}`));
  await page.locator('visit-form').first().waitFor();
}

const notesField = (page: Page): Locator => page.getByLabel('Notas de la visita');
const saveCorrection = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Guardar la corrección' }).click();

/** Presses a button three times before the page can do anything in between. */
async function pressThrice(button: Locator): Promise<void> {
  await button.evaluate((element) => {
    for (let n = 0; n < 3; n += 1) (element as unknown as { click: () => void }).click();
  });
}

/** Holds back the commits of a window, until it is told what to do with them. */
async function holdCommits(page: Page) {
  const held: Route[] = [];
  let commits = 0;
  let isHolding = true;
  await page.route(/:commit/, async (route) => {
    const isCommit = route.request().method() === 'POST';
    if (isCommit) commits += 1;
    if (isCommit && isHolding) held.push(route);
    else await route.continue();
  });
  return {
    count: () => commits,
    first: () => until('a commit is sent', () => held[0]),
    /** Answers those that were held, and holds no more. */
    release: async (answer: (route: Route) => Promise<void>) => {
      isHolding = false;
      await Promise.all(held.map(answer));
    },
  };
}

async function openNewAppointment(page: Page, contact: string): Promise<Locator> {
  await page.goto(address('/calendario'));
  await page.getByRole('button', { name: 'Nueva cita' }).click();
  const dialog = page.locator('schedule-dialog dialog[open]');
  await choose(dialog, 'Cliente', contact);
  return dialog;
}

describe('corrections', () => {
  test('of a registered visit the amount alone is corrected, and then the notes alone', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    const id = await recorded(appointmentId, { ...OFFER, notes: 'Con luz' });
    const { statusAt } = await storedVisit(id);
    const { page } = lucia;
    await openVisit(page, appointmentId);
    await page.getByLabel('Importe de la oferta').fill('290.000');
    await saveCorrection(page);
    await page.getByRole('heading', { name: 'Agenda' }).waitFor();
    expect(await storedVisit(id)).toMatchObject({
      outcome: 'offer_made',
      offer: { amount: 290_000, currency: 'EUR' },
      notes: 'Con luz',
      statusAt,
      updatedBy: lucia.uid,
    });

    await openVisit(page, appointmentId);
    await notesField(page).fill('Con mucha luz');
    await saveCorrection(page);
    await page.getByRole('heading', { name: 'Agenda' }).waitFor();
    expect(await storedVisit(id)).toMatchObject({
      offer: { amount: 290_000 },
      notes: 'Con mucha luz',
      statusAt,
    });

    await openVisit(page, appointmentId);
    await page.getByLabel('Necesita más información').check();
    await saveCorrection(page);
    await page.getByRole('heading', { name: 'Agenda' }).waitFor();
    const changed = await storedVisit(id);
    expect(changed['outcome']).toBe('more_info_needed');
    expect(changed).not.toHaveProperty('offer');
    expect(changed['statusAt']).toEqual(changed['updatedAt']);
  });

  test('what nobody has changed is not written', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    await recorded(appointmentId, OFFER);
    const { page } = lucia;
    await openVisit(page, appointmentId);
    const commits = await holdCommits(page);
    // The same amount in other characters.
    await page.getByLabel('Importe de la oferta').fill('280.000,00');
    await saveCorrection(page);
    await page.getByRole('heading', { name: 'Agenda' }).waitFor();
    await openVisit(page, appointmentId);
    await saveCorrection(page);
    await page.getByText('No hay cambios que guardar.').waitFor();
    expect(commits.count()).toBe(0);
    await page.unroute(/:commit/);
  });

  test('an error is tied to its field, and gone when it is mended', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    const { page } = lucia;
    await openVisit(page, appointmentId);
    await page.getByRole('button', { name: 'Registrar', exact: true }).click();
    const choices = page.getByRole('radiogroup', { name: '¿Cómo fue?' });
    await page.getByText('Di cómo fue la visita.').waitFor();
    expect(await choices.getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Hizo una oferta').check();
    await page.getByText('Di cómo fue la visita.').waitFor({ state: 'detached' });
    const amount = page.getByLabel('Importe de la oferta');
    await amount.fill('mucho');
    await page.getByRole('button', { name: 'Registrar', exact: true }).click();
    await page.getByText('El importe no se entiende').waitFor();
    expect(await page.locator(':focus').getAttribute('name')).toBe('amount');
    const described = (await amount.getAttribute('aria-describedby')) ?? '';
    expect(await page.locator(`#${described}`).innerText()).toContain('El importe no se entiende');
    await amount.fill('285.000');
    await page.getByText('El importe no se entiende').waitFor({ state: 'detached' });
    expect(await amount.getAttribute('aria-invalid')).toBeNull();
  });
});

describe('two people at one visit', () => {
  test('each saves what they have changed, and what both change is decided by a person', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    const id = await recorded(appointmentId, { ...OFFER, notes: 'Con luz' });
    for (const { page } of [lucia, carmen]) await openVisit(page, appointmentId);
    await notesField(carmen.page).fill('Vuelve el lunes');
    await lucia.page.getByLabel('Importe de la oferta').fill('290.000');
    await saveCorrection(lucia.page);
    await until(
      'Carmen sees the amount',
      async () => (await carmen.page.getByLabel('Importe de la oferta').inputValue()) === '290000',
    );
    expect(await notesField(carmen.page).inputValue()).toBe('Vuelve el lunes');

    await openVisit(lucia.page, appointmentId);
    await notesField(lucia.page).fill('Vuelve el martes');
    await saveCorrection(lucia.page);
    await carmen.page
      .getByText('Lucía ha guardado mientras escribías: «Vuelve el martes»')
      .waitFor();
    expect(await notesField(carmen.page).inputValue()).toBe('Vuelve el lunes');
    await saveCorrection(carmen.page);
    await carmen.page.getByText('elige antes con qué te quedas').waitFor();
    expect(await storedVisit(id)).toMatchObject({ notes: 'Vuelve el martes' });
    await carmen.page.getByRole('button', { name: 'Quedarme con lo mío' }).click();
    await saveCorrection(carmen.page);
    await carmen.page.getByRole('heading', { name: 'Agenda' }).waitFor();
    expect(await storedVisit(id)).toMatchObject({
      notes: 'Vuelve el lunes',
      offer: { amount: 290_000 },
    });

    await openVisit(carmen.page, appointmentId);
    await carmen.page.getByLabel('Necesita más información').check();
    await openVisit(lucia.page, appointmentId);
    await lucia.page.getByLabel('Importe de la oferta').fill('300.000');
    await saveCorrection(lucia.page);
    await carmen.page.getByText(/Lucía ha guardado.*«Hizo una oferta, 300\.000/).waitFor();
    await carmen.page.getByRole('button', { name: 'Usar lo suyo' }).click();
    expect(await carmen.page.getByLabel('Importe de la oferta').inputValue()).toBe('300000');
  });

  test('two visits of one appointment are both shown, and each is corrected', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    const one = await recorded(appointmentId, { ...OFFER, notes: 'La primera' });
    const other = await recorded(appointmentId, { outcome: 'more_info_needed', notes: 'La otra' });
    const { page } = lucia;
    await openVisit(page, appointmentId);
    for (const [id, text] of [
      [one, 'La primera'],
      [other, 'La otra'],
    ] as const) {
      await openVisit(page, appointmentId);
      await page.getByText('Registro 2 de 2').waitFor();
      const form = page.locator(`visit-form:has(#notes-${id}-error)`);
      expect(await form.getByLabel('Notas de la visita').inputValue()).toBe(text);
      await form.getByLabel('Notas de la visita').fill(`${text}, corregida`);
      await form.getByRole('button', { name: 'Guardar la corrección' }).click();
      await page.getByRole('heading', { name: 'Agenda' }).waitFor();
      expect(await storedVisit(id)).toMatchObject({ notes: `${text}, corregida` });
    }
  });

  test('a visit that somebody else registers first does not take away what one has typed', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    const { page } = lucia;
    await openVisit(page, appointmentId);
    await page.getByLabel('Necesita más información').check();
    await page.getByText('Añadir notas').click();
    await notesField(page).fill('Pide los gastos');
    const id = await recorded(appointmentId, OFFER);
    await page.getByText(/ha guardado mientras escribías: «Hizo una oferta, 280\.000/).waitFor();
    expect(await notesField(page).inputValue()).toBe('Pide los gastos');
    await page.getByRole('button', { name: 'Usar lo suyo' }).click();
    await saveCorrection(page);
    await page.getByRole('heading', { name: 'Agenda' }).waitFor();
    expect(await storedVisit(id)).toMatchObject({ ...OFFER, notes: 'Pide los gastos' });
  });
});

describe('saves without an answer', () => {
  test('a form says so, can be cancelled, and nothing is created afterwards', async () => {
    const { contactId, contact } = await someInterest();
    const { page } = await openAs(PEOPLE.agent);
    const dialog = await openNewAppointment(page, contact);
    const commits = await holdCommits(page);
    await dialog.getByRole('button', { name: 'Agendar' }).click();
    await dialog.getByText('Guardando…').waitFor();
    await commits.first();
    await dialog.getByText('Sin respuesta todavía').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Cancelando lo que se estaba guardando').waitFor();

    // The next form is free, and has what was typed.
    await page.getByRole('button', { name: 'Nueva cita' }).click();
    await dialog.getByText(RECOVERED).waitFor();
    expect(await dialog.getByText('Guardando…').count()).toBe(0);
    await page.keyboard.press('Escape');
    await commits.release((route) => route.abort());
    await page
      .getByText('No ha llegado respuesta: puede que se haya guardado, o que no.')
      .waitFor();
    expect(commits.count()).toBe(1);
    expect(await appointmentsOf(contactId)).toEqual([]);
    await page.context().close();
  });

  test('what was sent before the form was left is announced', async () => {
    const { contactId, contact } = await someInterest();
    const { page } = await openAs(PEOPLE.agent);
    const dialog = await openNewAppointment(page, contact);
    const commits = await holdCommits(page);
    await dialog.getByRole('button', { name: 'Agendar' }).click();
    await commits.first();
    await page.keyboard.press('Escape');
    await commits.release((route) => route.continue());
    await page.getByText('Cita agendada. Ya se había enviado cuando lo dejaste.').waitFor();
    expect(await appointmentsOf(contactId)).toHaveLength(1);
    // Nothing is left of it in the next form.
    await page.getByRole('button', { name: 'Nueva cita' }).click();
    await dialog.waitFor();
    expect(await dialog.getByText(RECOVERED).count()).toBe(0);
    await page.context().close();
  });

  test('after a lost answer the appointment is there once, of staff and of customers', async () => {
    for (const isCustomer of [false, true]) {
      const { contactId, contact } = await someInterest();
      const customer = { name: 'sofia', claims: { role: 'contact', contactId } };
      const { page } = await openAs(isCustomer ? customer : PEOPLE.agent);
      let dialog = page.locator('schedule-dialog dialog[open]');
      if (isCustomer) await page.getByRole('button', { name: 'Pedir una cita' }).click();
      else dialog = await openNewAppointment(page, contact);
      const commits = await holdCommits(page);
      const label = isCustomer ? 'Pedir' : 'Agendar';
      await dialog.getByRole('button', { name: label, exact: true }).click();
      await commits.first();
      await commits.release(async (route) => {
        await route.fetch(); // The server creates it, but its answer is lost.
        await route.abort();
      });
      await page.getByText(isCustomer ? 'Cita pedida.' : 'Cita agendada.').waitFor();
      expect(await appointmentsOf(contactId)).toHaveLength(1);
      await page.context().close();
    }
  });

  test('without a network nothing waits to be sent, and what was typed is there afterwards', async () => {
    const { contactId, contact } = await someInterest();
    const { page } = await openAs(PEOPLE.agent);
    const dialog = await openNewAppointment(page, contact);
    await dialog.getByLabel('Notas').fill('Llega con su hermana');
    await page.context().setOffline(true);
    await dialog.getByRole('button', { name: 'Agendar' }).click();
    await dialog.getByText('Sin conexión: no se ha guardado.').waitFor();
    await page.keyboard.press('Escape');
    await page.context().setOffline(false);
    await page.reload();
    await page.getByRole('button', { name: 'Nueva cita' }).click();
    await dialog.getByText(RECOVERED).waitFor();
    expect(await dialog.getByLabel('Notas').inputValue()).toBe('Llega con su hermana');
    expect(await appointmentsOf(contactId)).toEqual([]);
    await dialog.getByRole('button', { name: 'Agendar' }).click();
    await page.getByText('Cita agendada.').waitFor();
    expect(await appointmentsOf(contactId)).toMatchObject([{ notes: 'Llega con su hermana' }]);
    await page.context().close();
  });

  test('three clicks in one moment save once, in each form', async () => {
    const interest = await someInterest();
    const { appointmentId, leadId } = await scheduled(agent, interest, { inHours: -2 });
    const other = await someInterest();
    const { page } = await openAs(PEOPLE.agent);
    let commits = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST' && /:commit/.test(request.url())) commits += 1;
    });
    const dialog = await openNewAppointment(page, other.contact);
    await pressThrice(dialog.getByRole('button', { name: 'Agendar' }));
    await page.getByText('Cita agendada.').waitFor();
    await openVisit(page, appointmentId);
    await page.getByLabel('Hizo una oferta').check();
    await pressThrice(page.getByRole('button', { name: 'Registrar', exact: true }));
    await page.getByRole('heading', { name: 'Agenda' }).waitFor();
    await page.goto(address(`/embudo/${leadId}`));
    await page.getByLabel('Notas internas').fill('Llamar');
    await pressThrice(page.getByRole('button', { name: 'Guardar las notas' }));
    await page.getByText('Notas guardadas.').waitFor();
    await page.getByLabel('Etiqueta nueva').fill('con garaje');
    await pressThrice(page.getByRole('button', { name: 'Añadir' }));
    await pressThrice(page.getByRole('button', { name: 'Quitar la etiqueta con garaje' }));
    await page.getByText('Etiqueta quitada.').waitFor();
    expect(commits).toBe(5);
    expect(await appointmentsOf(other.contactId)).toHaveLength(1);
    const visits = await otherSystems()
      .collection('visits')
      .where('appointmentId', '==', appointmentId)
      .get();
    expect(visits.size).toBe(1);
    await page.context().close();
  });
});

describe('what was typed and not saved', () => {
  test('the notes of a lead and a new tag outlive Esc and a reload, until they are discarded or saved', async () => {
    const { leadId } = await scheduled(agent, await someInterest());
    const { page } = lucia;
    const notes = page.getByLabel('Notas internas');
    const tag = page.getByLabel('Etiqueta nueva');
    await page.goto(address(`/embudo/${leadId}`));
    await notes.fill('Llamar por la tarde');
    await tag.fill('con garaje');
    await page.keyboard.press('Escape');
    await page.locator('dialog.drawer').waitFor({ state: 'detached' });
    await page.goto(address(`/embudo/${leadId}`));
    await page.locator('lead-notes').getByText(RECOVERED).waitFor();
    expect([await notes.inputValue(), await tag.inputValue()]).toEqual([
      'Llamar por la tarde',
      'con garaje',
    ]);
    await page.getByRole('button', { name: 'Guardar las notas' }).click();
    await page.getByText('Notas guardadas.').waitFor();
    await page.locator('lead-tags').getByRole('button', { name: 'Descartar' }).click();
    await page.reload();
    // What the device holds is shown first, and may be older than what was just saved.
    await until(
      'the notes are those that were saved',
      async () => (await notes.inputValue()) === 'Llamar por la tarde',
    );
    expect(await tag.inputValue()).toBe('');
    expect(await page.getByText(RECOVERED).count()).toBe(0);
  });

  test('a half-filled registration outlives the page, until it is discarded', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    const { page } = lucia;
    await openVisit(page, appointmentId);
    await page.getByLabel('Hizo una oferta').check();
    await page.getByLabel('Importe de la oferta').fill('285.000');
    await page.getByRole('link', { name: 'Informes' }).click();
    await page.getByRole('heading', { name: 'Informes' }).waitFor();
    await page.goBack();
    await page.getByText(RECOVERED).waitFor();
    await page.reload();
    await page.getByText(RECOVERED).waitFor();
    expect(await page.getByLabel('Importe de la oferta').inputValue()).toBe('285.000');
    await page.getByRole('button', { name: 'Descartar' }).click();
    expect(await page.getByLabel('Hizo una oferta').isChecked()).toBe(false);
    await page.reload();
    await page.locator('visit-form').waitFor();
    expect(await page.getByText(RECOVERED).count()).toBe(0);
  });

  test('the reason of a refused move is offered again, and gone after the move', async () => {
    const interest = await someInterest();
    const { leadId } = await scheduled(agent, interest);
    const { page } = lucia;
    await page.goto(address('/embudo'));
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    // Somebody else's move is handled while this one is on its way: an open dialog would follow it.
    await page.route(/changeLeadStatus/, async (route) => {
      if (route.request().method() === 'POST') {
        await moved(agent, leadId, 'Visita Pendiente', 'Respuesta Pendiente');
      }
      return route.continue();
    });
    await decide(page, { to: 'Información Solicitada', reason: 'Pide la nota simple' });
    await page.getByText('Alguien ha movido este lead mientras tanto').waitFor();
    await page.unroute(/changeLeadStatus/);
    const card = cardIn(page, 'Respuesta Pendiente', interest);
    await card.getByRole('button', { name: 'Mover' }).click();
    const dialog = page.locator('move-dialog dialog[open]');
    await dialog.getByText(RECOVERED).waitFor();
    expect(await dialog.getByLabel('Motivo').inputValue()).toBe('Pide la nota simple');
    await dialog.getByRole('button', { name: 'Mover', exact: true }).click();
    await page.getByText(`${interest.contact}: ahora en «Información Solicitada».`).waitFor();
    await cardIn(page, 'Información Solicitada', interest)
      .getByRole('button', { name: 'Mover' })
      .click();
    await dialog.waitFor();
    expect(await dialog.getByLabel('Motivo').inputValue()).toBe('');
    await page.keyboard.press('Escape');
  });

  test('somebody else’s notes are shown beside the own ones', async () => {
    const { leadId } = await scheduled(agent, await someInterest());
    const { page } = lucia;
    const notes = page.getByLabel('Notas internas');
    await page.goto(address(`/embudo/${leadId}`));
    await notes.fill('Llamar por la tarde');
    await updateDoc(doc(agent.db, 'leads', leadId), { notes: 'Prefiere las mañanas' });
    await page
      .getByText('Alguien ha guardado mientras escribías: «Prefiere las mañanas»')
      .waitFor();
    expect(await notes.inputValue()).toBe('Llamar por la tarde');
    await page.getByRole('button', { name: 'Usar lo suyo' }).click();
    expect(await notes.inputValue()).toBe('Prefiere las mañanas');
  });
});

describe('texts and tags at their limits', () => {
  test('a note that is too long is kept and refused, and says what is too much', async () => {
    const { leadId } = await scheduled(agent, await someInterest());
    const { page } = lucia;
    const notes = page.getByLabel('Notas internas');
    await page.goto(address(`/embudo/${leadId}`));
    await notes.fill('n'.repeat(2_005));
    await page.getByText('Sobran 5 caracteres: caben 2000.').waitFor();
    await page.getByRole('button', { name: 'Guardar las notas' }).click();
    expect((await notes.inputValue()).length).toBe(2_005);
    await notes.fill('n'.repeat(2_000));
    await page.getByText('Sobran 5').waitFor({ state: 'detached' });
    await page.getByText('2000 de 2000 caracteres').waitFor();
    await page.getByRole('button', { name: 'Guardar las notas' }).click();
    await page.getByText('Notas guardadas.').waitFor();
    await reached(agent, `leads/${leadId}`, 'notes', 'n'.repeat(2_000));
  });

  test('a tag that is there in other capitals is not added again, nor one that is too long', async () => {
    const { leadId } = await scheduled(agent, await someInterest());
    await updateDoc(doc(agent.db, 'leads', leadId), { tags: ['VIP'] });
    const { page } = lucia;
    const tag = page.getByLabel('Etiqueta nueva');
    await page.goto(address(`/embudo/${leadId}`));
    await page.getByRole('button', { name: 'Quitar la etiqueta VIP' }).waitFor();
    await tag.fill('vip');
    await page.keyboard.press('Enter');
    await page.getByText('Ya está: «VIP».').waitFor();
    await tag.fill('a'.repeat(41));
    await page.getByText('Ya está: «VIP».').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByText('Sobra 1 carácter: caben 40.').waitFor();
    expect(await tag.inputValue()).toBe('a'.repeat(41));
    await tag.fill('con terraza');
    await page.keyboard.press('Enter');
    await page.getByText('Etiqueta añadida.').waitFor();
    const lead = await otherSystems().doc(`leads/${leadId}`).get();
    expect(lead.get('tags')).toEqual(['VIP', 'con terraza']);
  });
});
