/** Registering a visit in the street: on one screen of a phone, without a network, and back to where one came from. */
import {
  address,
  axeFindings,
  openAs,
  openWindow,
  reached,
  scheduled,
  signInAt,
  someInterest,
} from '../support/board';
import {
  createPerson,
  PEOPLE,
  signIn,
  type SignedIn,
} from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { until } from '../../../functions/test/support/until';

const db = otherSystems();

let agent: SignedIn;
beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
});
afterAll(() => agent.leave());

const visitsOf = async (appointmentId: string) => {
  const { docs } = await db.collection('visits').where('appointmentId', '==', appointmentId).get();
  return docs.map((each) => each.data());
};

test('result, amount and next step are on one screen of a phone, and one is back at the lead afterwards', async () => {
  const { appointmentId, leadId } = await scheduled(agent, await someInterest(), { inHours: -2 });
  const { page } = await openAs(PEOPLE.agent, { isPhone: true });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(address(`/embudo/${leadId}`));
  await page.locator('lead-viewings').getByRole('link', { name: 'Registrar visita' }).click();
  await page.waitForURL(`**/calendario/visita/${appointmentId}`);
  await page.getByLabel('Hizo una oferta').check();
  const amount = page.getByLabel('Importe de la oferta');
  await amount.fill('285.000');
  const nextStep = page.getByLabel('Próximo paso');
  await nextStep.selectOption('Llamar en tres días');
  const button = page.getByRole('button', { name: 'Registrar', exact: true });
  await page.evaluate('scrollTo(0, 0)');
  const save = await button.boundingBox();
  for (const part of [page.getByLabel('Hizo una oferta'), amount, nextStep]) {
    const box = await part.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(save?.y ?? 0);
  }
  const navigation = await page.locator('.nav').boundingBox();
  expect((save?.y ?? Infinity) + (save?.height ?? 0)).toBeLessThanOrEqual(navigation?.y ?? 0);
  expect(await axeFindings(page, 'registering a visit on a phone')).toEqual([]);
  await button.click();
  await page.waitForURL(`**/embudo/${leadId}`);
  await reached(agent, `leads/${leadId}`, 'status', 'Oferta Presentada');
  expect(await visitsOf(appointmentId)).toMatchObject([{ offer: { amount: 285_000 } }]);
  const followUpAt: unknown = (await db.doc(`leads/${leadId}`).get()).get('followUpAt');
  expect(followUpAt).toHaveProperty('seconds');
  await page.context().close();
});

test('what is typed without a network is kept, shown as not sent, and sent once when somebody sends it', async () => {
  const { appointmentId, leadId } = await scheduled(agent, await someInterest(), { inHours: -2 });
  const { page } = await openAs(PEOPLE.agent, { isPhone: true });
  await page.goto(address('/calendario'));
  await page.getByRole('heading', { name: 'Agenda' }).waitFor();
  await page.goto(address(`/calendario/visita/${appointmentId}`));
  await page.getByLabel('Necesita más información').waitFor();
  await page.context().setOffline(true);
  await page.getByLabel('Necesita más información').check();
  await page.getByRole('button', { name: 'Registrar', exact: true }).click();
  await page.getByText('Sin conexión: no se ha guardado.').waitFor();
  await page.context().setOffline(false);
  await page.getByText('Ya hay conexión: pulsa «Registrar» para enviarlo.').waitFor();
  // Nothing is sent behind one's back.
  expect(await visitsOf(appointmentId)).toEqual([]);
  await page.goto(address('/calendario'));
  await page.getByText('Hay una visita sin enviar.').waitFor();
  expect(await axeFindings(page, 'the agenda with a visit that was not sent')).toEqual([]);
  await page.getByRole('link', { name: 'Abrir' }).click();
  await page.getByText('Recuperado lo que habías escrito.').waitFor();
  await page.getByRole('button', { name: 'Registrar', exact: true }).click();
  await page.getByText('Visita registrada: el lead la sigue.').waitFor();
  await reached(agent, `leads/${leadId}`, 'status', 'Información Solicitada');
  expect(await visitsOf(appointmentId)).toMatchObject([{ outcome: 'more_info_needed' }]);
  // One came from the agenda.
  await until('the agenda is there', () =>
    Promise.resolve(new URL(page.url()).pathname === '/calendario'),
  );
  expect(await page.getByText('sin enviar').count()).toBe(0);
  await page.context().close();
});

test('a visit is begun without a network, too, where the appointment is on the device', async () => {
  const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
  const { page } = await openAs(PEOPLE.agent, { isPhone: true });
  await page.goto(address('/calendario?vista=dia'));
  const path = `/calendario/visita/${appointmentId}`;
  await page.goto(address(path));
  await page.getByLabel('Hizo la visita').waitFor();
  await page.getByRole('link', { name: 'Agenda' }).click();
  await page.getByRole('heading', { name: 'Agenda' }).waitFor();
  await page.context().setOffline(true);
  await page.goBack();
  await page.getByLabel('Hizo la visita').check();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Registrar', exact: true }).click();
  await page.getByText('Visita registrada: el lead la sigue.').waitFor();
  expect(await visitsOf(appointmentId)).toHaveLength(1);
  await page.context().close();
});

test('the app works without its service worker if the network drops before that is fetched', async () => {
  const page = await openWindow({ isPhone: true });
  let isAsked = false;
  await page.context().route('**/sw.js', async (route) => {
    await route.abort();
    isAsked = true;
  });
  const { email, password } = await createPerson(PEOPLE.agent);
  await signInAt(page, email, password);
  await until('the service worker is asked for', () => isAsked);
  await page.goto(address('/calendario'));
  await page.getByRole('heading', { name: 'Agenda' }).waitFor();
  expect(await page.evaluate('navigator.serviceWorker.controller')).toBeNull();
  await page.context().close();
});
