import { Command } from 'commander';
import { reportFunnel } from '../functions/src/application/reportFunnel';
import type { FunnelReport } from '../functions/src/domain/report';
import { countOf } from '../functions/src/firestore/walk';
import { database } from '../functions/src/firestore/database';
import { LEADS } from '../functions/src/firestore/paths';
import { dayOf, monthOf, timeZone, today, type Day } from './days';
import { numberOf, Progress } from './progress';
import { csvOf } from './reportCsv';
import { pageOf } from './reportHtml';
import { textOf } from './reportText';
import { aim, reach, ToolError, type Target } from './target';
import { ensureWritable, writeWhole } from './wholeFile';

/** What a report is of. */
export interface Scope {
  project: string;
  /** The first and the last day (`2026-01-31`); null where there is no such limit. */
  since: string | null;
  until: string | null;
  /** That of the days and months. */
  timeZone: string;
  madeOn: string;
}

interface Options {
  since?: string;
  until?: string;
  html?: string;
  csv?: boolean;
}

/** `report`: the funnel by distinct leads, times, lost reasons, no-shows, by agent and by month. */
export function reportCommand(target: () => Target): Command {
  return new Command('report')
    .description('the funnel: how far leads came, how long it took, why they were lost')
    .option('--since <day>', 'from this day on (YYYY-MM-DD, in the time zone of this machine)')
    .option('--until <day>', 'until this day, and all of it')
    .option('--html <file>', 'also write a page with charts, which needs nothing else')
    .option('--csv', 'answer in CSV, for spreadsheets')
    .exitOverride()
    .action(async ({ since, until, html, csv }: Options) => {
      const given = target();
      if (csv === true && given.json === true) throw new ToolError('Either --csv or --json.');
      const [first, last] = [dayFrom(since), dayFrom(until)];
      if (first !== null && last !== null && last.begins < first.begins) {
        throw new ToolError(`--until ${last.text} is before --since ${first.text}.`);
      }
      if (html !== undefined) await ensureWritable(html);
      aim(given);

      const report = await reach(given, () => read(first, last));
      const scope: Scope = {
        project: process.env['GCLOUD_PROJECT'] ?? '',
        since: first?.text ?? null,
        until: last?.text ?? null,
        timeZone: timeZone(),
        madeOn: today(),
      };
      if (html !== undefined) {
        await writeWhole(html, pageOf(report, scope));
        console.error(`Written: ${html}`);
      }
      if (given.json === true) console.log(JSON.stringify({ ...scope, ...report }));
      else if (csv === true) process.stdout.write(csvOf(report));
      else console.log(textOf(report, scope));
    });
}

function dayFrom(text: string | undefined): Day | null {
  if (text === undefined) return null;
  const day = dayOf(text);
  if (day === null) throw new ToolError(`${text} is not a day: write it as in 2026-01-31.`);
  return day;
}

async function read(first: Day | null, last: Day | null): Promise<FunnelReport> {
  const db = database();
  const progress = new Progress('Leads', await countOf(db, LEADS));
  const period = { since: first?.begins ?? null, until: last?.ends ?? null };
  try {
    const report = await reportFunnel(db, period, monthOf, (leads) => {
      progress.advance(leads);
    });
    progress.end(`${numberOf(report.leads)} in the report`);
    return report;
  } catch (error) {
    progress.stop();
    throw error;
  }
}
