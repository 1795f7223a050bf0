import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { TABLE_NAMES, type TableName } from '../../functions/src/domain/analytics/tables';
import { ToolError } from '../lib/toolError';

/** The name of the file that says what a folder of an export holds, and how far an interrupted export has come. */
export const STATE_FILE = 'export.json';

const perTable = z.object({
  status_history: z.number().int().nonnegative(),
  leads: z.number().int().nonnegative(),
  enquiries: z.number().int().nonnegative(),
} satisfies Record<TableName, z.ZodType>);
export type PerTable = z.infer<typeof perTable>;

const stateSchema = z.object({
  project: z.string(),
  isComplete: z.boolean(),
  /** In microseconds, as all times here; null for an export of all leads. */
  since: z.number().int().nullable(),
  /** When the export was begun. */
  until: z.number().int(),
  /** After which lead to go on; null at the beginning. */
  reached: z
    .object({ id: z.string().nullable(), updatedAt: z.number().int().nullable() })
    .nullable(),
  rows: perTable,
  bytes: perTable,
  /** Documents in histories that are not entries of ours. */
  foreign: z.number().int().nonnegative(),
});
export type ExportState = z.infer<typeof stateSchema>;

export const NOTHING: PerTable = { status_history: 0, leads: 0, enquiries: 0 };

/** Counts for each table, from those before. */
export function addTo(before: PerTable, countOf: (table: TableName) => number): PerTable {
  const sums = { ...before };
  for (const table of TABLE_NAMES) sums[table] += countOf(table);
  return sums;
}

/** What a folder holds; null if there is no export. Throws a {@link ToolError} if it cannot be read. */
export function readState(folder: string): ExportState | null {
  const file = join(folder, STATE_FILE);
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new ToolError(`${file} cannot be read as the state of an export.`);
  }
}
