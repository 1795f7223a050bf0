/** The columns of the board in a real Chromium: their order, what their cards offer, and how all ten come into sight. */
import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import type { Browser } from 'playwright-core';
import type { LeadStatus } from '../../src/domain/leadStatus';
import {
  address,
  axeFindings,
  cardIn,
  column,
  complaints,
  decide,
  HOUR_MS,
  LIMIT_MS,
  moved,
  openAs,
  otherSystems,
  reached,
  scheduled,
  someInterest,
  type Named,
  type Window,
} from '../support/board';
import { launchChromium } from '../support/chromium';
import { PEOPLE, signIn, type SignedIn } from '../support/clients';
import { until } from '../support/until';

jest.setTimeout(4 * LIMIT_MS);

const db = otherSystems();
let browser: Browser;
/** An agent's other app. The board sees what it changes. */
let agent: SignedIn;
let lucia: Window;
beforeAll(async () => {
  browser = await launchChromium();
  agent = await signIn(PEOPLE.agent);
  lucia = await openAs(browser, PEOPLE.agent, { isScrolled: false });
});
afterAll(async () => {
  await browser.close();
  await agent.leave();
});
afterEach(() => {
  expect(complaints).toEqual([]);
});

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
    const { page } = await openAs(browser, PEOPLE.agent);
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
    await until('a page is there', async () => (await cards.count()) === 10, LIMIT_MS);
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
