/** «Necesitan atención», in a real Chromium (docs/contract.md §10). */
import type { Timestamp } from 'firebase-admin/firestore';
import type { Browser } from 'playwright-core';
import {
  address,
  axeFindings,
  complaints,
  LIMIT_MS,
  openAs,
  otherSystems,
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
let agent: SignedIn;
let lucia: Window;
beforeAll(async () => {
  browser = await launchChromium();
  agent = await signIn(PEOPLE.agent);
  lucia = await openAs(browser, PEOPLE.agent);
});
afterAll(async () => {
  await browser.close();
  await agent.leave();
});
afterEach(() => {
  expect(complaints).toEqual([]);
});

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
