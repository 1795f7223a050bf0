/** The search of the board, and its keys. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import {
  address,
  axeFindings,
  cardIn,
  column,
  openAs,
  scheduled,
  someInterest,
  type Named,
} from '../support/board';
import { PEOPLE, signIn, type SignedIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

const BOARD = '/embudo';

let agent: SignedIn;
let page: Page;

beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  ({ page } = await openAs(PEOPLE.otherAgent));
});
afterAll(() => agent.leave());

const field = () => page.getByLabel('Buscar por cliente');
const told = () => page.locator('board-page .board-notice[role=status]');

/** A lead that no page has shown: its column, «Cerrado», is folded, and only counted. */
async function hiddenLead(): Promise<Named & { leadId: string; phone: string; tag: string }> {
  // It begins with a number: of a word, a tag is found in small letters and with a capital.
  const mark = `7${randomUUID().slice(0, 5)}`;
  const interest = await someInterest(`Zuriñe${mark}`);
  const phone = String(600_000_000 + Math.floor(Math.random() * 99_999_999));
  const tag = `Con Trastero ${mark}`;
  const db = otherSystems();
  await Promise.all([
    db.doc(`contacts/${interest.contactId}`).set({ name: interest.contact, phone: `+34${phone}` }),
    db
      .doc(`listings/${interest.listingId}`)
      .set({ title: `Ático ${mark}`, address: `Plaza${mark} del Carmen, 3` }),
  ]);
  const { leadId } = await scheduled(agent, interest);
  const from = 'Visita Pendiente';
  const [requestId, closed] = [randomUUID(), { outcome: 'lost' }];
  const request = { leadId, from, to: 'Cerrado', reason: 'Precio', requestId, closed };
  await agent.call('changeLeadStatus', request);
  await db.doc(`leads/${leadId}`).update({ tags: [tag] });
  return { ...interest, listing: `Plaza${mark}`, leadId, phone, tag };
}

test('any lead is found by name, telephone, title, address, reference and tag, in any order of the words', async () => {
  const lead = await hiddenLead();
  const { phone, tag, listingId, listing, contact } = lead;
  const [name = ''] = contact.split(' ');
  const grouped = `${phone.slice(0, 3)} ${phone.slice(3, 5)} ${phone.slice(5)}`;
  const card = cardIn(page, 'Cerrado', lead);
  for (const text of [
    name.toLowerCase().replace('ñ', 'n'),
    phone,
    `0034 ${grouped}`,
    listing.toLowerCase(),
    `carmen ${listing}`,
    listingId.toUpperCase(),
    tag.toLowerCase(),
    `${listing} ${name}`,
    `${tag} ${name.toLowerCase()}`,
  ]) {
    await page.goto(address(BOARD)); // Nothing is known of the lead but what the search reads.
    await column(page, 'Cerrado').locator('.count', { hasText: /\d/ }).waitFor();
    expect(await card.count()).toBe(0);
    await field().fill(text);
    await until(`found by ${text}`, async () => (await card.count()) === 1);
  }
  await field().fill(`${name} nadie`);
  await until('nothing is found', async () => /^\s*Ningún lead/.test(await told().innerText()));
  expect(await card.count()).toBe(0);
});

test('Enter opens the only lead that is found, as soon as it is, and none of several', async () => {
  const [one, other] = [await hiddenLead(), await hiddenLead()];
  await page.goto(address(BOARD));
  await field().fill(one.phone);
  await field().press('Enter');
  await page.waitForURL(new RegExp(`/embudo/${one.leadId}\\?`));
  await page.locator('dialog.drawer[open]').waitFor();
  await page.keyboard.press('Escape');
  await otherSystems()
    .doc(`leads/${one.leadId}`)
    .update({ tags: [other.tag] });
  await field().fill(other.tag);
  await field().press('Enter');
  await until('both are found', async () => /^\s*2 leads/.test(await told().innerText()));
  expect(new URL(page.url()).pathname).toBe(BOARD);
});

const focused = () => page.locator(':focus');

test('the arrow keys walk between cards and columns', async () => {
  const interests = await Promise.all([1, 2, 3].map(() => someInterest('Flechas')));
  const leads = await Promise.all(interests.map((interest) => scheduled(agent, interest)));
  const [first] = leads;
  const db = otherSystems();
  const at = (minutes: number) => new Date(Date.now() + (minutes + 1) * 60_000);
  const status = 'Respuesta Pendiente';
  // Above all others of their columns.
  await Promise.all(
    leads.map(({ leadId }, n) =>
      db.doc(`leads/${leadId}`).update({
        attention: { at: at(n), why: 'no_outcome' },
        ...(leadId === first?.leadId && { status }),
      }),
    ),
  );
  await page.goto(address(BOARD));
  const [asked, upper, lower] = interests.map(({ contact }) => contact);
  if (asked === undefined || upper === undefined || lower === undefined) throw new Error('three');
  const card = (name: string) => page.locator('.columns').getByRole('link', { name, exact: true });
  await card(asked).waitFor();
  await card(lower).waitFor();
  await card(upper).focus();
  const walk = async (key: string, name: string): Promise<void> => {
    await page.keyboard.press(key);
    await until(`${key} goes to ${name}`, async () => (await focused().innerText()) === name);
  };
  await walk('ArrowDown', lower);
  await walk('ArrowUp', upper);
  await walk('ArrowLeft', asked);
  await page.keyboard.press('Enter');
  await page.locator('dialog.drawer[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog.drawer').waitFor({ state: 'detached' });
});

test('«n» schedules and «?» lists the keys; neither acts while somebody types, or over a dialog', async () => {
  await page.goto(address(BOARD));
  await field().waitFor();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Atajos' });
  await dialog.waitFor();
  expect(await axeFindings(page, 'the keys', 'shortcuts-dialog')).toEqual([]);
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.locator('dialog[open]').count()).toBe(0);
  await field().fill('');
  await field().press('n');
  await field().press('?');
  expect(await field().inputValue()).toBe('n?');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  await page.getByRole('heading', { name: 'Embudo', exact: true }).focus();
  await page.keyboard.press('n');
  await page.getByRole('dialog', { name: 'cita' }).waitFor();
  await page.keyboard.press('Escape');
});
