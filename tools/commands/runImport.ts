import { microsOfMillis } from '../../functions/src/domain/time';
import { database } from '../../functions/src/firestore/database';
import { openFiles, type ImportedFile } from '../import/importedFile';
import { ImportedIds, importRows, type ImportedRow } from '../import/importRows';
import { FileSummary, renderReason } from '../import/importSummary';
import { newDocumentMaker } from '../import/makeDocument';
import { atomicWrite, ensureWritable } from '../lib/atomicWrite';
import { renderCsvCell } from '../../functions/src/domain/csvCell';
import { Interrupt, INTERRUPTED } from '../lib/interrupt';
import { EMPTY_MAP, readMap, type OlderSystemMap } from '../lib/olderSystemMap';
import { printErrorLines, printJson, printLines, showControls } from '../lib/print';
import {
  confirmWrite,
  explainErrors,
  useTarget,
  type Target,
  type ToolOptions,
} from '../lib/target';
import { walk } from '../lib/walk';

export interface ImportOptions {
  map?: string;
  apply?: boolean;
  rejected?: string;
  force?: boolean;
}

/** Looks all files over, asks, and imports one after the other. Sets the exit status. */
export async function runImport(
  toolOptions: ToolOptions,
  paths: readonly string[],
  { map: mapFile, apply = false, rejected, force = false }: ImportOptions,
): Promise<void> {
  const target = useTarget(toolOptions);
  const map = mapFile === undefined ? EMPTY_MAP : await readMap(mapFile);
  const files = await openFiles(paths, map);
  if (rejected !== undefined) await ensureWritable(rejected, { mayReplace: force });
  if (apply) await confirmWrite(target, `Write the rows of ${listNames(files)}`);
  const rejections = new RejectionList(files);
  const result = await explainErrors(target, () =>
    importFiles(target, { files, map, apply }, (file, row) => {
      if (rejected !== undefined) rejections.add(file, row);
    }),
  );
  if (rejected !== undefined) {
    await atomicWrite(rejected, rejections.render());
    printErrorLines(`Written: ${rejected}`);
  }
  printResult(target, { apply, ...result });
}

function listNames(files: readonly ImportedFile[]): string {
  return files.map(({ name }) => name).join(', ');
}

interface Import {
  files: readonly ImportedFile[];
  map: OlderSystemMap;
  apply: boolean;
}

interface ImportResult {
  summaries: readonly FileSummary[];
  /** Whether every row was read. */
  isComplete: boolean;
}

async function importFiles(
  { json }: Target,
  { files, map, apply }: Import,
  noteRow: (file: ImportedFile, row: ImportedRow) => void,
): Promise<ImportResult> {
  const db = database();
  const interrupt = new Interrupt();
  const ids = new ImportedIds();
  const makeDocument = newDocumentMaker(map, microsOfMillis(Date.now()));
  const summaries: FileSummary[] = [];
  let isComplete = true;
  try {
    for (const file of files) {
      const summary = new FileSummary(file);
      summaries.push(summary);
      const title = `${apply ? 'Importing' : 'Reading'} ${file.name}`;
      const pages = importRows(db, file, ids, { apply, makeDocument });
      const about = { title, things: 'rows', total: file.lines };
      isComplete = await walk(about, pages, interrupt, ({ rows }) => {
        for (const row of rows) {
          summary.add(row);
          noteRow(file, row);
          if (json) printRow(file, row);
        }
      });
      if (!isComplete) break;
    }
    return { summaries, isComplete };
  } finally {
    interrupt.end();
  }
}

function printRow({ name }: ImportedFile, { document: { line, id }, result }: ImportedRow): void {
  if (result.kind === 'rejected' || result.kind === 'different') {
    printJson({ file: name, line, id, ...result });
  }
}

function printResult(
  { json }: Target,
  { apply, summaries, isComplete }: { apply: boolean } & ImportResult,
): void {
  const left = summaries.reduce((sum, { counts }) => sum + counts.new, 0);
  const rejected = summaries.reduce((sum, { counts }) => sum + counts.rejected, 0);
  if (json) {
    printJson({ summary: { isComplete, files: summaries.map((summary) => summary.toJson()) } });
  } else {
    printLines(...summaries.flatMap((summary) => [...summary.render({ apply }), '']));
    printLines(describeNext({ apply, isComplete, left }));
  }
  process.exitCode = !isComplete ? INTERRUPTED : rejected > 0 ? 1 : 0;
}

function describeNext({
  apply,
  isComplete,
  left,
}: {
  apply: boolean;
  isComplete: boolean;
  left: number;
}): string {
  if (!isComplete) return 'Interrupted: the same command resumes it.';
  if (apply)
    return 'Next: adopt takes over what was written (a dry run first), and check looks it over.';
  return left > 0 ? 'import --apply writes them.' : 'There is nothing to write.';
}

/** The rows that cannot be used, as a table for spreadsheets. */
class RejectionList {
  private readonly separator: string;
  private readonly rows: string[] = [];

  constructor(files: readonly ImportedFile[]) {
    this.separator = files[0]?.separator ?? ',';
    this.addCells('file', 'line', 'id', 'reason');
  }

  add({ name }: ImportedFile, { document: { line, id }, result }: ImportedRow): void {
    if (result.kind === 'rejected') this.addCells(name, String(line), id, renderReason(result));
  }

  /** Without the byte order mark, Excel garbles accents. */
  render(): string {
    return `\ufeff${this.rows.map((row) => `${row}\r\n`).join('')}`;
  }

  private addCells(...cells: readonly string[]): void {
    const shown = cells.map((cell) => renderCsvCell(showControls(cell)));
    this.rows.push(shown.join(this.separator));
  }
}
