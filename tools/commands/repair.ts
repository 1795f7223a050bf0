import type { Command } from 'commander';
import type { ToolOptions } from '../lib/target';
import { newCheckCommand } from './newCheckCommand';
import type { CheckOptions } from './runCheck';

/** `repair`: checks in the same way, and puts right what documents can settle. */
export function repairCommand(getOptions: () => ToolOptions): Command {
  return newCheckCommand('repair')
    .description(
      'put right what check finds, if documents can settle it; a dry run without --apply',
    )
    .option('--apply', 'write the repairs; without it, only list them')
    .option('--resume', 'resume an interrupted repair --apply')
    .action(async (options: CheckOptions) => {
      const { runCheck } = await import('./runCheck');
      await runCheck(getOptions(), 'repair', options);
    });
}
