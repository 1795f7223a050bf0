/** What people notice in a working day: the focus, narrow screens, forced colours, titles, messages and midnight. */
import type { Page } from 'playwright-core';
import { Timestamp } from 'firebase-admin/firestore';
import {
  address,
  cardIn,
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

const BOARD = '/embudo';

let agent: SignedIn;
let carmen: Window;

beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  carmen = await openAs(PEOPLE.admin);
});
afterAll(() => agent.leave());

/** The text or the label of the element that has the focus. Null if none has it. */
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(`(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) return null;
    return activeElement.ariaLabel ?? activeElement.textContent.trim();
  })()`);

async function focusIsOn(page: Page, text: RegExp): Promise<void> {
  await until(`the focus is on ${text}`, async () => text.test((await focused(page)) ?? ''));
}

describe('the focus', () => {
  test('goes along with a card that is moved with the keyboard', async () => {
    const { page } = carmen;
    const interest = await someInterest();
    await scheduled(agent, interest);
    await page.goto(address(BOARD));
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button').press('Enter');
    await decide(page, { to: 'Respuesta Pendiente' });
    await cardIn(page, 'Respuesta Pendiente', interest).waitFor();
    await focusIsOn(page, new RegExp(`^${interest.contact}`));
  });

  test('stays on a card whose column is reordered by somebody else', async () => {
    const { page } = carmen;
    const [first, second] = [await someInterest(), await someInterest()];
    await scheduled(agent, first);
    const { leadId } = await scheduled(agent, second);
    await page.goto(address(BOARD));
    await cardIn(page, 'Visita Pendiente', first).getByRole('button').focus();
    await moved(agent, leadId, 'Visita Pendiente', 'Respuesta Pendiente');
    await cardIn(page, 'Respuesta Pendiente', second).waitFor();
    await focusIsOn(page, new RegExp(`^Mover a ${first.contact}`));
  });

  test('goes to the heading of the board when a lead that was opened by its address is left', async () => {
    const { page } = carmen;
    const { leadId } = await scheduled(agent, await someInterest());
    await page.goto(address(`${BOARD}/${leadId}`));
    await page.locator('.timeline li').first().waitFor();
    await page.keyboard.press('Escape');
    await focusIsOn(page, /^Embudo$/);
    expect(new URL(page.url()).pathname).toBe(BOARD);
  });

  test('goes to the heading when the button that had it goes with a cancelled appointment', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    const claims = { role: 'contact', contactId: interest.contactId };
    const { page } = await openAs({ name: 'sofia', claims });
    await page.getByRole('button', { name: /^Cancelar la cita/ }).press('Enter');
    await page.getByRole('button', { name: 'Sí, cancelar' }).press('Enter');
    await page.getByText('Cancelada', { exact: true }).waitFor();
    await focusIsOn(page, /^Mis citas$/);
    await page.context().close();
  });
});

test('no page is wider than a window of 320 pixels', async () => {
  const interest = await someInterest();
  const { leadId, appointmentId } = await scheduled(agent, interest, { inHours: -4 });
  const { page } = await openAs(PEOPLE.admin, { isPhone: true });
  await page.setViewportSize({ width: 320, height: 640 });
  const pages: [path: string, there: string][] = [
    [BOARD, '.waiting'],
    [`${BOARD}/${leadId}`, '.timeline li'],
    ['/consultas', 'main h1'],
    ['/calendario', '.waiting'],
    [`/calendario/visita/${appointmentId}`, '.choice'],
    ['/informes', '.reports table'],
    ['/rechazados', 'main h1'],
  ];
  const wide: string[] = [];
  for (const [path, there] of pages) {
    await page.goto(address(path));
    await page.locator(there).first().waitFor();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    if (width !== 320) wide.push(`${path}: ${String(width)}`);
  }
  expect(wide).toEqual([]);
  await page.context().close();
});

test('with forced colours the current page, a pressed button and the step of a lead can still be seen', async () => {
  const { leadId } = await scheduled(agent, await someInterest());
  const { page } = await openAs(PEOPLE.admin);
  await page.emulateMedia({ forcedColors: 'active' });
  const styleOf = (selector: string, property: string): Promise<string> =>
    page.evaluate(
      `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`,
    );
  await page.goto(address('/informes'));
  await page.locator('[aria-pressed="true"]').waitFor();
  expect(await styleOf('.nav a[aria-current]', 'outlineStyle')).toBe('solid');
  expect(await styleOf('.nav a:not([aria-current])', 'outlineStyle')).toBe('none');
  expect(await styleOf('[aria-pressed="true"]', 'outlineStyle')).toBe('solid');
  await page.goto(address(`${BOARD}/${leadId}`));
  await page.locator('.timeline li').first().waitFor();
  const ground = await styleOf('dialog.drawer', 'backgroundColor');
  expect(await styleOf('.timeline .step-dot', 'backgroundColor')).not.toBe(ground);
  await page.context().close();
});

test('the title names the lead that is open, and its buttons are named apart', async () => {
  const { page } = carmen;
  const one = await someInterest();
  const other = { ...one, listingId: `${one.listingId}-2`, listing: `${one.listing} bis` };
  await otherSystems().doc(`listings/${other.listingId}`).set({ title: other.listing });
  await scheduled(agent, one);
  await scheduled(agent, other);
  await page.goto(address(BOARD));
  for (const { contact, listing } of [one, other]) {
    const button = page.getByRole('button', {
      name: `Mover a ${contact}, ${listing}`,
      exact: true,
    });
    await button.waitFor();
  }
  await page.locator('lead-card', { hasText: other.listing }).getByRole('link').click();
  // Before the name it may say how many leads need somebody.
  const title = async () => (await page.title()).replace(/^\(\d+\) /, '');
  await until('the title names the lead', async () =>
    (await title()).startsWith(`${other.contact}, ${other.listing}`),
  );
  await page.goBack();
  await until('the title names the page', async () => (await title()) === 'Embudo · Embudo');
});

test('Back closes a lead and keeps the search, and closing it leaves nothing for Forward to undo', async () => {
  const { page } = carmen;
  const interest = await someInterest();
  await scheduled(agent, interest);
  await page.goto(address(BOARD));
  await page.getByLabel('Buscar por cliente').fill(interest.contact);
  await until('the search is in the address', () =>
    Promise.resolve(new URL(page.url()).searchParams.get('buscar') === interest.contact),
  );
  await cardIn(page, 'Visita Pendiente', interest).getByRole('link').click();
  await page.getByRole('button', { name: 'Cerrar el lead' }).click();
  await page.locator('dialog.drawer').waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.get('buscar')).toBe(interest.contact);
  await page.reload();
  await cardIn(page, 'Visita Pendiente', interest).waitFor();
  expect(await page.getByLabel('Buscar por cliente').inputValue()).toBe(interest.contact);
});

describe('messages', () => {
  test('a failure goes as soon as the same thing works', async () => {
    const { page } = carmen;
    const interest = await someInterest();
    await scheduled(agent, interest);
    await page.goto(address(BOARD));
    const card = page.locator('lead-card', { hasText: interest.contact });
    await card.getByRole('button').click();
    await page.context().setOffline(true);
    await decide(page, { to: 'Respuesta Pendiente' });
    await page.getByText('Sin conexión: el lead no se ha movido.').waitFor();
    await page.context().setOffline(false);
    // By the keyboard: the message may lie over the button.
    await card.getByRole('button').press('Enter');
    await decide(page, { to: 'Respuesta Pendiente' });
    await page.getByText('ahora en «Respuesta Pendiente»').waitFor();
    expect(await page.locator('.toast.bad').count()).toBe(0);
  });

  test('waits while somebody points at it, and closes by itself afterwards', async () => {
    const interest = await someInterest();
    await scheduled(agent, interest);
    const { page } = await openAs(PEOPLE.admin);
    await cardIn(page, 'Visita Pendiente', interest).waitFor();
    await page.clock.install();
    await cardIn(page, 'Visita Pendiente', interest).getByRole('button').click();
    await decide(page, { to: 'Respuesta Pendiente' });
    const toast = page.locator('.toast', { hasText: interest.contact });
    await toast.hover();
    await page.clock.runFor(60_000);
    expect(await toast.count()).toBe(1);
    await page.mouse.move(5, 5);
    await page.clock.runFor(10_000);
    await toast.waitFor({ state: 'detached' });
    await page.context().close();
  });
});

test('a page that is open at midnight says «ayer» of what it called «hoy»', async () => {
  const interest = await someInterest();
  const { leadId } = await scheduled(agent, interest);
  await reached(agent, `leads/${leadId}`, 'status', 'Visita Pendiente');
  const { page } = await openAs(PEOPLE.admin);
  await page.clock.install({ time: new Date() });
  await page.goto(address(BOARD));
  await otherSystems().doc(`leads/${leadId}`).update({ nextViewingAt: Timestamp.now() });
  const visit = cardIn(page, 'Visita Pendiente', interest).locator('.card-visit');
  await visit.getByText('hoy').waitFor();
  await page.clock.fastForward('24:00:00');
  await visit.getByText('ayer').waitFor();
  await page.context().close();
});
