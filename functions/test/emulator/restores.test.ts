/** What `check` finds and `repair` mends after a restore, on seeded data (docs/operations.md). */
import { projectId } from '../support/ownProject';
import { Timestamp, type DocumentData } from 'firebase-admin/firestore';
import { database } from '../../src/firestore/database';
import { empty, emptyProject } from '../support/emptyProject';
import { catchLogs } from '../support/logs';
import { newLeadsCommand } from '../support/operator';

catchLogs();
jest.setTimeout(120_000);
emptyProject(projectId);

const leads = newLeadsCommand(projectId);
async function run(...args: readonly string[]) {
  const { status, stdout } = await leads(...args);
  return { status, lines: stdout.trimEnd().split('\n') };
}

type Backup = ReadonlyMap<string, DocumentData>;

async function readAll(): Promise<Backup> {
  const db = database();
  const found = await Promise.all([
    ...['appointments', 'visits', 'leads'].map((name) => db.collection(name).get()),
    db.collectionGroup('statusHistory').get(),
  ]);
  return new Map(found.flatMap(({ docs }) => docs.map((doc) => [doc.ref.path, doc.data()])));
}

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
  const again = await run('repair', '--apply', '--older-than', '0');
  expect([again.status, again.lines.filter((line) => /^ +\d+ +[1-9]/.test(line))]).toEqual([0, []]);
  expect((await run('check')).status).toBe(0);
});
