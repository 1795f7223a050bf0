/** Notifications of the person's own leads that need somebody. */
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { address, openAs, scheduled, someInterest, type Named } from '../support/board';
import { PEOPLE, signIn, type SignedIn } from '../../../functions/test/support/clients';
import { LIMIT_MS, until } from '../../../functions/test/support/until';

/** Stands for the browser's notifications, whose windows no test can see: it grants what is asked for, and records. */
const RECORD = `
  window.shown = [];
  window.asked = 0;
  window.Notification = class {
    static get permission() { return localStorage.getItem('test-permission') ?? 'default'; }
    static async requestPermission() {
      window.asked += 1;
      localStorage.setItem('test-permission', 'granted');
      return 'granted';
    }
    constructor(title, options) {
      this.title = title;
      this.body = options.body;
      window.shown.push(this);
    }
    close() {}
  };`;

const shownSchema = z.array(z.object({ title: z.string(), body: z.string() }));
const shownIn = async (page: Page) =>
  shownSchema.parse(
    await page.evaluate('window.shown.map(({ title, body }) => ({ title, body }))'),
  );

let agent: SignedIn;

beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
});
afterAll(() => agent.leave());

/** Each lead waits for longer than those before it, and than those of other tests: it is the first in the list. */
let waitingHours = 24_000;

/** A lead of an agent whose visit has no outcome. */
async function dueLead(name: string, agentId: string): Promise<Named & { leadId: string }> {
  const interest = await someInterest(name);
  const inHours = -(waitingHours += 1);
  const { leadId } = await scheduled(agent, interest, { agentId, inHours });
  return { ...interest, leadId };
}

const listed = (page: Page, { contact }: Named) =>
  page.locator('waiting-leads section').getByRole('link', { name: contact, exact: true });

test('who asked for it is notified once of each own lead, in one tab, without the customer’s name', async () => {
  const { page, uid } = await openAs(PEOPLE.otherAgent);
  await page.context().addInitScript(RECORD);
  const first = await dueLead('Primera', uid);
  await page.goto(address('/embudo'));
  const list = page.locator('waiting-leads section');
  await listed(page, first).waitFor();
  expect(await page.evaluate('window.asked')).toBe(0);
  const button = list.getByRole('button', { name: 'Avisarme' });
  await button.click();
  await until('it is on', async () => (await button.getAttribute('aria-pressed')) === 'true');

  const other = await page.context().newPage();
  other.setDefaultTimeout(LIMIT_MS);
  await other.goto(address('/embudo'));
  await listed(other, first).waitFor();
  const [own, another] = [await dueLead('Propia', uid), await dueLead('Ajena', agent.uid)];
  for (const tab of [page, other]) {
    for (const lead of [own, another]) await listed(tab, lead).waitFor();
  }
  const shown = async () => [...(await shownIn(page)), ...(await shownIn(other))];
  await until('it is shown', async () => (await shown()).length > 0);
  const last = await dueLead('Última', uid); // What is shown twice is shown before this one.
  await until('the last one is shown', async () => (await shown()).length > 1);
  expect((await shown()).map(({ title, body }) => `${title}: ${body}`).sort()).toEqual(
    [own, last].map(({ listing }) => `Visita sin resultado: ${listing} · Visita Pendiente`).sort(),
  );
  expect(JSON.stringify(await shown())).not.toContain(own.contact);
  expect(JSON.stringify(await shown())).not.toContain(another.listing);

  const tab = (await shownIn(page)).some(({ body }) => body.includes(own.listing)) ? page : other;
  await tab.evaluate(`window.shown.find(({ body }) => body.includes('${own.listing}')).onclick()`);
  await tab.waitForURL(address(`/embudo/${own.leadId}`));

  await page.goto(address('/embudo'));
  await listed(page, last).waitFor();
  const newest = await dueLead('Nueva', uid);
  const again = async () => [...(await shownIn(page)), ...(await shownIn(other))];
  await until('the newest is shown', async () =>
    (await again()).some(({ body }) => body.includes(newest.listing)),
  );
  // After the reload only what is new was told on this page.
  expect((await shownIn(page)).every(({ body }) => body.includes(newest.listing))).toBe(true);

  await button.click();
  await until('it is off', async () => (await button.getAttribute('aria-pressed')) === 'false');
  const stored = () => page.evaluate<string>('JSON.stringify(localStorage)');
  expect(await stored()).toContain('embudo-told');
  await page.getByRole('button', { name: 'Salir' }).click();
  await page.getByRole('heading', { name: 'Entrar en Embudo' }).waitFor();
  await until('nothing is kept', async () => !/embudo-told/.test(await stored()));
});

test('a phone, whose browser lets no page notify, does not offer it', async () => {
  const { page, uid } = await openAs(PEOPLE.agent, { isPhone: true });
  const lead = await dueLead('Teléfono', uid);
  await page.goto(address('/embudo'));
  await page.locator('waiting-leads section').getByRole('button', { name: /^Ver/ }).click();
  await listed(page, lead).waitFor();
  expect(await page.getByRole('button', { name: 'Avisarme' }).count()).toBe(0);
  await page.context().close();
});
