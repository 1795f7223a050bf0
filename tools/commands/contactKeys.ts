import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';

const HELP = `
receiveEnquiry finds the contact of a message by its e-mail address, else by its phone number, in the collection
contactKeys. This command reads email and phone of every document in contacts, and writes the keys that are missing.
Run it before the first enquiry is received, and again whenever other systems have added or changed contacts. It can
be interrupted and run again at any time.

It names the contacts whose address or number cannot be used, and those that share one with another contact. If several
contacts share one, the first keeps it and gets the messages. No address or number is printed.`;

/** `contact-keys`: writes what the contacts are found by (docs/contract.md §11). */
export function contactKeysCommand(getOptions: () => ToolOptions): Command {
  return new Command('contact-keys')
    .description(
      'write the keys by which contacts are found when they send an enquiry; a dry run without --apply',
    )
    .option('--apply', 'write the keys; without it, only count them')
    .addHelpText('after', HELP)
    .exitOverride()
    .action(async ({ apply = false }: { apply?: boolean }) => {
      const { runContactKeys } = await import('./runContactKeys');
      await runContactKeys(getOptions(), apply);
    });
}
