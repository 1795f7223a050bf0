import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';

/** `preflight`: what a deployment from this checkout would do to a project, and whether Embudo can work there. */
export function preflightCommand(getOptions: () => ToolOptions): Command {
  return new Command('preflight')
    .description(
      'list what a deployment from this checkout would replace or delete in a real project, and the obstacles; exits with 1 if there are any',
    )
    .exitOverride()
    .action(async () => {
      const { runPreflight } = await import('./runPreflight');
      await runPreflight(getOptions());
    });
}
