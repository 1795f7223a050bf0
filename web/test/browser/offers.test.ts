/** Offers on the board, in a real Chromium: on the card, in the drawer, in the history, and summed by column. */
import type { Page } from 'playwright-core';
import {
  address,
  cardIn,
  column,
  openAs,
  reached,
  scheduled,
  someInterest,
  type Named,
} from '../support/board';
import { PEOPLE, signIn, type SignedIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { addDoc, collection, doc, updateDoc } from 'firebase/firestore';

const db = otherSystems();
let agent: SignedIn;
let page: Page;
beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  ({ page } = await openAs(PEOPLE.agent));
});
afterAll(() => agent.leave());

/** What stands on a page, with plain spaces. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

/** A visit of another appointment of the pair, at which somebody offered something. */
async function offer(interest: Named, agentId: string, amount: number): Promise<string> {
  const { appointmentId } = await scheduled(agent, interest, { inHours: -2, agentId });
  const visit = await addDoc(collection(agent.db, 'visits'), {
    ...{ appointmentId, status: 'visit_done', outcome: 'offer_made' },
    offer: { amount, currency: 'EUR' },
    ...agent.creation(),
  });
  await reached(agent, `visits/${visit.id}`, 'leadId', null);
  return visit.id;
}

test('an offer stands on the card, in the drawer and in the history, against the price', async () => {
  const agentId = `agente-de-ofertas-${String(Date.now())}`;
  const interest = await someInterest('Olga');
  await db.doc(`listings/${interest.listingId}`).update({ price: 455_000 });
  const visit = await offer(interest, agentId, 285_000);
  await page.goto(address(`/embudo?agente=${agentId}`));
  const card = cardIn(page, 'Oferta Presentada', interest);
  await card.locator('.card-offer', { hasText: /Ofrece\s+285\.000\s€\s\(−37\s%\)/ }).waitFor();

  await card.getByRole('link', { name: interest.contact, exact: true }).click();
  const history = page.locator('lead-timeline li', { hasText: 'Oferta' }).first();
  const whole = /Ofrece\s+285\.000\s€\s\(−37\s%\ssobre\s455\.000\s€\)/;
  await history.filter({ hasText: whole }).waitFor();
  const offers = page.getByRole('dialog').locator('lead-offers li');
  expect(await offers.count()).toBe(1);

  // Corrected, and offered again at another visit.
  await updateDoc(doc(agent.db, 'visits', visit), {
    offer: { amount: 290_000, currency: 'EUR' },
    ...agent.update(),
  });
  await offers.filter({ hasText: '290.000' }).waitFor();
  await offer(interest, agentId, 310_500.5);
  await offers.nth(1).waitFor();
  const [first = '', second = ''] = (await offers.allInnerTexts()).map(plain);
  expect(first).toContain('290.000 € (−36 % sobre 455.000 €)');
  expect(second).toContain('310.500,50 € (−32 % sobre 455.000 €)');
  expect(second).toContain('20.500,50 € más que la anterior');
});

test('a column shows the sum of its offers, also of those that are not loaded', async () => {
  const agentId = `agente-de-sumas-${String(Date.now())}`;
  // Nobody scrolls the column, so that the rest of it is not loaded.
  const { page } = await openAs(PEOPLE.agent, { isScrolled: false });
  const interests = await Promise.all(Array.from({ length: 2 }, () => someInterest('Suma')));
  for (const interest of interests) await offer(interest, agentId, 100_000);
  const sum = column(page, 'Oferta Presentada').locator('.offered');
  const shown = async () => plain(await sum.innerText());
  await page.goto(address(`/embudo?agente=${agentId}`));
  await sum.filter({ hasText: /200.000/ }).waitFor();
  expect(await shown()).toContain('200.000 €');
  // More than a page of the column: the server sums.
  const batch = db.batch();
  for (let n = 0; n < 20; n += 1) {
    batch.create(db.doc(`leads/suma-${agentId}-${String(n)}`), {
      ...{ contactId: 'c', listingId: 'l', status: 'Oferta Presentada', assignedTo: agentId },
      attention: { at: new Date(), why: 'stale' },
      offer: { amount: 1_000, currency: n === 0 ? 'USD' : 'EUR', at: new Date() },
    });
  }
  await batch.commit();
  await sum.filter({ hasText: /219.000/ }).waitFor();
  expect(await shown()).toContain('219.000 €');
  expect(await column(page, 'Oferta Presentada').locator('lead-card').count()).toBe(10);
  await page.context().close();
});
