/** «Mis vistas»: what the board shows, under a name. */
import { address, axeFindings, cardIn, openAs, scheduled, someInterest } from '../support/board';
import { PEOPLE, signIn } from '../../../functions/test/support/clients';

test('a view is saved, chosen, renamed, copied for a colleague, deleted, and gone with the session', async () => {
  const agent = await signIn(PEOPLE.agent);
  const [own, other] = await Promise.all([someInterest('Vista'), someInterest('Ajena')]);
  await Promise.all([scheduled(agent, own), scheduled(agent, other)]);
  await agent.leave();
  const { page } = await openAs(PEOPLE.otherAgent);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const search = page.getByLabel('Buscar por cliente');
  const open = page.getByRole('button', { name: 'Mis vistas' });
  const dialog = page.getByRole('dialog', { name: 'Mis vistas' });
  const close = () => dialog.getByRole('button', { name: 'Cerrar' }).click();

  await page.goto(address(`/embudo?buscar=${encodeURIComponent(own.contact)}`));
  await cardIn(page, 'Visita Pendiente', own).waitFor();
  await open.click();
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await dialog.getByText('Escribe un nombre.').waitFor();
  await dialog.getByLabel('Guardar lo que se ve ahora como').fill('Los de la calle Mayor');
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await dialog.getByRole('link', { name: 'Los de la calle Mayor' }).waitFor();
  expect(await axeFindings(page, 'the views', 'views-dialog')).toEqual([]);
  await dialog.getByRole('button', { name: 'Copiar enlace' }).click();
  await page.getByText('Enlace de «Los de la calle Mayor» copiado.').waitFor();
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(page.url());
  await close();

  await search.fill('');
  await cardIn(page, 'Visita Pendiente', other).waitFor();
  await page.waitForURL(address('/embudo'));
  await page.reload(); // The device keeps them.
  await cardIn(page, 'Visita Pendiente', other).waitFor();
  await open.click();
  await dialog.getByRole('button', { name: 'Cambiar nombre' }).click();
  await dialog.getByLabel('Nombre nuevo de «Los de la calle Mayor»').fill('Calle Mayor');
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await dialog.getByRole('link', { name: 'Calle Mayor', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await cardIn(page, 'Visita Pendiente', other).waitFor({ state: 'detached' });
  await cardIn(page, 'Visita Pendiente', own).waitFor();
  expect(await search.inputValue()).toBe(own.contact);

  const stored = () => page.evaluate<string>('JSON.stringify(localStorage)');
  await open.click();
  await dialog.getByRole('button', { name: 'Borrar' }).click();
  await dialog.getByText('Aún no has guardado ninguna.').waitFor();
  await dialog.getByLabel('Guardar lo que se ve ahora como').fill('Otra');
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await close();
  expect(await stored()).toContain('embudo-views');
  await page.getByRole('button', { name: 'Salir' }).click();
  await page.getByRole('heading', { name: 'Entrar en Embudo' }).waitFor();
  expect(await stored()).not.toContain('embudo-views');
});
