/** Documents in a history that are no entries of it, and leads that are behind their history (docs/contract.md §3). */
import { projectId } from '../support/ownProject';
import { FieldValue } from 'firebase-admin/firestore';
import { adopt } from '../../src/application/checks/adopt';
import { checkAll } from '../../src/application/checks/checkAll';
import { moveLead } from '../../src/application/leads/moveLead';
import type { Finding } from '../../src/domain/checks/finding';
import type { LeadStatus } from '../../src/domain/leadStatus';
import { NO_OLDER_WORDS } from '../../src/domain/leads/olderWords';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { leadIdOf } from '../../src/firestore/leadIds';
import { emptyProject } from '../support/emptyProject';
import { deliver } from '../support/events';
import { CONSOLE, Fixture, type LeadSnapshot, type Step } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { overwriteStatus } from '../support/steps';
import { measure } from '../support/traffic';

const logs = catchLogs();
emptyProject(projectId);

const FASE_0 = 'Fase 0: Información Incompleta';
const PENDING = 'Visita Pendiente';
const NOTE = { nota: 'llamó' };

const historyOf = (leadId: string) => database().collection(`leads/${leadId}/statusHistory`);
const entryOf = (leadId: string, seq: number) =>
  historyOf(leadId).doc(String(seq).padStart(6, '0'));

async function check(apply = false): Promise<Finding[]> {
  const findings: Finding[] = [];
  const now = microsOfMillis(Date.now());
  for await (const page of checkAll(database(), { apply, now, writtenBefore: Infinity })) {
    findings.push(...page.findings);
  }
  return findings;
}
const kinds = (findings: readonly Finding[]) => findings.map(({ kind }) => kind);

const move = (
  { id }: Pick<LeadSnapshot, 'id'>,
  from: LeadStatus,
  to: LeadStatus,
  rest: object = {},
) =>
  moveLead(
    database(),
    { leadId: id, from, to, reason: 'Lo pide', requestId: crypto.randomUUID(), ...rest },
    { uid: 'admin', role: 'admin' },
    microsOfMillis(Date.now()),
  );
const close = (lead: LeadSnapshot, outcome: 'won' | 'lost') =>
  move(lead, PENDING, 'Cerrado', { closed: { outcome } });

/** A lead at Visita Pendiente, with two entries. */
async function newLead() {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({}));
  return { fixture, A, lead: await fixture.lead() };
}

type Played = Awaited<ReturnType<typeof newLead>>;

/** What writes the next entry of a history: it takes the number 4. */
const WRITES: readonly [what: string, write: (played: Played) => Promise<unknown>, to: string][] = [
  [
    'an event',
    ({ fixture, A }) => fixture.play(() => A.update({ status: 'Completed' })),
    'Visita Realizada',
  ],
  ['a move by hand', ({ lead }) => move(lead, PENDING, 'Oferta Aceptada'), 'Oferta Aceptada'],
  [
    'a console edit',
    ({ fixture }) => fixture.play(overwriteStatus(fixture, 'Oferta Aceptada')),
    'Oferta Aceptada',
  ],
  [
    'a repair',
    async ({ lead }) => {
      await lead.ref.update({ status: 'Oferta Aceptada' });
      await check(true);
    },
    'Oferta Aceptada',
  ],
];

describe('a document that takes the number of the next entry', () => {
  test.each(WRITES)('stays as it is, and %s takes the next number', async (_what, write, to) => {
    const played = await newLead();
    const { fixture, lead } = played;
    await entryOf(lead.id, 3).set(NOTE);
    await write(played);
    const { history, status } = await fixture.lead();
    expect(status).toBe(to);
    expect(history.slice(2)).toMatchObject([{ seq: 4, from: PENDING, to, skipped: [3] }]);
    expect((await entryOf(lead.id, 3).get()).data()).toEqual(NOTE);
    expect((await check()).map(({ kind, source }) => [kind, source.id])).toEqual([
      ['foreign-entry', lead.id],
    ]);
    await entryOf(lead.id, 3).delete();
    expect(await check()).toEqual([]);
  });

  test('is met once: the next entry reads nothing more', async () => {
    const { fixture, A, lead } = await newLead();
    await entryOf(lead.id, 3).set(NOTE);
    await entryOf(lead.id, 5).set(NOTE);
    const completed = await A.update({ status: 'Completed' });
    // The lead; then what the commit was based on, and the documents after the last entry.
    const cost = { read: 1 + 2 + 2, written: 2 + 2, rpcs: 1 + 1 + 3 };
    expect(await measure(() => deliver(completed))).toEqual(cost);
    await fixture.play(() => A.update({ status: 'Cancelled' }));
    expect((await fixture.lead()).history.slice(2)).toMatchObject([
      { seq: 4, skipped: [3] },
      { seq: 6, skipped: [5] },
    ]);
  });

  test('is left out by the first entries of a new lead, and by simultaneous events', async () => {
    const fixture = new Fixture();
    const id = leadIdOf({ contactId: fixture.contactId, listingId: fixture.listingId });
    await Promise.all([1, 3].map((seq) => entryOf(id, seq).set(NOTE)));
    const events = [];
    for (const name of ['A', 'B', 'C']) events.push(await fixture.appointment(name).create({}));
    await fixture.deliverAtOnce(events);
    const { history, appointments } = await fixture.lead();
    expect(history).toMatchObject([
      { seq: 2, from: null, to: FASE_0, skipped: [1], secondsInPrevious: null },
      { seq: 4, from: FASE_0, to: PENDING, skipped: [3] },
    ]);
    expect(appointments).toHaveLength(3);
    expect(kinds(await check())).toEqual(['foreign-entry', 'foreign-entry']);
  });

  test('may be an entry that was restored with a text for its number', async () => {
    const { fixture, lead } = await newLead();
    await entryOf(lead.id, 1).update({ seq: '1' });
    await Promise.all([entryOf(lead.id, 2).delete(), lead.ref.delete()]);
    await fixture.play(() => fixture.appointment('B').create({}));
    expect((await fixture.lead()).history).toMatchObject([
      { seq: 2, from: null, to: FASE_0, skipped: [1] },
      { seq: 3, from: FASE_0, to: PENDING },
    ]);
  });

  test('is left out by the entry of an adoption', async () => {
    const fixture = new Fixture();
    const { id } = await fixture.restoreLead(fixture.named('old'), { status: 'Cerrado' });
    await entryOf(id, 1).set(NOTE);
    const pages = adopt(database(), {
      apply: true,
      merge: false,
      now: microsOfMillis(Date.now()),
      words: NO_OLDER_WORDS,
    });
    for await (const page of pages) expect(page.findings.every((f) => f.isRepaired)).toBe(true);
    expect((await fixture.lead()).history).toMatchObject([
      { seq: 2, cause: 'lead.adopted', skipped: [1] },
    ]);
  });

  test('has its own path: ids that are not six digits take no number', async () => {
    const { fixture, A, lead } = await newLead();
    await Promise.all(['0000003', '3', 'nota'].map((id) => historyOf(lead.id).doc(id).set(NOTE)));
    await entryOf(lead.id, 3).set(NOTE);
    await fixture.play(() => A.update({ status: 'Completed' }));
    expect((await fixture.lead()).history.at(-1)).toMatchObject({ seq: 4, skipped: [3] });
  });
});

test('a document in the place of an entry is left to people, and once it is removed the entry is written again', async () => {
  const { fixture, lead } = await newLead();
  await entryOf(lead.id, 2).set(NOTE);
  const detail = 'entry 2 cannot be read: remove its document, and repair writes the entry again';
  expect(await check(true)).toMatchObject([{ kind: 'broken-history', detail, isRepaired: false }]);
  expect((await entryOf(lead.id, 2).get()).data()).toEqual(NOTE);
  await fixture.play(fixture.editLead(lead, { status: 'Cerrado' }));
  expect(await check(true)).toMatchObject([{ kind: 'broken-history', detail, isRepaired: false }]);
  await entryOf(lead.id, 2).delete();
  expect(await check(true)).toMatchObject([{ kind: 'broken-history', isRepaired: true }]);
  expect((await fixture.lead()).chain).toEqual([
    [FASE_0, 'lead.created'],
    [PENDING, 'repaired'],
    ['Cerrado', 'console.edited'],
  ]);
  expect(await check()).toEqual([]);
});

/** Writes an earlier version of a lead back whole, as a backup does. */
const putBack =
  ({ fixture, lead: { ref, data } }: Pick<Played, 'fixture' | 'lead'>): Step =>
  () =>
    fixture.editLead({ ref }, { closed: FieldValue.delete(), ...data })();

describe('a lead that was put back from a backup', () => {
  test.each([
    ['won', { outcome: 'won', reason: 'Lo pide' }],
    ['lost', { outcome: 'lost', reason: 'Lo pide' }],
  ] as const)('takes up that it was closed as %s', async (outcome, closed) => {
    const played = await newLead();
    const { fixture, lead } = played;
    await close(lead, outcome);
    const before = await fixture.lead();
    await fixture.play(putBack(played));
    const after = await fixture.lead();
    expect(after).toMatchObject({ status: 'Cerrado', closed, history: before.history });
    expect(after.data['history']).toEqual(before.data['history']);
    expect(logs.map(({ message }) => message)).toContain('A lead behind its history caught up');
    expect(await check()).toEqual([]);
  });

  test('reads its history once for it, and the event of that write costs nothing', async () => {
    const played = await newLead();
    await close(played.lead, 'lost');
    const event = await putBack(played)();
    expect(await measure(() => deliver(event))).toEqual({ read: 1 + 1, written: 1, rpcs: 3 });
    const [own] = await played.fixture.ownWrites();
    if (own === undefined) throw new Error('The lead was written');
    expect(await measure(() => deliver(own))).toEqual({ read: 0, written: 0, rpcs: 0 });
    expect(await measure(() => deliver(event))).toEqual({ read: 1 + 1, written: 0, rpcs: 2 });
  });

  const firstWrites: readonly [what: string, write: (played: Played) => Promise<unknown>][] = [
    ['a no-show', ({ fixture, A }) => fixture.play(() => A.update({ status: 'NoShow' }))],
    [
      'a call',
      async ({ lead }) => {
        expect(await move(lead, PENDING, 'Oferta Aceptada')).toEqual({
          result: 'elsewhere',
          status: 'Cerrado',
        });
      },
    ],
    ['a repair', () => check(true)],
  ];
  test.each(firstWrites)(
    'takes up a decision through %s, if nothing noticed it',
    async (_what, write) => {
      const played = await newLead();
      const { fixture, lead } = played;
      await close(lead, 'lost');
      await putBack(played)();
      await write(played);
      const { status, closed, history } = await fixture.lead();
      expect([status, closed?.outcome, history.length]).toEqual(['Cerrado', 'lost', 3]);
      expect(await check()).toEqual([]);
    },
  );

  test('takes up a decision after a write that brought no entry, and new interest reopens it', async () => {
    const played = await newLead();
    const { fixture, lead } = played;
    await close(lead, 'lost');
    const event = await putBack(played)();
    await deliver(await fixture.appointment('B').create({}));
    await fixture.deliver(event);
    expect((await fixture.lead()).chain.slice(2)).toEqual([
      ['Cerrado', 'manual'],
      [PENDING, 'repaired'],
    ]);
  });

  test('takes up the last decision, and what was typed in the console counts as lost', async () => {
    const played = await newLead();
    const { fixture, lead } = played;
    await move(lead, PENDING, 'Oferta Aceptada');
    await fixture.play(overwriteStatus(fixture, 'Cerrado'));
    await fixture.play(putBack(played));
    expect(await fixture.lead()).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'lost' },
      history: { length: 4 },
    });
  });

  test('is derived again from the viewings that it has, if its history records no decision', async () => {
    const played = await newLead();
    const { fixture, A } = played;
    await fixture.play(() => A.update({ status: 'Cancelled' }, CONSOLE));
    await fixture.play(putBack(played));
    expect((await fixture.lead()).chain.slice(2)).toEqual([
      ['Información Solicitada', 'appointment.cancelled'],
      [PENDING, 'repaired'],
    ]);
    expect(kinds(await check(true))).toEqual(['disagreement']);
    expect((await fixture.lead()).status).toBe('Información Solicitada');
  });

  test('finds the end of its history behind documents that are no entries', async () => {
    const played = await newLead();
    const { fixture, lead } = played;
    await entryOf(lead.id, 3).set(NOTE);
    await close(lead, 'won');
    await entryOf(lead.id, 5).set(NOTE);
    await fixture.play(putBack(played));
    expect(await fixture.lead()).toMatchObject({ status: 'Cerrado', closed: { outcome: 'won' } });
    await move(lead, 'Cerrado', 'Oferta Presentada');
    expect((await fixture.lead()).history.at(-1)).toMatchObject({ seq: 6, skipped: [5] });
  });

  test('to before its adoption takes up the adopted status', async () => {
    const fixture = new Fixture();
    const older = { status: 'Cerrado', closed: { outcome: 'won', reason: 'Vendido' } };
    const ref = await fixture.restoreLead(fixture.named('old'), older);
    await fixture.play(() => fixture.appointment('A').create({}));
    await fixture.restoreLead(ref.id, { status: 'Oferta Presentada', closed: older.closed });
    await fixture.play(() => fixture.appointment('B').create({}));
    const { chain, closed } = await fixture.lead();
    expect(chain).toEqual([['Cerrado', 'lead.adopted']]);
    expect(closed).toMatchObject({ outcome: 'won' });
  });
});
