/** `npm run leads -- seed`, run as an operator runs it, in this file's project and in projects beside it. */
import { projectId } from '../../../functions/test/support/ownProject';
import { Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';
import {
  Fixture,
  timestampSchema,
  type LeadSnapshot,
} from '../../../functions/test/support/fixture';
import { newLeadsCommand, runNode } from '../support/operator';
import { database } from '../../../functions/src/firestore/database';

const LEADS = 40;
const END = '2025-06-30';
const UNTIL = Date.parse(END);

const summarySchema = z.object({
  written: z.record(z.string(), z.number()),
  there: z.number(),
  leftAlone: z.number(),
  leads: z.number(),
  statuses: z.record(z.string(), z.number()),
});

const seedArguments = ['seed', '--leads', String(LEADS), '--until', END];

async function seed(project: string, ...args: readonly string[]) {
  const { status, output } = await newLeadsCommand(project)(
    '--json',
    ...(args.length > 0 ? args : seedArguments),
  );
  const line = output.split('\n').find((each) => each.startsWith('{'));
  if (status !== 0 || line === undefined) throw new Error(output);
  return summarySchema.parse(JSON.parse(line));
}

/** Deletes what an earlier run of this file left in a project of the emulator. */
async function emptyProject(project: string): Promise<string> {
  const host = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
  const documents = `emulator/v1/projects/${project}/databases/(default)/documents`;
  const { ok } = await fetch(`http://${host}/${documents}`, { method: 'DELETE' });
  if (!ok) throw new Error(`${project} cannot be emptied`);
  return project;
}

const databases: Firestore[] = [];
afterAll(() => Promise.all(databases.map((db) => db.terminate())));

/** The database of another project. */
function openDatabase(project: string): Firestore {
  const db = new Firestore({ projectId: project });
  databases.push(db);
  return db;
}

/** Every document, and when it was last written. */
async function readVersions(): Promise<Map<string, string>> {
  const names = ['contacts', 'listings', 'enquiries', 'appointments', 'visits', 'leads'];
  const found = await Promise.all([
    ...names.map((name) => database().collection(name).get()),
    database().collectionGroup('statusHistory').get(),
  ]);
  return new Map(
    found.flatMap(({ docs }) =>
      docs.map(({ ref, updateTime }) => [
        ref.path,
        `${updateTime.seconds}.${updateTime.nanoseconds}`,
      ]),
    ),
  );
}

/** The history of each lead of a project, without what differs between two runs. */
async function readHistories(db: Firestore): Promise<Map<string, unknown[]>> {
  const { docs } = await db.collectionGroup('statusHistory').get();
  const byLead = new Map<string, unknown[]>();
  for (const doc of docs) {
    const { from, to, cause, reason, source, actor, effectiveAt } = doc.data();
    const isMoved = cause === 'lead.moved'; // This entry has the time of the commit.
    const entry = [
      from,
      to,
      cause,
      reason,
      source,
      actor,
      isMoved ? null : timestampSchema.parse(effectiveAt).toMillis(),
    ];
    const id = doc.ref.parent.parent?.id ?? '';
    byLead.set(id, [...(byLead.get(id) ?? []), entry]);
  }
  return new Map([...byLead].sort(([a], [b]) => (a < b ? -1 : 1)));
}

let summary: z.infer<typeof summarySchema>;
let leads: LeadSnapshot[];
beforeAll(async () => {
  summary = await seed(await emptyProject(projectId));
  const { docs } = await database().collection('leads').get();
  const fixture = new Fixture();
  leads = await Promise.all(docs.map(({ id }) => fixture.leadById(id)));
});

test('there are as many leads as requested, each with an unbroken history', () => {
  expect(leads).toHaveLength(LEADS);
  expect(summary.leads).toBe(LEADS);
  const statuses: Record<string, number> = {};
  for (const { status } of leads) statuses[status] = (statuses[status] ?? 0) + 1;
  expect(summary.statuses).toEqual(statuses);
});

test('each step was written as planned', () => {
  expect(summary).toMatchObject({ there: 0, leftAlone: 0 });
  const causes = leads.flatMap(({ chain }) => chain.map(([, cause]) => cause));
  expect(causes.filter((cause) => cause === 'manual')).toHaveLength(summary.written['moves'] ?? 0);
});

test('each history is in order of time, and in the past', () => {
  for (const { history } of leads) {
    const times = history.flatMap(({ cause, effectiveAt }) =>
      cause === 'lead.moved' ? [] : effectiveAt.toMillis(),
    );
    expect(Math.max(...times)).toBeLessThanOrEqual(UNTIL);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
});

test('every enquiry, appointment and visit is linked, and stamped by its writer', async () => {
  for (const name of ['enquiries', 'appointments', 'visits']) {
    const { docs } = await database().collection(name).get();
    expect(docs).toHaveLength(summary.written[name] ?? 0);
    for (const doc of docs) {
      expect(doc.data()).toMatchObject({
        leadSync: { state: 'linked' },
        createdBy: expect.stringMatching(/^(agente|cliente)-/),
        updatedBy: expect.stringMatching(/^(agente|cliente)-/),
      });
      for (const field of ['createdAt', 'updatedAt', 'statusAt']) {
        expect(timestampSchema.parse(doc.get(field)).toMillis()).toBeLessThanOrEqual(UNTIL);
      }
    }
  }
});

test('contacts have names, and the listings of leads exist', async () => {
  const contacts = await database().collection('contacts').get();
  expect(contacts.docs.length).toBe(summary.written['contacts']);
  for (const doc of contacts.docs) expect(doc.get('name')).toMatch(/^\p{L}+( \p{L}+){2}$/u);
  const shown = new Set((await database().collection('listings').get()).docs.map(({ id }) => id));
  for (const { data } of leads) {
    if (data['listingId'] !== null) expect(shown).toContain(data['listingId']);
  }
});

test('a second run changes nothing', async () => {
  const before = await readVersions();
  const again = await seed(projectId);
  expect(Object.values(again.written)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(again).toMatchObject({ leftAlone: 0, statuses: summary.statuses });
  expect(again.there).toBe(Object.values(summary.written).reduce((sum, count) => sum + count, 0));
  expect(await readVersions()).toEqual(before);
});

test('a run with another end date changes nothing, and says why', async () => {
  const before = await readVersions();
  const { status, output } = await newLeadsCommand(projectId)(
    'seed',
    '--leads',
    '40',
    '--until',
    '2025-06-29',
  );
  expect(output).toBe(
    'Seed 1 was written here with another end date: use that --until, or another --seed.',
  );
  expect(status).toBe(1);
  expect(await readVersions()).toEqual(before);
});

test('the same arguments give the same leads and histories in another project', async () => {
  const project = await emptyProject(`${projectId}-other`);
  expect(await seed(project)).toEqual(summary);
  expect(await readHistories(openDatabase(project))).toEqual(await readHistories(database()));
});

test('a second run resumes one that was killed', async () => {
  const project = await emptyProject(`${projectId}-killed`);
  const script = `
    import { makePlan } from './tools/seed/makePlan.ts';
    import { writeTimeline } from './tools/seed/writeTimeline.ts';
    import store from './functions/src/firestore/database.ts';
    const { timelines } = makePlan({ leads: ${LEADS}, seed: 1, until: ${UNTIL} });
    let ended = 0;
    for (const timeline of timelines) {
      void writeTimeline(store.database(), timeline).then(() => {
        ended += 1;
        if (ended === 8) process.kill(process.pid, 'SIGKILL');
      });
    }`;
  const killed = await runNode(['--input-type=module', '--eval', script], {
    GCLOUD_PROJECT: project,
  });
  expect(killed.status).toBeNull();
  const resumed = await seed(project);
  expect(resumed.there).toBeGreaterThan(0);
  expect(resumed).toMatchObject({ leads: LEADS, leftAlone: 0, statuses: summary.statuses });
  expect(await readHistories(openDatabase(project))).toEqual(await readHistories(database()));
});

test('the next run links a document whose event was never handled', async () => {
  const project = await emptyProject(`${projectId}-unhandled`);
  // The process died after it wrote a document and before it handled the event; no trigger is deployed.
  const script = `
    import { makePlan } from './tools/seed/makePlan.ts';
    import { writeStep } from './tools/seed/writeTimeline.ts';
    import store from './functions/src/firestore/database.ts';
    import timestamps from './functions/src/firestore/timestamps.ts';
    const { timelines } = makePlan({ leads: ${LEADS}, seed: 1, until: ${UNTIL} });
    for (const { steps: [arrival, first] } of timelines) {
      await writeStep(store.database(), arrival);
      const { at, by, ref, fields } = first;
      const time = timestamps.toTimestamp(at * 1_000);
      const stamps = { createdBy: by, createdAt: time, updatedBy: by, updatedAt: time, statusAt: time };
      await store.database().collection(ref.collection).doc(ref.id).create({ ...fields, ...stamps });
    }`;
  const broken = await runNode(['--input-type=module', '--eval', script], {
    GCLOUD_PROJECT: project,
  });
  expect(broken).toMatchObject({ status: 0, output: '' });
  expect(await seed(project)).toMatchObject({ leads: LEADS, statuses: summary.statuses });
  expect(await readHistories(openDatabase(project))).toEqual(await readHistories(database()));
});

test.each([
  [['--leads', '0'], /^--leads takes a whole number from 1 to 100,000\.$/],
  [['--leads', 'diez'], /^--leads takes a whole number from 1 to 100,000\.$/],
  [['--leads', '5', '--seed', '-1'], /^--seed takes a whole number from 0 to 2,147,483,647\.$/],
  [['--leads', '5', '--seed', '9999999999'], /^--seed takes a whole number/],
  [['--leads', '5', '--until', '2025-02-30'], /^--until takes a date such as 2026-01-31\.$/],
  [['--leads', '5', '--until', '2999-01-01'], /^--until takes today or an earlier day/],
])('%j is refused in one sentence', async (args, message) => {
  const { status, output } = await newLeadsCommand(projectId)('seed', ...args);
  expect(output).toMatch(message);
  expect(output.split('\n')).toHaveLength(1);
  expect(status).toBe(1);
});

test('without a number of leads it names the missing option', async () => {
  const { status, output } = await newLeadsCommand(projectId)('seed');
  expect(output).toContain("required option '--leads <n>' not specified");
  expect(status).toBe(2);
});

test('before it writes to a real project, it names the project and warns', async () => {
  const words = ['--project', 'agencia', 'seed', '--leads', '5'];
  const { status, output } = await newLeadsCommand('agencia')(...words);
  expect(output).toMatch(/REAL project.* in project agencia\? Pass --yes/);
  expect(status).toBe(1);
});
