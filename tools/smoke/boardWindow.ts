import { chromium, type Browser, type Page } from 'playwright-core';
import { ToolError } from '../lib/toolError';
import type { Person } from './trial';

const LIMIT_MS = 60_000;

/** The board in a Chromium without a window, as one person after the other sees it. */
export class BoardWindow {
  /** Errors of the page since it was opened. */
  private complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private page: Page,
    private readonly address: string,
  ) {}

  static async open(address: string): Promise<BoardWindow> {
    const executablePath = process.env['CHROMIUM'];
    if (executablePath === undefined) {
      throw new ToolError('No Chromium was found: install one, or set CHROMIUM to its path.');
    }
    const browser = await chromium.launch({
      executablePath,
      // Chromium has no sandbox for root, the user of most containers.
      chromiumSandbox: process.getuid?.() !== 0,
    });
    return new BoardWindow(browser, await newPage(browser), address);
  }

  /** Signs a person in, in a browser that knows nobody. */
  async signIn({ email, password }: Person): Promise<void> {
    await this.page.context().close();
    this.page = await newPage(this.browser);
    this.page.on('pageerror', (error) => this.complaints.push(error.message));
    await this.page.goto(this.address);
    await this.page.getByLabel('Correo').fill(email);
    await this.page.getByLabel('Contraseña').fill(password);
    await this.page.getByRole('button', { name: 'Entrar' }).click();
    await this.page.getByRole('button', { name: 'Salir' }).waitFor();
  }

  /** Schedules a viewing at the next full hour, of a contact and a listing that have no documents. */
  async schedule(id: string): Promise<void> {
    await this.page.goto(`${this.address}/calendario`);
    await this.page.getByRole('button', { name: 'Nueva cita' }).click();
    const dialog = this.page.locator('schedule-dialog dialog[open]');
    for (const field of ['Cliente', 'Inmueble']) {
      await dialog.getByRole('combobox', { name: field }).fill(id);
      await dialog.getByRole('button', { name: `Usar «${id}» como referencia` }).click();
    }
    await dialog.getByRole('button', { name: 'Agendar' }).click();
    await this.page.getByText('Cita agendada.').waitFor();
  }

  /** Opens a page, and waits until it has loaded. Throws what the page complains of. */
  async visit(path: string, heading: string): Promise<void> {
    this.complaints = [];
    await this.page.goto(`${this.address}${path}`);
    await this.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await this.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    const alerts = await this.page.getByRole('alert').allInnerTexts();
    const complaints = [...this.complaints, ...alerts.filter((text) => text.trim() !== '')];
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  }

  /** Moves a lead by its drawer, as a person does: through `changeLeadStatus`, with App Check where it is on. */
  async move(leadId: string, to: string): Promise<void> {
    await this.page.goto(`${this.address}/embudo/${leadId}`);
    await this.page
      .locator('lead-drawer')
      .getByRole('button', { name: 'Mover', exact: true })
      .click();
    const dialog = this.page.locator('move-dialog dialog[open]');
    await dialog.getByLabel(to, { exact: true }).check();
    await dialog.getByLabel('Motivo').fill('Prueba de la instalación');
    await dialog.getByRole('button', { name: 'Mover', exact: true }).click();
    const toast = this.page.locator('.toast').first();
    await toast.waitFor();
    const text = await toast.innerText();
    if (!text.includes(`ahora en «${to}»`)) throw new Error(text);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** A page of a new browser profile. */
async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'es-ES', timezoneId: 'Europe/Madrid' });
  const debugToken = process.env['APP_CHECK_DEBUG_TOKEN'];
  if (debugToken !== undefined) {
    await context.addInitScript(
      `self.FIREBASE_APPCHECK_DEBUG_TOKEN = ${JSON.stringify(debugToken)};`,
    );
  }
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  return page;
}
