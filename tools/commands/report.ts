import { Command, Option } from 'commander';
import type { ToolOptions } from '../lib/target';
import { CSV_SEPARATORS } from '../report/csvSeparators';
import type { ReportOptions } from './runReport';

/** `report`: the funnel by distinct leads, times, lost reasons and no-shows, by agent and by month. */
export function reportCommand(getOptions: () => ToolOptions): Command {
  return new Command('report')
    .description('show the funnel: how far leads came, how long it took, why they were lost')
    .option('--since <day>', 'the first day (YYYY-MM-DD, in the time zone of this machine)')
    .option('--until <day>', 'the last day, included')
    .option('--html <file>', 'also write a page with charts, in one file')
    .option('--force', 'replace the file of --html if it exists')
    .option('--csv', 'print CSV, for spreadsheets')
    .addOption(
      new Option(
        '--csv-separator <separator>',
        'the separator between cells (default: the one that spreadsheets in this machine’s language expect)',
      ).choices(Object.keys(CSV_SEPARATORS)),
    )
    .exitOverride()
    .action(async (options: ReportOptions) => {
      const { runReport } = await import('./runReport');
      await runReport(getOptions(), options);
    });
}
