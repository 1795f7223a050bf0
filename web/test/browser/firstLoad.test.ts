/** What the first visit to the board costs on a slow phone: bytes, and requests that wait for each other. */
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { z } from 'zod';
import { address, scheduled, signInAt, someInterest } from '../support/board';
import { startedChromium } from '../support/chromium';
import { createPerson, PEOPLE, signIn } from '../../../functions/test/support/clients';
import { until } from '../../../functions/test/support/until';

let page: Page;

beforeEach(async () => {
  page = await (await startedChromium()).newPage();
});
afterEach(async () => {
  await page.context().close();
});

/** The bytes of the board's own files that a page has loaded, as Hosting compresses them. */
function countBytes(): (isCounted?: (url: string) => boolean) => Promise<number> {
  const sizes = new Map<string, Promise<number>>();
  page.on('response', (response: Response) => {
    const url = response.url();
    if (!url.startsWith(address('/'))) return;
    sizes.set(
      url,
      response.body().then((body) => gzipSync(body).length),
    );
  });
  return async (isCounted = () => true) => {
    const counted = [...sizes].filter(([url]) => isCounted(url)).map(([, size]) => size);
    return (await Promise.all(counted)).reduce((sum, size) => sum + size, 0);
  };
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

/** Notes when the first lead is on the page. */
const NOTE_FIRST_LEAD = `new MutationObserver((_, observer) => {
  if (document.querySelector('lead-card') === null) return;
  window.firstLeadAt = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });`;

/** The addresses that were asked for before the first lead was on the page. */
const ASKED_BEFORE = `[
  location.href,
  ...performance
    .getEntriesByType('resource')
    .filter(({ startTime }) => startTime < window.firstLeadAt)
    .map(({ name }) => name),
]`;

/** The elements that the columns do not wait for. */
const COME_LATER =
  "['waiting-leads', 'attention-count', 'enquiry-count'].every((name) => customElements.get(name) !== undefined)";

test('the board takes at most 210 kB, gzipped, from the first page to the first lead, and 220 with what comes after', async () => {
  const agent = await signIn(PEOPLE.agent);
  await scheduled(agent, await someInterest('Primera'));
  await agent.leave();
  const { email, password } = await createPerson(PEOPLE.agent);
  await page.addInitScript(NOTE_FIRST_LEAD);
  const loaded = countBytes();
  await page.goto(address('/'));
  await signInAt(page, email, password, { isOwnDevice: false });
  await until('all has come', () => page.evaluate(COME_LATER));
  const before = z.array(z.string()).parse(await page.evaluate(ASKED_BEFORE));
  const toFirstLead = await loaded((url) => before.includes(url));
  expect(toFirstLead).toBeGreaterThan(100_000);
  expect(toFirstLead).toBeLessThanOrEqual(210_000);
  expect(await loaded()).toBeGreaterThan(toFirstLead);
  expect(await loaded()).toBeLessThanOrEqual(220_000);
});
