import { Command, InvalidArgumentError, Option } from 'commander';
import type { CheckVerb } from './runCheck';

/**
 * The events of a write reach the functions of a real project within seconds, so newer writes are left
 * to their events. The emulators deliver at once.
 */
export const SECONDS_TO_SETTLE = 60;

/** A command with the option that `check` and `repair` share. */
export function newCheckCommand(verb: CheckVerb): Command {
  return new Command(verb)
    .exitOverride()
    .addOption(
      new Option(
        '--older-than <seconds>',
        `skip documents written less than this many seconds ago: their events may be on their way (default: ${SECONDS_TO_SETTLE} for a real project, 0 for the emulators)`,
      ).argParser(parseSeconds),
    );
}

function parseSeconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a number of seconds.');
  return Number(text);
}
