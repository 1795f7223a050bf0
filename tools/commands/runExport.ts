import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import {
  countLeadsToExport,
  leadsToExport,
  type ExportScope,
} from '../../functions/src/application/analytics/leadsToExport';
import { TABLE_NAMES } from '../../functions/src/domain/analytics/tables';
import {
  microsOfMillis,
  millisOfMicros,
  MICROS_PER_MINUTE,
  type Micros,
} from '../../functions/src/domain/time';
import { database } from '../../functions/src/firestore/database';
import { ExportFiles } from '../export/exportFiles';
import { NOTHING, readState, type ExportState } from '../export/exportState';
import { getLocalSpan, parseDay } from '../lib/calendarDays';
import { formatCount, formatNumber } from '../lib/format';
import { Interrupt, INTERRUPTED } from '../lib/interrupt';
import { printErrorLines, printJson, printLines } from '../lib/print';
import { explainErrors, useTarget, type Target, type ToolOptions } from '../lib/target';
import { ToolError } from '../lib/toolError';
import { walk } from '../lib/walk';

export interface ExportOptions {
  out: string;
  since?: string;
  force?: boolean;
}

/** How far two exports overlap, for what was written meanwhile and for a clock that is off: repeated rows change nothing. */
const OVERLAP: Micros = 10 * MICROS_PER_MINUTE;

/** Writes the tables into a folder, or goes on with what an interrupted run left there. Sets the exit status. */
export async function runExport(
  options: ToolOptions,
  { out, since, force = false }: ExportOptions,
): Promise<void> {
  const begins = since === undefined ? null : parseTime(since);
  const target = useTarget(options);
  const state = chooseStart(out, { project: target.projectId, since: begins, force });
  const interrupt = new Interrupt();
  try {
    const result = await explainErrors(target, () => exportLeads(out, state, interrupt));
    printResult(target, out, result);
    process.exitCode = result.isComplete ? 0 : INTERRUPTED;
  } finally {
    interrupt.end();
  }
}

const timeSchema = z.iso.datetime({ offset: true });

function parseTime(text: string): Micros {
  const day = parseDay(text);
  if (day !== null) return getLocalSpan(day).begins;
  if (!timeSchema.safeParse(text).success) {
    throw new ToolError(
      `${text} is neither a day nor a time: write it as in 2026-01-31 or 2026-01-31T12:00:00Z.`,
    );
  }
  return microsOfMillis(Date.parse(text));
}

/** Where to begin: at the end of what an interrupted run of the same command wrote, else at the beginning. */
function chooseStart(
  folder: string,
  { project, since, force }: { project: string; since: Micros | null; force: boolean },
): ExportState {
  const found = force ? null : readState(folder);
  if (found?.isComplete === true) {
    throw new ToolError(`${folder} holds a whole export: --force replaces it.`);
  }
  if (found !== null && (found.project !== project || found.since !== since)) {
    throw new ToolError(
      `${folder} holds an interrupted export of ${describe(found)}: the same command goes on with it, --force replaces it.`,
    );
  }
  if (found !== null) {
    if (found.reached !== null) {
      printErrorLines(`Going on after ${formatCount(found.rows.leads, 'lead', 'leads')}.`);
    }
    return found;
  }
  const existing = TABLE_NAMES.map((table) => `${table}.ndjson`).find((name) =>
    existsSync(join(folder, name)),
  );
  if (existing !== undefined && !force) {
    throw new ToolError(`${folder} has a file ${existing} of something else: --force replaces it.`);
  }
  const until = microsOfMillis(Date.now());
  const begin = { isComplete: false, reached: null, rows: NOTHING, bytes: NOTHING, foreign: 0 };
  return { project, since, until, ...begin };
}

function describe({ project, since }: ExportState): string {
  return since === null ? `all of ${project}` : `${project} since ${toIso(since)}`;
}

async function exportLeads(
  folder: string,
  begin: ExportState,
  interrupt: Interrupt,
): Promise<ExportState> {
  const db = database();
  const { since, until, reached } = begin;
  const scope: ExportScope = since === null ? { since } : { since, until };
  const about = {
    title: 'Exporting',
    things: 'leads',
    total: await countLeadsToExport(db, scope),
    doneBefore: begin.rows.leads,
  };
  const files = new ExportFiles(folder, begin);
  try {
    const pages = leadsToExport(db, scope, reached);
    const isWhole = await walk(about, pages, interrupt, (page) => {
      files.append(page);
    });
    if (isWhole) files.complete();
    return files.current;
  } finally {
    files.close();
  }
}

function printResult({ json }: Target, out: string, state: ExportState): void {
  const { project, since, until, isComplete, rows, foreign } = state;
  const nextSince = toIso(until - OVERLAP);
  if (json) {
    const from = since === null ? null : toIso(since);
    printJson({ out, project, since: from, isComplete, rows, foreign, nextSince });
    return;
  }
  printLines(
    ...TABLE_NAMES.map(
      (table) => `${formatNumber(rows[table]).padStart(10)}  ${join(out, `${table}.ndjson`)}`,
    ),
  );
  if (foreign > 0) {
    const documents = formatCount(foreign, 'document', 'documents');
    printLines(`Left out: ${documents} in histories that are no entries; check names them.`);
  }
  printLines(
    isComplete
      ? `The next export can start here: --since ${nextSince}`
      : 'Interrupted: the same command goes on with the rest.',
  );
}

function toIso(time: Micros): string {
  return new Date(millisOfMicros(time)).toISOString();
}
