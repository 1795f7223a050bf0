/**
 * The nightly check, run as the schedule does: it checks what changed since the last run, logs the
 * findings, and misses nothing between two runs.
 */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { checkChanges } from '../../src/application/checks/checkChanges';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { CHECK_PROGRESS_PATH } from '../../src/firestore/paths';
import { checkLeads } from '../../src/index';
import { emptyProject } from '../support/emptyProject';
import { CONSOLE, Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { measure } from '../support/traffic';
import { until } from '../support/until';

const logs = catchLogs();

emptyProject(projectId);

afterEach(() => {
  delete process.env['AUTO_REPAIR'];
});

const MINUTES_TO_SETTLE = 5;

/** The current time in milliseconds, later than all earlier writes and earlier than all later ones. */
async function moment(): Promise<number> {
  await nextMillisecond();
  const now = Date.now();
  await nextMillisecond();
  return now;
}

async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  await until('the next millisecond', () => Date.now() > now);
}

/** Runs the nightly check on the changes up to a time, by default now. Returns what it logged. */
async function runCheck(upTo?: number) {
  const end = upTo ?? (await moment());
  logs.length = 0;
  const scheduleTime = new Date(end + MINUTES_TO_SETTLE * 60_000).toISOString();
  await checkLeads.run({ scheduleTime });
  return {
    checked: logs.find(({ message }) => message === 'Leads checked')?.facts ?? {},
    alert: logs.find(({ message }) => message === 'Leads need attention'),
  };
}

/** Plays a pair with two appointments and a visit. */
async function playPair() {
  const fixture = new Fixture();
  const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
  await fixture.play(
    () => A.create({}),
    () => fixture.visit('V', A).create({ outcome: 'more_info_needed' }),
    () => B.create({}),
  );
  return { fixture, A, B, lead: await fixture.lead() };
}

/** Creates appointments, each of a pair of its own, and loses their events. */
async function createUnlinked(count: number, fields: object = {}): Promise<void> {
  const batch = database().batch();
  for (let n = 0; n < count; n += 1) {
    const contactId = `contact-${n}`;
    const data = { contactId, status: 'Scheduled', updatedAt: new Date(), ...fields };
    batch.create(database().doc(`appointments/lost-${n}`), data);
  }
  await batch.commit();
}

describe('a finding', () => {
  test('of a lost event is logged as an error for an alert, and nothing is written', async () => {
    const { fixture } = await playPair();
    const C = fixture.appointment('C');
    await C.create({ notes: 'Llamar a Sofía' });
    const before = await fixture.lead();
    const { checked, alert } = await runCheck();
    expect(checked).toMatchObject({
      documents: 3 + 1 + 1,
      found: { unlinked: 1 },
      repaired: 0,
      needsAttention: 1,
      postponed: 0,
      from: '1970-01-01T00:00:00.000Z',
      isComplete: true,
    });
    expect(alert).toEqual({
      severity: 'error',
      message: 'Leads need attention',
      facts: {
        found: { unlinked: 1 },
        needsAttention: 1,
        examples: [{ kind: 'unlinked', source: `appointments/${C.id}`, leadId: before.id }],
      },
    });
    expect(await C.read()).not.toHaveProperty('leadId');
    expect(await fixture.lead()).toEqual(before);
  });

  test('is repaired with AUTO_REPAIR, and needs no attention', async () => {
    process.env['AUTO_REPAIR'] = 'true';
    const fixture = new Fixture();
    const C = fixture.appointment('C');
    await C.create({});
    const { checked, alert } = await runCheck();
    expect(checked).toMatchObject({ found: { unlinked: 1 }, repaired: 1, needsAttention: 0 });
    expect(alert).toBeUndefined();
    const lead = await fixture.lead();
    expect(lead.chain.at(-1)).toEqual(['Visita Pendiente', 'repaired']);
    expect(await C.read()).toMatchObject({ leadId: lead.id, leadSync: { state: 'linked' } });
    const after = await runCheck();
    expect(after.checked).toMatchObject({ documents: 1, found: {} }); // The lead, which the repair wrote.
  });

  test('of an unusable document needs attention, rejected or not, and its content is not logged', async () => {
    process.env['AUTO_REPAIR'] = 'true';
    const fixture = new Fixture();
    const [rejected, pending] = [fixture.appointment('rejected'), fixture.appointment('pending')];
    await fixture.play(() => rejected.create({ status: 'Sofía no puede' }));
    await pending.create({ status: 'Sofía no quiere' });
    const { checked, alert } = await runCheck();
    expect(checked).toMatchObject({ found: { rejected: 1, unjudged: 1 }, repaired: 1 });
    expect(alert?.facts).toMatchObject({ needsAttention: 2 });
    expect(await pending.read()).toMatchObject({ leadSync: { state: 'rejected' } });
    expect(JSON.stringify(logs)).not.toContain('Sofía');
  });

  test('of an overdue visit is counted, and is no error', async () => {
    const { fixture, B } = await playPair();
    const startsAt = Timestamp.fromMillis(Date.now() - 3_600_000);
    await fixture.play(() => B.update({ startsAt }));
    const { checked, alert } = await runCheck();
    expect(checked).toMatchObject({ found: { overdue: 1 }, needsAttention: 0 });
    expect(alert).toBeUndefined();
  });

  test('of times that were changed without an event is repaired: the lead keeps them', async () => {
    process.env['AUTO_REPAIR'] = 'true';
    const { B } = await playPair();
    await B.update({ startsAt: Timestamp.fromMillis(Date.now() + 3_600_000) });
    const { checked } = await runCheck();
    expect(checked).toMatchObject({ found: { disagreement: 1 }, repaired: 1, needsAttention: 0 });
  });

  test('is named in the error only if it is one of the first five', async () => {
    await createUnlinked(8);
    const { alert } = await runCheck();
    expect(alert?.facts).toMatchObject({ needsAttention: 8 });
    expect(alert?.facts['examples']).toHaveLength(5);
  });
});

describe('a run', () => {
  test('checks only what changed since the last run', async () => {
    const { B } = await playPair();
    const first = await moment();
    const all = await measure(() => runCheck(first));
    // Its own progress; a query for enquiries; 2 appointments and a visit with their lead; the visit's appointment;
    // the lead with its 5 entries, its 3 documents and its listing.
    expect(all).toMatchObject({ read: 1 + 1 + (2 + 1) + (1 + 2) + (1 + 5 + 3 + 1), written: 4 });

    const nothing = await measure(() => runCheck());
    expect(nothing).toMatchObject({ read: 1 + 4, written: 4 }); // A query costs a read.

    await B.update({ notes: 'Llamar' });
    const one = await measure(async () => {
      expect((await runCheck()).checked).toMatchObject({ documents: 1, found: {} });
    });
    expect(one).toMatchObject({ read: 1 + (1 + 1) + 3, written: 4 });
  });

  test('leaves documents without an updatedAt, and console edits, to a full check', async () => {
    const { fixture, B } = await playPair();
    await runCheck();
    await fixture.appointment('C').create({}, CONSOLE);
    await B.update({ status: 'Cancelled' }, CONSOLE);
    expect((await runCheck()).checked).toMatchObject({ documents: 0, found: {} });
  });

  test('finds a deletion once the lead has changed', async () => {
    const { fixture, A, B } = await playPair();
    await runCheck();
    await B.remove();
    expect((await runCheck()).checked).toMatchObject({ found: {} });
    await fixture.play(() => A.update({ status: 'Completed' }));
    await fixture.play(() => fixture.visit('W').create({}));
    const { checked, alert } = await runCheck();
    expect(checked).toMatchObject({ found: { removed: 1 } });
    expect(alert?.facts['examples']).toMatchObject([{ source: `appointments/${B.id}` }]);
  });

  test('checks nothing if it is for an earlier time than the last run', async () => {
    const early = await moment();
    await createUnlinked(1);
    expect((await runCheck()).checked).toMatchObject({ found: { unlinked: 1 } });
    expect((await runCheck(early)).checked).toMatchObject({ documents: 0, isComplete: true });
    expect((await runCheck()).checked).toMatchObject({ documents: 0, isComplete: true });
  });

  test('starts over if its progress cannot be read', async () => {
    await createUnlinked(1);
    await runCheck();
    await database()
      .doc(CHECK_PROGRESS_PATH)
      .set({ reached: 'yesterday', postponed: [{ collection: 'leads', id: 'a/b' }] });
    expect((await runCheck()).checked).toMatchObject({ found: { unlinked: 1 } });
  });
});

describe('a document that was written just now', () => {
  test('is left to the next run', async () => {
    const { fixture, lead } = await playPair();
    const [edited, later] = [fixture.appointment('edited'), fixture.appointment('later')];
    await edited.create({});
    await lead.ref.collection('statusHistory').doc('000001').delete();
    const end = await moment();
    await edited.update({ notes: 'Llamar' }, CONSOLE);
    await lead.ref.update({ tags: ['vip'] });
    await later.create({});
    const first = await runCheck(end);
    expect(first.checked).toMatchObject({ found: {}, postponed: 2, isComplete: true });
    const second = await runCheck();
    expect(second.checked).toMatchObject({
      documents: 3,
      found: { unlinked: 2, 'broken-history': 1 },
      postponed: 0,
    });
    expect((await runCheck()).checked).toMatchObject({ documents: 0, found: {} });
  });

  test('is postponed as long as it is written, and dropped once it is deleted', async () => {
    const A = new Fixture().appointment('A');
    await A.create({});
    const [first, second] = [await moment(), await moment()];
    await A.update({ notes: 'Llamar' }, CONSOLE);
    expect((await runCheck(first)).checked).toMatchObject({ found: {}, postponed: 1 });
    expect((await runCheck(second)).checked).toMatchObject({ found: {}, postponed: 1 });
    await A.remove();
    expect((await runCheck()).checked).toMatchObject({ found: {}, postponed: 0 });
  });

  test('ends the run if there are many, and the next run continues there', async () => {
    const end = await moment();
    await createUnlinked(220, { updatedAt: Timestamp.fromMillis(end - 60_000) });
    const { checked } = await runCheck(end);
    expect(checked).toMatchObject({ documents: 200, postponed: 200, isComplete: false });
    const next = await runCheck();
    expect(next.checked).toMatchObject({ found: { unlinked: 220 }, postponed: 0 });
    expect(next.checked['isComplete']).toBe(true);
  });
});

describe('a run that ends early', () => {
  const checkUntil = (end: number, isTimeUp: () => boolean) => {
    const [now, writtenBefore] = [microsOfMillis(end), microsOfMillis(end)];
    return checkChanges(database(), { apply: false, now, writtenBefore, isTimeUp });
  };

  /** The enquiries come first, and there are none. */
  const checkEnquiries = async () => checkUntil(await moment(), () => true);

  test('for lack of time is continued page by page, and checks nothing twice', async () => {
    await playPair();
    await createUnlinked(250); // In one commit: their updatedAt is the same.
    expect(await checkEnquiries()).toMatchObject({ documents: 0, isComplete: false });
    const runs = [];
    for (const isTimeUp of [true, true, true, true, false]) {
      runs.push(await checkUntil(await moment(), () => isTimeUp));
    }
    // Appointments, visits, leads, appointments again: the collection that is furthest behind comes first.
    expect(runs.map(({ documents }) => documents)).toEqual([200, 1, 1, 52, 0]);
    expect(runs.map(({ isComplete }) => isComplete)).toEqual([false, false, false, false, true]);
    expect(runs.reduce((sum, { found }) => sum + (found.unlinked ?? 0), 0)).toBe(250);
  });

  test('is continued with what changed meanwhile', async () => {
    await createUnlinked(1);
    await checkEnquiries();
    const first = await checkUntil(await moment(), () => true);
    expect(first).toMatchObject({ found: { unlinked: 1 }, isComplete: false });
    await new Fixture().appointment('A').create({});
    const second = await checkUntil(await moment(), () => false);
    expect(second).toMatchObject({ documents: 1, found: { unlinked: 1 }, isComplete: true });
  });

  test('because its process died is continued', async () => {
    await createUnlinked(250);
    await checkEnquiries();
    const dies = () => {
      throw new Error('The process has died');
    };
    await expect(checkUntil(await moment(), dies)).rejects.toThrow('has died');
    expect((await runCheck()).checked).toMatchObject({ documents: 50, isComplete: true });
  });
});

test('the schedule is declared with the hour, time zone and region of the parameters, one run at a time', () => {
  const { __endpoint: endpoint } = checkLeads as unknown as { __endpoint: Declared };
  const { schedule, timeZone, retryConfig } = endpoint.scheduleTrigger;
  expect(schedule).toBe('0 {{ params.CHECK_HOUR }} * * *');
  expect(timeZone.toCEL()).toBe('{{ params.CHECK_TIME_ZONE }}');
  expect(retryConfig).toMatchObject({ retryCount: 0 });
  expect(endpoint.region.toCEL()).toBe('{{ params.CHECK_REGION }}');
  expect(endpoint).toMatchObject({ timeoutSeconds: 1_800, maxInstances: 1, concurrency: 1 });
});

interface Declared {
  region: Parameter;
  scheduleTrigger: { schedule: string; timeZone: Parameter; retryConfig: object };
}

interface Parameter {
  toCEL: () => string;
}
