/** Mail documents for agents: at once of a new lead and of an offer, and one a morning (docs/contract.md §10). */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { createUser, setRole } from '../../src/auth/users';
import { database } from '../../src/firestore/database';
import { tellAgents } from '../../src/index';
import { emptyProject } from '../support/emptyProject';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { recordVisit, schedule } from '../support/steps';
import {
  deliverEntry,
  entryData,
  historyOf,
  UNDER_THE_EMULATORS,
  withParameters,
  writeHistory,
} from '../support/telling';
import { measure } from '../support/traffic';

const logs = catchLogs();
emptyProject(projectId);
withParameters({
  ...UNDER_THE_EMULATORS,
  MAIL_COLLECTION: 'mail',
  BOARD_URL: 'https://embudo.example.com',
  CHECK_TIME_ZONE: 'Europe/Madrid',
});

const NOTHING = { read: 0, written: 0, rpcs: 0 };
const DAY_MS = 86_400_000;

/** The format of Trigger Email, and nothing else but the end of its keeping. */
const mailSchema = z.strictObject({
  to: z.email(),
  message: z.strictObject({ subject: z.string(), text: z.string(), html: z.string() }),
  expireAt: z.instanceof(Timestamp),
});

async function mails() {
  const { docs } = await database().collection('mail').get();
  return docs.map((doc) => ({ id: doc.id, ...mailSchema.parse(doc.data()) }));
}

async function makeUser(role: 'agent' | 'admin' | null = 'agent') {
  const email = `${crypto.randomUUID()}@embudo.example`;
  const { uid } = await createUser(email, 'only-in-the-emulator');
  if (role !== null) await setRole(uid, { role });
  return { uid, email };
}

/** Plays the events of a lead, and delivers its whole history to `mailAgent`. */
async function tellOf(leadId: string): Promise<void> {
  for (const entry of await historyOf(leadId)) await deliverEntry('mailAgent', entry);
}

const results = () => logs.flatMap(({ facts }) => facts['result'] ?? []);

test('the agent of a new lead gets one mail, and one of an offer, however often their events come', async () => {
  const { uid, email } = await makeUser();
  const fixture = new Fixture();
  await database().doc(`listings/${fixture.listingId}`).set({ title: 'Ático en <Lavapiés>' });
  const A = fixture.appointment('A', { agentId: uid, notes: 'Ana Quintanar' });
  await fixture.play(schedule(A));
  const { id } = await fixture.lead();
  await tellOf(id);
  await tellOf(id);
  const [first, ...others] = await mails();
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    to: email,
    message: {
      subject: 'Nuevo lead: Ático en <Lavapiés>',
      text: `Tienes un lead nuevo:\n\nÁtico en <Lavapiés> · Visita Pendiente\nhttps://embudo.example.com/embudo/${id}\n`,
    },
  });
  expect(first?.message.html).toContain('Ático en &lt;Lavapiés&gt;');
  const days = ((first?.expireAt.toMillis() ?? 0) - Date.now()) / DAY_MS;
  expect(Math.round(days)).toBe(30);

  await fixture.play(recordVisit(fixture.visit('V', A), 'offer_made'));
  await tellOf(id);
  const all = await mails();
  expect(all.map(({ message }) => message.subject).sort()).toEqual([
    'Nuevo lead: Ático en <Lavapiés>',
    'Oferta presentada: Ático en <Lavapiés>',
  ]);
  const text = JSON.stringify(all);
  for (const personal of ['Ana', fixture.contactId]) expect(text).not.toContain(personal);
  expect(results()).toEqual(['written', 'written before', 'written before', 'written']);
});

test('a mail costs two reads and one write; what is no news costs nothing', async () => {
  const { uid } = await makeUser();
  const fixture = new Fixture();
  await fixture.play(schedule(fixture.appointment('A', { agentId: uid })));
  const [created, scheduled] = await historyOf((await fixture.lead()).id);
  if (created === undefined || scheduled === undefined) throw new Error('There is no history');
  const cost = () => measure(() => deliverEntry('mailAgent', created));
  expect(await cost()).toEqual({ read: 2, written: 1, rpcs: 3 });
  expect(await measure(() => deliverEntry('mailAgent', scheduled))).toEqual(NOTHING);
  expect(await mails()).toHaveLength(1);
  // A mail that was deleted since is not written again by an entry that is put back later.
  const later = { time: new Date(Date.now() + 2 * DAY_MS) };
  expect(await measure(() => deliverEntry('mailAgent', created, later))).toEqual(NOTHING);
});

test('there is no mail for nobody, for a former agent, a customer, or of what an agent did themselves', async () => {
  const former = await makeUser(null);
  const customer = await makeUser(null);
  await setRole(customer.uid, { role: 'contact', contactId: 'ana' });
  const admin = await makeUser('admin');
  for (const [agentId, by] of [
    [null, 'eva'],
    ['no such user', 'eva'],
    ['x'.repeat(1_000), 'eva'],
    [former.uid, 'eva'],
    [customer.uid, 'eva'],
    [admin.uid, admin.uid],
    [admin.uid, 'eva'],
  ] as const) {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({ agentId }, by));
    await tellOf((await fixture.lead()).id);
  }
  expect(results()).toEqual([
    'no agent',
    'no address',
    'no address',
    'no address',
    'no address',
    'their own',
    'written',
  ]);
  expect((await mails()).map(({ to }) => to)).toEqual([admin.email]);
  expect(logs.filter(({ severity }) => severity !== 'info')).toEqual([]);
  expect(JSON.stringify(logs)).not.toContain('@');
});

test('whoever was forgotten and comes back is a new lead, for the agent too', async () => {
  const { uid } = await makeUser();
  for (const at of [1, 2]) {
    await database().doc('leads/lead-1').set({ assignedTo: uid, status: 'Visita Pendiente' });
    await writeHistory('lead-1', [entryData(1, { at: Timestamp.fromMillis(at) })]);
    await tellOf('lead-1');
    await tellOf('lead-1');
  }
  expect(results()).toEqual(['written', 'written before', 'written', 'written before']);
});

test('a lead that is gone, and a document that is no entry, have no mail', async () => {
  const [entry] = await writeHistory('gone', [entryData(1)]);
  if (entry === undefined) throw new Error('There is no entry');
  await deliverEntry('mailAgent', entry);
  await database().doc('leads/x/statusHistory/note').set(entryData(1));
  for (const each of await historyOf('x')) await deliverEntry('mailAgent', each);
  expect([await mails(), results()]).toEqual([[], ['no agent']]);
});

test.each(['leads', 'a/b', ''])('mail is never written to the collection «%s»', async (name) => {
  process.env['MAIL_COLLECTION'] = name;
  const [entry] = await writeHistory('lead-1', [entryData(1)]);
  if (entry === undefined) throw new Error('There is no entry');
  await expect(deliverEntry('mailAgent', entry)).rejects.toThrow('is not fit for mail');
});

describe('a morning', () => {
  const MORNING = Date.parse('2040-03-02T07:00:00Z');
  const run = async (time = MORNING): Promise<void> => {
    await tellAgents.run({ scheduleTime: new Date(time).toISOString() });
  };

  /** A lead that needs its agent so many hours after the morning; before it, if that is negative. */
  const lead = (agentId: string | null, hours: number, fields: object = {}) => ({
    assignedTo: agentId,
    contactId: 'Ana Quintanar',
    listingId: 'L-7',
    status: 'Visita Pendiente',
    attention: { at: Timestamp.fromMillis(MORNING + hours * 3_600_000), why: 'no_outcome' },
    ...fields,
  });

  async function write(leads: readonly object[]): Promise<void> {
    const batch = database().batch();
    for (const [n, each] of leads.entries()) {
      batch.set(database().doc(`leads/lead-${String(n).padStart(3, '0')}`), each);
    }
    await batch.commit();
  }

  test('has one mail for each agent with what needs them, and none for others', async () => {
    const [eva, leo, idle] = [await makeUser(), await makeUser('admin'), await makeUser()];
    const former = await makeUser(null);
    await database().doc('listings/L-7').set({ title: 'Calle Mayor 12' });
    await write([
      lead(eva.uid, -1),
      lead(eva.uid, -5, {
        listingId: null,
        attention: { at: Timestamp.fromMillis(0), why: 'stale' },
      }),
      lead(eva.uid, 0),
      lead(eva.uid, 1),
      lead(leo.uid, -2, { listingId: 'unknown' }),
      lead(idle.uid, 3),
      lead(idle.uid, -3, { status: 'Cerrado', attention: null }),
      lead(former.uid, -3),
      lead(null, -3),
    ]);
    await run();
    const all = await mails();
    expect(all.map(({ to }) => to).sort()).toEqual([eva.email, leo.email].sort());
    const ofEva = all.find(({ to }) => to === eva.email)?.message;
    expect(ofEva?.subject).toBe('3 leads te necesitan');
    expect(ofEva?.text).toBe(`Estos leads te necesitan hoy:

Sin inmueble · Visita Pendiente: lleva días sin avanzar
https://embudo.example.com/embudo/lead-001

Calle Mayor 12 · Visita Pendiente: falta registrar el resultado de la visita
https://embudo.example.com/embudo/lead-000

Calle Mayor 12 · Visita Pendiente: falta registrar el resultado de la visita
https://embudo.example.com/embudo/lead-002
`);
    expect(all.find(({ to }) => to === leo.email)?.message.text).toContain('unknown · Visita');
    expect(JSON.stringify(all)).not.toContain('Ana');
    const [line] = logs.filter(({ message }) => message === 'Agents told');
    expect(line?.facts).toEqual({
      day: '2040-03-02',
      leads: 5,
      written: 2,
      writtenBefore: 0,
      withoutAddress: [former.uid],
    });
  });

  test('whose run failed and is repeated writes to those alone to whom it did not get', async () => {
    const [eva, leo] = [await makeUser(), await makeUser()];
    await write([lead(eva.uid, -1), lead(leo.uid, -1)]);
    await run();
    const before = await mails();
    const ofLeo = before.find(({ to }) => to === leo.email);
    await database()
      .doc(`mail/${ofLeo?.id ?? ''}`)
      .delete();
    await write([lead(eva.uid, -1), lead(leo.uid, -1), lead(eva.uid, -2)]);
    await run();
    const after = await mails();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const ofEva = (all: typeof after) => all.find(({ to }) => to === eva.email);
    expect(ofEva(after)).toEqual(ofEva(before));
    // The next morning is another.
    await run(MORNING + DAY_MS);
    expect(await mails()).toHaveLength(4);
  });

  test('belongs to the day of the agency', async () => {
    await write([lead((await makeUser()).uid, -9)]);
    await run(Date.parse('2040-03-01T23:30:00Z')); // Half past midnight in Madrid.
    await run(MORNING);
    expect(await mails()).toHaveLength(1);
  });

  test('on which nobody is needed has no mail', async () => {
    await write([lead((await makeUser()).uid, 1)]);
    expect(await measure(() => run())).toEqual({ read: 1, written: 0, rpcs: 1 });
    expect(await mails()).toEqual([]);
  });

  test('lists the fifty that have waited longest, and counts the rest; it reads each lead once', async () => {
    const { uid } = await makeUser();
    const COUNT = 501; // More than a page.
    for (let from = 0; from < COUNT; from += 400) {
      const batch = database().batch();
      for (let n = from; n < Math.min(COUNT, from + 400); n += 1) {
        batch.set(database().doc(`leads/lead-${n}`), lead(uid, n - COUNT));
      }
      await batch.commit();
    }
    // Each lead, the listing that all have, and a page that holds the last; the mail.
    expect(await measure(() => run())).toEqual({ read: COUNT + 1, written: 1, rpcs: 4 });
    const [mail] = await mails();
    expect(mail?.message.subject).toBe('501 leads te necesitan');
    const links = mail?.message.text.match(/lead-\d+/g) ?? [];
    expect(links).toEqual(Array.from({ length: 50 }, (_, n) => `lead-${n}`));
    expect(mail?.message.text).toContain('Y 451 más.');
  });

  test('leaves a lead alone that cannot be read', async () => {
    const { uid, email } = await makeUser();
    await write([
      lead(uid, -1, { attention: { at: Timestamp.fromMillis(0), why: 'unheard of' } }),
      lead(uid, -1, { status: 7 }),
      lead(uid, -1, { listingId: 7, assignedTo: uid }),
    ]);
    await run();
    expect((await mails()).map(({ to, message }) => [to, message.subject])).toEqual([
      [email, '1 lead te necesita'],
    ]);
  });
});
