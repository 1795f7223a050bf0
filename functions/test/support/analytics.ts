/** An export in DuckDB, in which the views of `analytics/views/` run as they do in BigQuery. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const VIEWS = join(__dirname, '..', '..', '..', 'analytics', 'views');

export const TABLES = ['status_history', 'leads', 'enquiries'] as const;

const schemaSchema = z.array(
  z.strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]*$/),
    type: z.enum(['STRING', 'INTEGER', 'FLOAT', 'TIMESTAMP']),
    mode: z.enum(['REQUIRED', 'NULLABLE']),
    description: z.string().min(1).max(1_024),
  }),
);

/** BigQuery's types as DuckDB calls them. */
const DUCKDB_TYPES = {
  STRING: 'VARCHAR',
  INTEGER: 'BIGINT',
  FLOAT: 'DOUBLE',
  TIMESTAMP: 'TIMESTAMPTZ',
} as const;

export type TableName = (typeof TABLES)[number];

/** The schema that an export wrote beside a table. */
export function readSchema(folder: string, table: TableName) {
  return schemaSchema.parse(JSON.parse(readFileSync(join(folder, `${table}.schema.json`), 'utf8')));
}

/** The first and the last day of a period, as 20260131. */
export interface Days {
  first: number | null;
  last: number | null;
}

/** A dataset `embudo` with the tables and views. */
export class Dataset {
  private constructor(private readonly connection: DuckDBConnection) {}

  /** Creates the tables as the schemas of an export say, and the views as they are. */
  static async create(folder: string): Promise<Dataset> {
    // Nothing is loaded from elsewhere.
    const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
    const instance = await DuckDBInstance.create(':memory:', options);
    const dataset = new Dataset(await instance.connect());
    await dataset.run("SET TimeZone = 'UTC'; CREATE SCHEMA embudo");
    for (const table of TABLES) {
      const columns = readSchema(folder, table).map(
        ({ name, type, mode }) =>
          `${name} ${DUCKDB_TYPES[type]}${mode === 'REQUIRED' ? ' NOT NULL' : ''}`,
      );
      await dataset.run(`CREATE TABLE embudo.${table} (${columns.join(', ')})`);
    }
    for (const name of readdirSync(VIEWS).sort()) {
      await dataset.run(readFileSync(join(VIEWS, name), 'utf8'));
    }
    return dataset;
  }

  /** Adds the rows of an export to those that are there. */
  async load(folder: string): Promise<void> {
    for (const table of TABLES) {
      const columns = readSchema(folder, table).map(
        ({ name, type }) => `${name}: '${DUCKDB_TYPES[type]}'`,
      );
      await this.run(
        `INSERT INTO embudo.${table} SELECT * FROM read_json('${join(folder, `${table}.ndjson`)}',
          format = 'newline_delimited', columns = {${columns.join(', ')}})`,
      );
    }
  }

  /** Sets the period and the time zone as an analyst does: by changing the file of the settings. */
  async set({ first, last }: Days, timeZone: string): Promise<void> {
    const settings = readFileSync(join(VIEWS, '00_settings.sql'), 'utf8');
    const changed = settings
      .replace(
        /CAST\(NULL AS INT64\) AS first_day/,
        `CAST(${first ?? 'NULL'} AS INT64) AS first_day`,
      )
      .replace(/CAST\(NULL AS INT64\) AS last_day/, `CAST(${last ?? 'NULL'} AS INT64) AS last_day`)
      .replace('Europe/Madrid', timeZone);
    await this.run(changed);
  }

  /** The rows of a view or table. DuckDB counts in big integers, which become numbers. */
  async rows(name: string): Promise<Record<string, unknown>[]> {
    const result = await this.connection.runAndReadAll(`SELECT * FROM embudo.${name}`);
    return result
      .getRowObjectsJS()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            typeof value === 'bigint' ? Number(value) : value,
          ]),
        ),
      );
  }

  close(): void {
    this.connection.closeSync();
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }
}
