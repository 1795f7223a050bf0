/** The columns of the board in a real Chromium: their order, what their cards offer, and how all ten come into sight. */
import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { LEAD_STATUSES, type LeadStatus } from '../../../functions/src/domain/leadStatus';
import {
  address,
  axeFindings,
  cardIn,
  column,
  decide,
  dragCard,
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

const db = otherSystems();
/** An agent's other app. The board sees what it changes. */
let agent: SignedIn;
let lucia: Window;
beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  lucia = await openAs(PEOPLE.agent, { isScrolled: false });
});
afterAll(() => agent.leave());

/** An agent whose leads no other test has. */
const newAgent = () => `agente-de-columnas-${randomUUID().slice(0, 8)}`;
const boardOf = (agentId: string) => address(`/embudo?agente=${agentId}`);

/** Noon in Madrid, or an hour later in summer. */
const NOON = new Date(new Date().toISOString().slice(0, 10) + 'T11:00:00Z').getTime();

/** Writes a lead as the functions would have written it, which needs somebody so many hours from noon. */
async function writtenLead(
  agentId: string,
  status: LeadStatus,
  attentionInHours: number,
  contact = 'Vera',
): Promise<Named & { leadId: string }> {
  const interest = await someInterest(contact);
  const at = Timestamp.fromMillis(NOON + attentionInHours * HOUR_MS);
  const { id } = await db.collection('leads').add({
    contactId: interest.contactId,
    listingId: interest.listingId,
    prospectId: 'p',
    assignedTo: agentId,
    status,
    source: 'Appointment',
    missingInfo: [],
    createdAt: at,
    updatedAt: at,
    statusChangedAt: at,
    attention: status === 'Cerrado' ? null : { at, why: 'stale' },
    ...(status === 'Cerrado' && { closed: { outcome: 'lost', reason: 'Precio' } }),
    viewings: { appointments: {}, visits: {} },
    history: { seq: 1, status, at, decision: { status, outcome: null, reason: 'Ya', at } },
  });
  return { ...interest, leadId: id };
}

const namesIn = (status: string) =>
  column(lucia.page, status).locator('.card-name').allTextContents();

describe('what burns comes first', () => {
  test('open leads come in the order in which they need somebody, with a dot that follows the clock; closed ones newest first', async () => {
    const agentId = newAgent();
    const later = await writtenLead(agentId, 'Oferta Presentada', 30);
    const today = await writtenLead(agentId, 'Oferta Presentada', 5);
    const overdue = await writtenLead(agentId, 'Oferta Presentada', -30);
    const closed = [
      await writtenLead(agentId, 'Cerrado', -300),
      await writtenLead(agentId, 'Cerrado', -200),
    ];
    const { page } = await openAs(PEOPLE.agent);
    await page.clock.install({ time: NOON });
    await page.goto(boardOf(agentId));
    const card = (lead: Named) => cardIn(page, 'Oferta Presentada', lead);
    const order = column(page, 'Oferta Presentada').locator('.card-name');
    await card(later).getByText('Más adelante', { exact: true }).waitFor({ state: 'attached' });
    expect(await order.allTextContents()).toEqual(
      [overdue, today, later].map((each) => each.contact),
    );
    await card(overdue).getByText('Atrasado', { exact: true }).waitFor();
    await card(today).getByText('Hoy', { exact: true }).waitFor();
    await page.clock.fastForward('06:00:00');
    await card(today).getByText('Atrasado', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Ver los cerrados' }).click();
    const closedCards = column(page, 'Cerrado').locator('.card-name');
    await closedCards.filter({ hasText: 'Vera' }).nth(1).waitFor();
    expect(await closedCards.allTextContents()).toEqual(
      closed.toReversed().map((each) => each.contact),
    );
    await page.context().close();
  });

  test('a card offers its next step: to register a visit, to schedule one, to call, or to put it off', async () => {
    const agentId = newAgent();
    const [visited, asked, ahead] = [
      await someInterest('Ana'),
      await writtenLead(agentId, 'Información Solicitada', -30, 'Blas'),
      await someInterest('Cruz'),
    ];
    const offered = await writtenLead(agentId, 'Oferta Presentada', 30, 'Dora');
    const { appointmentId } = await scheduled(agent, visited, { inHours: -50, agentId });
    await scheduled(agent, ahead, { inHours: 200, agentId });
    const { page } = lucia;
    await page.goto(boardOf(agentId));
    const pending = cardIn(page, 'Visita Pendiente', visited);
    const register = pending.getByRole('link', { name: /^Registrar visita/ });
    await register.waitFor();
    expect(await axeFindings(page, 'the board with steps')).toEqual([]);
    // Nobody can say yet how a visit went that lies ahead, and it need not be put off.
    const calm = cardIn(page, 'Visita Pendiente', ahead).locator('lead-step');
    expect(await calm.locator('a, button, select').count()).toBe(0);
    const call = cardIn(page, 'Oferta Presentada', offered).getByRole('link', { name: /^Llamar/ });
    expect(await call.getAttribute('href')).toBe('tel:+34600000001');

    await cardIn(page, 'Información Solicitada', asked)
      .getByRole('button', { name: /^Programar visita/ })
      .click();
    const form = page.locator('schedule-dialog dialog[open]');
    await form.waitFor();
    expect(await form.getByRole('combobox', { name: 'Inmueble' }).inputValue()).toBe(asked.listing);
    await page.keyboard.press('Escape');

    await register.click();
    await page.waitForURL(`**/calendario/visita/${appointmentId}`);
    await page.goBack();
    await pending.getByLabel(/^Posponer/).selectOption('7');
    await page.getByText(`${visited.contact}: pospuesto hasta el`).waitFor();
    await register.waitFor({ state: 'detached' });
  });

  test('a lead that is moved stays in sight where its column’s loaded leads end before it, and follows what others do', async () => {
    const agentId = newAgent();
    const first = await someInterest('Gil');
    const { leadId } = await scheduled(agent, first, { agentId });
    await Promise.all(
      Array.from({ length: 11 }, () => writtenLead(agentId, 'Respuesta Pendiente', -30)),
    );
    const { page } = lucia;
    await page.goto(boardOf(agentId));
    const cards = column(page, 'Respuesta Pendiente').locator('lead-card');
    await until('a page is there', async () => (await cards.count()) === 10);
    await cardIn(page, 'Visita Pendiente', first)
      .getByRole('button', { name: /^Mover a/ })
      .click();
    await decide(page, { to: 'Respuesta Pendiente' });
    const card = cardIn(page, 'Respuesta Pendiente', first);
    await card.waitFor();
    await page.getByText(`${first.contact}: ahora en «Respuesta Pendiente».`).waitFor();
    await until(
      'it is confirmed',
      async () => (await page.locator('lead-card.moving').count()) === 0,
    );
    // It is not due for a week: behind those that are loaded.
    expect((await namesIn('Respuesta Pendiente')).at(-1)).toBe(first.contact);
    await moved(agent, leadId, 'Respuesta Pendiente', 'Información Solicitada');
    await cardIn(page, 'Información Solicitada', first).waitFor();
    await card.waitFor({ state: 'detached' });
    await reached(agent, `leads/${leadId}`, 'status', 'Información Solicitada');
  });
});

/** What sticks out of its card, or lies over a sibling. */
const OVERLAPS = `[...document.querySelectorAll('lead-card')].flatMap((card) => {
  card.style.contentVisibility = 'visible';
  const box = card.closest('.cards').getBoundingClientRect();
  const parts = [card, ...card.querySelectorAll('*')].filter((part) => part.closest('.hidden-text, option') === null);
  const shown = parts.filter((part) => getComputedStyle(part).display !== 'contents');
  const wide = shown.filter((part) => part.getBoundingClientRect().right > box.right + 1);
  const rows = [...card.children];
  const crossing = rows.filter((row, n) =>
    rows.slice(n + 1).some((next) => next.getBoundingClientRect().top < row.getBoundingClientRect().bottom - 1));
  return [...wide, ...crossing].map((part) => part.outerHTML);
})`;

const strings = z.array(z.string());

describe('ten columns on a laptop', () => {
  const strip = () => lucia.page.getByRole('navigation', { name: 'Resumen del embudo' });
  const stepOf = (status: string) => strip().getByRole('button', { name: status });
  const isFolded = async (status: string) =>
    (await column(lucia.page, status).getAttribute('class'))?.includes('folded') === true;

  test('all ten are in sight with leads in each, and nothing in them overlaps', async () => {
    const agentId = newAgent();
    for (const status of LEAD_STATUSES) {
      await writtenLead(agentId, status, -30, 'María de los Ángeles Fernández');
      await writtenLead(agentId, status, 5, 'Juan');
    }
    const { page } = lucia;
    await page.goto(boardOf(agentId));
    await stepOf('Cerrado').click();
    await column(page, 'Cerrado').locator('lead-card').nth(1).waitFor();
    await page
      .getByRole('button', { name: /^Programar visita/ })
      .first()
      .waitFor();
    for (const status of LEAD_STATUSES) {
      const head = await page.getByRole('heading', { name: status, exact: false }).boundingBox();
      expect(head?.x).toBeGreaterThanOrEqual(0);
      expect((head?.x ?? 0) + (head?.width ?? 0)).toBeLessThanOrEqual(1_440);
      expect(await isFolded(status)).toBe(false);
    }
    expect(
      await page.evaluate(
        `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.columns'))`,
      ),
    ).toBe(0);
    expect(strings.parse(await page.evaluate(OVERLAPS))).toEqual([]);
    expect(await axeFindings(page, 'ten columns')).toEqual([]);
    await page.getByRole('button', { name: 'Plegar Cerrado' }).click();
  });

  test('empty columns are strips that take drops, and what somebody folds stays folded until their session ends', async () => {
    const agentId = newAgent();
    const lead = await writtenLead(agentId, 'Información Solicitada', -30);
    const { page } = await openAs(PEOPLE.agent);
    await page.goto(boardOf(agentId));
    const card = cardIn(page, 'Información Solicitada', lead);
    await card.waitFor();
    await page.getByRole('button', { name: 'Desplegar Respuesta Pendiente' }).waitFor();
    expect(await axeFindings(page, 'folded columns')).toEqual([]);
    await dragCard(card, column(page, 'Respuesta Pendiente'));
    await decide(page, {});
    await cardIn(page, 'Respuesta Pendiente', lead).waitFor();
    const unfold = page.getByRole('button', { name: 'Desplegar Información Solicitada' });
    await unfold.waitFor();

    await page.getByRole('button', { name: 'Plegar Respuesta Pendiente' }).click();
    await cardIn(page, 'Respuesta Pendiente', lead).waitFor({ state: 'detached' });
    await unfold.click();
    await column(page, 'Información Solicitada').getByText('Ninguno').waitFor();
    await page.reload();
    await column(page, 'Información Solicitada').getByText('Ninguno').waitFor();
    await page.getByRole('button', { name: 'Desplegar Respuesta Pendiente' }).waitFor();
    // Whoever searches sees what they find, wherever it is.
    await page.getByLabel('Buscar por cliente').fill(lead.contact);
    await cardIn(page, 'Respuesta Pendiente', lead).waitFor();
    await page.getByLabel('Buscar por cliente').fill('');
    const kept = () => page.evaluate("localStorage.getItem('embudo-columns')");
    expect(await kept()).toContain('Respuesta Pendiente');
    await page.getByRole('button', { name: 'Salir' }).click();
    await page.getByRole('heading', { name: 'Entrar en Embudo' }).waitFor();
    expect(await kept()).toBeNull();
    await page.context().close();
  });

  test('the strip above counts the leads of each status and those that burn, and leads to its column', async () => {
    const agentId = newAgent();
    await Promise.all([
      ...Array.from({ length: 12 }, () => writtenLead(agentId, 'Oferta Presentada', -30)),
      writtenLead(agentId, 'Oferta Presentada', 30),
      writtenLead(agentId, 'Visita Realizada', -30),
      writtenLead(agentId, 'Visita Realizada', 30),
      writtenLead(agentId, 'Cerrado', -30),
    ]);
    const { page } = lucia;
    await page.goto(boardOf(agentId));
    await stepOf('Oferta Presentada').getByText('12 atrasados').waitFor();
    await stepOf('Oferta Presentada').getByText(/^13/).waitFor();
    await stepOf('Visita Realizada').getByText('1 atrasado', { exact: true }).waitFor();
    await stepOf('Cerrado').getByText(/^1\s/).waitFor();
    expect(await stepOf('Respuesta Pendiente').innerText()).toMatch(/^Respuesta Pendiente\s+0/);
    await stepOf('Cerrado').click();
    await column(page, 'Cerrado').locator('lead-card').waitFor();
    expect(await page.locator('board-column section:focus h2').innerText()).toContain('Cerrado');
    await page.getByRole('button', { name: 'Plegar Cerrado' }).click();
  });

  test('while a card is dragged, a column that does not take it says why', async () => {
    const agentId = newAgent();
    const lead = await writtenLead(agentId, 'Visita Realizada', 30);
    const { page } = lucia;
    await page.goto(boardOf(agentId));
    // Dragging is loaded once the first leads are there, and so is the strip.
    await strip().waitFor();
    await cardIn(page, 'Visita Realizada', lead).locator('.card-name').hover();
    await page.locator('lead-card[draggable="true"]').first().waitFor();
    await page.mouse.down();
    const moveTo = async (status: string): Promise<void> => {
      const { x, y, width } = (await column(page, status).boundingBox()) ?? {
        x: 0,
        y: 0,
        width: 0,
      };
      await page.mouse.move(x + width / 2, y + 200, { steps: 5 });
    };
    await moveTo('Respuesta Pendiente');
    const why = (status: string) => column(page, status).locator('.why-barred');
    await why('Oferta Aceptada').waitFor();
    expect(await why('Oferta Aceptada').textContent()).toBe(
      'Un agente no puede pasar de «Visita Realizada» a «Oferta Aceptada»',
    );
    expect(await why('Visita Realizada').textContent()).toBe('Ya está aquí');
    expect(await why('Respuesta Pendiente').count()).toBe(0);
    await moveTo('Oferta Aceptada');
    await page.mouse.up();
    await why('Oferta Aceptada').waitFor({ state: 'detached' });
    expect(await page.locator('move-dialog dialog[open]').count()).toBe(0);
  });

  test('on a phone the columns are chosen from a list', async () => {
    const agentId = newAgent();
    const lead = await writtenLead(agentId, 'Oferta Rechazada', 30);
    const { page } = await openAs(PEOPLE.agent, { isPhone: true });
    await page.goto(boardOf(agentId));
    await cardIn(page, 'Oferta Rechazada', lead).waitFor({ state: 'attached' });
    await page.locator('board-column [aria-busy]').first().waitFor({ state: 'detached' });
    await page.getByLabel('Ir a la columna').selectOption('Oferta Rechazada');
    await until('the card is in sight', async () => {
      const box = await cardIn(page, 'Oferta Rechazada', lead).boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= 390;
    });
    expect(await page.locator('funnel-strip').isVisible()).toBe(false);
    await page.context().close();
  });
});

describe('a reason in one tap', () => {
  /** Writes moves by hand to a status, newest first, with these reasons. */
  async function earlierMoves(to: LeadStatus, reasons: readonly string[]): Promise<void> {
    const history = db.collection(`leads/${randomUUID()}/statusHistory`);
    for (const [n, reason] of reasons.entries()) {
      const seq = reasons.length - n;
      const at = Timestamp.fromMillis(Date.now() - n * 1_000);
      await history.doc(String(seq).padStart(6, '0')).set({
        ...{ seq, from: 'Visita Realizada', to, at, effectiveAt: at, cause: 'manual', reason },
        source: { collection: 'leads', id: 'x' },
        actor: { type: 'user', id: 'lucia' },
        secondsInPrevious: 60,
      });
    }
  }
  const dialog = (page: Page) => page.locator('move-dialog dialog[open]');
  const chips = (page: Page) => dialog(page).getByRole('group', { name: 'Habituales' });

  test('a move offers the reasons that the agency uses most for that step, and one can still be edited', async () => {
    const agentId = newAgent();
    const lead = await writtenLead(agentId, 'Visita Realizada', -30);
    const [usual, second] = [`Hizo oferta ${agentId}`, `Por escrito ${agentId}`];
    const once = `Cosa de una vez ${agentId}`;
    await earlierMoves('Oferta Presentada', [
      second,
      usual,
      once,
      usual.toUpperCase(),
      second,
      usual,
    ]);
    const { page } = lucia;
    await page.goto(boardOf(agentId));
    await cardIn(page, 'Visita Realizada', lead)
      .getByRole('button', { name: /^Mover a/ })
      .click();
    await dialog(page).getByLabel('Oferta Presentada', { exact: true }).check();
    await chips(page).getByRole('button', { name: usual }).waitFor();
    const offered = await chips(page).getByRole('button').allInnerTexts();
    expect(offered.filter((each) => each.includes(agentId))).toEqual([usual, second]);
    expect(offered.length).toBeLessThanOrEqual(5);
    await chips(page).getByRole('button', { name: usual }).click();
    expect(await axeFindings(page, 'usual reasons', 'move-dialog dialog')).toEqual([]);
    const reason = dialog(page).getByLabel('Motivo');
    expect(await reason.inputValue()).toBe(usual);
    await reason.fill(`${usual}, por teléfono`);
    await dialog(page).getByRole('button', { name: 'Mover', exact: true }).click();
    await page.getByText(`${lead.contact}: ahora en «Oferta Presentada».`).waitFor();
    const history = await db.collection(`leads/${lead.leadId}/statusHistory`).get();
    expect(history.docs.map((entry): unknown => entry.get('reason'))).toContain(
      `${usual}, por teléfono`,
    );
  });

  test('a lost lead offers the agency’s list, which an admin changes, and no agent', async () => {
    await db.doc('settings/board').delete();
    const agentId = newAgent();
    const lead = await writtenLead(agentId, 'Respuesta Pendiente', -30);
    const close = async (page: Page): Promise<void> => {
      await page.goto(boardOf(agentId));
      await cardIn(page, 'Respuesta Pendiente', lead)
        .getByRole('button', { name: /^Mover a/ })
        .click();
      await dialog(page).getByLabel('Cerrado', { exact: true }).check();
    };
    const { page: admin } = await openAs(PEOPLE.admin);
    await close(admin);
    await dialog(admin).getByLabel('Perdido', { exact: true }).check();
    await chips(admin).getByRole('button', { name: 'Sin financiación' }).waitFor();
    await chips(admin).getByRole('button', { name: 'Cambiar la lista…' }).click();
    const list = admin.locator('lost-reasons-dialog dialog[open]');
    await list.waitFor();
    expect(await axeFindings(admin, 'the list', 'lost-reasons-dialog dialog')).toEqual([]);
    await list.getByLabel('Un motivo por línea').fill('x'.repeat(101));
    await list.getByRole('button', { name: 'Guardar' }).click();
    await list.getByText('Sobra 1 carácter: caben 100.').waitFor();
    await list.getByLabel('Un motivo por línea').fill('Se muda a otra ciudad\nPrecio\n\nprecio');
    await list.getByRole('button', { name: 'Guardar' }).click();
    await chips(admin).getByRole('button', { name: 'Se muda a otra ciudad' }).waitFor();
    await list.waitFor({ state: 'detached' });
    const kept = (await db.doc('settings/board').get()).data();
    expect(Object.keys(kept ?? {}).sort()).toEqual(['lostReasons', 'updatedAt', 'updatedBy']);
    await admin.context().close();

    const { page } = lucia;
    await close(page);
    await chips(page).getByRole('button', { name: 'Se muda a otra ciudad' }).click();
    expect(await chips(page).getByRole('button').allInnerTexts()).toEqual([
      'Se muda a otra ciudad',
      'Precio',
    ]);
    await dialog(page).getByRole('button', { name: 'Mover', exact: true }).click();
    await page.getByText(`${lead.contact}: ahora en «Cerrado».`).waitFor();
    const closed: unknown = (await db.doc(`leads/${lead.leadId}`).get()).get('closed');
    expect(closed).toMatchObject({ outcome: 'lost', reason: 'Se muda a otra ciudad' });
    await db.doc('settings/board').delete();
  });
});
