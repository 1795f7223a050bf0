import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';
import type { AdoptOptions } from './runAdopt';

/** `adopt`: takes over the leads and documents of an older system (docs/contract.md §3). */
export function adoptCommand(getOptions: () => ToolOptions): Command {
  return new Command('adopt')
    .description(
      'take over the leads, appointments and visits of an older system; a dry run without --apply',
    )
    .option('--apply', 'write the adoption; without it, only list what would be written')
    .option('--merge', 'merge second leads of one pair into the first; without it, only list them')
    .exitOverride()
    .action(async ({ apply = false, merge = false }: Partial<AdoptOptions>) => {
      const { runAdopt } = await import('./runAdopt');
      await runAdopt(getOptions(), { apply, merge });
    });
}
