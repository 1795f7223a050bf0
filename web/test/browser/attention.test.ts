/** «Necesitan atención», in a real Chromium (docs/contract.md §10). */
import { Timestamp } from 'firebase-admin/firestore';
import {
  address,
  axeFindings,
  HOUR_MS,
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
let agent: SignedIn;
let lucia: Window;
beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  lucia = await openAs(PEOPLE.agent);
});
afterAll(() => agent.leave());

/** An agent whose leads no other test has. */
let agents = 0;
const newAgent = () => `agente-de-atencion-${String(Date.now())}-${String((agents += 1))}`;

const open = (agentId: string) => lucia.page.goto(address(`/embudo?agente=${agentId}`));
const panel = () => lucia.page.locator('waiting-leads section');
const rowOf = ({ contact }: Named) => panel().locator('li', { hasText: contact });
const followUpOf = async (leadId: string) =>
  (await db.doc(`leads/${leadId}`).get()).get('followUpAt') as Timestamp | undefined;

test('leads that need somebody come first, those that have waited longest above, with the next step', async () => {
  const agentId = newAgent();
  const [recent, oldest, ahead] = [
    await someInterest('Ana'),
    await someInterest('Blas'),
    await someInterest('Cruz'),
  ];
  await scheduled(agent, recent, { inHours: -4, agentId });
  const { appointmentId } = await scheduled(agent, oldest, { inHours: -50, agentId });
  await scheduled(agent, ahead, { inHours: 30, agentId });
  await open(agentId);
  await rowOf(recent).waitFor();
  const names = await panel().locator('li strong').allInnerTexts();
  expect(names).toEqual([oldest.contact, recent.contact]);
  expect(await panel().locator('h2').innerText()).toMatch(/^Necesitan atención\s+2$/);
  expect(await rowOf(oldest).innerText()).toContain('Visita sin resultado');
  expect(await axeFindings(lucia.page, 'the board with leads that wait')).toEqual([]);
  await rowOf(oldest)
    .getByRole('link', { name: /^Registrar visita/ })
    .click();
  await lucia.page.waitForURL(`**/calendario/visita/${appointmentId}`);
});

test('one is put off, and leaves the list; «Deshacer» brings it back', async () => {
  const agentId = newAgent();
  const interest = await someInterest('Dora');
  const { leadId } = await scheduled(agent, interest, { inHours: -4, agentId });
  await open(agentId);
  await rowOf(interest)
    .getByLabel(/^Posponer/)
    .selectOption('7');
  await panel().waitFor({ state: 'detached' });
  const followUp = await followUpOf(leadId);
  const days = ((followUp?.toMillis() ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6);
  expect(days).toBeLessThan(8);
  await lucia.page.getByRole('button', { name: 'Deshacer' }).click();
  await rowOf(interest).waitFor();
  await until('it is no longer put off', async () => (await followUpOf(leadId)) === undefined);
});

test('a lead whose outcome is recorded needs nobody any more; without any there is no list', async () => {
  const agentId = newAgent();
  const interest = await someInterest('Elia');
  const { appointmentId } = await scheduled(agent, interest, { inHours: -4, agentId });
  await open(agentId);
  await rowOf(interest).waitFor();
  await db.doc(`appointments/${appointmentId}`).update({ status: 'NoShow' });
  await panel().waitFor({ state: 'detached' });
});

const DAY_HOURS = 24;

/** An enquiry of ten days ago that nobody has answered, and its lead. */
async function forgottenEnquiry({ contactId, listingId }: Named, agentId: string): Promise<string> {
  const at = Timestamp.fromMillis(Date.now() - 10 * DAY_HOURS * HOUR_MS);
  const { id } = await db.collection('enquiries').add({
    contactId,
    listingId,
    agentId,
    status: 'open',
    channel: 'phone',
    createdAt: at,
    statusAt: at,
    updatedAt: at,
  });
  return reached(agent, `enquiries/${id}`, 'leadId', null);
}

test('the next step of a forgotten enquiry is a viewing, scheduled from the list', async () => {
  const agentId = newAgent();
  const interest = await someInterest('Fina');
  const leadId = await forgottenEnquiry(interest, agentId);
  await open(agentId);
  const { page } = lucia;
  await rowOf(interest)
    .getByRole('button', { name: /^Programar visita/ })
    .click();
  const form = page.locator('schedule-dialog dialog[open]');
  await form.getByRole('button', { name: 'Agendar' }).click();
  await reached(agent, `leads/${leadId}`, 'status', 'Visita Pendiente');
  await panel().waitFor({ state: 'detached' });
});

test('a lead is put off until a day that people choose', async () => {
  const agentId = newAgent();
  const interest = await someInterest('Gala');
  const { leadId } = await scheduled(agent, interest, { inHours: -4, agentId });
  await open(agentId);
  const { page } = lucia;
  const putOff = () => rowOf(interest).getByLabel(/^Posponer/);
  await putOff().selectOption('Otra fecha…');
  const dialog = page.locator('put-off-dialog dialog[open]');
  expect(await axeFindings(page, 'until when', 'put-off-dialog dialog')).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancelar' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await followUpOf(leadId)).toBeUndefined();
  await putOff().selectOption('Otra fecha…');
  const day = new Date(Date.now() + 100 * DAY_HOURS * HOUR_MS).toISOString().slice(0, 10);
  await dialog.getByLabel('Vuelve a avisar el').fill(day);
  await dialog.getByRole('button', { name: 'Posponer' }).click();
  await panel().waitFor({ state: 'detached' });
  const followUp = (await followUpOf(leadId))?.toDate();
  const shown = followUp?.toLocaleString('sv-SE', { timeZone: 'Europe/Madrid' });
  expect(shown).toBe(`${day} 09:00:00`);
});

test('the list is filtered by its reasons, which stay in the address', async () => {
  const agentId = newAgent();
  const [visit, enquiry] = [await someInterest('Hugo'), await someInterest('Ines')];
  await scheduled(agent, visit, { inHours: -4, agentId });
  await forgottenEnquiry(enquiry, agentId);
  await open(agentId);
  const { page } = lucia;
  await rowOf(visit).waitFor();
  await page.getByLabel('Por qué necesitan atención').selectOption('stale');
  await rowOf(visit).waitFor({ state: 'detached' });
  await page.reload();
  await rowOf(enquiry).waitFor();
  expect(await rowOf(visit).count()).toBe(0);
  await page.getByLabel('Por qué necesitan atención').selectOption('');
  await rowOf(visit).waitFor();
});

test('the agenda begins with those of the agent, and its title and the link to the board count them', async () => {
  const interest = await someInterest('Juana');
  const { page, uid } = lucia;
  await page.goto(address('/calendario?mias=1'));
  await page.getByRole('heading', { name: 'Agenda', level: 1 }).waitFor();
  const { appointmentId } = await scheduled(agent, interest, { inHours: -4, agentId: uid });
  await rowOf(interest).waitFor();
  await until('the title counts', async () => (await page.title()) === '(1) Agenda · Embudo');
  await page.getByRole('link', { name: 'Embudo 1 necesita atención' }).waitFor();
  expect(await axeFindings(page, 'the agenda with leads that wait')).toEqual([]);
  await db.doc(`appointments/${appointmentId}`).update({ status: 'Cancelled' });
  await panel().waitFor({ state: 'detached' });
  await until('it counts none', async () => (await page.title()) === 'Agenda · Embudo');
});

test('Informes says how long leads have waited, by agent and by status', async () => {
  const agentId = newAgent();
  const interest = await someInterest('Kiko');
  await db.doc(`contacts/${agentId}`).set({ name: `Agente ${agentId}` });
  await forgottenEnquiry(interest, agentId);
  const { page } = lucia;
  await page.goto(address('/informes'));
  const waits = page.locator('section.panel', {
    has: page.getByRole('heading', { name: 'Cuánto esperan' }),
  });
  const row = waits.getByRole('row', { name: `Agente ${agentId}` });
  await row.waitFor();
  // Ten days ago, less the two that an enquiry may wait. The median is within one per cent.
  const shown = await row.getByRole('cell').allInnerTexts();
  expect(shown.map((text) => text.replace(/\s*(leads)?: qué cuenta$/, ''))).toEqual([
    '1',
    expect.stringMatching(/^(7 d 2\d h|8 d( \d h)?)$/),
    '8 d',
  ]);
  await waits.getByRole('row', { name: 'Información Solicitada' }).waitFor();
});
