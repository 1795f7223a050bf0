import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';

/** `show <id>`: the history and the viewings of one lead, and what would happen next. */
export function showCommand(getOptions: () => ToolOptions): Command {
  return new Command('show')
    .description('show one lead: its history, its viewings, and what would happen next')
    .argument('<id>', 'the id of the lead, or of one of its appointments or enquiries')
    .exitOverride()
    .action(async (id: string) => {
      const { runShow } = await import('./runShow');
      await runShow(getOptions(), id);
    });
}
