// `npm run leads -- <command>`: the operator's command line.
import { Command, CommanderError } from 'commander';
import { adoptCommand } from './commands/adopt';
import { checkCommand } from './commands/check';
import { repairCommand } from './commands/repair';
import { reportCommand } from './commands/report';
import { rolesCommand } from './commands/roles';
import { seedCommand } from './commands/seed';
import { showCommand } from './commands/show';
import type { Target } from './lib/target';
import { ToolError } from './lib/toolError';

const COMMANDS = [
  checkCommand,
  repairCommand,
  adoptCommand,
  showCommand,
  reportCommand,
  rolesCommand,
  seedCommand,
];

const program = new Command('leads')
  .description(
    'The operator’s tool of Embudo. It works on the emulators, or on a real project with --project.',
  )
  .option('--project <id>', 'work on a real project, with the credentials of this machine')
  .option('--yes', 'do not ask before the first write to a real project')
  .option('--json', 'answer in JSON, for machines')
  .showHelpAfterError('(--help lists the commands and options)')
  .exitOverride();
for (const newCommand of COMMANDS) program.addCommand(newCommand(() => program.opts<Target>()));

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2; // Commander has printed the message.
  } else if (error instanceof ToolError) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
});
