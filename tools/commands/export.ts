import { Command, Option } from 'commander';
import type { ToolOptions } from '../lib/target';
import type { ExportOptions } from './runExport';

const HELP = `
The folder gets leads.ndjson, status_history.ndjson and enquiries.ndjson, each with its schema for BigQuery, and
export.json, which says how far the export has come. The tables have ids, times, fixed words, and the names of portals
and campaigns: no people's names, no reasons, no messages. The command only reads the database. After an interruption,
the same command does the rest.

With --since it takes the leads that changed since then, each with its whole history. Each export prints the time from
which the next one has to start.

For the data of one contact, with everything that people wrote, use privacy export.`;

/** `export`: the funnel's leads, histories and enquiries as tables for analysis (docs/contract.md §13). */
export function exportCommand(getOptions: () => ToolOptions): Command {
  return new Command('export')
    .description(
      'write all leads, their histories and enquiries as tables for analysis; the only personal data in them are ids',
    )
    .addOption(
      new Option('--format <format>', 'one JSON object a line')
        .choices(['ndjson'])
        .default('ndjson'),
    )
    .requiredOption('--out <folder>', 'the folder of the files; only you can read them')
    .option(
      '--since <time>',
      'only the leads that changed since: a day (YYYY-MM-DD, in the time zone of this machine) or a time (2026-01-31T12:00:00Z)',
    )
    .option('--force', 'replace the export that the folder holds')
    .addHelpText('after', HELP)
    .exitOverride()
    .action(async (options: ExportOptions) => {
      const { runExport } = await import('./runExport');
      await runExport(getOptions(), options);
    });
}
