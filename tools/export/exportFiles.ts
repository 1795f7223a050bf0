import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ExportPage } from '../../functions/src/application/analytics/leadsToExport';
import {
  ENQUIRIES_COLUMNS,
  LEADS_COLUMNS,
  STATUS_HISTORY_COLUMNS,
  TABLE_NAMES,
  TABLES,
  type TableName,
} from '../../functions/src/domain/analytics/tables';
import { getMessage, ToolError } from '../lib/toolError';
import { addTo, STATE_FILE, type ExportState } from './exportState';
import { renderRows } from './ndjson';
import { renderSchema } from './schema';

/** Only the user who runs the tool can read what it writes: ids are data of people. */
const PRIVATE = 0o600;

/**
 * The files of an export. A page counts once the state says so, which is written after its rows are on the disk. So
 * whatever stands behind is of a page that was not finished, and is cut off when an export goes on: no row is written
 * twice, none is lost, and no line is half a line.
 */
export class ExportFiles {
  private readonly files: Readonly<Record<TableName, number>>;

  /** Opens the files of an export that goes on at `state`, or begins there. */
  constructor(
    private readonly folder: string,
    private state: ExportState,
  ) {
    this.files = this.explainErrors(() => {
      mkdirSync(folder, { recursive: true });
      this.saveState(state);
      for (const table of TABLE_NAMES) {
        writeFileSync(join(folder, `${table}.schema.json`), renderSchema(TABLES[table]));
      }
      return {
        status_history: this.open('status_history'),
        leads: this.open('leads'),
        enquiries: this.open('enquiries'),
      };
    });
  }

  get current(): ExportState {
    return this.state;
  }

  append({ entries, leads, enquiries, foreign, reached }: ExportPage): void {
    const rows = {
      status_history: renderRows(STATUS_HISTORY_COLUMNS, entries),
      leads: renderRows(LEADS_COLUMNS, leads),
      enquiries: renderRows(ENQUIRIES_COLUMNS, enquiries),
    };
    const counts = {
      status_history: entries.length,
      leads: leads.length,
      enquiries: enquiries.length,
    };
    const { state } = this;
    this.explainErrors(() => {
      const bytes = addTo(state.bytes, (table) => this.write(table, rows[table]));
      this.saveState({
        ...state,
        reached,
        bytes,
        rows: addTo(state.rows, (table) => counts[table]),
        foreign: state.foreign + foreign,
      });
    });
  }

  /** Says that all is written. */
  complete(): void {
    this.explainErrors(() => {
      this.saveState({ ...this.state, isComplete: true });
    });
  }

  close(): void {
    for (const table of TABLE_NAMES) closeSync(this.files[table]);
  }

  /** Of what the file system refuses, the operator reads one sentence. */
  private explainErrors<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof ToolError) throw error;
      throw new ToolError(`${this.folder} cannot be written: ${getMessage(error)}.`);
    }
  }

  /** Opens a file, and cuts off what an interrupted run left behind the rows that count. */
  private open(table: TableName): number {
    const name = join(this.folder, `${table}.ndjson`);
    const file = openSync(name, 'a', PRIVATE);
    const bytes = this.state.bytes[table];
    if (fstatSync(file).size < bytes) {
      throw new ToolError(`${name} lacks rows that ${STATE_FILE} counts: --force begins anew.`);
    }
    ftruncateSync(file, bytes);
    return file;
  }

  /** Returns how many bytes it wrote. */
  private write(table: TableName, text: string): number {
    const bytes = Buffer.from(text);
    const file = this.files[table];
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fdatasyncSync(file);
    return bytes.length;
  }

  /** Replaces the state: a reader finds the old one or the new one, even after a crash. */
  private saveState(state: ExportState): void {
    const name = join(this.folder, STATE_FILE);
    const part = `${name}.part`;
    writeFileSync(part, `${JSON.stringify(state)}\n`, { mode: PRIVATE, flush: true });
    renameSync(part, name);
    this.state = state;
  }
}
