/** Informes: by month and by agent, what stands behind a number, the file and the print. */
import { readFileSync } from 'node:fs';
import { Timestamp } from 'firebase-admin/firestore';
import type { Locator, Page } from 'playwright-core';
import {
  address,
  axeFindings,
  HOUR_MS,
  moved,
  openAs,
  scheduled,
  someInterest,
  type Named,
} from '../support/board';
import { PEOPLE, signIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

const db = otherSystems();

let page: Page;
let uid: string;
let interest: Named;
let leadId: string;

beforeAll(async () => {
  ({ page, uid } = await openAs(PEOPLE.otherAgent));
  const admin = await signIn(PEOPLE.admin);
  interest = await someInterest('Informada');
  ({ leadId } = await scheduled(admin, interest, { agentId: uid }));
  await moved(admin, leadId, 'Visita Pendiente', 'Oferta Presentada');
  await admin.leave();
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
  await page.emulateMedia({ media: null });
});

/** The panel with this title, once its figures are there. */
async function panel(title: string): Promise<Locator> {
  const found = page.locator('section.panel', {
    has: page.getByRole('heading', { name: title, exact: true }),
  });
  await found.locator('.legend, table').first().waitFor();
  return found;
}

/** A part of a panel that has a name and a number: the number that can be pressed. */
const numberOf = (within: Locator, part: string, name: string) =>
  within.locator(part, { hasText: name }).getByRole('button');

/** Presses a number, and resolves to what its dialog says and lists. */
async function explained(number: Locator) {
  await number.click();
  const dialog = page.getByRole('dialog');
  // A list that is read is there last, and then the names.
  await dialog.getByRole('link').first().waitFor();
  await dialog.locator('li', { hasText: '…' }).first().waitFor({ state: 'detached' });
  const said = await dialog.locator('p').allInnerTexts();
  const listed = await dialog.locator('li').allInnerTexts();
  const links = await Promise.all(
    (await dialog.getByRole('link').all()).map((each) => each.getAttribute('href')),
  );
  expect(await axeFindings(page, 'what stands behind a number', 'cases-dialog')).toEqual([]);
  const isCut = "document.querySelector('cases-dialog dialog').scrollWidth > innerWidth";
  expect(await page.evaluate(isCut)).toBe(false);
  await dialog.getByRole('button', { name: 'Cerrar' }).click();
  await dialog.waitFor({ state: 'detached' });
  return { shown: Number.parseInt(await number.innerText(), 10), said, listed, links };
}

/** A closed lead, as the functions would have written it. */
const closedLead = (contactId: string, outcome: 'won' | 'lost', reason: string) => ({
  ...{ contactId, listingId: 'piso-cerrado', status: 'Cerrado', attention: null },
  ...{ closed: { outcome, reason }, statusChangedAt: Timestamp.now() },
});

test('what was won and lost says what it counts, and lists as many leads as it says', async () => {
  const reasons = ['Precio  alto', 'precio alto', 'Vendido a otro'];
  const lost = reasons.map((reason, n) => closedLead(`perdido-${String(n)}`, 'lost', reason));
  // More than the list shows.
  const won = Array.from({ length: 101 }, (_, n) => closedLead(`ganado-${String(n)}`, 'won', 'Sí'));
  const written = [...lost, ...won].map((lead) => ({ ref: db.collection('leads').doc(), lead }));
  const batch = db.batch();
  for (const { ref, lead } of written) batch.create(ref, lead);
  await batch.commit();
  await page.reload();
  const closed = await panel('Ganados y perdidos');

  const bought = await explained(numberOf(closed, '.legend div', 'Ganados'));
  expect(bought.shown).toBe(101);
  expect(bought.listed).toHaveLength(100);
  expect(bought.said).toEqual([
    'Leads que se cerraron como ganados en el periodo, y siguen así. El porcentaje es de los 104 ganados y perdidos.',
    'Los primeros 100 de 101.',
  ]);
  const pathsOf = (contacts: string[]) =>
    written
      .filter(({ lead }) => contacts.includes(lead.contactId))
      .map(({ ref }) => `/embudo/${ref.id}`)
      .sort();
  const parts: [part: string, name: string, meaning: string, contacts: string[]][] = [
    ['.legend div', 'Perdidos', 'Leads que se cerraron', ['perdido-0', 'perdido-1', 'perdido-2']],
    ['.legend div', 'De ellos, vendido a otro', 'De los perdidos', ['perdido-2']],
    ['.reasons li', 'Precio alto', 'Leads que se cerraron', ['perdido-0', 'perdido-1']],
    ['.reasons li', 'Vendido a otro', 'Leads que se cerraron', ['perdido-2']],
  ];
  for (const [part, name, meaning, contacts] of parts) {
    const { shown, said, listed, links } = await explained(numberOf(closed, part, name));
    expect([name, shown, listed.length]).toEqual([name, contacts.length, contacts.length]);
    expect(said).toEqual([expect.stringContaining(meaning)]);
    expect([...links].sort()).toEqual(pathsOf(contacts));
  }

  // The list comes from the server: what the device has kept may not be all.
  await page.context().setOffline(true);
  await numberOf(closed, '.legend div', 'Perdidos').click();
  const dialog = page.getByRole('dialog', { name: 'Perdidos' });
  await dialog.getByText('No se ha podido leer cuáles son.').waitFor();
  await page.context().setOffline(false);
  await dialog.getByRole('button', { name: 'Reintentar' }).click();
  await dialog.getByRole('link').nth(2).waitFor();
  // Somebody reopens one of them meanwhile.
  await db.doc(`leads/${written[0]?.ref.id ?? ''}`).delete();
  await dialog.getByRole('button', { name: 'Cerrar' }).click();
  await numberOf(closed, '.legend div', 'Perdidos').click();
  await dialog.getByText('Se contaron 3: algo ha cambiado desde entonces.').waitFor();
});

test('what became of appointments lists them, with their leads or their days', async () => {
  const before = (hours: number) => Timestamp.fromMillis(Date.now() - hours * HOUR_MS);
  const day = before(20).toDate().toLocaleDateString('sv-SE', { timeZone: 'Europe/Madrid' });
  const missed = await someInterest('Plantón');
  const appointments = db.collection('appointments');
  const { contactId, listingId } = missed;
  const noShow = await appointments.add({
    contactId,
    listingId,
    status: 'NoShow',
    startsAt: before(30),
  });
  // Nothing tells whose it is: it has no lead.
  await appointments.add({ status: 'Completed', startsAt: before(20) });
  const lead = async (): Promise<unknown> => (await noShow.get()).get('leadId');
  await until('it has its lead', async () => typeof (await lead()) === 'string');
  await page.reload();
  const figures = await panel('Citas y plantones');

  const noShows = await explained(numberOf(figures, '.legend div', 'No se presentó'));
  expect(noShows.shown).toBe(1);
  expect(noShows.said).toEqual([
    'Citas del periodo cuya hora ya pasó y que ahora están así. El porcentaje es de las 2 del periodo.',
  ]);
  expect(noShows.listed).toEqual([expect.stringContaining(missed.contact)]);
  expect(noShows.links).toEqual([`/embudo/${String(await lead())}`]);

  const sentence = figures.locator('p', { hasText: 'El cliente no se presentó' });
  expect(await sentence.innerText()).toMatch(/^El cliente no se presentó en el 50\s%/);
  const share = await explained(sentence.getByRole('button').first());
  expect(share.said).toEqual([expect.stringContaining('de las 2 con resultado')]);
  expect(share.links).toEqual(noShows.links);
  const held = await explained(sentence.getByRole('button').last());
  expect(held.shown).toBe(2);
  // The latest first.
  expect(held.listed).toEqual([
    expect.stringContaining('Sin contacto'),
    expect.stringContaining(missed.contact),
  ]);
  expect(held.links[0]).toBe(`/calendario?vista=dia&fecha=${day}`);
});

test('how long leads wait lists those that wait, with how long, the longest first', async () => {
  const waiting = [
    { contactId: 'espera-poco', days: 2 },
    { contactId: 'espera-mucho', days: 9 },
  ];
  const ids: string[] = [];
  for (const { contactId, days } of waiting) {
    const at = Timestamp.fromMillis(Date.now() - days * 24 * HOUR_MS);
    const { id } = await db.collection('leads').add({
      ...{ contactId, listingId: 'piso-que-espera', status: 'Respuesta Pendiente' },
      ...{ assignedTo: 'agente-lento', attention: { at, why: 'stale' }, statusChangedAt: at },
    });
    ids.push(`/embudo/${id}`);
  }
  await page.reload();
  const waits = await panel('Cuánto esperan');
  await page.setViewportSize({ width: 320, height: 640 });
  const pageWidth = () => page.evaluate('document.documentElement.scrollWidth');
  expect(await pageWidth()).toBe(320);
  for (const name of ['agente-lento', 'Respuesta Pendiente']) {
    const numbers = waits.getByRole('row', { name }).getByRole('button');
    const leads = await explained(numbers.nth(0));
    expect(await pageWidth()).toBe(320);
    expect(leads.shown).toBe(2);
    expect(leads.links).toEqual([...ids].reverse());
    expect(leads.listed).toEqual([
      expect.stringContaining('espera desde hace 9 d'),
      expect.stringContaining('espera desde hace 2 d'),
    ]);
    const median = await explained(numbers.nth(1));
    expect(median.said).toEqual([expect.stringContaining('La mitad de estos leads')]);
    expect(median.links).toEqual(leads.links);
    const longest = await explained(numbers.nth(2));
    expect(longest.said).toEqual([expect.stringContaining('El lead que más tiempo lleva')]);
    expect(longest.links).toEqual(ids.slice(1));
  }
});
