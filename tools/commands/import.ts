import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';
import type { ImportOptions } from './runImport';

/** `import FILE …`: writes what an older system exports as CSV (docs/importing.md). */
export function importCommand(getOptions: () => ToolOptions): Command {
  return new Command('import')
    .description(
      'write the leads, enquiries, appointments and visits that an older system exports as CSV; a dry run without --apply',
    )
    .argument(
      '<files...>',
      'CSV files whose names begin with what is in them: leads.csv, enquiries.csv, appointments.csv, visits-2025.csv',
    )
    .option('--map <file>', 'the words and columns of the older system, in JSON')
    .option('--apply', 'write the documents; without it, only list what would be written')
    .option(
      '--rejected <file>',
      'also write all rows that cannot be used, and why, into a CSV file',
    )
    .option('--force', 'replace the file of --rejected if it exists')
    .addHelpText(
      'after',
      '\nA document that exists is never changed: a second run changes nothing, and resumes an interrupted one. docs/importing.md has an example.',
    )
    .exitOverride()
    .action(async (files: string[], options: ImportOptions) => {
      const { runImport } = await import('./runImport');
      await runImport(getOptions(), files, options);
    });
}
