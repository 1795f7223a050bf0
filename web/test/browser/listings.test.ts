/** A listing that is gone, on the board, in a real Chromium. */
import type { Locator, Page } from 'playwright-core';
import {
  axeFindings,
  cardIn,
  moved,
  openAs,
  reached,
  scheduled,
  someInterest,
  type Named,
  type Window,
} from '../support/board';
import { PEOPLE, signIn, type SignedIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';

const db = otherSystems();

/** Another agent's app. */
let mateo: SignedIn;
let lucia: Window;
beforeAll(async () => {
  mateo = await signIn(PEOPLE.otherAgent);
  lucia = await openAs(PEOPLE.agent);
});
afterAll(() => mateo.leave());

/** Leads of one listing, at Visita Pendiente, each with its contact. */
async function leadsOfOneListing(count: number): Promise<(Named & { leadId: string })[]> {
  const { listingId, listing } = await someInterest();
  const leads: (Named & { leadId: string })[] = [];
  for (let n = 0; n < count; n += 1) {
    const named = { ...(await someInterest()), listingId, listing };
    leads.push({ ...named, ...(await scheduled(mateo, named)) });
  }
  return leads;
}

const write = ({ listingId }: Named, status: string) =>
  db.doc(`listings/${listingId}`).update({ status });

async function openLead(page: Page, lead: Named): Promise<Locator> {
  await cardIn(page, 'Visita Pendiente', lead).getByRole('link', { name: lead.contact }).click();
  return page.locator('lead-drawer dialog.drawer');
}

test('a lead says that its listing is gone, and its open leads are closed together', async () => {
  const leads = await leadsOfOneListing(3);
  const [first, second, third] = leads;
  if (!first || !second || !third) throw new Error('There are three leads');
  await write(first, 'reserved');
  const card = cardIn(lucia.page, 'Visita Pendiente', first);
  await card.getByText('Reservado').waitFor();
  const drawer = await openLead(lucia.page, first);
  await drawer.getByText('Inmueble: Reservado.').waitFor();
  expect(await drawer.getByRole('button', { name: /Cerrar los leads/ }).count()).toBe(0);

  await write(first, 'sold');
  await drawer.getByRole('button', { name: 'Cerrar los leads abiertos de este inmueble…' }).click();
  const dialog = lucia.page.locator('closing-dialog dialog[open]');
  await dialog.getByText('3 leads de este inmueble pasarán a «Cerrado»').waitFor();
  expect(await axeFindings(lucia.page, 'the question')).toEqual([]);
  // Somebody moves one of them while the question is open.
  await moved(mateo, third.leadId, 'Visita Pendiente', 'Respuesta Pendiente');
  await dialog.getByRole('button', { name: 'Cerrar 3 leads' }).click();
  await dialog.getByText('2 leads cerrados.').waitFor();
  await dialog.getByText(`${third.contact}: «Respuesta Pendiente»`).waitFor();
  for (const { leadId } of [first, second]) {
    await reached(mateo, `leads/${leadId}`, 'closed.reason', 'Vendido a otro');
    await reached(mateo, `leads/${leadId}`, 'closed.outcome', 'lost');
  }
  await dialog.getByRole('button', { name: 'Volver' }).click();
  await drawer.getByText('Perdido: Vendido a otro').waitFor();
  expect(await drawer.locator('.notice').count()).toBe(0);
  await lucia.page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  await lucia.page.goto(new URL('/informes', lucia.page.url()).href);
  await lucia.page.getByText('De ellos, vendido a otro').waitFor();
});

test('whoever leaves the question, or finds nothing to close, closes nothing', async () => {
  const [lead] = await leadsOfOneListing(1);
  if (!lead) throw new Error('There is a lead');
  await write(lead, 'withdrawn');
  await lucia.page.goto(new URL('/embudo', lucia.page.url()).href);
  const drawer = await openLead(lucia.page, lead);
  const button = drawer.getByRole('button', { name: /Cerrar los leads abiertos/ });
  await button.click();
  const dialog = lucia.page.locator('closing-dialog dialog[open]');
  await dialog.getByText('Cerrar como perdido: inmueble retirado').waitFor();
  await dialog.getByRole('button', { name: 'Cancelar' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await db.doc(`leads/${lead.leadId}`).get()).get('status')).toBe('Visita Pendiente');

  await db.doc(`leads/${lead.leadId}`).update({ status: 'Oferta Aceptada' });
  await drawer.getByText('Oferta Aceptada').first().waitFor();
  await button.click();
  await dialog.getByText('No queda ningún lead abierto que cerrar.').waitFor();
  await dialog.getByRole('button', { name: 'Volver' }).click();
});
