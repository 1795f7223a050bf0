/** «Consultas», and the enquiries of a lead, in a real Chromium. */
import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { doc, serverTimestamp, updateDoc } from 'firebase/firestore';
import type { Locator, Page } from 'playwright-core';
import {
  address,
  axeFindings,
  cardIn,
  choose,
  documentsRead,
  HOUR_MS,
  moved,
  openAs,
  reached,
  scheduled,
  someInterest,
  type Named,
  type Window,
} from '../support/board';
import { PEOPLE, signIn, type SignedIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

const PAGE = '/consultas';
const MINE = `${PAGE}?agente=mias`;

const db = otherSystems();

/** Another agent's app. */
let mateo: SignedIn;
let lucia: Window;
beforeAll(async () => {
  mateo = await signIn(PEOPLE.otherAgent);
  lucia = await openAs(PEOPLE.agent);
  await Promise.all([
    db.doc(`contacts/${mateo.uid}`).set({ name: 'Mateo Gil' }),
    db.doc(`contacts/${lucia.uid}`).set({ name: 'Lucía Ferrer' }),
  ]);
});
afterAll(() => mateo.leave());

/** Writes an enquiry as a portal's would be stored, some hours ago, and waits for its lead. */
async function asked(
  { contactId, listingId }: Pick<Named, 'contactId' | 'listingId'>,
  { hoursAgo = 1, ...fields }: { hoursAgo?: number } & Record<string, unknown> = {},
): Promise<{ id: string; leadId: string }> {
  const at = Timestamp.fromMillis(Date.now() - hoursAgo * HOUR_MS);
  const { id } = await db.collection('enquiries').add({
    contactId,
    listingId,
    status: 'open',
    channel: 'portal',
    origin: { portal: 'idealista' },
    message: '¿Sigue disponible?',
    ...{ createdBy: 'receiveEnquiry', updatedBy: 'receiveEnquiry' },
    ...{ createdAt: at, updatedAt: at, statusAt: at },
    ...fields,
  });
  return { id, leadId: await reached(mateo, `enquiries/${id}`, 'leadId', null) };
}

/** Sets the status of an enquiry, as another agent's app does. */
const settled = (id: string, status: string) =>
  updateDoc(doc(mateo.db, 'enquiries', id), {
    status,
    statusAt: serverTimestamp(),
    ...mateo.update(),
  });

const cardOf = (page: Page, { contact }: Named): Locator =>
  page.locator('enquiry-card', { hasText: contact });

/** The contacts of the enquiries that are shown, in their order. */
const shown = (page: Page): Promise<string[]> => page.locator('enquiry-card h2').allInnerTexts();

const field = async (path: string, name: string): Promise<unknown> =>
  (await db.doc(path).get()).get(name);

const openForm = (page: Page) => page.locator('schedule-dialog dialog[open]');

describe('the list', () => {
  test('those come first that have waited longest; everybody’s, mine or nobody’s, as the address says', async () => {
    const [one, two, three, nobodys, others] = await Promise.all([
      someInterest('Ana'),
      someInterest('Blas'),
      someInterest('Cruz'),
      someInterest('Dora'),
      someInterest('Elia'),
    ]);
    const years = 24 * 365;
    await Promise.all([
      asked(two, { hoursAgo: 30, agentId: lucia.uid }),
      asked(three, { hoursAgo: 5, agentId: lucia.uid }),
      asked(one, { hoursAgo: 80, agentId: lucia.uid }),
      asked(nobodys, { hoursAgo: 3 * years }),
      asked(others, { hoursAgo: 4 * years, agentId: mateo.uid }),
    ]);
    const { page } = lucia;
    await page.goto(address(MINE));
    await cardOf(page, one).waitFor();
    expect(await shown(page)).toEqual([one.contact, two.contact, three.contact]);
    await cardOf(page, one).getByText('Espera 3 d 8 h').waitFor();
    await page.getByRole('button', { name: 'Sin agente' }).click();
    await cardOf(page, nobodys).waitFor();
    expect(await cardOf(page, others).or(cardOf(page, one)).count()).toBe(0);
    await page.reload();
    await cardOf(page, nobodys).getByText('Sin agente').waitFor();
    await page.getByRole('button', { name: 'Todas' }).click();
    await cardOf(page, others).waitFor();
    expect((await shown(page)).slice(0, 2)).toEqual([others.contact, nobodys.contact]);
    expect(new URL(page.url()).search).toBe('');
  });

  test('it says who asks what, about which listing, how it came and how the contact is reached', async () => {
    const interest = await someInterest('Félix');
    await db.doc(`contacts/${interest.contactId}`).update({ email: 'felix@correo.example' });
    const message = `Hola:\n${'¿Admite mascotas? '.repeat(30)}\nFIN`;
    const origin = { portal: 'Fotocasa', campaign: 'Otoño' };
    await asked(interest, { agentId: lucia.uid, origin, message });
    const { page } = lucia;
    await page.goto(address(MINE));
    const card = cardOf(page, interest);
    for (const text of [interest.listing, 'Fotocasa', 'Campaña Otoño', 'Lucía Ferrer']) {
      await card.getByText(text).waitFor();
    }
    const href = (name: string) => card.getByRole('link', { name }).getAttribute('href');
    expect(await href('Llamar a')).toBe('tel:+34600000001');
    expect(await href('por WhatsApp')).toBe('https://wa.me/34600000001');
    expect(await href('Escribir un correo a')).toBe(
      `mailto:felix%40correo.example?subject=${encodeURIComponent(`Tu consulta: ${interest.listing}`)}`,
    );
    const isCut = (): Promise<boolean> =>
      page.evaluate(`(() => {
        const cards = [...document.querySelectorAll('enquiry-card')];
        const text = cards.find((each) => each.textContent.includes('Félix')).querySelector('.message');
        return text.scrollHeight > text.clientHeight;
      })()`);
    expect(await isCut()).toBe(true);
    await card.getByRole('button', { name: 'Leer el mensaje entero' }).click();
    expect(await isCut()).toBe(false);
  });

  test('a page of it is read, and another when somebody wants more', async () => {
    const { page, uid } = await openAs(PEOPLE.agent);
    const { contactId, listingId, listing } = await someInterest();
    // A few at a time: the emulator starts a process for each event that it handles at once.
    for (let n = 0; n < 45; n += 3) {
      await Promise.all(
        [n, n + 1, n + 2].map((hours) =>
          asked({ contactId, listingId }, { hoursAgo: hours + 1, agentId: uid, channel: 'web' }),
        ),
      );
    }
    await page.goto(address(`${MINE}&estado=descartadas`));
    await page.getByText('Con este filtro no hay consultas.').waitFor();
    const cards = page.locator('enquiry-card');
    const read = async (path: string, count: number): Promise<number> => {
      if (path !== '') await page.goto(address(path));
      await until('the page is there', async () => (await cards.count()) === count);
      await page.getByRole('heading', { name: contactId }).first().waitFor({ state: 'detached' });
      await cards.first().getByText(listing).waitFor();
      await page.locator('main [aria-busy]').first().waitFor({ state: 'detached' });
      return documentsRead(page);
    };
    const before = await documentsRead(page);
    const first = await read(MINE, 20);
    // Their contact and listing, the agent, and at most ten mails.
    expect(first - before).toBeGreaterThanOrEqual(20);
    expect(first - before).toBeLessThanOrEqual(20 + 3 + 10);
    await page.getByRole('button', { name: 'Ver más consultas' }).click();
    const second = await read('', 40);
    // The mails may come later than the first page.
    expect(second - first).toBeGreaterThanOrEqual(20);
    expect(second - first).toBeLessThanOrEqual(20 + 10);
    await page.getByRole('button', { name: 'Ver más consultas' }).click();
    expect((await read('', 45)) - second).toBe(5);
    expect(await page.getByRole('button', { name: 'Ver más consultas' }).count()).toBe(0);
    await page.context().close();
  });

  test('the navigation counts the open ones with one question, and again after a change of this window', async () => {
    const interest = await someInterest();
    await asked(interest, { agentId: lucia.uid });
    const { page } = lucia;
    let questions = 0;
    page.on('request', (request) => {
      if (!/:runAggregationQuery/.test(request.url()) || request.method() !== 'POST') return;
      if (request.postData()?.includes('"enquiries"') === true) questions += 1;
    });
    await page.goto(address(MINE));
    const badge = page.locator('.nav enquiry-count');
    await badge.getByText('abiertas').waitFor({ state: 'attached' });
    const count = Number.parseInt(await badge.innerText());
    expect(questions).toBe(1);
    await cardOf(page, interest).getByRole('button', { name: 'Marcar como respondida' }).click();
    await badge.getByText(String(count - 1)).waitFor();
    expect(questions).toBe(2);
  });
});

describe('answering', () => {
  test('two taps make an appointment of an enquiry, and answer it', async () => {
    const { page, uid } = await openAs(PEOPLE.agent, { isPhone: true });
    const interest = await someInterest();
    const { id, leadId } = await asked(interest, { agentId: uid });
    await page.goto(address(MINE));
    await cardOf(page, interest).getByRole('button', { name: 'Programar visita' }).tap();
    await openForm(page).getByRole('button', { name: 'Agendar' }).tap();
    await page.getByText('Cita agendada.').waitFor();
    await cardOf(page, interest).waitFor({ state: 'detached' });
    const { docs } = await db
      .collection('appointments')
      .where('contactId', '==', interest.contactId)
      .get();
    expect(docs.map((each): unknown[] => [each.get('listingId'), each.get('agentId')])).toEqual([
      [interest.listingId, uid],
    ]);
    expect(await field(`enquiries/${id}`, 'status')).toBe('answered');
    await reached(mateo, `leads/${leadId}`, 'status', 'Visita Pendiente');
    await page.context().close();
  });

  test('an enquiry without a listing gets that of its appointment', async () => {
    const interest = await someInterest();
    const { id } = await asked(interest, { agentId: lucia.uid, listingId: null });
    const { page } = lucia;
    await page.goto(address(MINE));
    await cardOf(page, interest).getByText('Inmueble por decidir').waitFor();
    await cardOf(page, interest).getByRole('button', { name: 'Programar visita' }).click();
    await choose(openForm(page), 'Inmueble', interest.listing);
    await openForm(page).getByLabel('Día', { exact: true }).fill('2031-03-03');
    await openForm(page).getByRole('button', { name: 'Agendar' }).click();
    await page.getByText('Cita agendada.').waitFor();
    expect(await field(`enquiries/${id}`, 'listingId')).toBe(interest.listingId);
    expect(await field(`enquiries/${id}`, 'status')).toBe('answered');
  });

  test('an answer is proposed after a call, can be undone, and dismissing is asked about and can be taken back', async () => {
    const interest = await someInterest();
    const { id, leadId } = await asked(interest, { agentId: lucia.uid });
    const { page } = lucia;
    await page.goto(address(MINE));
    const card = cardOf(page, interest);
    // No telephone answers here.
    await page.evaluate(`document.addEventListener('click', (event) => {
      if (event.target.closest('a[href^="tel:"]')) event.preventDefault();
    })`);
    await card.getByRole('link', { name: 'Llamar a' }).click();
    await card.getByText(`¿Has respondido a ${interest.contact}?`).waitFor();
    await card.getByRole('button', { name: 'Sí, ya está respondida' }).click();
    await page.getByText(`Consulta de ${interest.contact}: respondida.`).waitFor();
    await card.waitFor({ state: 'detached' });
    await reached(mateo, `leads/${leadId}`, 'status', 'Respuesta Pendiente');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await card.waitFor();
    expect(await field(`enquiries/${id}`, 'status')).toBe('open');

    await card.getByRole('button', { name: 'Descartar' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('como si nadie hubiera preguntado').waitFor();
    expect(await axeFindings(page, 'the question', 'confirm-dialog dialog')).toEqual([]);
    await question.getByRole('button', { name: 'Volver' }).click();
    expect(await field(`enquiries/${id}`, 'status')).toBe('open');
    await card.getByRole('button', { name: 'Descartar' }).click();
    await question.getByRole('button', { name: 'Descartar' }).click();
    await card.waitFor({ state: 'detached' });
    expect(await field(`enquiries/${id}`, 'status')).toBe('dismissed');
    await page.getByRole('button', { name: 'Descartadas' }).click();
    await card.getByText(/Descartada\s+hoy.* · Lucía Ferrer/).waitFor();
    await card.getByRole('button', { name: 'Reabrir' }).click();
    await card.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Abiertas', exact: true }).click();
    await card.waitFor();
  });

  test('those that were settled last come first', async () => {
    const [early, late, others] = await Promise.all([
      someInterest(),
      someInterest(),
      someInterest(),
    ]);
    await asked(others, { agentId: mateo.uid, status: 'answered' });
    await asked(late, { hoursAgo: 9, agentId: lucia.uid, status: 'answered' });
    await asked(early, { hoursAgo: 7, agentId: lucia.uid, status: 'answered' });
    const { page } = lucia;
    await page.goto(address(`${MINE}&estado=respondidas`));
    await cardOf(page, late).waitFor();
    const order = (await shown(page)).filter((each) =>
      [early.contact, late.contact].includes(each),
    );
    expect(order).toEqual([early.contact, late.contact]);
    await page.getByRole('button', { name: 'Todas' }).click();
    await cardOf(page, others).waitFor();
  });

  test('an agent takes an enquiry, and says which listing it is about', async () => {
    const interest = await someInterest();
    const { id } = await asked(interest, { listingId: null, hoursAgo: 5 * 365 * 24 });
    const { page } = lucia;
    await page.goto(address(`${PAGE}?agente=nadie`));
    const card = cardOf(page, interest);
    await card.getByRole('button', { name: 'Asignarme' }).click();
    await page.getByText(`Consulta de ${interest.contact}: ahora es tuya.`).waitFor();
    await card.waitFor({ state: 'detached' });
    expect(await field(`enquiries/${id}`, 'agentId')).toBe(lucia.uid);
    await page.getByRole('button', { name: 'Mías' }).click();
    await card.getByRole('button', { name: 'Indicar inmueble' }).click();
    const dialog = page.locator('listing-dialog dialog[open]');
    expect(await axeFindings(page, 'the listing', 'listing-dialog dialog')).toEqual([]);
    await choose(dialog, 'Inmueble', interest.listing);
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await card.getByText(interest.listing).waitFor();
    expect(await field(`enquiries/${id}`, 'listingId')).toBe(interest.listingId);
  });
});

describe('two agents at once', () => {
  test('what another one has answered leaves the list, and the form that is open keeps what was typed and says it', async () => {
    const interest = await someInterest();
    const { id } = await asked(interest, { agentId: lucia.uid });
    const { page } = lucia;
    await page.goto(address(MINE));
    await cardOf(page, interest).getByRole('button', { name: 'Programar visita' }).click();
    await openForm(page).getByLabel('Notas').fill('Prefiere por la tarde');
    await settled(id, 'answered');
    await openForm(page).getByText('Mateo Gil ha respondido la consulta mientras tanto.').waitFor();
    await cardOf(page, interest).waitFor({ state: 'detached' });
    expect(await openForm(page).getByLabel('Notas').inputValue()).toBe('Prefiere por la tarde');
    await page.keyboard.press('Escape');
    await openForm(page).waitFor({ state: 'detached' });
  });

  test('an enquiry that another one has answered is not dismissed, and it is said who has', async () => {
    const interest = await someInterest();
    const { id } = await asked(interest, { agentId: lucia.uid });
    const { page } = lucia;
    await page.goto(address(MINE));
    await cardOf(page, interest).getByRole('button', { name: 'Descartar' }).click();
    await settled(id, 'answered');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Descartar' }).click();
    await page.getByText('Mateo Gil ha respondido la consulta mientras tanto.').waitFor();
    expect(await field(`enquiries/${id}`, 'status')).toBe('answered');
  });

  test('an appointment whose dialog is open is followed, and what has changed is said', async () => {
    const interest = await someInterest();
    const inHours = (Date.UTC(2031, 4, 20, 9) - Date.now()) / HOUR_MS;
    const { appointmentId } = await scheduled(mateo, interest, { inHours });
    const { page } = lucia;
    await page.goto(address('/calendario?fecha=2031-05-20'));
    await page.locator('.entry', { hasText: interest.contact }).click();
    const dialog = page.locator('dialog.actions[open]');
    await updateDoc(doc(mateo.db, 'appointments', appointmentId), {
      place: 'En el portal',
      status: 'Cancelled',
      statusAt: serverTimestamp(),
      ...mateo.update(),
    });
    await dialog.getByText('Alguien la ha cambiado mientras la tenías abierta:').waitFor();
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      'ahora está cancelada',
      'ahora es en «En el portal»',
    ]);
    await dialog.getByRole('button', { name: 'Programar de nuevo' }).waitFor();
    expect(await dialog.getByRole('button', { name: 'No se presentó' }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  test('a lead whose move is being decided is followed: the reason stays, and it moves from where it is now', async () => {
    const interest = await someInterest();
    const { leadId } = await scheduled(mateo, interest);
    const { page } = lucia;
    await page.goto(address('/embudo'));
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    const dialog = page.locator('move-dialog dialog[open]');
    await dialog.getByLabel('Respuesta Pendiente').check();
    await dialog.getByLabel('Motivo').fill('Lo pide la propiedad');
    await moved(mateo, leadId, 'Visita Pendiente', 'Respuesta Pendiente');
    await dialog
      .getByText(
        'Mientras tanto alguien ha movido este lead de «Visita Pendiente» a «Respuesta Pendiente». Elige otra vez a qué estado pasa.',
      )
      .waitFor();
    expect(await dialog.getByLabel('Motivo').inputValue()).toBe('Lo pide la propiedad');
    await dialog.getByLabel('Información Solicitada').check();
    await dialog.getByRole('button', { name: 'Mover', exact: true }).click();
    await page.getByText(`${interest.contact}: ahora en «Información Solicitada».`).waitFor();
    await reached(mateo, `leads/${leadId}`, 'status', 'Información Solicitada');
  });
});

describe('new enquiries', () => {
  test('one that came by telephone is written down', async () => {
    const interest = await someInterest();
    const { page } = lucia;
    await page.goto(address(MINE));
    await page.getByRole('button', { name: 'Nueva consulta' }).click();
    const form = page.locator('enquiry-dialog dialog[open]');
    await form.getByRole('combobox', { name: 'Cliente' }).fill('Sofía');
    await form.getByRole('button', { name: 'Guardar' }).click();
    await form.getByText('Elige de la lista: lo escrito solo no basta.').waitFor();
    await choose(form, 'Cliente', interest.contact);
    await choose(form, 'Inmueble', interest.listing);
    await form.getByLabel('Qué pregunta').fill('x'.repeat(2_001));
    await form.getByRole('button', { name: 'Guardar' }).click();
    await form.getByText('Sobra 1 carácter: caben 2000.').waitFor();
    await form.getByLabel('Qué pregunta').fill('¿Se puede aparcar?');
    await form.getByRole('button', { name: 'Guardar' }).click();
    await cardOf(page, interest).getByText('¿Se puede aparcar?').waitFor();
    const { docs } = await db
      .collection('enquiries')
      .where('contactId', '==', interest.contactId)
      .get();
    expect(docs.map((each) => each.data())).toMatchObject([
      { status: 'open', channel: 'phone', agentId: lucia.uid, listingId: interest.listingId },
    ]);
  });

  test('a mail that nobody understood is shown as text, becomes an enquiry or is done', async () => {
    const interest = await someInterest();
    const suffix = randomUUID().slice(0, 8);
    const mail = (name: string) => db.doc(`inbox/${name}-${suffix}`);
    const receivedAt = Timestamp.fromMillis(Date.now() - 6 * 365 * 24 * HOUR_MS);
    const text = '<img src=x onerror="document.title=`roto`"> ¿Está libre?';
    const fields = { from: 'ana@correo.example', text, receivedAt, state: 'open' };
    await mail('uno').set({ ...fields, subject: `Piso ${suffix}` });
    await mail('dos').set({ ...fields, subject: `Publicidad ${suffix}` });
    const { page } = lucia;
    await page.goto(address(MINE));
    const entry = (subject: string) =>
      page.locator('inbox-mails li', { hasText: `${subject} ${suffix}` });
    await entry('Piso').getByText(text).waitFor();
    expect(await page.locator('img:not(.brand img)').count()).toBe(0);
    await entry('Publicidad').getByRole('button', { name: 'Hecho' }).click();
    await entry('Publicidad').waitFor({ state: 'detached' });
    expect((await mail('dos').get()).data()).toMatchObject({
      state: 'done',
      updatedBy: lucia.uid,
    });
    await entry('Piso').getByRole('button', { name: 'Crear consulta' }).click();
    const form = page.locator('enquiry-dialog dialog[open]');
    expect(await form.getByLabel('Qué pregunta').inputValue()).toBe(`Piso ${suffix}\n\n${text}`);
    expect(await form.getByLabel('Cómo ha llegado').inputValue()).toBe('email');
    await choose(form, 'Cliente', interest.contact);
    await form.getByRole('button', { name: 'Guardar' }).click();
    await cardOf(page, interest).getByText('¿Está libre?').waitFor();
    await entry('Piso').waitFor({ state: 'detached' });
    expect((await mail('uno').get()).get('state')).toBe('done');
  });
});

test('an enquiry that was rejected for its channel is corrected in «Rechazados»', async () => {
  const { contactId, listingId } = await someInterest();
  const wrong = await db
    .collection('enquiries')
    .add({ contactId, listingId, status: 'open', channel: 'fax' });
  const { page } = await openAs(PEOPLE.admin);
  await page.goto(address('/rechazados'));
  const one = page.locator('li.panel', { hasText: wrong.id });
  await one.getByText('No se sabe cómo llegó').waitFor();
  await one.getByLabel('Valor correcto: Cómo llegó').selectOption('Teléfono');
  await one.getByRole('button', { name: 'Corregir' }).click();
  await one.waitFor({ state: 'detached' });
  await reached(mateo, `enquiries/${wrong.id}`, 'leadId', null);
  await page.context().close();
});

test('the drawer of a lead shows what its enquiries ask, its history leads to them, and its card says that one waits', async () => {
  const interest = await someInterest();
  // A column shows those first that changed last.
  const fields = { agentId: lucia.uid, hoursAgo: 0, message: '¿Tiene trastero?' };
  const { id, leadId } = await asked(interest, fields);
  const { page } = lucia;
  await page.goto(address(`/embudo?agente=${lucia.uid}`));
  const card = cardIn(page, 'Información Solicitada', interest);
  await card.getByText('Consulta sin responder').waitFor();
  await card.getByRole('link').click();
  const drawer = page.locator('lead-drawer');
  const enquiry = drawer.locator('enquiry-card');
  for (const text of ['¿Tiene trastero?', 'idealista']) await enquiry.getByText(text).waitFor();
  await drawer.getByRole('button', { name: 'ver la consulta' }).first().click();
  expect(await page.locator(':focus').getAttribute('data-enquiry')).toBe(id);
  expect(await axeFindings(page, 'a lead with an enquiry', 'dialog.drawer')).toEqual([]);
  await enquiry.getByRole('button', { name: 'Programar visita' }).click();
  await openForm(page).getByLabel('Día', { exact: true }).fill('2031-03-04');
  await openForm(page).getByRole('button', { name: 'Agendar' }).click();
  await enquiry.getByText('Respondida', { exact: true }).waitFor();
  await reached(mateo, `leads/${leadId}`, 'status', 'Visita Pendiente');
  await page.keyboard.press('Escape');
  await cardIn(page, 'Visita Pendiente', interest).waitFor();
  const waits = page.locator('lead-card', { hasText: interest.contact }).getByText('Consulta sin');
  await waits.waitFor({ state: 'detached' });
});

test('the meeting place of an appointment is written, corrected, and read by the customer', async () => {
  const interest = await someInterest();
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2031-05-21'));
  await page.getByRole('button', { name: 'Nueva cita' }).click();
  const form = openForm(page);
  await choose(form, 'Cliente', interest.contact);
  await form.getByLabel('Lugar de encuentro').fill('x'.repeat(201));
  await form.getByRole('button', { name: 'Agendar' }).click();
  await form.getByText('Sobra 1 carácter: caben 200.').waitFor();
  await form.getByLabel('Lugar de encuentro').fill('En el portal');
  await form.getByRole('button', { name: 'Agendar' }).click();
  await page.locator('.entry', { hasText: interest.contact }).click();
  const dialog = page.locator('dialog.actions[open]');
  await dialog.getByText('Lugar: En el portal').waitFor();
  await dialog.getByRole('button', { name: 'Cambiar la cita' }).click();
  expect(await form.getByLabel('Lugar de encuentro').inputValue()).toBe('En el portal');
  await form.getByLabel('Lugar de encuentro').fill('En la oficina');
  await form.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Cita cambiada.').waitFor();
  const claims = { role: 'contact', contactId: interest.contactId };
  const customer = await openAs({ name: 'sofia', claims });
  await customer.page.getByText('Lugar: En la oficina').waitFor();
  await customer.page.getByRole('button', { name: 'Pedir una cita' }).click();
  expect(await openForm(customer.page).getByLabel('Lugar de encuentro').count()).toBe(0);
  await customer.page.context().close();
});

test('with the keyboard alone an enquiry is answered and its appointment made', async () => {
  const [first, second] = await Promise.all([someInterest(), someInterest()]);
  const { page, uid } = await openAs(PEOPLE.agent);
  await asked(first, { hoursAgo: 9, agentId: uid });
  const { id } = await asked(second, { hoursAgo: 3, agentId: uid });
  await page.goto(address(MINE));
  await cardOf(page, second).waitFor();
  const tabTo = async (name: string): Promise<void> => {
    for (let n = 0; n < 60; n += 1) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate<string>(
        `(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()`,
      );
      if (label === name) return;
    }
    throw new Error(`Tab never reaches ${name}`);
  };
  await tabTo(`Marcar como respondida la consulta de ${first.contact}`);
  await page.keyboard.press('Enter');
  await cardOf(page, first).waitFor({ state: 'detached' });
  await tabTo(`Programar visita con ${second.contact}`);
  await page.keyboard.press('Enter');
  await openForm(page).waitFor();
  await tabTo('Agendar');
  await page.keyboard.press('Enter');
  await page.getByText('Cita agendada.').waitFor();
  await until(
    'it is answered',
    async () => (await field(`enquiries/${id}`, 'status')) === 'answered',
  );
  await page.context().close();
});

describe.each([
  { look: 'light', isDark: false, isPhone: false },
  { look: 'dark, on a phone', isDark: true, isPhone: true },
])('accessibility, $look', ({ isDark, isPhone }) => {
  test('axe finds nothing, and nothing is wider than 320 pixels', async () => {
    const [interest, bare] = await Promise.all([
      someInterest('Sofía-Alejandra de la Encarnación'),
      someInterest(),
    ]);
    const { page, uid } = await openAs(PEOPLE.admin, { isDark, isPhone });
    const message = `${'Muy largo '.repeat(60)}${'sinespacios'.repeat(20)}`;
    await asked(interest, { agentId: uid, message });
    await asked(bare, { agentId: uid, listingId: null, message: '' });
    const mail = db.doc(`inbox/ancho-${uid}`);
    await mail.set({
      from: `${'remitente'.repeat(20)}@correo.example`,
      subject: 'Asunto'.repeat(30),
      text: message,
      receivedAt: Timestamp.fromMillis(Date.now() - 7 * 365 * 24 * HOUR_MS),
      state: 'open',
    });
    const found: string[] = [];
    const wide: string[] = [];
    const check = async (what: string, part?: string): Promise<void> => {
      found.push(...(await axeFindings(page, what, part)));
      const width = await page.evaluate('document.documentElement.scrollWidth');
      if (isPhone && width !== 320) wide.push(`${what}: ${String(width)}`);
    };
    if (isPhone) await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(address(MINE));
    await cardOf(page, interest).waitFor();
    await page.locator('inbox-mails li').first().waitFor();
    await page.locator('.nav enquiry-count .count').waitFor();
    await check('the page');
    await page.getByRole('button', { name: 'Nueva consulta' }).click();
    await check('a new enquiry', 'enquiry-dialog dialog');
    await page.keyboard.press('Escape');
    await cardOf(page, interest).getByRole('button', { name: 'Programar visita' }).click();
    await check('an appointment', 'schedule-dialog dialog[open]');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Respondidas' }).click();
    await page.getByText('Con este filtro no hay consultas.').waitFor();
    await check('none');
    await mail.delete();
    expect([...found, ...wide]).toEqual([]);
    await page.context().close();
  });
});
