/** `npm run leads -- export`, run as an operator runs it: what it writes, and what happens when it is interrupted. */
import { projectId } from '../../../functions/test/support/ownProject';
import fc from 'fast-check';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { write } from '../../../functions/test/support/writeDocuments';
import {
  countLeadsToExport,
  leadsToExport,
  type ExportScope,
} from '../../../functions/src/application/analytics/leadsToExport';
import { microsOfMillis } from '../../../functions/src/domain/time';
import { database } from '../../../functions/src/firestore/database';
import { readSchema, TABLES } from '../../../functions/test/support/analytics';
import { empty } from '../../../functions/test/support/emptyProject';
import { Exports, rowsIn, type ExportSummary } from '../support/exports';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand, startLeads } from '../support/operator';
import { day, randomLeads, spread } from '../../../functions/test/support/reportedLeads';
import { measure } from '../../../functions/test/support/traffic';

catchLogs();
const folders = new Exports(projectId);
const leads = newLeadsCommand(projectId);

const SEED = 20_261_129;
/** Of all leads of this test. */
const SINCE = '2025-12-01T00:00:00Z';
let whole: ExportSummary;

beforeAll(async () => {
  await empty(projectId);
  await write(spread(randomLeads({ seed: SEED, count: 450 }), SEED));
  whole = await folders.make('whole');
});

test('the schemas that it writes are those of analytics/schema/', () => {
  const committed = join(__dirname, '..', '..', '..', 'analytics', 'schema');
  const names = TABLES.map((table) => `${table}.schema.json`);
  expect(readdirSync(committed).sort()).toEqual([...names].sort());
  for (const name of names) {
    const written = readFileSync(join(folders.path('whole'), name), 'utf8');
    expect(written).toBe(readFileSync(join(committed, name), 'utf8'));
  }
});

const IS_OF_TYPE = {
  STRING: (value: unknown) => typeof value === 'string',
  INTEGER: (value: unknown) => Number.isSafeInteger(value),
  FLOAT: (value: unknown) => typeof value === 'number',
  TIMESTAMP: (value: unknown) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
};

test.each(TABLES)(
  'every row of %s has the columns of its schema, with values of their types',
  async (table) => {
    const schema = readSchema(folders.path('whole'), table);
    const rows = rowsIn((await folders.read('whole'))[table]);
    expect(rows).toHaveLength(whole.rows[table]);
    expect(rows.length).toBeGreaterThan(300);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(schema.map(({ name }) => name));
      const wrong = schema.filter(({ name, type, mode }) =>
        row[name] === null ? mode === 'REQUIRED' : !IS_OF_TYPE[type](row[name]),
      );
      expect(wrong).toEqual([]);
    }
  },
);

test('each key stands once, and what somebody wrote in words of their own not at all', async () => {
  const files = await folders.read('whole');
  const keys = rowsIn(files.status_history).map((row) =>
    JSON.stringify([row['lead_id'], row['seq']]),
  );
  expect(new Set(keys).size).toBe(keys.length);
  const all = Object.values(files).join('');
  for (const words of [
    'Precio',
    'precio',
    'Zona',
    'agencia',
    'Cerrado así',
    'Escaparate',
    'Llamar',
  ])
    expect(all).not.toContain(words);
  expect(files.leads).toContain('"source":"Other"');
});

test('only whoever made it can read it', () => {
  const files = [...TABLES.map((table) => `${table}.ndjson`), 'export.json'];
  const modes = files.map((name) => statSync(join(folders.path('whole'), name)).mode & 0o777);
  expect(modes).toEqual(files.map(() => 0o600));
});

/** Dies again and again, each time after so many changes of files, until it comes to its end. */
async function dieOften(name: string, lives: readonly number[], ...args: readonly string[]) {
  const crash = join(__dirname, '..', 'support', 'crashAtWrite.cjs');
  let deaths = 0;
  for (const life of lives) {
    const environment = {
      GCLOUD_PROJECT: projectId,
      CRASH_AT: String(life),
      CRASH_FOLDER: folders.path(name),
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --require ${crash}`.trim(),
    };
    const words = ['export', '--out', folders.path(name), ...args];
    const { status, output } = await startLeads(words, environment).ended;
    if (status === 0) break;
    // A signal ended it.
    expect([status, output]).toEqual([null, expect.anything()]);
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(2);
  await leads('export', '--out', folders.path(name), ...args);
}

test('an export that dies, wherever, goes on and writes the same files', async () => {
  // To open the files takes eight changes, each page four or five.
  const lives = fc.sample(fc.integer({ min: 1, max: 20 }), { seed: SEED, numRuns: 60 });
  await dieOften('crashing', lives);
  expect(await folders.read('crashing')).toEqual(await folders.read('whole'));
});

test('so does one since a time, which takes the leads as they changed', async () => {
  const lives = fc.sample(fc.integer({ min: 9, max: 16 }), { seed: SEED, numRuns: 60 });
  await dieOften('changed', lives, '--since', SINCE);
  const [changed, all] = [await folders.read('changed'), await folders.read('whole')];
  for (const table of TABLES) {
    expect(changed[table].split('\n').sort()).toEqual(all[table].split('\n').sort());
  }
});

async function costOf(scope: ExportScope) {
  const seen = { leads: 0, documents: 0 };
  const cost = await measure(async () => {
    for await (const { leads: some, entries, foreign } of leadsToExport(database(), scope, null)) {
      seen.leads += some.length;
      seen.documents += entries.length + foreign;
    }
  });
  return { seen, cost };
}

test('it costs one read for each lead and each document of its history', async () => {
  const { seen, cost } = await costOf({ since: null });
  expect(seen.leads).toBe(whole.rows.leads);
  // Of the histories of deleted leads it reads the documents, too: they lie in between.
  const histories = (await database().collectionGroup('statusHistory').get()).docs.filter(
    ({ ref }) => /^leads\/[^/]+\/statusHistory\/[^/]+$/.test(ref.path),
  );
  expect(cost).toMatchObject({ written: 0, rpcs: 2 });
  expect(cost.read).toBeGreaterThanOrEqual(seen.leads + seen.documents);
  expect(cost.read).toBeLessThanOrEqual(seen.leads + histories.length + 1);
});

test('since a time it costs that for the leads that changed, and nothing for the others', async () => {
  const since = microsOfMillis(day(6).toMillis());
  const scope = { since, until: microsOfMillis(Date.now()) };
  const { seen, cost } = await costOf(scope);
  expect(await countLeadsToExport(database(), scope)).toBe(seen.leads);
  expect(seen.leads).toBeGreaterThan(50);
  expect(seen.leads).toBeLessThan(whole.rows.leads / 5);
  const rows = rowsIn((await folders.read('whole')).leads);
  expect(rows.length).toBeGreaterThan(5 * seen.leads);
  // A query that finds nothing costs one read: a lead without history.
  expect(cost.read).toBeLessThanOrEqual(2 * seen.leads + seen.documents);
  expect(cost.written).toBe(0);
});

test('it says what it wrote, what it left out, and where the next export starts', async () => {
  const out = folders.path('whole');
  const refused = await leads('export', '--out', out);
  expect(refused).toMatchObject({
    status: 1,
    output: `${out} holds a whole export: --force replaces it.`,
  });
  const before = Date.now();
  const { status, stdout } = await leads('export', '--out', out, '--force');
  expect(status).toBe(0);
  const { rows, foreign } = whole;
  expect(stdout).toContain(`${rows.leads.toLocaleString('en-US')}  ${join(out, 'leads.ndjson')}`);
  expect(stdout).toContain(`Left out: ${foreign} documents in histories that are no entries`);
  const [, next = ''] = /--since (\S+)/.exec(stdout) ?? [];
  // Ten minutes overlap.
  expect(before - Date.parse(next)).toBeLessThanOrEqual(600_000);
  expect(before - Date.parse(next)).toBeGreaterThan(0);
});

test('it goes on with nothing but its own', async () => {
  const out = folders.path('others');
  await mkdir(out);
  await writeFile(join(out, 'leads.ndjson'), 'mine');
  expect((await leads('export', '--out', out)).output).toBe(
    `${out} has a file leads.ndjson of something else: --force replaces it.`,
  );
  expect(readFileSync(join(out, 'leads.ndjson'), 'utf8')).toBe('mine');

  await folders.make('others', '--force');
  const file = join(out, 'export.json');
  const state = readFileSync(file, 'utf8');
  const interrupted = state.replace('"isComplete":true', '"isComplete":false');
  expect(interrupted).not.toBe(state);
  await writeFile(file, interrupted);
  const other = await leads('export', '--out', out, '--since', SINCE);
  expect(other).toMatchObject({
    status: 1,
    output: `${out} holds an interrupted export of all of ${projectId}: the same command goes on with it, --force replaces it.`,
  });
  await truncate(join(out, 'leads.ndjson'), 10);
  expect((await leads('export', '--out', out)).output).toContain(
    'leads.ndjson lacks rows that export.json counts: --force begins anew.',
  );
  await writeFile(file, '{}');
  expect((await leads('export', '--out', out)).output).toBe(
    `${file} cannot be read as the state of an export.`,
  );
  expect(await folders.make('others', '--force')).toMatchObject({ rows: whole.rows });
});

test.each([
  [['--since', 'yesterday'], 'yesterday is neither a day nor a time'],
  [['--since', '2026-02-31'], '2026-02-31 is neither a day nor a time'],
  [['--since', '2026-01-31T12:00:00'], 'is neither a day nor a time'],
  [['--format', 'csv'], 'Allowed choices are ndjson'],
])('it refuses %j', async (args, said) => {
  const { status, output } = await leads('export', '--out', folders.path('none'), ...args);
  expect(status).not.toBe(0);
  expect(output).toContain(said);
});

test('a folder that cannot be written is named in one sentence', async () => {
  await writeFile(folders.path('file'), '');
  const { status, output } = await leads('export', '--out', join(folders.path('file'), 'x'));
  expect(status).toBe(1);
  expect(output).toContain(folders.path('file'));
  expect(output.split('\n')).toHaveLength(1);
});
