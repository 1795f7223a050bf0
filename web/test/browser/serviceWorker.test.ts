/** What the service worker of the built board stores, in a real Chromium. Needs no emulators. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startedChromium } from '../support/chromium';
import { buildBoard, serveHosting, type Served } from '../support/hosting';

let built: string;
/** The path of a script of the board. */
let script: string;
let page: Page;
let served: Served;

beforeAll(() => {
  built = buildBoard('https://europe-west1-agencia.cloudfunctions.net');
  const [name = ''] = readdirSync(join(built, 'assets')).filter((each) => each.endsWith('.js'));
  script = `/assets/${name}`;
});
afterAll(() => {
  rmSync(built, { recursive: true });
});
afterEach(async () => {
  await page.context().close();
  await served.close();
});

/** Registers the service worker, and resolves to what becomes of it: `activated` or `redundant`. */
const REGISTER = `(async () => {
  const former = await navigator.serviceWorker.getRegistration();
  const registration = await navigator.serviceWorker.register('/sw.js');
  if (former !== undefined) await registration.update();
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  while (!['activated', 'redundant'].includes(worker.state)) {
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
  }
  return worker.state;
})()`;

const storedType = (path: string) =>
  page.evaluate(
    `caches.match('${path}').then((found) => found?.headers.get('content-type') ?? null)`,
  );

test('a file is stored as the server has it, whatever the browser remembers of its address', async () => {
  const former = mkdtempSync(join(tmpdir(), 'embudo-former-'));
  writeFileSync(join(former, 'index.html'), '<title>The page</title>');
  // A Hosting that answers with the page in the place of a missing file, and lets it be kept for a year.
  const careless = await serveHosting(former, {
    rewrites: [{ source: '**', destination: '/index.html' }],
    headers: [
      {
        source: '/assets/**',
        headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }],
      },
    ],
  });
  page = await (await startedChromium()).newPage();
  const typeInPage = `fetch('${script}').then(({ headers }) => headers.get('content-type'))`;
  await page.goto(careless.origin);
  expect(await page.evaluate(typeInPage)).toContain('text/html');
  await careless.close();
  rmSync(former, { recursive: true });

  served = await serveHosting(built, { port: careless.port });
  await page.goto(`${served.origin}/icon.svg`);
  expect(await page.evaluate(typeInPage)).toContain('text/html'); // The browser remembers.
  expect(await page.evaluate(REGISTER)).toBe('activated');
  expect(await storedType(script)).toContain('javascript');
});

test('a version with a missing file, or with the page in its place, is not installed, and the former one stays', async () => {
  served = await serveHosting(built);
  page = await (await startedChromium()).newPage();
  await page.goto(`${served.origin}/icon.svg`);
  expect(await page.evaluate(REGISTER)).toBe('activated');
  const worker = join(built, 'sw.js');
  const text = readFileSync(worker, 'utf8');
  const withFile = (path: string) => text.replace('const FILES = [', `const FILES = ["${path}", `);
  for (const path of ['/assets/gone.js', '/the-page-in-its-place.js']) {
    expect(withFile(path)).not.toBe(text);
    writeFileSync(worker, withFile(path));
    expect(await page.evaluate(REGISTER)).toBe('redundant');
    expect(await storedType(path)).toBeNull();
    expect(await storedType(script)).toContain('javascript');
  }
  writeFileSync(worker, text);
});
