import { Command } from 'commander';
import { adoptCommand } from './commands/adopt';
import { attentionCommand } from './commands/attention';
import { checkCommand } from './commands/check';
import { contactKeysCommand } from './commands/contactKeys';
import { exportCommand } from './commands/export';
import { importCommand } from './commands/import';
import { preflightCommand } from './commands/preflight';
import { privacyCommand } from './commands/privacy';
import { repairCommand } from './commands/repair';
import { reportCommand } from './commands/report';
import { rolesCommand } from './commands/roles';
import { seedCommand } from './commands/seed';
import { showCommand } from './commands/show';
import type { ToolOptions } from './lib/target';

const COMMANDS = [
  preflightCommand,
  checkCommand,
  repairCommand,
  importCommand,
  adoptCommand,
  contactKeysCommand,
  showCommand,
  attentionCommand,
  reportCommand,
  exportCommand,
  rolesCommand,
  privacyCommand,
  seedCommand,
];

/** The operator's tool, with all its verbs. */
export function newProgram(): Command {
  const program = new Command('leads')
    .description(
      'The operator’s tool of Embudo. It works on the emulators, or on a real project with --project.',
    )
    .option('--project <id>', 'work on a real project, with the credentials of this machine')
    .option('--yes', 'do not ask before the first write to a real project')
    .option('--json', 'print JSON, for machines')
    .showHelpAfterError('(--help lists the commands and options)')
    .exitOverride();
  for (const newCommand of COMMANDS) {
    program.addCommand(newCommand(() => program.opts<ToolOptions>()));
  }
  return program;
}
