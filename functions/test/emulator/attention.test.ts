/** When a lead needs somebody (docs/contract.md §10), and what a person's `followUpAt` costs. */
import { projectId } from '../support/ownProject';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { findWaitingLeads, type WaitingLeads } from '../../src/firestore/waitingLeads';
import { empty } from '../support/emptyProject';
import { deliver } from '../support/events';
import { Fixture, type Fields } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { newLeadsCommand, runLeads } from '../../../tools/test/support/operator';
import { daysAfter, schedule } from '../support/steps';
import { measure } from '../support/traffic';

const logs = catchLogs();

const on = (day: number, hour = 0) => Timestamp.fromMillis(Date.UTC(2040, 0, day, hour));
const NOTHING = { read: 0, written: 0, rpcs: 0 };

/** A lead that was scheduled without a date, and what an edit of it costs. */
async function scheduledLead() {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(schedule(A));
  const lead = await fixture.lead();
  const attention = async () => (await fixture.lead()).data['attention'];
  const costOf = async (fields: Fields) => {
    const event = await fixture.editLead(lead, fields)();
    return measure(() => deliver(event));
  };
  const due = daysAfter(3, (await A.read())['statusAt'] as Timestamp);
  return { fixture, A, lead, attention, costOf, due };
}

test('a lead says from when on it needs somebody, and follows its viewings', async () => {
  const { fixture, A, attention, due } = await scheduledLead();
  expect(await attention()).toEqual({ at: due, why: 'no_date' });
  await fixture.play(() => A.update({ startsAt: on(7, 9), endsAt: on(7, 10) }));
  expect(await attention()).toEqual({ at: on(7, 12), why: 'no_outcome' });
  await fixture.play(() => A.update({ endsAt: FieldValue.delete() }));
  expect(await attention()).toEqual({ at: on(7, 12), why: 'no_outcome' });
  const V = fixture.visit('V', A);
  await fixture.play(() => V.create({ outcome: 'offer_made' }));
  const { statusAt } = await V.read();
  expect(await attention()).toEqual({ at: daysAfter(2, statusAt as Timestamp), why: 'stale' });
});

test('a person puts it off, at 1 read and 1 write, without an entry; what they wrote stays', async () => {
  const { fixture, A, lead, attention, costOf, due } = await scheduledLead();
  expect(await costOf({ followUpAt: on(20) })).toEqual({ read: 1, written: 1, rpcs: 2 });
  expect(await attention()).toEqual({ at: on(20), why: 'follow_up' });
  const { data, history } = await fixture.lead();
  expect([data['followUpAt'], history]).toEqual([on(20), lead.history]);

  // The write of the pipeline itself costs nothing.
  const [own] = await fixture.ownWrites();
  if (own === undefined) throw new Error('The pipeline wrote to the lead');
  expect(await measure(() => deliver(own))).toEqual(NOTHING);

  await fixture.play(() => A.update({ startsAt: on(7), endsAt: on(8) }));
  expect((await fixture.lead()).data).toMatchObject({
    followUpAt: on(20),
    attention: { at: on(20), why: 'follow_up' },
  });
  await fixture.play(() =>
    A.update({ startsAt: FieldValue.delete(), endsAt: FieldValue.delete() }),
  );
  expect(await costOf({ followUpAt: FieldValue.delete() })).toMatchObject({ written: 1 });
  expect(await attention()).toEqual({ at: due, why: 'no_date' });
});

test('a date that changes nothing writes nothing; other edits of a person cost nothing', async () => {
  const { costOf, attention, due } = await scheduledLead();
  expect(await costOf({ followUpAt: Timestamp.fromMillis(0) })).toMatchObject({ written: 0 });
  expect(await attention()).toEqual({ at: due, why: 'no_date' });
  expect(await costOf({ notes: 'Llamar por la tarde', tags: ['VIP'] })).toEqual(NOTHING);
  expect(await costOf({ assignedTo: 'eva' })).toEqual(NOTHING);
  // No Timestamp counts as absent, and so does its disappearance.
  await costOf({ followUpAt: FieldValue.delete() });
  expect(await costOf({ followUpAt: 'mañana' })).toEqual(NOTHING);
});

test('the event of a followUpAt may come twice, late, or after the lead was closed', async () => {
  const { fixture, lead, attention } = await scheduledLead();
  const first = await fixture.editLead(lead, { followUpAt: on(20) })();
  const second = await fixture.editLead(lead, { followUpAt: on(30) })();
  for (const event of [second, first, first]) await deliver(event);
  expect(await attention()).toEqual({ at: on(30), why: 'follow_up' });
  await fixture.play(fixture.editLead(lead, { status: 'Cerrado' }));
  expect(await attention()).toBeNull();
  await deliver(await fixture.editLead(lead, { followUpAt: on(25) })());
  expect(await attention()).toBeNull();
});

test('a lead of an older system, and one that is gone, are left alone', async () => {
  const fixture = new Fixture();
  const ref = await fixture.restoreLead(fixture.named('older'), {
    contactId: fixture.contactId,
    listingId: fixture.listingId,
    status: 'Respuesta Pendiente',
  });
  const event = await fixture.editLead({ ref }, { followUpAt: on(20) })();
  expect(await measure(() => deliver(event))).toMatchObject({ written: 0 });
  await ref.delete();
  expect(await measure(() => deliver(event))).toMatchObject({ written: 0 });
  expect(logs.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('the tool judges by the days of ATTENTION_DAYS, and repair brings leads in line with them', async () => {
  const { fixture, attention, due } = await scheduledLead();
  const leads = (...words: string[]) =>
    runLeads(words, { GCLOUD_PROJECT: projectId, ATTENTION_DAYS: '3,2,7,4,2,2,5,30,7' });
  const detail = `attention is not that of its state`;
  const { id } = await fixture.lead();
  expect((await leads('check')).output).toContain(`leads/${id}: ${detail}`);
  expect((await leads('repair', '--apply', '--older-than', '0')).status).toBe(0);
  expect(await attention()).toEqual({ at: daysAfter(1, due), why: 'no_date' });
  expect((await leads('check')).output).not.toContain(detail);
});

test('the command lists those that need somebody now, the longest first, of all agents or of one', async () => {
  await empty(projectId);
  const leads = newLeadsCommand(projectId);
  expect((await leads('attention')).output).toBe('No lead needs anybody now.');
  const ago = (days: number) => Timestamp.fromMillis(Date.now() - days * 86_400_000);
  const make = async (agentId: string, startsAt: Timestamp) => {
    const fixture = new Fixture();
    const endsAt = daysAfter(0, new Timestamp(startsAt.seconds + 3_600, 0));
    await fixture.play(schedule(fixture.appointment('A', { agentId, startsAt, endsAt })));
    return (await fixture.lead()).id;
  };
  const [recent, oldest, others] = [
    await make('eva', ago(2)),
    await make('eva', ago(9)),
    await make('leo', ago(4)),
  ];
  await make('eva', on(7));

  const { status, stdout } = await leads('attention');
  const lines = stdout.trimEnd().split('\n');
  expect([status, lines[0]]).toEqual([0, '3 leads need somebody:']);
  expect(lines.slice(1).map((line) => line.trim().split(' ')[0])).toEqual([oldest, others, recent]);
  expect(lines[1]).toMatch(
    /for 8 d \d+ h, since \d{4}-\d\d-\d\d \d\d:\d\d: Visita Pendiente, nobody recorded the outcome of its viewing \(agent eva\)$/,
  );
  expect((await leads('attention', '--agent', 'leo')).stdout).toContain(
    `1 lead needs somebody:\n  ${others} `,
  );
  expect((await leads('attention', '--limit', '1')).stdout).toContain(
    '… and 2 more: --limit lists them',
  );
  const { stdout: json } = await leads('--json', 'attention', '--agent', 'eva');
  expect(JSON.parse(json)).toMatchObject({ count: 2, leads: [{ id: oldest }, { id: recent }] });
});

test('those that wait are found and counted in two requests, of all agents or of one', async () => {
  await empty(projectId);
  const startsAt = Timestamp.fromMillis(Date.now() - 86_400_000);
  const fixture = new Fixture();
  await fixture.play(schedule(fixture.appointment('A', { agentId: 'eva', startsAt })));
  const { id } = await fixture.lead();
  const now = microsOfMillis(Date.now());
  for (const [agentId, ids] of [
    [null, [id]],
    ['eva', [id]],
    ['leo', []],
  ] as const) {
    let found: WaitingLeads = { count: -1, leads: [] };
    const { rpcs } = await measure(async () => {
      found = await findWaitingLeads(database(), { now, agentId, limit: 5 });
    });
    expect([rpcs, found.count, found.leads.map((lead) => lead.id)]).toEqual([2, ids.length, ids]);
  }
});

test.each([
  [['--limit', '0'], 'It is a whole number from 1 to 10000.'],
  [['--limit', 'many'], 'It is a whole number from 1 to 10000.'],
  [['--agent', ''], '--agent «» is not the id of a user.'],
])('bad input is refused in one sentence: %j', async (words, sentence) => {
  const { status, output } = await newLeadsCommand(projectId)('attention', ...words);
  expect([status === 0, output.includes(sentence)]).toEqual([false, true]);
});
