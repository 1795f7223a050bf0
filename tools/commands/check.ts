import type { Command } from 'commander';
import type { Target } from '../lib/target';
import { newCheckCommand, runCheck, type CheckOptions } from './runCheck';

/** `check`: reports what is wrong, and changes nothing. */
export function checkCommand(getTarget: () => Target): Command {
  return newCheckCommand('check')
    .description(
      'list what is wrong with appointments, visits and leads; status 1 if somebody has to put it right',
    )
    .action((options: CheckOptions) => runCheck(getTarget(), 'check', options));
}
