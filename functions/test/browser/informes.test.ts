/** Informes: by month and by agent, the leads behind a number, the file and the print. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import {
  address,
  axeFindings,
  LIMIT_MS,
  moved,
  openAs,
  scheduled,
  someInterest,
  type Named,
} from '../support/board';
import { launchChromium } from '../support/chromium';
import { PEOPLE, signIn } from '../support/clients';

jest.setTimeout(3 * LIMIT_MS);

let browser: Browser;
let page: Page;
let uid: string;
let interest: Named;
let leadId: string;

beforeAll(async () => {
  browser = await launchChromium();
  ({ page, uid } = await openAs(browser, PEOPLE.otherAgent));
  const admin = await signIn(PEOPLE.admin);
  interest = await someInterest('Informada');
  ({ leadId } = await scheduled(admin, interest, { agentId: uid }));
  await moved(admin, leadId, 'Visita Pendiente', 'Oferta Presentada');
  await admin.leave();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  await page.goto(address('/informes'));
  await page.getByRole('row', { name: uid }).waitFor();
});

/** The agent of the test has no name: the tables show the uid. */
const agentRow = () =>
  page.getByRole('region', { name: 'Tabla por agente' }).getByRole('row', { name: uid });

test('figures by agent and by month name the leads behind them', async () => {
  const figures = await agentRow().getByRole('cell').allInnerTexts();
  expect(figures.map((text) => Number.parseInt(text, 10))).toEqual([1, 0, 1, 0, 0, 0, 0]);
  expect(await page.locator('.month-chart polyline').count()).toBe(5);
  const thisMonth = page.getByRole('region', { name: 'Tabla por mes' }).getByRole('row').last();
  for (const row of [agentRow(), thisMonth]) {
    await row.getByRole('cell').first().getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: 'Nuevos' });
    await dialog.getByText('Leads que empezaron en el periodo.').waitFor();
    await dialog.getByRole('link', { name: interest.contact }).waitFor();
    expect(await axeFindings(page, 'the leads behind a number', 'cases-dialog')).toEqual([]);
    await dialog.getByRole('button', { name: 'Cerrar' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  await page.getByRole('row', { name: 'Oferta Presentada' }).getByRole('button').click();
  await page.getByRole('dialog').getByRole('link', { name: interest.contact }).click();
  await page.waitForURL(address(`/embudo/${leadId}`));
  await page.locator('dialog.drawer[open]').waitFor();
});

test('the figures are saved as a file, and printed without the frame', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Descargar CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^informe-\d{4}-\d\d-\d\d-90-dias\.csv$/);
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(lines[0]).toBe('\ufefftabla;nombre;dato;valor');
  expect(lines).toContain(`agente;${uid};Con oferta;1`);
  await page.emulateMedia({ media: 'print' });
  await page.getByRole('heading', { name: 'Mes a mes' }).waitFor();
  expect(await page.getByRole('navigation').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Descargar CSV' }).isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: '3 meses' }).isVisible()).toBe(true);
});
