import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';
import type { ExportOptions } from './runPrivacyExport';
import type { RemovalOptions } from './runPrivacyRemoval';

/** `privacy export | block | erase`: what is held of one contact (docs/contract.md §12). */
export function privacyCommand(getOptions: () => ToolOptions): Command {
  const privacy = new Command('privacy')
    .description('export, block or erase all data of one contact')
    .exitOverride();
  newContactCommand('export')
    .description('write all data of a contact to a file, as JSON')
    .requiredOption('--out <file>', 'the file; only you can read it')
    .option('--force', 'replace the file if it exists')
    .action(async (options: ExportOptions) => {
      const { runPrivacyExport } = await import('./runPrivacyExport');
      await runPrivacyExport(getOptions(), options);
    });
  newRemovalCommand('block')
    .description('hide all data of a contact from everybody until a day; a dry run without --apply')
    .requiredOption('--until <day>', 'the last day (YYYY-MM-DD, in the time zone of this machine)')
    .action(async (options: RemovalOptions) => {
      const { runPrivacyBlock } = await import('./runPrivacyRemoval');
      await runPrivacyBlock(getOptions(), options);
    });
  newRemovalCommand('erase')
    .description(
      'destroy all data of a contact, unless it is still blocked; a dry run without --apply',
    )
    .action(async (options: RemovalOptions) => {
      const { runPrivacyErase } = await import('./runPrivacyRemoval');
      await runPrivacyErase(getOptions(), options);
    });
  return privacy;

  function newContactCommand(name: string): Command {
    return privacy.command(name).requiredOption('--contact <id>', 'the contact');
  }

  function newRemovalCommand(name: string): Command {
    return newContactCommand(name)
      .option('--apply', 'do it; without it, only count the documents')
      .option('--by <who>', 'who does it, for the receipt: required with --apply')
      .option('--reference <text>', 'your reference for the receipt; it must not name the contact');
  }
}
