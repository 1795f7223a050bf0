import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';
import type { AdoptOptions } from './runAdopt';

const HELP = `
The dry run lists the values that cannot be taken over unchanged, such as statuses outside the ten and outcomes other
than won or lost. The file of --map translates them:

  {
    "status": { "En negociación": "Oferta Presentada", "Vendido": "Cerrado" },
    "outcome": { "Vendido": "won", "Se fue a otra agencia": "lost" }
  }

The word for the outcome is taken from closed, from closed.outcome, or from the status, in this order.`;

/** `adopt`: takes over the leads and documents of an older system (docs/contract.md §3). */
export function adoptCommand(getOptions: () => ToolOptions): Command {
  return new Command('adopt')
    .description(
      'take over the leads, enquiries, appointments and visits of an older system; a dry run without --apply',
    )
    .option('--apply', 'write the adoption; without it, only list what would be written')
    .option('--merge', 'merge second leads of one pair into the first; without it, only list them')
    .option('--map <file>', "translate the older system's words with this JSON file")
    .addHelpText('after', HELP)
    .exitOverride()
    .action(async ({ apply = false, merge = false, map }: Partial<AdoptOptions>) => {
      const { runAdopt } = await import('./runAdopt');
      await runAdopt(getOptions(), { apply, merge, map });
    });
}
