/** Exports that tests make with the operator's tool, each into a folder of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { TABLES, type TableName } from '../../../functions/test/support/analytics';
import { newLeadsCommand } from './operator';

const summarySchema = z.strictObject({
  out: z.string(),
  project: z.string(),
  since: z.string().nullable(),
  isComplete: z.boolean(),
  rows: z.strictObject({ status_history: z.number(), leads: z.number(), enquiries: z.number() }),
  foreign: z.number(),
  nextSince: z.iso.datetime(),
});
export type ExportSummary = z.infer<typeof summarySchema>;

/** A folder for the exports of a test file, which is removed after its tests. */
export class Exports {
  private folder = '';
  private readonly leads;

  constructor(projectId: string) {
    this.leads = newLeadsCommand(projectId);
    beforeAll(async () => {
      this.folder = await mkdtemp(join(tmpdir(), 'embudo-export-'));
    });
    afterAll(() => rm(this.folder, { recursive: true }));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Exports into a new folder of this name, with further arguments. */
  async make(name: string, ...args: readonly string[]): Promise<ExportSummary> {
    const words = ['--json', 'export', '--out', this.path(name), ...args];
    const { status, stdout, output } = await this.leads(...words);
    if (status !== 0) throw new Error(output);
    return summarySchema.parse(JSON.parse(stdout));
  }

  async read(name: string): Promise<Record<TableName, string>> {
    const [history, leads, enquiries] = await Promise.all(
      TABLES.map((table) => readFile(join(this.path(name), `${table}.ndjson`), 'utf8')),
    );
    if (history === undefined || leads === undefined || enquiries === undefined) throw new Error();
    return { status_history: history, leads, enquiries };
  }
}

const rowSchema = z.record(z.string(), z.unknown());

/** The rows of a file. Its last line is whole, as all are. */
export function rowsIn(text: string): Record<string, unknown>[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('The last line is not whole');
  return lines.map((line) => rowSchema.parse(JSON.parse(line)));
}
