import { countToRead, reportFunnel } from '../../functions/src/application/reports/reportFunnel';
import type { FunnelReport, Period } from '../../functions/src/domain/reports/funnelReport';
import { database } from '../../functions/src/firestore/database';
import { atomicWrite, ensureWritable } from '../lib/atomicWrite';
import {
  formatLocalMonth,
  formatToday,
  getLocalSpan,
  getLocalTimeZone,
  parseDay,
  type CalendarDay,
} from '../lib/calendarDays';
import { formatCount } from '../lib/format';
import { printCsv, printErrorLines, printJson, printLines } from '../lib/print';
import { Progress } from '../lib/progress';
import { explainErrors, useTarget, type Target, type ToolOptions } from '../lib/target';
import { ToolError } from '../lib/toolError';
import { CSV_SEPARATORS } from '../report/csvSeparators';
import { renderCsv } from '../report/renderCsv';
import { renderHtml } from '../report/renderHtml';
import { renderText } from '../report/renderText';
import type { Scope } from '../report/scope';

export interface ReportOptions {
  since?: string;
  until?: string;
  html?: string;
  csv?: boolean;
  csvSeparator?: keyof typeof CSV_SEPARATORS;
  force?: boolean;
}

/** Makes the report of some days, and prints or writes it. */
export async function runReport(
  options: ToolOptions,
  { since, until, html, force, csv, csvSeparator = localSeparator() }: ReportOptions,
): Promise<void> {
  if (csv === true && options.json === true) throw new ToolError('Use --csv or --json, not both.');
  const days = parseDays(since, until);
  if (html !== undefined) await ensureWritable(html, { mayReplace: force === true });
  const target = useTarget(options);

  const report = await explainErrors(target, () => makeReport(days));
  const scope = describeScope(target, days);
  if (html !== undefined) {
    await atomicWrite(html, renderHtml(report, scope));
    printErrorLines(`Written: ${html}`);
  }
  if (target.json) printJson({ ...scope, ...report });
  else if (csv === true) printCsv(renderCsv(report, CSV_SEPARATORS[csvSeparator]));
  else printLines(...renderText(report, scope));
}

/** A semicolon where the comma divides whole numbers from their fractions, as in Spain. */
function localSeparator(): ';' | ',' {
  return (1.5).toLocaleString().includes(',') ? ';' : ',';
}

/** The first and the last day of a report; null if there is no such limit. */
interface Days {
  first: CalendarDay | null;
  last: CalendarDay | null;
}

function parseDays(since: string | undefined, until: string | undefined): Days {
  const [first, last] = [requireDay(since), requireDay(until)];
  if (first !== null && last !== null && last.utcMidnight < first.utcMidnight) {
    throw new ToolError(`--until ${last.text} is before --since ${first.text}.`);
  }
  return { first, last };
}

function requireDay(text: string | undefined): CalendarDay | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day === null) throw new ToolError(`${text} is not a day: write it as in 2026-01-31.`);
  return day;
}

async function makeReport({ first, last }: Days): Promise<FunnelReport> {
  const db = database();
  const period: Period = {
    since: first === null ? null : getLocalSpan(first).begins,
    until: last === null ? null : getLocalSpan(last).ends,
  };
  const { what, count } = await countToRead(db, period);
  const progress = new Progress(what === 'leads' ? 'Leads' : 'History entries', count);
  try {
    const report = await reportFunnel(db, period, formatLocalMonth, (read) => {
      progress.advance(read);
    });
    progress.end(`${formatCount(report.leads, 'lead', 'leads')} in the report`);
    return report;
  } catch (error) {
    progress.stop();
    throw error;
  }
}

function describeScope({ projectId }: Target, { first, last }: Days): Scope {
  return {
    project: projectId,
    since: first?.text ?? null,
    until: last?.text ?? null,
    timeZone: getLocalTimeZone(),
    madeOn: formatToday(),
  };
}
