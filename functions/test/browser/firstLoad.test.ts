/** What the first visit to the board costs on a slow phone: bytes, and requests that wait for each other. */
import { gzipSync } from 'node:zlib';
import type { Browser, Page, Response } from 'playwright-core';
import { address, signInAt } from '../support/board';
import { launchChromium } from '../support/chromium';
import { createPerson, PEOPLE } from '../support/clients';

jest.setTimeout(120_000);

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  page = await (await browser.newContext()).newPage();
});
afterEach(async () => {
  await page.context().close();
});

/** The bytes of the board's own files that a page has loaded, as Hosting compresses them. */
function countBytes(): () => Promise<number> {
  const sizes: Promise<number>[] = [];
  page.on('response', (response: Response) => {
    if (!response.url().startsWith(address('/'))) return;
    sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** A slow phone: what it receives in a second, and how long it waits for the first byte of an answer. */
const BYTES_PER_SECOND = 50_000;
const LATENCY_SECONDS = 0.4;
/** The form is to be there within 2.5 s. A fifth of that is left to the phone's processor. */
const FORM_SECONDS = 2;

test('the form to sign in needs the page and what it names, no more than a slow phone loads in time', async () => {
  const html = await (await fetch(address('/'))).text();
  const named = [...html.matchAll(/<(?:script|link)[^>]*? (?:src|href)="(\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  expect(named.filter((path) => path.endsWith('.js')).length).toBeGreaterThan(0);
  const loaded = countBytes();
  // Nothing else is answered: neither the SDKs nor what they ask for.
  await page.route('**', (route) =>
    ['/', ...named].includes(new URL(route.request().url()).pathname)
      ? route.continue()
      : undefined,
  );
  await page.goto(address('/'), { waitUntil: 'commit' });
  await page.getByLabel('Correo').waitFor();
  await page.getByRole('button', { name: 'Entrar' }).waitFor();
  // One answer for the page, and one round of answers for all that it names.
  const seconds = 2 * LATENCY_SECONDS + (await loaded()) / BYTES_PER_SECOND;
  expect(seconds).toBeLessThan(FORM_SECONDS);
});

test('before its scripts have come, the page shows its name and that it is loading', async () => {
  await page.route('**/*.js', () => undefined);
  await page.goto(address('/embudo'), { waitUntil: 'commit' });
  await page.getByRole('link', { name: 'Embudo' }).waitFor();
  expect(await page.locator('main [aria-busy]').innerText()).toContain('Cargando…');
});

test('the board takes at most 210 kB, gzipped, from the first page to the first lead', async () => {
  const loaded = countBytes();
  const { email, password } = await createPerson(PEOPLE.agent);
  await page.goto(address('/'));
  await signInAt(page, email, password, { isOwnDevice: false });
  await page.getByRole('heading', { name: 'Visita Pendiente' }).waitFor();
  expect(await loaded()).toBeGreaterThan(100_000);
  expect(await loaded()).toBeLessThanOrEqual(210_000);
});
