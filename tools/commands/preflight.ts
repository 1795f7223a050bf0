import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';

/** `preflight`: what a deployment from this checkout would do to a project, and whether Embudo can work there. */
export function preflightCommand(getOptions: () => ToolOptions): Command {
  return new Command('preflight')
    .description(
      'say what a deployment from this checkout would replace or delete in a real project, and what stands in the way; status 1 if something does',
    )
    .exitOverride()
    .action(async () => {
      const { runPreflight } = await import('./runPreflight');
      await runPreflight(getOptions());
    });
}
