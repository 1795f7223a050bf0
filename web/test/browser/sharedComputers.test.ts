/**
 * What a browser keeps on its disk of what people saw on the board, and what happens in its other tabs when a session
 * ends (docs/security.md, Shared computers).
 *
 * The tests look for a customer's name in every file of the browser's profile, in the encodings that Chromium writes,
 * and ask the browser which databases it has. They do not prove that deleted bytes cannot be recovered from the disk,
 * and they leave out Chromium's cache of requests: the Firestore emulator does not forbid it to store what a listener
 * receives, and no page can clear it. Whether Google's servers forbid it is not tried here.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import {
  address,
  axeFindings,
  cardIn,
  scheduled,
  signInAt,
  someInterest,
  type Named,
} from '../support/board';
import { closeProfile, launchProfile } from '../support/chromium';
import {
  changeRecord,
  createPerson,
  PEOPLE,
  signIn,
  type SignedIn,
} from '../../../functions/test/support/clients';
import { otherSystems } from '../../../functions/test/support/otherSystems';
import { LIMIT_MS, until, within } from '../../../functions/test/support/until';

type Account = Awaited<ReturnType<typeof createPerson>>;

/** How often an open window asks whether its session is still good. */
const MINUTES_UNCHECKED = 10;
const SIGN_IN = 'Entrar en Embudo';

/** A word that stands nowhere else: a file that has the customer's name has it in one piece, compressed or not. */
const NAME = 'Zubizarreta';
/** Another one. */
const TYPED = 'Goikoetxea';

/** An agent's other app. */
let agent: SignedIn;
let interest: Named;
let profile: string;
let context: BrowserContext;
let lucia: Account;

beforeAll(async () => {
  agent = await signIn(PEOPLE.agent);
  interest = await someInterest(NAME);
  await scheduled(agent, interest);
});
afterAll(async () => {
  await agent.leave();
});
beforeEach(async () => {
  profile = mkdtempSync(join(tmpdir(), 'embudo-profile-'));
  [context, lucia] = await Promise.all([launchProfile(profile), createPerson(PEOPLE.otherAgent)]);
});
afterEach(async () => {
  await closeProfile(context, profile);
  rmSync(profile, { recursive: true });
});

/** Opens a tab at a page of the board. Its clock can be put forward. */
async function openTab(path = '/embudo'): Promise<Page> {
  const page = await within('a tab opens', context.newPage());
  page.setDefaultTimeout(LIMIT_MS);
  await page.clock.install();
  await page.goto(address(path));
  return page;
}

async function enter(person: Account, isOwnDevice: boolean): Promise<Page> {
  const page = await openTab();
  await signInAt(page, person.email, person.password, { isOwnDevice });
  await cardIn(page, 'Visita Pendiente', interest).waitFor();
  return page;
}

/** Opens two tabs of one person on their own device. Both show the customer, whose name is on the disk. */
async function enterInTwoTabs(): Promise<[Page, Page]> {
  const one = await enter(lucia, true);
  const two = await openTab();
  await cardIn(two, 'Visita Pendiente', interest).waitFor();
  await until('the name is on the disk', () => isKept());
  return [one, two];
}

/** Chromium's cache of requests, in a profile. */
const REQUESTS = join('Default', 'Cache');

/** The files of the profile that have a text, in UTF-8 or in UTF-16, but for the cache of requests. */
function filesWith(text: string): string[] {
  const encoded = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  return readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((path) => !path.startsWith(join(profile, REQUESTS)))
    .filter((path) => {
      const content = read(path);
      return encoded.some((bytes) => content.includes(bytes));
    });
}

/** Whether one of the files of IndexedDB has the customer's name. */
const isKept = (): boolean => filesWith(NAME).some((path) => path.includes('IndexedDB'));

/** A file's content. The browser deletes files of its own at any time. */
function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

const keptSchema = z.object({ databases: z.array(z.string()), items: z.array(z.string()) });

/** What the browser keeps for the board: the SDK's databases, and the keys of local and session storage. */
async function kept(page: Page): Promise<z.infer<typeof keptSchema>> {
  return keptSchema.parse(
    await page.evaluate(`indexedDB.databases().then((databases) => ({
      databases: databases.map(({ name }) => name).filter((name) => /^(firestore\\/|embudo)/.test(name)),
      items: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    }))`),
  );
}

const NOTHING = { databases: [], items: [] };

/** Waits until tabs are at the sign-in page, which says why, and until the browser keeps nothing. */
async function allEnded(tabs: [page: Page, sentence: string][]): Promise<void> {
  for (const [page, sentence] of tabs) {
    await page.getByRole('heading', { name: SIGN_IN }).waitFor();
    await page.getByText(sentence).waitFor();
    await until(
      'the browser keeps nothing',
      async () => JSON.stringify(await kept(page)) === JSON.stringify(NOTHING),
    );
  }
  await closeProfile(context, profile);
  expect(filesWith(NAME)).toEqual([]);
}

const putForward = (page: Page) => page.clock.fastForward(MINUTES_UNCHECKED * 60_000);

/** The ways in which a session ends while its tabs are open. */
const WAYS: [way: string, end: (tab: Page) => Promise<void>, sentence: string, other?: string][] = [
  [
    'the button',
    (tab) => tab.getByRole('button', { name: 'Salir' }).click(),
    'Has salido de Embudo.',
    'Tu sesión ha terminado: la has cerrado en otra pestaña.',
  ],
  [
    'a disabled account',
    async (tab) => {
      await changeRecord(lucia, { disabled: true });
      await putForward(tab);
    },
    'Tu sesión ha terminado: la cuenta está desactivada.',
  ],
  [
    'revoked tokens',
    async (tab) => {
      await changeRecord(lucia, { revoked: true });
      await putForward(tab);
    },
    'Tu sesión ha terminado: ha caducado, o la han cerrado desde la administración.',
  ],
  [
    'another role',
    async (tab) => {
      await changeRecord(lucia, { claims: { role: 'contact', contactId: 'sofia-romero' } });
      await putForward(tab);
    },
    'Tu sesión ha terminado: ha cambiado tu papel en la agencia.',
  ],
  [
    'a role that was taken away, as soon as a listener is refused',
    async (tab) => {
      await otherSystems().doc(`denied/${lucia.uid}`).set({});
      await changeRecord(lucia, { claims: {} });
      await tab.getByRole('link', { name: 'Agenda' }).click();
    },
    'Tu sesión ha terminado: ha cambiado tu papel en la agencia.',
  ],
];

test.each(WAYS)(
  'on one’s own device, %s ends the session in all tabs and clears the disk',
  async (_, end, sentence, other = sentence) => {
    const [one, two] = await enterInTwoTabs();
    await end(one);
    await allEnded([
      [one, sentence],
      [two, other],
    ]);
  },
);

test('a start with nobody signed in clears the disk', async () => {
  await enterInTwoTabs();
  await closeProfile(context, profile);
  expect(isKept()).toBe(true);
  await changeRecord(lucia, { disabled: true });
  context = await launchProfile(profile);
  await allEnded([[await openTab(), 'Tu sesión ha terminado: ha caducado']]);
});

test('the disk is cleared even if the tab that ends the session is closed at once', async () => {
  const [one, two] = await enterInTwoTabs();
  await one.getByRole('button', { name: 'Salir' }).click({ noWaitAfter: true });
  await one.close();
  await allEnded([[two, 'Tu sesión ha terminado']]);
});

/** Types into the form of a visit, and leaves it without sending it. The notes have a word that stands nowhere else. */
async function beginVisit(tab: Page, appointmentId: string): Promise<void> {
  await tab.goto(address(`/calendario/visita/${appointmentId}`));
  await tab.getByLabel('Necesita más información').check();
  await tab.getByText('Añadir notas').click();
  await tab.getByLabel('Notas de la visita').fill(`Quiere ver el trastero con ${TYPED}`);
}

test('a visit that was not sent outlives the browser on one’s own device, and goes with the session', async () => {
  const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
  await beginVisit(await enter(lucia, true), appointmentId);
  await context.setOffline(true);
  await closeProfile(context, profile);
  const drafts = filesWith(TYPED);
  expect(drafts).not.toEqual([]);
  // Not in the files from which the browser restores its tabs: nothing of the board could clear those.
  expect(drafts.filter((path) => !path.includes('IndexedDB'))).toEqual([]);

  context = await launchProfile(profile);
  const tab = await openTab('/embudo');
  await tab.getByText('Hay una visita sin enviar.').waitFor();
  expect(await axeFindings(tab, 'the board with a visit that was not sent')).toEqual([]);
  const other = await openTab('/calendario');
  await other.getByRole('link', { name: 'Abrir' }).click();
  await other.getByText('Recuperado lo que habías escrito.').waitFor();
  expect(await other.getByLabel('Notas de la visita').inputValue()).toContain(TYPED);
  await other.getByRole('button', { name: 'Descartar' }).click();
  await tab.getByText('sin enviar').waitFor({ state: 'detached' });

  await beginVisit(other, appointmentId);
  await tab.getByText('Hay una visita sin enviar.').waitFor();
  await other.getByRole('button', { name: 'Salir' }).click();
  await allEnded([
    [other, 'Has salido de Embudo.'],
    [tab, 'Tu sesión ha terminado'],
  ]);
  expect(filesWith(TYPED)).toEqual([]);
});

test('without Hosting’s answer, too, the end of a session deletes the visits that were not sent', async () => {
  const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
  const tab = await enter(lucia, true);
  await beginVisit(tab, appointmentId);
  expect((await kept(tab)).databases).toContain('embudo-drafts');
  await context.route('**/cleared.txt', (route) => route.abort());
  await tab.getByRole('button', { name: 'Salir' }).click();
  await tab.getByRole('heading', { name: SIGN_IN }).waitFor();
  await until('the databases are deleted', async () => (await kept(tab)).databases.length === 0);
});

test('a visit that was not sent, of an appointment that is gone, can be discarded', async () => {
  const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
  const tab = await enter(lucia, true);
  await beginVisit(tab, appointmentId);
  await otherSystems().doc(`appointments/${appointmentId}`).delete();
  await tab.getByRole('button', { name: 'Descartar lo que habías escrito' }).click();
  await tab.getByRole('heading', { name: 'Agenda' }).waitFor();
  expect(await tab.getByText('sin enviar').count()).toBe(0);
});

describe('on a shared computer', () => {
  test('a visit that was not sent stays in the tab, and the board keeps nothing of it on the disk', async () => {
    const { appointmentId } = await scheduled(agent, await someInterest(), { inHours: -2 });
    const tab = await enter(lucia, false);
    await beginVisit(tab, appointmentId);
    await tab.goto(address('/embudo'));
    await tab.getByText('Hay una visita sin enviar.').waitFor();
    const { databases } = await kept(tab);
    expect(databases).toEqual([]);
    expect(await tab.evaluate('localStorage.length')).toBe(0);
    await closeProfile(context, profile);
    // But for the tab's own storage, which the browser itself writes to the disk.
    expect(filesWith(TYPED).filter((path) => !path.includes('Session Storage'))).toEqual([]);
  });

  test('nothing of what was read gets to the disk, a reload goes on, and another tab asks to sign in', async () => {
    const one = await enter(lucia, false);
    await one.reload();
    await cardIn(one, 'Visita Pendiente', interest).waitFor();
    const two = await openTab();
    await two.getByRole('heading', { name: SIGN_IN }).waitFor();
    expect((await kept(one)).databases).toEqual([]);
    expect(filesWith(NAME)).toEqual([]);
    await closeProfile(context, profile);
    expect(filesWith(NAME)).toEqual([]);
    context = await launchProfile(profile);
    await (await openTab()).getByRole('heading', { name: SIGN_IN }).waitFor();
  });

  test('somebody who signs in ends the session of whoever was there', async () => {
    const one = await enter(lucia, false);
    const two = await enter(await createPerson(PEOPLE.admin), false);
    await one.getByRole('heading', { name: SIGN_IN }).waitFor();
    await one.getByText('Tu sesión ha terminado: otra persona ha entrado').waitFor();
    await two.getByRole('button', { name: 'Salir' }).click();
    await allEnded([[two, 'Has salido de Embudo.']]);
  });
});

test('somebody who signs in while another person does on their own device gets nothing of theirs', async () => {
  const carmen = await createPerson(PEOPLE.admin);
  const [one, two] = [await openTab(), await openTab()];
  // Carmen's password arrives, but the answer does not yet.
  const answers: (() => Promise<void>)[] = [];
  await two.route(/signInWithPassword/, (route) => {
    answers.push(() => route.continue());
  });
  await signInAt(two, carmen.email, carmen.password, { isOwnDevice: false });
  await until('Carmen signs in', () => answers.length > 0);
  await signInAt(one, lucia.email, lucia.password, { isOwnDevice: true });
  await cardIn(one, 'Visita Pendiente', interest).waitFor();
  for (const answer of answers) await answer();
  await cardIn(two, 'Visita Pendiente', interest).waitFor();
  await one.getByText('Tu sesión ha terminado: otra persona ha entrado').waitFor();
  await two.getByRole('button', { name: 'Salir' }).click();
  await allEnded([[two, 'Has salido de Embudo.']]);
});
