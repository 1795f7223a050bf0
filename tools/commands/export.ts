import { Command, Option } from 'commander';
import type { ToolOptions } from '../lib/target';
import type { ExportOptions } from './runExport';

const HELP = `
The folder gets leads.ndjson, status_history.ndjson and enquiries.ndjson, each with the schema that BigQuery wants, and
export.json, which says how far the export has come. It holds ids, times and fixed words: no names, no reasons, no messages.
It only reads the database. Interrupted, the same command goes on with the rest.

With --since it takes the leads that changed since then, each with its whole history. Each export says the time from which
the next one has to start.

What is held of one contact, with everything that people wrote, is written by privacy export.`;

/** `export`: the funnel's leads, histories and enquiries as tables for analysis (docs/contract.md §13). */
export function exportCommand(getOptions: () => ToolOptions): Command {
  return new Command('export')
    .description(
      'write all leads, their histories and enquiries as tables for analysis, without personal data but ids',
    )
    .addOption(
      new Option('--format <format>', 'one JSON object a line')
        .choices(['ndjson'])
        .default('ndjson'),
    )
    .requiredOption('--out <folder>', 'the folder of the files; only you can read them')
    .option(
      '--since <time>',
      'only what changed since: a day (YYYY-MM-DD, in the time zone of this machine) or a time (2026-01-31T12:00:00Z)',
    )
    .option('--force', 'replace the export that the folder holds')
    .addHelpText('after', HELP)
    .exitOverride()
    .action(async (options: ExportOptions) => {
      const { runExport } = await import('./runExport');
      await runExport(getOptions(), options);
    });
}
