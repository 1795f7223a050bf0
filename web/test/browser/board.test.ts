/** The board in a real Chromium: what people see, do and are not allowed to do. */
import { Timestamp } from 'firebase-admin/firestore';
import type { Page, Request } from 'playwright-core';
import { z } from 'zod';
import {
  address,
  agendaOf,
  axeFindings,
  cardIn,
  column,
  choose,
  decide,
  dragCard,
  documentsRead,
  HOUR_MS,
  manyLeads,
  moved,
  openAs,
  openWindow,
  reached,
  scheduled,
  signInAt,
  someInterest,
  type Window,
} from '../support/board';
import {
  changeRecord,
  createPerson,
  PEOPLE,
  signIn,
  type SignedIn,
} from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

/** An agent's other app. The board sees what it changes. */
let agent: SignedIn;
let lucia: Window;
let carmen: Window;

beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  [lucia, carmen] = await Promise.all([openAs(PEOPLE.agent), openAs(PEOPLE.admin)]);
});
afterAll(() => agent.leave());

const BOARD = '/embudo';
const DAY_SECONDS = 86_400;
/** How production answers a query without an index. */
const REFUSAL = 'The query requires an index. You can create it here: https://…';
/** A request to a callable function. */
const sentSchema = z.object({ data: z.object({}).loose() });

describe('signing in', () => {
  test('a wrong password shows a message and signs nobody in', async () => {
    const page = await openWindow();
    await signInAt(page, lucia.email, 'otra');
    await page.getByText('El correo o la contraseña no son correctos.').waitFor();
    await page.context().close();
  });

  test('a person without a role sees an explanation, and gets in once they have a role', async () => {
    const { page, uid, email } = await openAs(PEOPLE.nobody);
    await page.getByRole('heading', { name: 'Tu cuenta aún no tiene acceso' }).waitFor();
    await page.getByText(email).waitFor();
    await changeRecord({ uid }, { claims: { role: 'agent' } });
    await page.getByRole('button', { name: 'Comprobar de nuevo' }).click();
    await page.getByRole('heading', { name: 'Embudo', level: 1 }).waitFor();
    await page.context().close();
  });
});

describe('moving leads', () => {
  test('a card that is dragged in one window moves in the other window', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    for (const { page } of [lucia, carmen]) {
      await page.goto(address(BOARD));
      await cardIn(page, 'Visita Pendiente', interest).waitFor();
    }
    await dragCard(
      cardIn(lucia.page, 'Visita Pendiente', interest),
      column(lucia.page, 'Respuesta Pendiente'),
    );
    await decide(lucia.page, {});
    await lucia.page.getByText(`${interest.contact}: ahora en «Respuesta Pendiente».`).waitFor();
    await cardIn(carmen.page, 'Respuesta Pendiente', interest).waitFor();
    await cardIn(carmen.page, 'Visita Pendiente', interest).waitFor({ state: 'detached' });
  });

  test('a click anywhere on a card opens its lead; dragging it does not, nor does its button', async () => {
    const interest = await someInterest();
    const { leadId } = await scheduled(agent, interest);
    const { page } = lucia;
    await page.goto(address(BOARD));
    const card = cardIn(page, 'Visita Pendiente', interest);
    await dragCard(card, column(page, 'Respuesta Pendiente'));
    await page
      .locator('move-dialog dialog[open]')
      .getByRole('button', { name: 'Cancelar' })
      .click();
    await card.getByRole('button', { name: /^Mover a/ }).click();
    await page
      .locator('move-dialog dialog[open]')
      .getByRole('button', { name: 'Cancelar' })
      .click();
    expect(page.url()).toBe(address(BOARD));
    const { width, height } = (await card.boundingBox()) ?? { width: 0, height: 0 };
    await card.click({ position: { x: width / 2, y: height - 4 } });
    await page.waitForURL(address(`${BOARD}/${leadId}`));
  });

  test('a move is taken back with «Deshacer» by who may, and the history keeps both', async () => {
    const interest = await someInterest();
    const { leadId } = await scheduled(agent, interest);
    const { page } = lucia;
    await page.goto(address(BOARD));
    const move = async (from: string, to: string) => {
      await cardIn(page, from, interest)
        .getByRole('button', { name: /^Mover a/ })
        .click();
      await decide(page, { to });
      await page.getByText(`${interest.contact}: ahora en «${to}».`).waitFor();
    };
    const undo = page.getByRole('button', { name: 'Deshacer' });
    // No agent takes a lead back to Visita Pendiente.
    await move('Visita Pendiente', 'Información Solicitada');
    expect(await undo.count()).toBe(0);
    await move('Información Solicitada', 'Respuesta Pendiente');
    await undo.click();
    await page.getByText(`${interest.contact}: otra vez en «Información Solicitada».`).waitFor();
    await cardIn(page, 'Información Solicitada', interest).waitFor();
    const history = otherSystems().collection(`leads/${leadId}/statusHistory`).orderBy('seq');
    const { docs } = await history.get();
    expect(docs.slice(-3).map((each): unknown[] => [each.get('cause'), each.get('to')])).toEqual([
      ['manual', 'Información Solicitada'],
      ['manual', 'Respuesta Pendiente'],
      ['manual', 'Información Solicitada'],
    ]);
  });

  test('cards can still be dragged after their column was reordered', async () => {
    const [first, second] = [await someInterest('Ramos'), await someInterest('Salas')];
    const { leadId } = await scheduled(agent, first);
    await moved(agent, leadId, 'Visita Pendiente', 'Información Solicitada');
    const other = await scheduled(agent, second);
    await moved(agent, other.leadId, 'Visita Pendiente', 'Información Solicitada');
    const { page } = lucia;
    await page.goto(address(BOARD));
    const cards = column(page, 'Información Solicitada').locator('.card-name');
    const order = async () =>
      (await cards.allInnerTexts()).filter((name) =>
        [first.contact, second.contact].includes(name),
      );
    const waitForOrder = (...both: string[]) =>
      until('the order', async () => (await order()).join() === both.join());
    // The first lead has waited longer, until it is put off.
    await waitForOrder(first.contact, second.contact);
    await otherSystems()
      .doc(`leads/${leadId}`)
      .update({ followUpAt: Timestamp.fromMillis(Date.now() + 40 * DAY_SECONDS * 1_000) });
    await waitForOrder(second.contact, first.contact);
    for (const interest of [first, second]) {
      await dragCard(
        cardIn(page, 'Información Solicitada', interest),
        column(page, 'Respuesta Pendiente'),
      );
      await decide(page, {});
      await cardIn(page, 'Respuesta Pendiente', interest).waitFor();
    }
  });

  test('an agent is offered only the moves that agents may make, an admin all moves', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    const offered = async ({ page }: Window): Promise<string[]> => {
      await page.goto(address(BOARD));
      await cardIn(page, 'Visita Pendiente', interest)
        .getByRole('button', { name: 'Mover' })
        .click();
      const labels = await page.locator('move-dialog .choice').allInnerTexts();
      await page.keyboard.press('Escape');
      return labels.map((label) => label.trim());
    };
    expect(await offered(lucia)).toEqual([
      'Información Solicitada',
      'Respuesta Pendiente',
      'Cerrado',
    ]);
    expect(await offered(carmen)).toHaveLength(9);
    // A column that an agent may not move leads to accepts no card.
    await dragCard(
      cardIn(lucia.page, 'Visita Pendiente', interest),
      column(lucia.page, 'Visita Realizada'),
    );
    expect(await lucia.page.locator('move-dialog dialog[open]').count()).toBe(0);
    await cardIn(lucia.page, 'Visita Pendiente', interest).waitFor();
  });

  test('a move needs a reason', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    const { page } = lucia;
    await page.goto(address(BOARD));
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    await decide(page, { to: 'Cerrado', reason: ' ' });
    await page.getByText('Escribe el motivo: quedará en el historial.').waitFor();
    await page.keyboard.press('Escape');
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
  });

  test('a lead that somebody else moved meanwhile is shown in its column, and a message says so', async () => {
    const interest = await someInterest();
    const { leadId } = await scheduled(agent, interest);
    const { page } = lucia;
    await page.goto(address(BOARD));
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    // Somebody else's move is handled while this one is on its way.
    await page.route(/changeLeadStatus/, async (route) => {
      if (route.request().method() === 'POST') {
        await moved(agent, leadId, 'Visita Pendiente', 'Respuesta Pendiente');
      }
      return route.continue();
    });
    await decide(page, { to: 'Información Solicitada' });
    await page
      .getByText('Alguien ha movido este lead mientras tanto: ahora está en «Respuesta Pendiente».')
      .waitFor();
    await cardIn(page, 'Respuesta Pendiente', interest).waitFor();
    await cardIn(page, 'Información Solicitada', interest).waitFor({ state: 'detached' });
    await page.unroute(/changeLeadStatus/);
  });

  test('a move by somebody who lost their role is refused, and the card goes back', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    const { page, uid } = await openAs(PEOPLE.otherAgent);
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await changeRecord({ uid }, { claims: {} });
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    await decide(page, { to: 'Respuesta Pendiente' });
    await page.getByText('Tu papel no permite este movimiento.').waitFor();
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await page.context().close();
  });

  test('each refusal of the server has its message, and the card goes back', async () => {
    const interest = await someInterest();
    const { leadId } = await scheduled(agent, interest);
    const requestId = await moved(agent, leadId, 'Visita Pendiente', 'Respuesta Pendiente');
    await moved(agent, leadId, 'Respuesta Pendiente', 'Información Solicitada');
    const { page } = lucia;
    await page.goto(address(BOARD));
    const card = cardIn(page, 'Información Solicitada', interest);
    const refusals: [changed: object, asNobody: boolean, text: string][] = [
      [{ leadId: 'nadie' }, false, 'Este lead ya no existe.'],
      [{ reason: '' }, false, 'El servidor no entiende este movimiento: revisa el motivo.'],
      [{ requestId }, false, 'Este envío ya sirvió para otro movimiento: vuelve a intentarlo.'],
      // As the server answers without an App Check token, too (functions/test/emulator/appCheck.test.ts).
      [{}, true, 'El servidor no reconoce esta aplicación (App Check): el lead no se ha movido.'],
    ];
    for (const [changed, asNobody, text] of refusals) {
      await page.route(/changeLeadStatus/, async (route) => {
        const request = route.request();
        if (request.method() !== 'POST') return route.continue();
        const { data } = sentSchema.parse(request.postDataJSON());
        const { authorization, ...others } = request.headers();
        const postData = JSON.stringify({ data: { ...data, ...changed } });
        const headers = asNobody ? others : { ...others, authorization: authorization ?? '' };
        return route.continue({ postData, headers });
      });
      await card.getByRole('button', { name: 'Mover' }).click();
      await decide(page, { to: 'Respuesta Pendiente' });
      const message = `${interest.contact}: ${text}`;
      await page.getByText(message).waitFor();
      await card.waitFor();
      await page.unroute(/changeLeadStatus/);
    }
  });

  test('somebody whose session has ended is told so, and signs in again', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    const { page, uid } = await openAs(PEOPLE.otherAgent);
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await changeRecord({ uid }, { disabled: true });
    await page.route(/changeLeadStatus/, (route) => {
      const headers = { ...route.request().headers() };
      delete headers['authorization'];
      return route.continue({ headers });
    });
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    await decide(page, { to: 'Respuesta Pendiente' });
    await page.getByRole('heading', { name: 'Entrar en Embudo' }).waitFor();
    await page.getByText('Tu sesión ha terminado: la cuenta está desactivada.').waitFor();
    await page.context().close();
  });

  test('without a network nothing is moved, the page says so, and it opens after a reload', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    const { page } = await openAs(PEOPLE.otherAgent);
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await page.reload();
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await page.context().setOffline(true);
    await page.getByText('Sin conexión. Ves lo último que se guardó').waitFor();
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    await decide(page, { to: 'Respuesta Pendiente' });
    await page.getByText('Sin conexión: el lead no se ha movido.').waitFor();
    await cardIn(page, 'Visita Pendiente', interest).waitFor();

    await page.reload();
    await page.getByText('Sin conexión. Ves lo último que se guardó').waitFor();
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await page.context().close();
  });

  test('after a lost answer the board asks again, and the lead is moved once', async () => {
    const interest = await someInterest();
    const { leadId } = await scheduled(agent, interest);
    const { page } = lucia;
    await page.goto(address(BOARD));
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    let calls = 0;
    await page.route(/changeLeadStatus/, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      calls += 1;
      if (calls > 1) return route.continue();
      await route.fetch(); // The server moves the lead, but its answer is lost.
      return route.abort();
    });
    await decide(page, { to: 'Respuesta Pendiente' });
    await page.getByText(`${interest.contact}: ahora en «Respuesta Pendiente».`).waitFor();
    await page.unroute(/changeLeadStatus/);
    expect(calls).toBe(2);
    const history = await otherSystems().collection(`leads/${leadId}/statusHistory`).get();
    expect(history.docs.filter((entry) => entry.get('cause') === 'manual')).toHaveLength(1);
  });
});

test.each([
  `${BOARD}/a%2Fb`,
  `${BOARD}/__id__`,
  '/calendario/visita/%2F',
  '/calendario/visita/..%2Fx',
])('%s, which no document can have, is not found', async (path) => {
  const { page } = lucia;
  await page.goto(address(path));
  await page.getByRole('heading', { name: 'No encontrado' }).waitFor();
  await page.getByRole('link', { name: 'Ir al inicio' }).click();
  await page.getByRole('heading', { name: 'Embudo', level: 1 }).waitFor();
});

test('each step of a lead, from the appointment to Cerrado, is done and shown on the board', async () => {
  const interest = await someInterest('Inés Castro');
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2026-01-12'));
  await page.getByRole('button', { name: 'Nueva cita' }).click();
  const dialog = page.locator('schedule-dialog dialog[open]');
  await choose(dialog, 'Cliente', interest.contact);
  await choose(dialog, 'Inmueble', interest.listing);
  await dialog.getByLabel('Hora').fill('08:30');
  await dialog.getByRole('button', { name: 'Agendar' }).click();
  await page.getByRole('button', { name: 'Apuntarla igualmente' }).click();
  const entry = page.locator('.entry', { hasText: interest.contact });
  await entry.waitFor();
  await page.getByLabel('Solo las mías').check();
  await entry.click();
  await page.getByRole('link', { name: 'Registrar visita', exact: true }).click();

  await page.getByLabel('Hizo una oferta').check();
  await page.getByLabel('Importe de la oferta').fill('10.000.000.000,01');
  await page.getByRole('button', { name: 'Registrar', exact: true }).click();
  await page.getByText('El importe no puede pasar de 10.000.000.000.').waitFor();
  await page.getByLabel('Importe de la oferta').fill('285.000');
  await page.getByRole('button', { name: 'Registrar', exact: true }).click();
  await page.getByText('Visita registrada').waitFor();
  await page.getByRole('link', { name: 'Embudo', exact: true }).last().click();

  const steps = ['Oferta Presentada', 'Oferta Pendiente Aprobación', 'Oferta Aceptada'];
  for (const [n, from] of steps.entries()) {
    await cardIn(page, from, interest).getByRole('button', { name: 'Mover' }).click();
    const to = steps[n + 1];
    await decide(page, to === undefined ? { to: 'Cerrado', outcome: 'Ganado' } : { to });
    if (to !== undefined) await page.getByText(`${interest.contact}: ahora en «${to}».`).waitFor();
  }
  await page.getByText(`${interest.contact}: ahora en «Cerrado».`).waitFor();
  await page.getByRole('button', { name: 'Ver los cerrados' }).click();
  await cardIn(page, 'Cerrado', interest).getByText('Ganado').waitFor();

  await cardIn(page, 'Cerrado', interest).getByRole('link').click();
  const timeline = page.locator('.timeline li strong');
  await until('the history is complete', async () => (await timeline.count()) === 7);
  expect(await timeline.allInnerTexts()).toEqual([
    'Cerrado',
    'Oferta Aceptada',
    'Oferta Pendiente Aprobación',
    'Oferta Presentada',
    'Visita Realizada',
    'Visita Pendiente',
    'Fase 0: Información Incompleta',
  ]);
  const offer = await otherSystems()
    .collection('visits')
    .where('leadId', '==', new URL(page.url()).pathname.split('/').at(-1))
    .get();
  expect(offer.docs[0]?.get('offer')).toEqual({ amount: 285_000, currency: 'EUR' });
});

test('notes, tags and the agent are written to the lead, and only an admin assigns', async () => {
  const [interest, other] = [await someInterest(), await someInterest()];
  await scheduled(agent, other, { agentId: lucia.uid });
  const { leadId } = await scheduled(agent, interest);
  const { page } = lucia;
  await page.goto(address(`${BOARD}/${leadId}`));
  await page.getByLabel('Notas internas').fill('Llamar por la tarde');
  await page.getByRole('button', { name: 'Guardar las notas' }).click();
  await page.getByText('Notas guardadas.').waitFor();
  await page.getByLabel('Etiqueta nueva').fill('con garaje');
  await page.getByRole('button', { name: 'Añadir' }).click();
  await page.getByRole('button', { name: 'Quitar la etiqueta con garaje' }).waitFor();
  expect(await page.getByLabel('Asignado a').count()).toBe(0);

  await carmen.page.goto(address(`${BOARD}/${leadId}`));
  await choose(carmen.page.locator('lead-facts'), 'Asignado a', lucia.uid);
  await carmen.page.getByRole('button', { name: 'Asignar' }).click();
  await carmen.page.getByText(`Asignado a ${lucia.uid}.`).waitFor();
  await reached(agent, `leads/${leadId}`, 'assignedTo', lucia.uid);
  const lead = await otherSystems().doc(`leads/${leadId}`).get();
  expect([lead.get('notes'), lead.get('tags')]).toEqual(['Llamar por la tarde', ['con garaje']]);
});

test('the board can be filtered by agent, and searched by the beginning of a name, also for leads that are not loaded', async () => {
  const [own, other] = await Promise.all([someInterest('Ónega'), someInterest('Vidal')]);
  await scheduled(agent, own, { agentId: lucia.uid });
  await scheduled(agent, other);
  const { page } = lucia;
  await page.goto(address(BOARD));
  await cardIn(page, 'Visita Pendiente', other).waitFor();
  await page.getByRole('combobox', { name: 'Agente' }).selectOption('Los míos');
  await cardIn(page, 'Visita Pendiente', other).waitFor({ state: 'detached' });
  await cardIn(page, 'Visita Pendiente', own).waitFor();
  expect(await cardIn(page, 'Visita Pendiente', other).count()).toBe(0); // A column is loaded as a whole.
  await page.getByRole('combobox', { name: 'Agente' }).selectOption('Todos los agentes');
  await page.getByLabel('Buscar por cliente').fill('vidal');
  await cardIn(page, 'Visita Pendiente', own).waitFor({ state: 'detached' });
  await cardIn(page, 'Visita Pendiente', other).waitFor();
});

test('with the keyboard alone a lead is opened, closed and moved', async () => {
  const interest = await someInterest();
  await scheduled(agent, interest);
  const { page } = lucia;
  await page.goto(address(BOARD));
  await page.getByLabel('Buscar por cliente').fill(interest.contact);
  const card = cardIn(page, 'Visita Pendiente', interest);
  await card.waitFor();
  const focused = (): Promise<string> => page.locator(':focus').innerText();
  const tabTo = async (text: string): Promise<void> => {
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press('Tab');
      if ((await focused()).trim() === text) return;
    }
    throw new Error(`Tab never reaches ${text}`);
  };
  await page.getByLabel('Buscar por cliente').focus();
  await tabTo(interest.contact);
  await page.keyboard.press('Enter');
  await page.locator('dialog.drawer[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog.drawer').waitFor({ state: 'detached' });

  await tabTo('Mover');
  await page.keyboard.press('Enter');
  await page.locator('move-dialog dialog[open]').waitFor();
  await page.keyboard.press('Space'); // Información Solicitada, the first choice.
  await page.keyboard.press('Tab');
  await page.keyboard.type('Pide la nota simple');
  await tabTo('Mover');
  await page.keyboard.press('Enter');
  await page.getByText(`${interest.contact}: ahora en «Información Solicitada».`).waitFor();
  await cardIn(page, 'Información Solicitada', interest).waitFor();
});

test('«/» goes to the search, and Ctrl+Enter moves; neither disturbs whoever types', async () => {
  const interest = await someInterest();
  await scheduled(agent, interest);
  const { page } = lucia;
  await page.goto(address(BOARD));
  await cardIn(page, 'Visita Pendiente', interest).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(`${interest.listing}/`);
  expect(await page.getByLabel('Buscar por cliente').inputValue()).toBe(`${interest.listing}/`);
  await page.getByLabel('Buscar por cliente').fill('');
  await cardIn(page, 'Visita Pendiente', interest)
    .getByRole('button', { name: /^Mover/ })
    .click();
  const dialog = page.locator('move-dialog dialog[open]');
  await dialog.getByLabel('Respuesta Pendiente', { exact: true }).check();
  await page.keyboard.press('/');
  await dialog.getByLabel('Motivo').fill('Visto en la calle');
  await dialog.getByLabel('Motivo').press('Control+Enter');
  await page.getByText(`${interest.contact}: ahora en «Respuesta Pendiente».`).waitFor();
});

test('a lead offers to call, write and schedule at once', async () => {
  const interest = await someInterest();
  const { leadId } = await scheduled(agent, interest);
  const { page } = lucia;
  await page.goto(address(`${BOARD}/${leadId}`));
  const drawer = page.locator('dialog.drawer');
  const href = (name: string) => drawer.getByRole('link', { name }).getAttribute('href');
  expect(await href('Llamar a')).toBe('tel:+34600000001');
  expect(await href('por WhatsApp')).toBe('https://wa.me/34600000001');
  expect(await drawer.getByRole('link', { name: /correo/ }).count()).toBe(0);
  await drawer.getByRole('button', { name: 'Programar visita' }).click();
  const form = page.locator('schedule-dialog dialog[open]');
  expect(await form.getByRole('combobox', { name: 'Inmueble' }).inputValue()).toBe(
    interest.listing,
  );
  await page.keyboard.press('Escape');
  expect(await axeFindings(page, 'a lead', 'dialog.drawer')).toEqual([]);
});

describe('the agenda', () => {
  test('a visit that is over waits for its outcome, which takes two taps on a phone, once the folded list is open', async () => {
    const interest = await someInterest();
    const { page, uid } = await openAs(PEOPLE.otherAgent, { isPhone: true });
    const { appointmentId, leadId } = await scheduled(agent, interest, {
      inHours: -3,
      agentId: uid,
    });
    await page.goto(address('/calendario?mias=1'));
    await page.locator('.waiting').getByRole('button', { name: /^Ver/ }).tap();
    const waiting = page.locator('.waiting li', { hasText: interest.contact });
    await waiting.getByRole('link', { name: 'Registrar visita' }).tap();
    await page.getByText('Necesita más información').tap();
    await page.getByRole('button', { name: 'Registrar', exact: true }).tap();
    await page.getByText('Visita registrada').waitFor();
    await reached(agent, `leads/${leadId}`, 'status', 'Información Solicitada');
    await reached(agent, `appointments/${appointmentId}`, 'status', 'Completed');
    await waiting.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('an appointment is rescheduled, set to no-show, which is undone, and scheduled again', async () => {
    const interest = await someInterest();
    const inHours = (Date.UTC(2031, 4, 12, 9) - Date.now()) / HOUR_MS;
    const { appointmentId, leadId } = await scheduled(agent, interest, { inHours });
    const { page } = lucia;
    await page.goto(address('/calendario?fecha=2031-05-12'));
    const entry = page.locator('.entry', { hasText: interest.contact });
    await entry.click();
    await page.getByRole('button', { name: 'Cambiar la cita' }).click();
    const dialog = page.locator('schedule-dialog dialog[open]');
    await dialog.getByLabel('Hora').fill('07:15');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await entry.getByText('7:15–').waitFor();

    const setNoShow = async (): Promise<void> => {
      await entry.click();
      await page.getByRole('button', { name: 'No se presentó', exact: true }).click();
      await page.getByRole('button', { name: 'No se presentó igualmente' }).click();
      await reached(agent, `leads/${leadId}`, 'status', 'Información Solicitada');
    };
    await setNoShow();
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await reached(agent, `leads/${leadId}`, 'status', 'Visita Pendiente');
    await setNoShow();
    await entry.click();
    await page.getByRole('button', { name: 'Programar de nuevo' }).click();
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await reached(agent, `leads/${leadId}`, 'status', 'Visita Pendiente');
    await reached(agent, `appointments/${appointmentId}`, 'status', 'Scheduled');
  });
});

test('a customer sees only their own appointments, asks for one and cancels it', async () => {
  const own = await someInterest();
  const other = await someInterest();
  await scheduled(agent, other);
  const claims = { role: 'contact', contactId: own.contactId };
  const { page } = await openAs({ name: 'sofia', claims });
  await page.getByText('Aún no tienes citas').waitFor();
  for (const path of [BOARD, '/consultas', '/calendario', '/informes', '/rechazados']) {
    await page.goto(address(path));
    await page.getByRole('heading', { name: 'Mis citas' }).waitFor();
  }
  expect(await page.getByRole('navigation').getByRole('link').count()).toBe(0);
  await page.getByRole('button', { name: 'Pedir una cita' }).click();
  const dialog = page.locator('schedule-dialog dialog[open]');
  await dialog.getByLabel('Referencia del inmueble').fill(own.listingId);
  await dialog.getByLabel('Día', { exact: true }).fill('2031-05-12');
  await dialog.getByRole('button', { name: 'Pedir' }).click();
  await page.getByText('Cita pedida.').waitFor();
  await page.getByText('Lunes, 12 de mayo').waitFor();
  await page.getByRole('button', { name: /^Cancelar la cita/ }).click();
  await page.getByRole('button', { name: 'Sí, cancelar' }).click();
  await page.getByText('Cancelada', { exact: true }).waitFor();
  await page.context().close();
});

test('an admin sees rejected documents and the reasons, corrects what clients may, and reads who corrects the rest', async () => {
  const { contactId, listingId } = await someInterest();
  const db = otherSystems();
  const wrong = db.collection('appointments').doc();
  await wrong.create({ contactId, listingId, status: 'Pendiente' });
  const nameless = db.collection('appointments').doc();
  await nameless.create({ listingId, status: 'Scheduled' });
  const { page } = carmen;
  await page.goto(address('/rechazados'));
  await page.locator('.nav rejected-count', { hasText: /\d+\s+documentos/ }).waitFor();
  const one = page.locator('li.panel', { hasText: wrong.id });
  await one.getByText('El estado no es ninguno de los que existen.').waitFor();
  await page
    .locator('li.panel', { hasText: nameless.id })
    .getByText('El cliente no se cambia desde aquí.')
    .waitFor();
  await one.getByLabel('Valor correcto: Estado').selectOption('Programada');
  await one.getByRole('button', { name: 'Corregir' }).click();
  await one.waitFor({ state: 'detached' });
  await reached(agent, `appointments/${wrong.id}`, 'leadId', null);

  await lucia.page.goto(address('/rechazados'));
  await lucia.page.getByRole('heading', { name: 'Embudo', level: 1 }).waitFor();
});

test('markup in names, notes and reasons is shown as text', async () => {
  const MARKUP = '<img src=x onerror="document.title=`roto`">';
  const interest = await someInterest(MARKUP);
  await otherSystems()
    .doc(`listings/${interest.listingId}`)
    .set({ title: interest.listing + MARKUP });
  const { leadId } = await scheduled(agent, interest);
  await otherSystems()
    .doc(`leads/${leadId}`)
    .update({ notes: MARKUP, tags: [MARKUP] });
  const { page } = lucia;
  await page.goto(address(BOARD));
  await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
  await decide(page, { to: 'Respuesta Pendiente', reason: MARKUP });
  await cardIn(page, 'Respuesta Pendiente', interest).getByRole('link').click();
  await page.locator('.timeline').getByText(MARKUP).waitFor();
  await page.getByRole('button', { name: `Quitar la etiqueta ${MARKUP}` }).waitFor();
  expect(await page.locator('img:not(.brand img)').count()).toBe(0);
  await page.goto(address('/calendario'));
  await page.goto(address('/informes'));
  await page.getByRole('heading', { name: 'El embudo' }).waitFor();
  expect(await page.locator('img:not(.brand img)').count()).toBe(0);
  expect(await page.title()).toMatch(/^(\(\d+\) )?Informes · Embudo$/);
});

describe.each([
  { look: 'light', isDark: false, isPhone: false },
  { look: 'dark, on a phone', isDark: true, isPhone: true },
])('accessibility, $look', ({ isDark, isPhone }) => {
  test('axe finds nothing on any page', async () => {
    const look = { isDark, isPhone };
    const found: string[] = [];
    const check = async (page: Page, what: string, part?: string) => {
      found.push(...(await axeFindings(page, what, part)));
    };
    const interest = await someInterest();
    const { leadId, appointmentId } = await scheduled(agent, interest, { inHours: -2 });
    const wrong = otherSystems().collection('appointments').doc();
    await wrong.create({ contactId: interest.contactId, status: 'Pendiente' });
    const out = await openWindow(look);
    await check(out, 'sign in');
    await signInAt(out, '', '');
    await out.getByText('Escribe tu correo y tu contraseña.').waitFor();
    await check(out, 'sign in, with what is missing');
    const [nobody, customer, admin] = await Promise.all([
      openAs(PEOPLE.nobody, look),
      openAs({ name: 'sofia', claims: { role: 'contact', contactId: interest.contactId } }, look),
      openAs(PEOPLE.admin, look),
    ]);
    await check(nobody.page, 'without a role');
    await customer.page.locator('.appointment').first().waitFor();
    await check(customer.page, 'a customer’s appointments');

    const { page } = admin;
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await page.locator('.count', { hasText: '·' }).first().waitFor({ state: 'detached' });
    await page.getByLabel('Buscar por cliente').fill(interest.contact);
    await until('one card is left', async () => (await page.locator('lead-card').count()) === 1);
    await check(page, 'the board');
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button', { name: 'Mover' }).click();
    await page.locator('move-dialog').getByLabel('Cerrado').check();
    await check(page, 'a move');
    await page.goto(address(`${BOARD}/${leadId}`));
    await page.locator('.timeline li').first().waitFor();
    await check(page, 'a lead', 'dialog.drawer');
    await page.goto(agendaOf(-2));
    await page.locator('.entry, .waiting li').first().waitFor();
    await check(page, 'the agenda');
    await page.getByRole('button', { name: 'Nueva cita' }).click();
    await check(page, 'a new appointment');
    await page.goto(address(`/calendario/visita/${appointmentId}`));
    await page.getByText('Hizo una oferta').click();
    await check(page, 'Registrar Visita');
    await page.goto(address('/informes'));
    await page.getByRole('region', { name: 'Tabla por procedencia' }).waitFor();
    await page.getByRole('heading', { name: 'Cuánto esperan' }).waitFor();
    await page.locator('.reports [aria-busy]').first().waitFor({ state: 'detached' });
    await check(page, 'the reports');
    await page.goto(address('/rechazados'));
    await page.locator('li.panel').first().waitFor();
    await check(page, 'the rejected documents');
    await wrong.delete();
    expect(found).toEqual([]);
    for (const window of [out, nobody.page, customer.page, page]) await window.context().close();
  });
});

test('a panel of the reports whose figures are refused says so, and leaves the others as they are', async () => {
  await scheduled(agent, await someInterest(), { inHours: -2 });
  const { page } = await openAs(PEOPLE.admin);
  const refused = { error: { code: 400, status: 'FAILED_PRECONDITION', message: REFUSAL } };
  await page.route(/:runAggregationQuery/, (route) =>
    route.request().postData()?.includes('"closed.outcome"') === true
      ? route.fulfill({ status: 400, json: refused })
      : route.continue(),
  );
  await page.goto(address('/informes'));
  const panel = (title: string) =>
    page.locator('.panel', { has: page.getByRole('heading', { name: title }) });
  await panel('Ganados y perdidos').getByRole('alert').waitFor();
  await panel('El embudo').getByRole('table').waitFor();
  await panel('Citas y plantones').locator('.legend').waitFor();
  // An element for errors to come is an alert, too, without text.
  expect(await page.getByRole('alert').filter({ hasText: /\S/ }).count()).toBe(1);
  await page.context().close();
});

test('the reports read how a lead that reopened in the period had been closed before it', async () => {
  const lead = otherSystems().collection('leads').doc();
  const entry = { at: Timestamp.now(), reason: 'Como se escribió', secondsInPrevious: DAY_SECONDS };
  const by = {
    actor: { type: 'user', id: 'agente' },
    source: { collection: 'leads', id: lead.id },
  };
  const closed = { seq: 1, from: null, to: 'Cerrado', cause: 'manual', outcome: 'lost' };
  const reopened = { seq: 2, from: 'Cerrado', to: 'Información Solicitada', cause: 'manual' };
  const daysAgo = (days: number) => Timestamp.fromMillis(Date.now() - days * DAY_SECONDS * 1_000);
  const entries = lead.collection('statusHistory');
  await lead.set({ status: 'Información Solicitada' });
  await entries.doc('000001').set({ ...entry, ...by, ...closed, effectiveAt: daysAgo(200) });
  await entries.doc('000002').set({ ...entry, ...by, ...reopened, effectiveAt: daysAgo(1) });
  const { page } = await openAs(PEOPLE.admin);
  const earlier = page.waitForRequest((request) => {
    const sent = decodeURIComponent(request.postData() ?? '');
    return sent.includes(`/leads/${lead.id}"`) && sent.includes('"seq"');
  });
  await page.goto(address('/informes'));
  await earlier;
  await page.getByText('Leads distintos').waitFor();
  await page.context().close();
});

test('the reports count what came from a portal, and how soon it was answered', async () => {
  const { contactId, listingId } = await someInterest();
  const portal = `Portal de ${contactId}`;
  const asked = Timestamp.fromMillis(Date.now() - 5 * 3_600_000);
  const enquiry = otherSystems().collection('enquiries').doc();
  await enquiry.create({
    ...{ contactId, listingId, status: 'open', channel: 'portal' },
    origin: { portal, campaign: 'Otoño' },
    ...{ createdAt: asked, updatedAt: asked, statusAt: asked },
  });
  const statusOf = async (): Promise<unknown> => {
    const leadId: unknown = (await enquiry.get()).get('leadId');
    if (typeof leadId !== 'string') return null;
    return (await otherSystems().doc(`leads/${leadId}`).get()).get('status');
  };
  await until('it has a lead', async () => (await statusOf()) === 'Información Solicitada');
  const answered = Timestamp.fromMillis(asked.toMillis() + 2 * 3_600_000);
  await enquiry.update({ status: 'answered', statusAt: answered, updatedAt: answered });
  await until('it is answered', async () => (await statusOf()) === 'Respuesta Pendiente');
  const { page } = await openAs(PEOPLE.admin);
  await page.goto(address('/informes'));
  const table = page.getByRole('region', { name: 'Tabla por procedencia' });
  const cellsOf = async (row: string) => {
    const cells = table.getByRole('row', { name: row }).first().getByRole('cell');
    // A number that lists its leads says so below it, to screen readers.
    return (await cells.allInnerTexts()).map((text) => text.split('\n')[0]);
  };
  await table.getByRole('row', { name: portal }).waitFor();
  const [leads, enquiries, count, median, ...further] = await cellsOf(portal);
  expect([leads, enquiries, count, ...further]).toEqual(['1', '1', '1', '0', '0', '0']);
  expect(median).toMatch(/^(1 h 5[89] min|2 h|2 h 1 min)$/); // Within 1 %.
  await page.context().close();
});

test('a flood of changes of one lead makes an open board neither listen nor count again', async () => {
  const interest = await someInterest();
  // Alone on the board of an agent: what other tests' leads still do is counted there.
  const agentId = `agente-${interest.contactId}`;
  await otherSystems().doc(`contacts/${agentId}`).set({ name: 'Avalancha' });
  const { leadId } = await scheduled(agent, interest, { agentId });
  const { email, password } = await createPerson(PEOPLE.agent);
  const page = await openWindow();
  await page.goto(address(`/embudo?agente=${agentId}`));
  // What comes after the first leads: two counts and a list.
  const isCountOf = (text: string) => (request: Request) =>
    /:runAggregationQuery/.test(request.url()) && (request.postData() ?? '').includes(text);
  // The columns are sorted by `attention`, too, but each asks for its status.
  const isList = (request: Request) => {
    const body = decodeURIComponent(request.postData() ?? '');
    return /addTarget.*attention/.test(body) && !body.includes('"status"');
  };
  const rest = [isCountOf('attention'), isCountOf('"enquiries"'), isList].map((each) =>
    page.waitForRequest(each),
  );
  await signInAt(page, email, password);
  const card = cardIn(page, 'Visita Pendiente', interest);
  await card.waitFor();
  await Promise.all(rest);
  await page.locator('board-column [aria-busy]').first().waitFor({ state: 'detached' });
  await column(page, 'Cerrado').locator('.count', { hasText: /\d/ }).waitFor();
  await card.getByText('Avalancha').waitFor(); // The names have been read.
  const requests: string[] = [];
  page.on('request', (request) => {
    const body = decodeURIComponent(request.postData() ?? '');
    const isName = /\/documents\/(contacts|listings)\//.test(body); // A busy machine reads the last ones now.
    if (/:runAggregationQuery/.test(request.url()) || (body.includes('"addTarget"') && !isName)) {
      requests.push(body);
    }
  });
  const lead = otherSystems().doc(`leads/${leadId}`);
  for (let round = 0; round < 20; round += 1) {
    const versions = Array.from({ length: 25 }, (_, n) => Date.UTC(2031, 0, 1, 10, round, n));
    await Promise.all(
      versions.map((at) => lead.update({ nextViewingAt: Timestamp.fromMillis(at) })),
    );
  }
  await card.getByText('2031').waitFor();
  expect(requests).toEqual([]);
  await page.context().close();
});

test('with many leads the board reads a page of each column and counts the rest, and the reports count too', async () => {
  const removeThem = await manyLeads(700);
  const { email, password } = await createPerson(PEOPLE.admin);
  const page = await openWindow({ isScrolled: false });
  let counts = 0;
  let listeners = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && /:runAggregationQuery/.test(request.url())) counts += 1;
    listeners += (request.postData() ?? '').match(/%22addTarget%22/g)?.length ?? 0;
  });
  await signInAt(page, email, password);
  const cards = column(page, 'Oferta Presentada').locator('lead-card');
  await until('a page of cards is there', async () => (await cards.count()) === 10);
  await column(page, 'Oferta Presentada')
    .locator('.count', { hasText: /^[789]\d|^1\d\d/ })
    .waitFor();
  await column(page, 'Cerrado')
    .locator('.count', { hasText: /^[789]\d|^1\d\d/ })
    .waitFor();
  await cards.getByText('Cliente').first().waitFor();
  await page.locator('board-column [aria-busy]').first().waitFor({ state: 'detached' });

  // Nine columns of ten leads, each with a contact and a listing, and the agents. What the rules read is not among them.
  const atMost = 300;
  const read = await documentsRead(page);
  expect(read).toBeGreaterThan(9 * 10);
  expect(read).toBeLessThan(atMost);
  // Nine columns and who needs somebody in each, four sums of offers, three outcomes, the leads that need somebody, the
  // open enquiries, and the rejected documents of three collections.
  expect(counts).toBeLessThanOrEqual(2 * 9 + 4 + 3 + 1 + 1 + 3);
  // For each of them the rules look once whether the user's role was taken away.
  const looks = listeners + counts;
  console.log(`The rules of the board look ${looks} times whether a role was taken away.`);
  expect(listeners).toBeGreaterThan(9);
  expect(looks).toBeLessThan(60);

  await column(page, 'Oferta Presentada')
    .getByRole('button', { name: /Ver más/ })
    .scrollIntoViewIfNeeded();
  await until('another page is there', async () => (await cards.count()) >= 20);

  await page.goto(address('/informes'));
  await page.getByText('Leads distintos').waitFor();
  await page.getByRole('button', { name: '1 año' }).click();
  await page.getByText('Entradas en cada estado').waitFor();
  const row = page.getByRole('row', { name: /^Información Solicitada/ });
  await row.getByText(/^(1 h 5\d min|2 h)$/).waitFor(); // The mean of these leads and of those that other tests have left.
  await page.context().close();
  await removeThem();
});
