/** The board in a real Chromium, as Hosting serves it, with its strict Content-Security-Policy. */
import { randomUUID } from 'node:crypto';
import { source as axeSource } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import {
  Timestamp as AdminTimestamp,
  type Firestore,
  type WriteBatch,
} from 'firebase-admin/firestore';
import { addDoc, collection, doc, onSnapshot, Timestamp } from 'firebase/firestore';
import { z } from 'zod';
import { LEAD_STATUSES } from '../../../functions/src/domain/leadStatus';
import { recordBoard } from '../../../functions/test/indexes/recordBoard';
import { createPerson, type Person, type SignedIn } from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { LIMIT_MS } from '../../../functions/test/support/until';
import { startedChromium } from './chromium';

export interface Window {
  page: Page;
  email: string;
  uid: string;
}

export interface Look {
  isDark?: boolean;
  isPhone?: boolean;
  timezoneId?: string;
  /** Whether the columns are scrolled to their ends, as by somebody who looks for a lead: other tests leave leads, too. */
  isScrolled?: boolean;
}

/** Asks each column for more as long as it has more. */
const SCROLL_COLUMNS = `new MutationObserver(() => {
  for (const button of document.querySelectorAll('board-column .more')) button.click();
}).observe(document, { childList: true, subtree: true });`;

export const address = (path: string): string =>
  `http://${process.env['HOSTING_EMULATOR_HOST'] ?? ''}${path}`;

/** Errors of the app and violations of the Content-Security-Policy, from the consoles of all windows. */
export const complaints: string[] = [];

/** Opens a window with its own storage (as on another computer), at the sign-in page. */
export async function openWindow({
  isDark = false,
  isPhone = false,
  timezoneId = 'Europe/Madrid',
  isScrolled = true,
}: Look = {}): Promise<Page> {
  const chromium = await startedChromium();
  const context = await chromium.newContext({
    locale: 'es-ES',
    timezoneId,
    colorScheme: isDark ? 'dark' : 'light',
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    isMobile: isPhone,
    hasTouch: isPhone,
  });
  recordBoard(context);
  if (isScrolled) await context.addInitScript(SCROLL_COLUMNS);
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy/.test(text)) complaints.push(text);
  });
  await page.goto(address('/'));
  await page.getByRole('heading', { name: 'Entrar en Embudo' }).waitFor();
  return page;
}

/**
 * Signs a person in at the sign-in page. By default on their own device: tests count what its cache holds, and open
 * several pages.
 */
export async function signInAt(
  page: Page,
  email: string,
  password: string,
  { isOwnDevice = true } = {},
): Promise<void> {
  await page.getByLabel('Correo').fill(email);
  await page.getByLabel('Contraseña').fill(password);
  await page.getByLabel('Este es mi equipo').setChecked(isOwnDevice);
  await page.getByRole('button', { name: 'Entrar' }).click();
}

/** Opens a window, creates a person and signs them in, at their first page. */
export async function openAs(person: Person, look: Look = {}): Promise<Window> {
  const [{ email, password, uid }, page] = await Promise.all([
    createPerson(person),
    openWindow(look),
  ]);
  await signInAt(page, email, password);
  await page.getByRole('button', { name: 'Salir' }).waitFor();
  return { page, email, uid };
}

export interface Named {
  contactId: string;
  contact: string;
  listingId: string;
  listing: string;
}

/** Creates a customer and a listing that no other test uses, with names from the other systems. */
export async function someInterest(
  contact = 'Sofía Romero',
  db: Firestore = otherSystems(),
): Promise<Named> {
  const suffix = randomUUID().slice(0, 8);
  const named = {
    contactId: `contacto-${suffix}`,
    contact: `${contact} ${suffix}`,
    listingId: `piso-${suffix}`,
    listing: `Piso en la calle Mayor ${suffix}`,
  };
  await Promise.all([
    db.doc(`contacts/${named.contactId}`).set({ name: named.contact, phone: '+34 600 000 001' }),
    db.doc(`listings/${named.listingId}`).set({ title: named.listing, price: 285_000 }),
  ]);
  return named;
}

export const HOUR_MS = 3_600_000;

/** The address of the agenda with the day of a time, some hours from now: just after midnight that is another day. */
export function agendaOf(inHours: number): string {
  const time = new Date(Date.now() + inHours * HOUR_MS);
  const day = time.toLocaleDateString('sv-SE', { timeZone: 'Europe/Madrid' });
  return address(`/calendario?fecha=${day}`);
}

/** Schedules an appointment, as an agent's app does, and waits for its lead. */
export async function scheduled(
  agent: SignedIn,
  { contactId, listingId }: Named,
  { inHours = 24, agentId = agent.uid } = {},
): Promise<{ appointmentId: string; leadId: string }> {
  const startsAt = Date.now() + inHours * HOUR_MS;
  const added = await addDoc(collection(agent.db, 'appointments'), {
    contactId,
    listingId,
    prospectId: `ficha-${listingId}`,
    agentId,
    status: 'Scheduled',
    startsAt: Timestamp.fromMillis(startsAt),
    endsAt: Timestamp.fromMillis(startsAt + HOUR_MS),
    ...agent.creation(),
  });
  const leadId = await reached(agent, `appointments/${added.id}`, 'leadId', null);
  await reached(agent, `leads/${leadId}`, 'status', 'Visita Pendiente');
  return { appointmentId: added.id, leadId };
}

/** Resolves to a document's field once it has a value, or once it has the given value. */
export function reached(
  { db }: SignedIn,
  path: string,
  field: string,
  value: string | null,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`${path} has no ${field} ${value ?? ''} after ${String(LIMIT_MS)} ms`));
    }, LIMIT_MS);
    const stop = onSnapshot(
      doc(db, path),
      (snapshot) => {
        const now: unknown = snapshot.get(field);
        if (typeof now !== 'string' || (value !== null && now !== value)) return;
        end();
        resolve(now);
      },
      reject,
    );
  });
}

/** Moves a lead as another app would. Resolves to the id of that request. */
export async function moved(
  agent: SignedIn,
  leadId: string,
  from: string,
  to: string,
): Promise<string> {
  const requestId = randomUUID();
  const request = { leadId, from, to, reason: 'Desde otra aplicación', requestId };
  await agent.call('changeLeadStatus', request);
  return requestId;
}

/** More leads than a column shows at first. */
const NAMED_PER_STATUS = 30;
const MAX_WRITES_IN_BATCH = 500;

/**
 * Writes leads of two years ago, spread over the ten statuses, as the functions would have written them. Resolves to a
 * function that deletes them.
 */
export async function manyLeads(count: number): Promise<() => Promise<void>> {
  const db = otherSystems();
  const run = randomUUID().slice(0, 8);
  const documents = Array.from({ length: count }, (_, n) => {
    const status = LEAD_STATUSES[n % LEAD_STATUSES.length] ?? LEAD_STATUSES[0];
    const twoYearsAgo = Date.now() - 2 * 365 * 24 * HOUR_MS;
    const at = AdminTimestamp.fromMillis(twoYearsAgo - n * 60_000);
    // The first ones, which have names, have waited longest.
    const dueAt = AdminTimestamp.fromMillis(twoYearsAgo + n * 60_000);
    const [contactId, listingId] = [`muchos-${run}-c${n}`, `muchos-${run}-l${n}`];
    const lead = {
      contactId,
      listingId,
      prospectId: `ficha-${listingId}`,
      status,
      source: 'Appointment',
      assignedTo: `agente-${n % 7}`,
      missingInfo: [],
      createdAt: at,
      updatedAt: at,
      statusChangedAt: at,
      viewings: { appointments: {}, visits: {} },
      history: { seq: 1, status, at, decision: null },
      ...(status === 'Cerrado'
        ? { attention: null, closed: { outcome: n % 3 === 0 ? 'won' : 'lost', reason: 'Fin' } }
        : { attention: { at: dueAt, why: 'stale' } }),
    };
    const isNamed = n < NAMED_PER_STATUS * LEAD_STATUSES.length;
    const entries = [0, 1, 2].map((step) => [
      `leads/muchos-${run}-${n}/statusHistory/00000${step + 1}`,
      {
        seq: step + 1,
        from: step === 0 ? null : LEAD_STATUSES[step - 1],
        to: LEAD_STATUSES[step],
        at,
        effectiveAt: AdminTimestamp.fromMillis(Date.now() - 200 * 24 * HOUR_MS),
        cause: step === 0 ? 'lead.created' : 'manual',
        reason: 'Como se escribió',
        source: { collection: 'appointments', id: `muchos-${run}-a${n}` },
        actor: { type: 'system', id: null },
        secondsInPrevious: step === 0 ? null : 7_200,
      },
    ]);
    return [
      [`leads/muchos-${run}-${n}`, lead],
      ...entries,
      ...(isNamed
        ? [
            [`contacts/${contactId}`, { name: `Cliente ${n}` }],
            [`listings/${listingId}`, { title: `Piso ${n}` }],
          ]
        : []),
    ] as [path: string, data: object][];
  }).flat();
  const inBatches = async (
    write: (batch: WriteBatch, path: string, data: object) => void,
  ): Promise<void> => {
    for (let from = 0; from < documents.length; from += MAX_WRITES_IN_BATCH) {
      const batch = db.batch();
      for (const [path, data] of documents.slice(from, from + MAX_WRITES_IN_BATCH)) {
        write(batch, path, data);
      }
      await batch.commit();
    }
  };
  await inBatches((batch, path, data) => batch.set(db.doc(path), data));
  return () => inBatches((batch, path) => batch.delete(db.doc(path)));
}

/** Counts the documents that a window has read from Firestore so far. All of them are in its cache. */
export async function documentsRead(page: Page): Promise<number> {
  return z.number().parse(
    await page.evaluate(`(async () => {
      const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith('firestore/'));
      const opened = await new Promise((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const counted = opened.transaction('remoteDocumentsV14').objectStore('remoteDocumentsV14').count();
      const count = await new Promise((resolve) => { counted.onsuccess = () => resolve(counted.result); });
      opened.close();
      return count;
    })()`),
  );
}

// --- What people see on the board ---

/** Types into a field that offers names, and chooses the one that is offered, which has this name. */
export async function choose(form: Locator, label: string, name: string): Promise<void> {
  await form.getByRole('combobox', { name: label }).fill(name);
  await form.getByRole('option', { name }).click();
}

/** Takes a text as the id of something that has no document. */
export async function useReference(form: Locator, label: string, id: string): Promise<void> {
  await form.getByRole('combobox', { name: label }).fill(id);
  await form.getByRole('button', { name: `Usar «${id}» como` }).click();
}

export const column = (page: Page, status: string) =>
  page.locator('board-column', { has: page.getByRole('heading', { name: status, exact: false }) });

export const cardIn = (page: Page, status: string, { contact }: Named) =>
  column(page, status).locator('lead-card', { hasText: contact });

/** Drags a card to a column. What dragging takes is loaded once the pointer moves over the columns. */
export async function dragCard(card: Locator, to: Locator): Promise<void> {
  await card.hover();
  await card.page().locator('lead-card[draggable="true"]').first().waitFor();
  await card.locator('.card-name').dragTo(to);
}

/** Fills in the dialog that asks about a move, and confirms it. */
export async function decide(
  page: Page,
  {
    to,
    outcome,
    reason = 'Lo confirma la propiedad',
  }: { to?: string; outcome?: string; reason?: string },
): Promise<void> {
  const dialog = page.locator('move-dialog dialog[open]');
  if (to !== undefined) await dialog.getByLabel(to, { exact: true }).check();
  if (outcome !== undefined) await dialog.getByLabel(outcome, { exact: true }).check();
  await dialog.getByLabel('Motivo').fill(reason);
  await dialog.getByRole('button', { name: 'Mover', exact: true }).click();
}

const findingsSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
  passes: z.array(z.unknown()),
});

/** Runs axe on a page. It finds nothing if the page is accessible (WCAG AA, and axe's best practices). */
export async function axeFindings(page: Page, what: string, part = 'body'): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations, passes } = findingsSchema.parse(
    await page.evaluate(`axe.run('${part}', { resultTypes: ['violations'] })`),
  );
  if (passes.length < 5) throw new Error(`axe checked nothing: ${what}`);
  return violations.map(
    ({ id, nodes }) => `${what}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}
