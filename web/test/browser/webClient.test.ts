/**
 * The pipeline through a real browser: a small app on the web SDK (page/), in a real Chromium, under the
 * rules, with the functions at work.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { createPerson, PEOPLE, type Person } from '../../../functions/test/support/clients';
import { startedChromium } from '../support/chromium';
import { LIMIT_MS, until } from '../../../functions/test/support/until';

let server: Server;
let address: string;

beforeAll(async () => {
  const folder = join(__dirname, 'page');
  const bundle = await build({
    entryPoints: [join(folder, 'app.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const files: Record<string, [type: string, content: string]> = {
    '/': ['text/html', readFileSync(join(folder, 'index.html'), 'utf8')],
    '/app.js': ['text/javascript', bundle.outputFiles[0]?.text ?? ''],
  };
  server = createServer(({ url = '' }, response) => {
    const [type, content] = files[new URL(url, 'http://page').pathname] ?? ['text/plain', ''];
    response.setHeader('content-type', `${type}; charset=utf-8`).end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const listening = server.address();
  const port = typeof listening === 'object' ? listening?.port : undefined;
  const emulators = new URLSearchParams({
    auth: process.env['FIREBASE_AUTH_EMULATOR_HOST'] ?? '',
    firestore: process.env['FIRESTORE_EMULATOR_HOST'] ?? '',
    functions: process.env['FUNCTIONS_EMULATOR_HOST'] ?? '',
  });
  address = `http://127.0.0.1:${String(port)}/?${emulators.toString()}`;
});
afterAll(() => {
  server.close();
});

/** Opens a window with its own storage (as on another computer) and signs a person in. */
async function openAs(person: Person): Promise<{ page: Page; requests: string[] }> {
  const { email, password, uid } = await createPerson(person);
  const page = await (await startedChromium()).newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(address);
  await page.getByLabel('Correo').fill(email);
  await page.getByLabel('Contraseña').fill(password);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await page.locator('#user', { hasText: uid }).waitFor();
  return { page, requests };
}

async function schedule(page: Page): Promise<string> {
  await page.getByLabel('Contacto').fill(crypto.randomUUID());
  await page.getByLabel('Inmueble').fill('calle-mayor-1');
  await page.getByRole('button', { name: 'Agendar visita' }).click();
  await status(page, 'Visita Pendiente');
  return page.locator('#lead').innerText();
}
async function watch(page: Page, leadId: string): Promise<void> {
  await page.getByLabel('Lead').fill(leadId);
  await page.getByRole('button', { name: 'Ver lead' }).click();
}
async function move(page: Page, to: string): Promise<void> {
  await page.getByLabel('Estado nuevo').fill(to);
  await page.getByLabel('Motivo').fill('Lo confirma la propiedad');
  await page.getByRole('button', { name: 'Mover', exact: true }).click();
}
/** These wait until the page shows a status or an error. */
const status = (page: Page, text: string) => shows(page, '#status', text);
const error = (page: Page, code: string) => shows(page, '#error', code);
const shows = (page: Page, selector: string, text: string) =>
  until(
    `${selector} shows ${text}`,
    async () => (await page.locator(selector).innerText()) === text,
  );

test('an agent takes a lead to an accepted offer, and a second window sees each step live', async () => {
  const [agent, admin] = await Promise.all([openAs(PEOPLE.agent), openAs(PEOPLE.admin)]);
  const leadId = await schedule(agent.page);
  await watch(admin.page, leadId);
  await status(admin.page, 'Visita Pendiente');

  await agent.page.getByRole('button', { name: 'Registrar visita' }).click();
  await status(admin.page, 'Oferta Presentada');
  await shows(agent.page, '#appointment', 'Completed');

  for (const next of ['Oferta Pendiente Aprobación', 'Oferta Aceptada']) {
    await move(agent.page, next);
    await Promise.all([status(agent.page, next), status(admin.page, next)]);
  }
  const history = [
    'Fase 0: Información Incompleta (lead.created)',
    'Visita Pendiente (appointment.scheduled)',
    'Visita Realizada (visit.done)',
    'Oferta Presentada (visit.offer_made)',
    'Oferta Pendiente Aprobación (manual)',
    'Oferta Aceptada (manual)',
  ];
  for (const { page } of [agent, admin]) {
    await until(
      'the history is complete',
      async () => (await page.locator('#history li').count()) === history.length,
    );
    expect(await page.locator('#history li').allInnerTexts()).toEqual(history);
  }
  // Over WebChannel, which only browsers use.
  expect(agent.requests).toEqual(
    expect.arrayContaining([
      '/google.firestore.v1.Firestore/Write/channel',
      '/google.firestore.v1.Firestore/Listen/channel',
    ]),
  );
});

test('a denied write, a refused move and a denied listener show what was refused', async () => {
  const [agent, customer] = await Promise.all([openAs(PEOPLE.agent), openAs(PEOPLE.customer)]);
  const leadId = await schedule(agent.page);

  await agent.page.getByRole('button', { name: 'Escribir el estado' }).click();
  await error(agent.page, 'permission-denied');
  await status(agent.page, 'Visita Pendiente'); // The SDK takes back what it showed meanwhile.

  await move(agent.page, 'Oferta Aceptada');
  await error(agent.page, 'functions/permission-denied');

  await watch(customer.page, leadId);
  await error(customer.page, 'permission-denied');
  expect(await customer.page.locator('#status').innerText()).toBe('');
});
