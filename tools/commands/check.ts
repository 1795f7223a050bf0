import type { Command } from 'commander';
import type { ToolOptions } from '../lib/target';
import { newCheckCommand } from './newCheckCommand';
import type { CheckOptions } from './runCheck';

/** `check`: reports what is wrong, and changes nothing. */
export function checkCommand(getOptions: () => ToolOptions): Command {
  return newCheckCommand('check')
    .description(
      'list what is wrong with enquiries, appointments, visits and leads; exits with 1 if somebody has to put it right',
    )
    .action(async (options: CheckOptions) => {
      const { runCheck } = await import('./runCheck');
      await runCheck(getOptions(), 'check', options);
    });
}
