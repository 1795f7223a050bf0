/** What `check` finds and `repair` mends after a restore, on seeded data (docs/operations.md). */
import { projectId } from '../../../functions/test/support/ownProject';
import { Timestamp, type DocumentData } from 'firebase-admin/firestore';
import { database } from '../../../functions/src/firestore/database';
import { empty, emptyProject } from '../../../functions/test/support/emptyProject';
import { Fixture } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand } from '../support/operator';
import { readPipeline } from '../support/readPipeline';

catchLogs();
emptyProject(projectId);

const leads = newLeadsCommand(projectId);
async function run(...args: readonly string[]) {
  const { status, stdout } = await leads(...args);
  return { status, lines: stdout.trimEnd().split('\n') };
}

type Backup = ReadonlyMap<string, DocumentData>;

const readAll = async (): Promise<Backup> => new Map(await readPipeline());

/** Writes documents anew: each has another `createTime` than before. */
async function restore(backup: Backup, change: (data: DocumentData) => DocumentData) {
  const entries = [...backup];
  for (let start = 0; start < entries.length; start += 300) {
    const batch = database().batch();
    for (const [path, data] of entries.slice(start, start + 300)) {
      batch.set(database().doc(path), change(data));
    }
    await batch.commit();
  }
}

const same = (data: DocumentData): DocumentData => data;

/** A document as an export to JSON writes it. */
const exportedAs =
  (time: (timestamp: Timestamp) => unknown, number: (value: number) => unknown) =>
  (data: DocumentData): DocumentData => {
    const write = (field: string, value: unknown): unknown => {
      if (value instanceof Timestamp) return time(value);
      if (Array.isArray(value)) return value.map((item: unknown) => write(field, item));
      const isNumber = ['seq', 'secondsInPrevious', 'skipped', 'amount'].includes(field);
      if (typeof value === 'number' && isNumber) return number(value);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, write(name, each)]),
      );
    };
    return write('', data) as DocumentData;
  };
const asMaps = exportedAs(
  ({ seconds, nanoseconds }) => ({ _seconds: seconds, _nanoseconds: nanoseconds }),
  (value) => value,
);
const asTexts = exportedAs(
  ({ seconds, nanoseconds }) => {
    const whole = new Date(seconds * 1_000).toISOString().slice(0, -'.000Z'.length);
    return `${whole}.${String(nanoseconds).padStart(9, '0')}Z`;
  },
  (value) => String(value),
);

/** What people and reports see of a backup: everything but the server's own bookkeeping. */
function seen(backup: Backup) {
  return [...backup]
    .map(([path, { viewings: _, history, leadSync, updatedAt, ...data }]) => [path, data])
    .sort();
}

/** Lines of the tables of findings: how many there are, how many of them are repaired, and what. */
const tableOf = (lines: readonly string[]) => lines.filter((line) => /^ +\d/.test(line));

/** A second repair mends nothing. What is for information only stays. */
async function expectNothingToRepair(): Promise<void> {
  const { status, lines } = await run('repair', '--apply', '--older-than', '0');
  expect([status, lines.filter((line) => /^ +\d+ +[1-9]/.test(line))]).toEqual([0, []]);
}

test('a lead is gone, and its history is not: repair brings it back if a document names it', async () => {
  const [one, other] = [new Fixture(), new Fixture()];
  for (const fixture of [one, other]) await fixture.play(() => fixture.appointment('A').create({}));
  const [lead, gone] = [await one.lead(), await other.lead()];
  await Promise.all([lead.ref.delete(), gone.ref.delete(), other.appointment('A').ref.delete()]);
  const label = 'histories whose lead is gone (for people to see to)';
  expect(tableOf((await run('check')).lines)).toEqual([
    '       1  documents without their lead (repair puts it right)',
    `       1  ${label}`,
  ]);
  await run('repair', '--apply', '--older-than', '0');
  expect((await one.lead()).chain.slice(0, 2)).toEqual(lead.chain);
  const { status, lines } = await run('check');
  expect([status, tableOf(lines)]).toEqual([1, [`       1  ${label}`]]);
  expect(lines).toContain(`  leads/${gone.id}: 2 entries stand under a lead that is gone`);
});

test.each([
  ['its whole document', () => ({ notes: 'llamó' })],
  ['its viewings', ({ viewings: _, ...data }: DocumentData) => data],
  ['its history', ({ history: _, ...data }: DocumentData) => data],
])('a lead lost %s: check names it, and one repair brings it back', async (_what, left) => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(
    () => A.create({}),
    () => fixture.visit('V', A).create({ outcome: 'offer_made' }),
  );
  const before = await fixture.lead();
  await before.ref.set(left(before.data));
  expect(tableOf((await run('check')).lines)).toEqual([
    '       1  leads that lost what they knew of their documents or history (repair puts it right)',
  ]);
  expect((await run('adopt', '--apply')).status).toBe(1); // It leaves such a lead to repair.
  await run('repair', '--apply', '--older-than', '0');
  const { status, chain, appointments } = await fixture.lead();
  expect([status, chain, appointments]).toEqual([before.status, before.chain, before.appointments]);
  expect((await run('repair', '--apply', '--older-than', '0')).lines).toEqual([
    'Nothing is wrong.',
  ]);
});

test('source documents are deleted, and restored without an event', async () => {
  await run('seed', '--leads', '15', '--until', '2025-06-30');
  const backup = await readAll();
  const documents = [...backup].filter(([path]) => !path.startsWith('leads/'));
  await Promise.all(documents.map(([path]) => database().doc(path).delete()));
  await restore(new Map(documents), same);
  expect((await run('check')).status).toBe(1);
  await run('repair', '--apply', '--older-than', '0');
  expect(seen(await readAll())).toEqual(seen(backup));
  await expectNothingToRepair();
});

test.each([
  ['as it was', same],
  ['with times as maps', asMaps],
  ['with times and numbers as texts', asTexts],
])('everything deleted, and restored %s', async (_what, change) => {
  await run('seed', '--leads', '25', '--until', '2025-06-30');
  const backup = await readAll();
  await empty(projectId);
  await restore(backup, change);
  const checked = await run('check');
  if (change === same) {
    expect(checked.status).toBe(1);
  } else {
    const label =
      'documents with times or numbers in a form that exports write (repair puts it right)';
    const count = [...backup].filter(([path]) => !path.includes('statusHistory')).length;
    expect(checked.lines).toContain(`${String(count).padStart(8)}  ${label}`);
  }
  await run('repair', '--apply', '--older-than', '0');
  expect(seen(await readAll())).toEqual(seen(backup));
  await expectNothingToRepair();
  expect((await run('check')).status).toBe(0);
});
