/** The agenda: dragging appointments to another hour or day, and the day on a phone. */
import { Timestamp } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { address, axeFindings, HOUR_MS, openAs, someInterest, type Window } from '../support/board';
import { PEOPLE } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

const db = otherSystems();

let lucia: Window;
beforeAll(async () => {
  lucia = await openAs(PEOPLE.agent);
});

const at = (utc: string) => Timestamp.fromDate(new Date(`${utc}Z`));

async function existing(fields: object): Promise<string> {
  const { id } = await db.collection('appointments').add({ status: 'Scheduled', ...fields });
  return id;
}

const startOf = async (id: string): Promise<unknown> =>
  (await db.doc(`appointments/${id}`).get()).get('startsAt');
const begins = (id: string, utc: string) =>
  until(`it begins at ${utc}`, async () => at(utc).isEqual((await startOf(id)) as Timestamp));

/** Presses the mouse on an entry, once what dragging takes is loaded: a press before that drags nothing. */
async function press(page: Page, contact: string): Promise<void> {
  const entry = page.locator('agenda-entry[draggable="true"]', { hasText: contact });
  await entry.locator('.entry').hover();
  await page.mouse.down();
}

/** Drags an entry onto an hour of a day of the agenda. The hours are there only while it is dragged. */
async function drag(page: Page, contact: string, day: number, hour: string): Promise<void> {
  await press(page, contact);
  // A few small steps: the browser begins a drag only after some way.
  const target = page.locator('.one-day').nth(day);
  const box = await target.boundingBox();
  if (box === null) throw new Error('The day is not there');
  await page.mouse.move(box.x + box.width / 2, box.y + 8, { steps: 5 });
  await target.locator('agenda-hour', { hasText: hour }).hover();
  await page.mouse.up();
}

test('an appointment is dragged to another hour, and back with «Deshacer»', async () => {
  const { contactId, contact, listingId } = await someInterest('Elena');
  const hour = { startsAt: at('2031-08-05T08:00'), endsAt: at('2031-08-05T08:45') };
  const id = await existing({ contactId, listingId, ...hour });
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2031-08-05&vista=dia'));
  await page.locator('.entry', { hasText: contact }).waitFor();
  await drag(page, contact, 0, '17:00');
  await page.getByText(`Cita de ${contact}: `).waitFor();
  await begins(id, '2031-08-05T15:00');
  expect((await db.doc(`appointments/${id}`).get()).get('endsAt')).toEqual(at('2031-08-05T15:45'));
  expect(await page.locator('agenda-hour').count()).toBe(0);
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await begins(id, '2031-08-05T08:00');
  expect((await db.doc(`appointments/${id}`).get()).get('endsAt')).toEqual(hour.endsAt);
});

test('in the week it is dragged to another day, at its own hour', async () => {
  const { contactId, contact, listingId } = await someInterest('Elena');
  const id = await existing({ contactId, listingId, startsAt: at('2031-08-12T08:10') });
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2031-08-12&vista=semana'));
  await page.locator('.entry', { hasText: contact }).waitFor();
  await drag(page, contact, 3, 'Misma hora, 10:10');
  await begins(id, '2031-08-14T08:10');
});

test('what is over and what waits for a word is not dragged', async () => {
  const { contactId, contact, listingId } = await someInterest('Elena');
  const startsAt = at('2031-08-19T08:00');
  await existing({ contactId, listingId, startsAt, requestedBy: 'contact' });
  const over = await someInterest('Bruno');
  await existing({ contactId: over.contactId, startsAt, status: 'Cancelled' });
  const { page } = lucia;
  await page.goto(address('/calendario?fecha=2031-08-19&vista=dia'));
  for (const who of [contact, over.contact]) {
    await press(page, who);
    await page.mouse.move(700, 600, { steps: 5 });
    expect(await page.locator('agenda-hour').count()).toBe(0);
    await page.mouse.up();
  }
});

/** Swipes over the agenda with a finger. */
async function swipe(page: Page, from: [x: number, y: number], to: [x: number, y: number]) {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: [number, number][]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(([x, y]) => ({ x, y })),
    });
  await send('touchStart', [from]);
  for (const part of [0.25, 0.5, 0.75, 1]) {
    const [x, y] = [0, 1].map((n) => (from[n] ?? 0) + part * ((to[n] ?? 0) - (from[n] ?? 0)));
    await send('touchMove', [[x ?? 0, y ?? 0]]);
  }
  await send('touchEnd', []);
}

test('on a phone a finger goes from day to day, and the first appointment is there without scrolling', async () => {
  const [interest, request, waiting] = await Promise.all([
    someInterest('Elena'),
    someInterest('Bruno'),
    someInterest('Rita'),
  ]);
  const soon = Timestamp.fromMillis(Date.now() + 72 * HOUR_MS);
  const { contactId, contact, listingId } = interest;
  await existing({ contactId, listingId, startsAt: at('2031-09-02T08:00') });
  const asked = { requestedBy: 'contact', createdAt: Timestamp.now(), startsAt: soon };
  await existing({ contactId: request.contactId, ...asked });
  // Its viewing is over, and nobody has said how it went: it needs attention.
  const past = Timestamp.fromMillis(Date.now() - 48 * HOUR_MS);
  await existing({ contactId: waiting.contactId, listingId: waiting.listingId, startsAt: past });
  const { page } = await openAs(PEOPLE.agent, { isPhone: true });
  await page.setViewportSize({ width: 412, height: 915 });
  await page.goto(address('/calendario?fecha=2031-09-02'));
  const entry = page.locator('.entry', { hasText: contact });
  await entry.waitFor();
  await page.locator('waiting-leads .panel').waitFor();
  await page.locator('pending-requests details:not([open])').waitFor();
  const box = await entry.boundingBox();
  // The navigation is at the bottom of a phone.
  const navigation = await page.locator('.nav').boundingBox();
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(navigation?.y ?? 0);
  expect(await page.evaluate('scrollY')).toBe(0);
  expect(await axeFindings(page, 'the agenda on a phone')).toEqual([]);

  await swipe(page, [300, 500], [80, 510]);
  await page.getByText('Miércoles, 3 de septiembre').waitFor();
  expect(new URL(page.url()).searchParams.get('fecha')).toBe('2031-09-03');
  await swipe(page, [80, 500], [300, 490]);
  await page.getByText('Martes, 2 de septiembre').waitFor();
  await entry.waitFor();
  // A finger that scrolls changes no day, and a tap opens the appointment.
  await swipe(page, [200, 500], [210, 300]);
  await entry.tap();
  await page.locator('dialog.actions[open]').waitFor();
  expect(new URL(page.url()).searchParams.get('fecha')).toBe('2031-09-02');
  await page.context().close();
});
