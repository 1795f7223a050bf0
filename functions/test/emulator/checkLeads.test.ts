/**
 * The nightly check, run by hand as the schedule would: what was changed since the last run, what it
 * logs, and that nothing falls between two runs.
 */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { reviewChanges } from '../../src/application/reviewChanges';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { CHECK_PROGRESS_PATH } from '../../src/firestore/paths';
import { checkLeads } from '../../src/index';
import { emptyProject } from '../support/emptyProject';
import { CONSOLE, Scene } from '../support/firestore';
import { catchLogs } from '../support/logs';
import { measure } from '../support/traffic';
import { until } from '../support/until';

const logs = catchLogs();
jest.setTimeout(60_000);

emptyProject(projectId);

afterEach(() => {
  delete process.env['AUTO_REPAIR'];
});

const MINUTES_TO_SETTLE = 5;

/** A moment, in milliseconds: after everything that was written, and before everything that will be. */
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

/** A night that looks at what was changed up to a moment. Answers with what it logged. */
async function night(upTo?: number) {
  const end = upTo ?? (await moment());
  logs.length = 0;
  const scheduleTime = new Date(end + MINUTES_TO_SETTLE * 60_000).toISOString();
  await checkLeads.run({ scheduleTime });
  return {
    checked: logs.find(({ message }) => message === 'Leads checked')?.facts ?? {},
    alert: logs.find(({ message }) => message === 'Leads need attention'),
  };
}

/** A pair with two appointments and a visit. */
async function played() {
  const scene = new Scene();
  const [A, B] = [scene.appointment('A'), scene.appointment('B')];
  await scene.play(
    () => A.create({}),
    () => scene.visit('V', A).create({ outcome: 'more_info_needed' }),
    () => B.create({}),
  );
  return { scene, A, B, lead: await scene.lead() };
}

/** Many appointments at once, each of a pair of its own, whose events are lost. */
async function lose(count: number, fields: object = {}): Promise<void> {
  const batch = database().batch();
  for (let n = 0; n < count; n += 1) {
    const contactId = `contact-${n}`;
    const data = { contactId, status: 'Scheduled', updatedAt: new Date(), ...fields };
    batch.create(database().doc(`appointments/lost-${n}`), data);
  }
  await batch.commit();
}

describe('what is found', () => {
  test('a lost event is told, with an error that an alert can match, and nothing is written', async () => {
    const { scene } = await played();
    const C = scene.appointment('C');
    await C.create({ notes: 'Llamar a Sofía' });
    const before = await scene.lead();
    const { checked, alert } = await night();
    expect(checked).toMatchObject({
      documents: 3 + 1 + 1,
      found: { unlinked: 1 },
      mended: 0,
      needsAttention: 1,
      leftAlone: 0,
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
    expect(await scene.lead()).toEqual(before);
  });

  test('with AUTO_REPAIR it is put right, and needs no attention', async () => {
    process.env['AUTO_REPAIR'] = 'true';
    const scene = new Scene();
    const C = scene.appointment('C');
    await C.create({});
    const { checked, alert } = await night();
    expect(checked).toMatchObject({ found: { unlinked: 1 }, mended: 1, needsAttention: 0 });
    expect(alert).toBeUndefined();
    const lead = await scene.lead();
    expect(lead.chain.at(-1)).toEqual(['Visita Pendiente', 'repaired']);
    expect(await C.read()).toMatchObject({ leadId: lead.id, leadSync: { state: 'linked' } });
    const after = await night();
    expect(after.checked).toMatchObject({ documents: 1, found: {} }); // The lead, written meanwhile.
  });

  test('a document that cannot be used needs attention, also once it was told so, and none of it is logged', async () => {
    process.env['AUTO_REPAIR'] = 'true';
    const scene = new Scene();
    const [told, untold] = [scene.appointment('told'), scene.appointment('untold')];
    await scene.play(() => told.create({ status: 'Sofía no puede' }));
    await untold.create({ status: 'Sofía no quiere' });
    const { checked, alert } = await night();
    expect(checked).toMatchObject({ found: { rejected: 1, unjudged: 1 }, mended: 1 });
    expect(alert?.facts).toMatchObject({ needsAttention: 2 });
    expect(await untold.read()).toMatchObject({ leadSync: { state: 'rejected' } });
    expect(JSON.stringify(logs)).not.toContain('Sofía');
  });

  test('a visit whose end passed without an outcome is counted, and no error', async () => {
    const { B } = await played();
    await B.update({ startsAt: Timestamp.fromMillis(Date.now() - 3_600_000) });
    const { checked, alert } = await night();
    expect(checked).toMatchObject({ found: { overdue: 1 }, needsAttention: 0 });
    expect(alert).toBeUndefined();
  });

  test('of many a few are named', async () => {
    await lose(8);
    const { alert } = await night();
    expect(alert?.facts).toMatchObject({ needsAttention: 8 });
    expect(alert?.facts['examples']).toHaveLength(5);
  });
});

describe('what is looked at', () => {
  test('only what was changed since the last run is', async () => {
    const { B } = await played();
    const first = await moment();
    const all = await measure(() => night(first));
    // Its own progress; 2 appointments and a visit with their lead, the visit's appointment; the lead
    // with its 5 entries and what it counts.
    expect(all).toMatchObject({ read: 1 + (2 + 1) + (1 + 2) + (1 + 5 + 3), written: 3 });

    const nothing = await measure(() => night());
    expect(nothing).toMatchObject({ read: 1 + 3, written: 3 }); // A query costs a read.

    await B.update({ notes: 'Llamar' });
    const one = await measure(async () => {
      expect((await night()).checked).toMatchObject({ documents: 1, found: {} });
    });
    expect(one).toMatchObject({ read: 1 + (1 + 1) + 2, written: 3 });
  });

  test('what has no updatedAt is left to a whole review, and so is what the console changed', async () => {
    const { scene, B } = await played();
    await night();
    await scene.appointment('C').create({}, CONSOLE);
    await B.update({ status: 'Cancelled' }, CONSOLE);
    expect((await night()).checked).toMatchObject({ documents: 0, found: {} });
  });

  test('a deletion is seen once its lead was changed', async () => {
    const { scene, A, B } = await played();
    await night();
    await B.remove();
    expect((await night()).checked).toMatchObject({ found: {} });
    await scene.play(() => A.update({ status: 'Completed' }));
    await scene.play(() => scene.visit('W').create({}));
    const { checked, alert } = await night();
    expect(checked).toMatchObject({ found: { removed: 1 } });
    expect(alert?.facts['examples']).toMatchObject([{ source: `appointments/${B.id}` }]);
  });

  test('a run that is told an earlier time than the last one looks at nothing', async () => {
    const early = await moment();
    await lose(1);
    expect((await night()).checked).toMatchObject({ found: { unlinked: 1 } });
    expect((await night(early)).checked).toMatchObject({ documents: 0, isComplete: true });
    expect((await night()).checked).toMatchObject({ documents: 0, isComplete: true });
  });

  test('where its progress cannot be read it begins anew', async () => {
    await lose(1);
    await night();
    await database()
      .doc(CHECK_PROGRESS_PATH)
      .set({ reached: 'yesterday', leftAlone: [{ collection: 'leads', id: 'a/b' }] });
    expect((await night()).checked).toMatchObject({ found: { unlinked: 1 } });
  });
});

describe('what was written just now', () => {
  test('is left to the next run, and not lost', async () => {
    const { scene, lead } = await played();
    const [edited, later] = [scene.appointment('edited'), scene.appointment('later')];
    await edited.create({});
    await lead.ref.collection('statusHistory').doc('000001').delete();
    const end = await moment();
    await edited.update({ notes: 'Llamar' }, CONSOLE);
    await lead.ref.update({ tags: ['vip'] });
    await later.create({});
    const first = await night(end);
    expect(first.checked).toMatchObject({ found: {}, leftAlone: 2, isComplete: true });
    const second = await night();
    expect(second.checked).toMatchObject({
      documents: 3,
      found: { unlinked: 2, 'broken-history': 1 },
      leftAlone: 0,
    });
    expect((await night()).checked).toMatchObject({ documents: 0, found: {} });
  });

  test('is left again while it is written all the time, and forgotten once it is gone', async () => {
    const A = new Scene().appointment('A');
    await A.create({});
    const [first, second] = [await moment(), await moment()];
    await A.update({ notes: 'Llamar' }, CONSOLE);
    expect((await night(first)).checked).toMatchObject({ found: {}, leftAlone: 1 });
    expect((await night(second)).checked).toMatchObject({ found: {}, leftAlone: 1 });
    await A.remove();
    expect((await night()).checked).toMatchObject({ found: {}, leftAlone: 0 });
  });

  test('ends the run where it is much: the next one goes on from there', async () => {
    const end = await moment();
    await lose(220, { updatedAt: Timestamp.fromMillis(end - 60_000) });
    const { checked } = await night(end);
    expect(checked).toMatchObject({ documents: 200, leftAlone: 200, isComplete: false });
    const next = await night();
    expect(next.checked).toMatchObject({ found: { unlinked: 220 }, leftAlone: 0 });
    expect(next.checked['isComplete']).toBe(true);
  });
});

describe('a run that ends early', () => {
  const reviewUntil = (end: number, isTimeUp: () => boolean) => {
    const [now, writtenBefore] = [microsOfMillis(end), microsOfMillis(end)];
    return reviewChanges(database(), { mends: false, now, writtenBefore, isTimeUp });
  };

  test('for lack of time is gone on with, page by page, and sees nothing twice', async () => {
    await played();
    await lose(250); // In one commit: their updatedAt is the same.
    const runs = [];
    for (const isTimeUp of [true, true, true, true, false]) {
      runs.push(await reviewUntil(await moment(), () => isTimeUp));
    }
    // Appointments, visits, leads, and the appointments again: what is furthest behind comes first.
    expect(runs.map(({ documents }) => documents)).toEqual([200, 1, 1, 52, 0]);
    expect(runs.map(({ isComplete }) => isComplete)).toEqual([false, false, false, false, true]);
    expect(runs.reduce((sum, { found }) => sum + (found.unlinked ?? 0), 0)).toBe(250);
  });

  test('what was changed meanwhile is seen by the run that goes on', async () => {
    await lose(1);
    const first = await reviewUntil(await moment(), () => true);
    expect(first).toMatchObject({ found: { unlinked: 1 }, isComplete: false });
    await new Scene().appointment('A').create({});
    const second = await reviewUntil(await moment(), () => false);
    expect(second).toMatchObject({ documents: 1, found: { unlinked: 1 }, isComplete: true });
  });

  test('because its process died is gone on with', async () => {
    await lose(250);
    const dies = () => {
      throw new Error('The process has died');
    };
    await expect(reviewUntil(await moment(), dies)).rejects.toThrow('has died');
    expect((await night()).checked).toMatchObject({ documents: 50, isComplete: true });
  });
});

test('it is declared as the schedule and the region that the parameters say, one run at a time', () => {
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
