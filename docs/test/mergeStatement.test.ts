/** The statement with which docs/operations.md merges an export into the history in BigQuery, run in DuckDB. */
import { join } from 'node:path';
import { Dataset, readSchema } from '../../functions/test/support/analytics';
import { onlyBlockOf, ROOT } from './documents';

const SCHEMAS = join(ROOT, 'analytics/schema');

/** DuckDB says `INTO`, and calls a whole row `*`. */
function statement(): string {
  const { code } = onlyBlockOf('docs/operations.md', 'sql');
  return code.replace(/^MERGE /, 'MERGE INTO ').replace('INSERT ROW', 'INSERT *');
}

type Row = Record<string, string | number>;

/** An entry in a version: every column but the key tells it. */
function rowOf(leadId: string, version: number): Row {
  return Object.fromEntries(
    readSchema(SCHEMAS, 'status_history').map(({ name, type }) => [
      name,
      name === 'lead_id'
        ? leadId
        : name === 'seq'
          ? 1
          : type === 'TIMESTAMP'
            ? new Date(version * 1_000).toISOString()
            : type === 'STRING'
              ? `${name} ${String(version)}`
              : version,
    ]),
  );
}

const literal = (value: string | number) => (typeof value === 'number' ? value : `'${value}'`);

async function insert(dataset: Dataset, table: string, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => `(${Object.values(row).map(literal).join(', ')})`);
  await dataset.run(`INSERT INTO embudo.${table} VALUES ${values.join(', ')}`);
}

async function read(dataset: Dataset): Promise<Row[]> {
  const rows = await dataset.rows('status_history');
  return rows
    .map((row) => JSON.parse(JSON.stringify(row)) as Row)
    .sort((a, b) => String(a['lead_id']).localeCompare(String(b['lead_id'])));
}

test('each entry is there once afterwards, in its newest version', async () => {
  const dataset = await Dataset.create(SCHEMAS);
  await dataset.run('CREATE TABLE embudo.new_status_history AS FROM embudo.status_history');
  await insert(dataset, 'status_history', [rowOf('changed', 1), rowOf('kept', 5), rowOf('old', 1)]);
  const added = [rowOf('changed', 2), rowOf('changed', 3), rowOf('kept', 4), rowOf('new', 1)];
  await insert(dataset, 'new_status_history', added);
  const expected = [rowOf('changed', 3), rowOf('kept', 5), rowOf('new', 1), rowOf('old', 1)];
  for (const times of [1, 2]) {
    await dataset.run(statement());
    expect([times, await read(dataset)]).toEqual([times, expected]);
  }
  dataset.close();
});
