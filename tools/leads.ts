// npm run leads -- <verb>: the operator's tool.
import { Command, CommanderError } from 'commander';
import { ToolError, type Target } from './target';
import { adoptCommand } from './adopt';
import { reportCommand } from './report';
import { checkCommand, repairCommand } from './review';
import { rolesCommand } from './roles';
import { seedCommand } from './seed';
import { showCommand } from './show';

const program = new Command('leads')
  .description(
    'The operator’s tool of Embudo: against the emulators, or with --project a real project.',
  )
  .option('--project <id>', 'a real project, with the credentials of this machine')
  .option('--yes', 'do not ask before the first write to a real project')
  .option('--json', 'answer in JSON, for machines')
  .showHelpAfterError('(--help says what there is)')
  .exitOverride();

program.addCommand(checkCommand(() => program.opts<Target>()));
program.addCommand(repairCommand(() => program.opts<Target>()));
program.addCommand(adoptCommand(() => program.opts<Target>()));
program.addCommand(showCommand(() => program.opts<Target>()));
program.addCommand(reportCommand(() => program.opts<Target>()));
program.addCommand(rolesCommand(() => program.opts<Target>()));
program.addCommand(seedCommand(() => program.opts<Target>()));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2; // It has said what is wrong.
  } else if (error instanceof ToolError) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
