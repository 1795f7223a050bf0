/** `npm run leads -- privacy …`, run as an operator runs it (docs/contract.md §12). */
import { projectId } from '../../../functions/test/support/ownProject';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { moveLead } from '../../../functions/src/application/leads/moveLead';
import { ERASED_REASON } from '../../../functions/src/domain/privacy/anonymiseLead';
import { ERASED_LEAD_ID } from '../../../functions/src/domain/privacy/forgetLeads';
import { microsOfMillis } from '../../../functions/src/domain/time';
import { database } from '../../../functions/src/firestore/database';
import { leadIdOf } from '../../../functions/src/firestore/leadIds';
import { hashOf } from '../../../functions/src/firestore/privacyRuns';
import { emptyProject } from '../../../functions/test/support/emptyProject';
import { Fixture, type LeadSnapshot } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand } from '../support/operator';
import { recordVisit, schedule, setStatus } from '../../../functions/test/support/steps';
import { readEverything } from '../../../functions/test/support/wholeDatabase';

catchLogs();
emptyProject(projectId);

const auth = getAuth(initializeApp({ projectId }, 'privacy'));
const leads = newLeadsCommand(projectId);
const privacy = (verb: string, contactId: string, ...args: readonly string[]) =>
  leads('privacy', verb, '--contact', contactId, ...args);
const apply = (verb: string, contactId: string, ...args: readonly string[]) =>
  privacy(verb, contactId, '--apply', '--by', 'Operadora', ...args);

const reportSchema = z.looseObject({
  lostReasons: z.array(z.object({ reason: z.string(), leads: z.number() })),
  leftOut: z.looseObject({ unreadableEntries: z.number() }),
});

/** The report, without the day on which it was made. Documents that are no entries are not counted of a lead that stays. */
async function report() {
  const { stdout } = await leads('--json', 'report');
  const { madeOn, lostReasons, leftOut, ...counts } = reportSchema.parse(JSON.parse(stdout));
  const { unreadableEntries, ...others } = leftOut;
  return { counts: { ...counts, ...others }, lostReasons, unreadableEntries };
}

async function expectClean(): Promise<void> {
  const { status, output } = await leads('check');
  expect([status, output]).toEqual([0, expect.stringContaining('Nothing is wrong.')]);
}

/** The documents that hold one of these texts anywhere. */
async function findTexts(texts: readonly string[]): Promise<string[]> {
  const all = await readEverything(database());
  return all.filter((each) => texts.some((text) => each.includes(text)));
}

async function moveByHand(
  { id, status }: LeadSnapshot,
  to: 'Cerrado' | 'Oferta Pendiente Aprobación',
  reason: string,
): Promise<void> {
  const request = {
    leadId: id,
    from: status,
    to,
    reason,
    requestId: randomUUID(),
    ...(to === 'Cerrado' && { closed: { outcome: 'lost' } }),
  } as Parameters<typeof moveLead>[1];
  const mover = { uid: 'agent-1', role: 'admin' } as const;
  const moved = await moveLead(database(), request, mover, microsOfMillis(Date.now()));
  expect(moved.result).toBe('moved');
}

/** The texts of a person that the database holds, in many places. */
const NAME = 'Rosalía Quintanar';
const EMAIL = 'rosalia@quintanar.example';
const WORDS = [
  'busca cerca del colegio',
  'le pareció caro',
  'llamó su marido',
  'en silla de ruedas',
];

interface Person {
  fixture: Fixture;
  other: Fixture;
  /** Everything that says who the person is. */
  texts: readonly string[];
}

/** A person who is held in every way that there is, and another one with whom they have to do. */
async function seedPerson(): Promise<Person> {
  const db = database();
  const [fixture, other] = [new Fixture(), new Fixture()];
  const { contactId } = fixture;
  const [L2, L3] = [fixture.named('L2'), fixture.named('L3')];
  await db.doc(`contacts/${contactId}`).set({ name: NAME, email: EMAIL });
  await db.doc(`contacts/${other.contactId}`).set({ name: 'Otro' });
  // What they are found by when they write, and a mail that goes on with a conversation of theirs.
  for (const [hash, kind] of Object.entries({
    [`${contactId}-e`]: 'email',
    [`${contactId}-p`]: 'phone',
  })) {
    await db.doc(`contactKeys/${hash}`).set({ contactId, kind });
  }
  await db.doc(`contactKeys/${other.contactId}`).set({ contactId: other.contactId, kind: 'email' });
  const mail = { from: EMAIL, subject: 'Re: piso', text: NAME, state: 'open', contactId };
  await db.doc(`inbox/${fixture.named('mail')}`).set(mail);

  // Visited, with an offer, and lost by hand.
  const A = fixture.appointment('A', { notes: WORDS[0], agentId: 'agent-1' });
  const V = fixture.visit('V', A, { notes: WORDS[3] });
  await fixture.play(schedule(A), recordVisit(V, 'offer_made'));
  const lead = await fixture.lead();
  await fixture.play(fixture.editLead(lead, { notes: WORDS[2], tags: [WORDS[2]] }));
  await moveByHand(await fixture.lead(), 'Cerrado', WORDS[1] ?? '');
  // Without a listing, then with one: a lead that moved.
  const B = fixture.appointment('B', { listingId: null });
  await fixture.play(schedule(B), () => B.update({ listingId: L2 }), setStatus(B, 'NoShow'));
  // A visit of their appointment that names the other contact; and a document that cannot be used.
  const W = fixture.visit('W', B, { contactId: other.contactId, listingId: L2 });
  const C = fixture.appointment('C', { status: 'Programada', notes: WORDS[0] });
  await fixture.play(
    () => W.create({ status: 'visit_pending' }),
    () => C.create({}),
  );
  // The other's viewing was theirs all along, and the other's visit names them.
  const D = other.appointment('D', { listingId: L3 });
  await other.play(schedule(D), () => D.update({ contactId }));
  const E = other.appointment('E');
  const F = other.visit('F', E, { contactId, listingId: other.listingId });
  await other.play(schedule(E), recordVisit(F));
  // A document that is no entry, below a lead.
  await db.doc(`leads/${lead.id}/statusHistory/nota`).set({ texto: WORDS[0] });

  const pairs = [fixture.listingId, null, L2, L3].map((listingId) =>
    leadIdOf({ contactId, listingId }),
  );
  return { fixture, other, texts: [contactId, NAME, EMAIL, ...WORDS, ...pairs] };
}

test('nothing of a person is left, and reports and checks are as before', async () => {
  const { fixture, other, texts } = await seedPerson();
  const { contactId } = fixture;
  const before = await report();
  const others = await other.leads(other.contactId);
  expect((await findTexts(texts)).length).toBeGreaterThan(15);

  const dry = await privacy('erase', contactId);
  expect(dry.status).toBe(1);
  expect(dry.stdout.split('\n').map((line) => line.trim())).toEqual([
    '4  appointments',
    '2  visits',
    '4  leads',
    expect.stringMatching(/^\d+ {2}entries of their histories$/),
    '1  display data of other systems (contacts)',
    '2  hashes of addresses and numbers (contactKeys)',
    '1  mails that are known to be theirs (inbox)',
    '1  visits of other contacts that name this one (only the name goes)',
    '',
    'privacy erase --apply --by NAME does it.',
    '',
  ]);

  const erased = await apply('erase', contactId, '--reference', 'RGPD 12/26');
  expect([erased.status, erased.output]).toEqual([
    0,
    expect.stringMatching(
      /Receipt [\da-f-]{36}\n {2}erased, by Operadora, reference RGPD 12\/26\n/,
    ),
  ]);
  expect(await findTexts([...texts, hashOf(contactId)])).toEqual([]);
  await expectClean();

  const after = await report();
  expect(after.counts).toEqual(before.counts);
  expect([before.unreadableEntries, after.unreadableEntries]).toEqual([1, 0]);
  const reasons = (reason: string) => [{ reason, leads: 1 }];
  expect([before.lostReasons, after.lostReasons]).toEqual([
    reasons(WORDS[1] ?? ''),
    reasons(ERASED_REASON),
  ]);
  // The other contact has lost nothing but the name of where a viewing went.
  expect(await other.leads(other.contactId)).toEqual(
    others.map((lead) => ({
      ...lead,
      version: expect.any(Timestamp),
      data: expect.objectContaining({ status: lead.status }),
      ...(lead.closed !== undefined && { closed: { ...lead.closed, leadId: ERASED_LEAD_ID } }),
    })),
  );
  const receipts = await database().collection('privacyReceipts').get();
  expect(receipts.docs.map((each) => each.data())).toEqual([
    {
      verb: 'erase',
      by: 'Operadora',
      reference: 'RGPD 12/26',
      begunAt: expect.any(Timestamp),
      finishedAt: expect.any(Timestamp),
      until: null,
      counts: {
        appointments: 4,
        visits: 2,
        leads: 4,
        historyEntries: expect.any(Number),
        contacts: 1,
        contactKeys: 2,
        mails: 1,
        mentions: 1,
      },
    },
  ]);
  expect(await apply('erase', contactId)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Nothing is held of this contact.'),
  });
});

test('what is blocked lies beside, as it was, and is destroyed once its day has passed', async () => {
  const { fixture, texts } = await seedPerson();
  const { contactId } = fixture;
  const held = await readTheirs(contactId);
  const before = await report();
  const [soon, later] = [dayIn(1), dayIn(400)];

  const blocked = await apply('block', contactId, '--until', later);
  expect([blocked.status, blocked.output]).toEqual([
    0,
    expect.stringContaining(`blocked until ${later}, by Operadora`),
  ]);
  const block = `blocked/${hashOf(contactId)}`;
  const visible = (await findTexts(texts)).filter((each) => !each.startsWith(`${block}/`));
  expect(visible).toEqual([]);
  expect(await readCopies(contactId)).toEqual(inOrder([...held]));
  expect((await report()).counts).toEqual(before.counts);
  await expectClean();

  // Nothing destroys it before, and no earlier day brings that forward.
  expect((await apply('block', contactId, '--until', soon)).output).toContain(later);
  expect(await apply('erase', contactId)).toMatchObject({
    status: 1,
    output: expect.stringContaining(
      `The contact is blocked until ${later}: nothing is destroyed before that day has passed.`,
    ),
  });
  expect(await readCopies(contactId)).toEqual(inOrder([...held]));

  // Who comes back has a lead as any new contact; the next block puts it beside the rest.
  const G = fixture.appointment('G', { expireAt: Timestamp.fromDate(new Date('2090-01-01')) });
  await fixture.play(schedule(G));
  expect((await fixture.lead()).chain).toHaveLength(2);
  expect((await apply('erase', contactId)).status).toBe(1);
  const again = await readTheirs(contactId);
  expect((await apply('block', contactId, '--until', soon)).status).toBe(0);
  expect(await readCopies(contactId)).toEqual(inOrder([...held, ...again]));
  expect((await database().doc(block).get()).get('run')).toBeUndefined();

  await database()
    .doc(block)
    .update({ until: Timestamp.fromMillis(Date.now() - 1) });
  expect((await apply('erase', contactId)).status).toBe(0);
  expect(await findTexts([...texts, hashOf(contactId), 'blocked'])).toEqual([
    expect.stringMatching(/^privacyReceipts\/.*"blockedDocuments":\d+/),
  ]);
  await expectClean();
});

test('an export holds everything, live and blocked, in a file for the operator alone', async () => {
  const { fixture, other, texts } = await seedPerson();
  const { contactId } = fixture;
  const { uid } = await auth.createUser({ email: EMAIL, password: 'only-here' });
  await auth.setCustomUserClaims(uid, { role: 'contact', contactId });
  const folder = await mkdtemp(join(tmpdir(), 'embudo-privacy-'));
  try {
    const out = join(folder, 'export.json');
    const exported = await privacy('export', contactId, '--out', out);
    expect(exported).toMatchObject({ status: 0, stdout: '' });
    expect(texts.filter((text) => text !== contactId && exported.output.includes(text))).toEqual(
      [],
    );
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const read = async () => exportSchema.parse(JSON.parse(await readFile(out, 'utf8')));
    const held = await readTheirs(contactId);
    const live = await read();
    expect(live.documents.map(({ path }) => path).sort()).toEqual(
      [...held.keys()].filter((path) => !path.includes(other.named('F'))).sort(),
    );
    expect(live).toMatchObject({
      contactId,
      accounts: [{ uid, email: EMAIL }],
      namedIn: [`visits/${other.named('F')}`],
      blocked: null,
    });
    const A = live.documents.find(({ path }) => path.endsWith(fixture.named('A')));
    expect(A?.fields).toMatchObject({
      notes: WORDS[0],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });

    expect((await privacy('export', contactId, '--out', out)).output).toContain('exists: --force');
    await apply('block', contactId, '--until', '2099-12-31');
    expect((await privacy('export', contactId, '--out', out, '--force')).status).toBe(0);
    const after = await read();
    expect(after.documents).toEqual([]);
    expect(after.blocked?.until).toBe('2099-12-31');
    expect(after.blocked?.documents.map(({ path }) => path).sort()).toEqual(
      [...held.keys()].sort(),
    );
    // A block leaves the account; an erasure does not.
    expect(after.accounts).toHaveLength(1);
    await database()
      .doc(`blocked/${hashOf(contactId)}`)
      .update({ until: Timestamp.now() });
    expect((await apply('erase', contactId)).output).toContain('1  accounts');
    await expect(auth.getUser(uid)).rejects.toMatchObject({
      code: 'auth/user-not-found',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  [['erase', '--contact', 'x', '--apply'], '--by says who does it'],
  [['erase', '--contact', 'x', '--apply', '--by', 'x-man'], 'must not name the contact'],
  [['erase', '--contact', 'x', '--apply', '--by', 'a', '--reference', 'of x'], 'must not name'],
  [['erase', '--contact', ''], '--contact is not the id of a contact'],
  [['block', '--contact', 'x', '--until', '2020-01-01'], '--until 2020-01-01 has passed'],
  [['block', '--contact', 'x', '--until', 'mañana'], 'mañana is not a day'],
  [['export', '--contact', 'x', '--out', '/nowhere/x.json'], 'cannot be written'],
])('%j is refused', async (args, message) => {
  expect(await leads('privacy', ...args)).toMatchObject({
    status: 1,
    output: expect.stringContaining(message),
  });
  expect(await readEverything(database())).toEqual([]);
});

test('of a lead with a long history, and of one that nothing adopted, stays what was counted', async () => {
  const fixture = new Fixture();
  const { contactId } = fixture;
  const A = fixture.appointment('A');
  await fixture.play(schedule(A));
  await lengthenHistory(await fixture.lead());
  await fixture.restoreLead('older', { listingId: 'L9', status: 'Vendido a Rosalía', notes: NAME });
  const before = await report();
  expect(before.counts).toMatchObject({ withoutHistory: 1, leads: 1 });
  expect((await apply('erase', contactId)).status).toBe(0);
  expect(await findTexts([contactId, NAME, 'Rosalía', 'older'])).toEqual([]);
  expect(await report()).toEqual(before);
  await expectClean();
  // Nothing adopts what is of nobody.
  expect((await leads('adopt', '--apply')).output).toContain('Nothing is wrong.');
  expect(await report()).toEqual(before);
});

/** Adds 300 entries to a lead's history, which ends where it was. */
async function lengthenHistory({ ref, history }: LeadSnapshot): Promise<void> {
  const last = history.at(-1);
  const statuses = ['Información Solicitada', last?.to ?? ''];
  const batch = database().batch();
  for (let seq = history.length + 1; seq <= history.length + 300; seq += 1) {
    const [to, from] = seq % 2 === 1 ? statuses : [...statuses].reverse();
    const entry = { ...last, id: undefined, seq, from, to, secondsInPrevious: 0 };
    const { id, ...fields } = entry;
    batch.create(ref.collection('statusHistory').doc(String(seq).padStart(6, '0')), fields);
  }
  batch.update(ref, { 'history.seq': history.length + 300 });
  await batch.commit();
}

const exportedSchema = z.array(
  z.object({ path: z.string(), fields: z.record(z.string(), z.unknown()) }),
);
const exportSchema = z.looseObject({
  accounts: z.array(z.unknown()),
  documents: exportedSchema,
  blocked: z.object({ until: z.string().nullable(), documents: exportedSchema }).nullable(),
});

/** A day of this machine's calendar, so many days from now. */
function dayIn(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/**
 * What the live collections hold of a person, by path: all that belongs to them, and of visits of others only that
 * these name them.
 */
async function readTheirs(contactId: string): Promise<Map<string, unknown>> {
  const db = database();
  const theirs = new Map<string, unknown>();
  const appointments = await db
    .collection('appointments')
    .where('contactId', '==', contactId)
    .get();
  const ids = new Set(appointments.docs.map(({ id }) => id));
  const visits = await db.collection('visits').get();
  const found = await db.collection('leads').where('contactId', '==', contactId).get();
  const contact = await db.doc(`contacts/${contactId}`).get();
  for (const each of [...appointments.docs, ...found.docs, ...(contact.exists ? [contact] : [])]) {
    theirs.set(each.ref.path, each.data());
  }
  for (const name of ['contactKeys', 'inbox']) {
    const naming = await db.collection(name).where('contactId', '==', contactId).get();
    for (const each of naming.docs) theirs.set(each.ref.path, each.data());
  }
  for (const each of visits.docs) {
    const appointmentId: unknown = each.get('appointmentId');
    if (typeof appointmentId === 'string' && ids.has(appointmentId)) {
      theirs.set(each.ref.path, each.data());
    } else if (each.get('contactId') === contactId) theirs.set(each.ref.path, { contactId });
  }
  for (const lead of found.docs) {
    const history = await lead.ref.collection('statusHistory').get();
    for (const each of history.docs) theirs.set(each.ref.path, each.data());
  }
  return theirs;
}

/** What is put away of a person, with the paths that it had. */
async function readCopies(contactId: string): Promise<Held[]> {
  const copies = await database()
    .collection(`blocked/${hashOf(contactId)}/blockedDocuments`)
    .get();
  return inOrder(copies.docs.map((each): Held => [String(each.get('path')), each.get('data')]));
}

type Held = [path: string, data: unknown];

function inOrder(held: readonly Held[]): Held[] {
  return held
    .map((each) => ({ each, key: JSON.stringify(each) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ each }) => each);
}
