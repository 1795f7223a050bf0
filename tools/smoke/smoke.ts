// `npm run smoke -- --project X`: tries a deployed project from end to end, and removes what it made.
import { Command } from 'commander';
import { runProgram } from '../lib/runProgram';
import type { ToolOptions } from '../lib/target';
import { runSmoke } from './runSmoke';

const program = new Command('smoke')
  .description(
    'Tries a deployed project from end to end: an admin signs in on the board, an appointment becomes a lead, every page opens, the lead is moved, and the nightly check runs. It deploys nothing, and removes what it made.',
  )
  .option('--project <id>', 'a real project, with the credentials of this machine')
  .option('--board <url>', 'the address of the board (default: https://PROJECT.web.app)')
  .option('--yes', 'do not ask before the first write to a real project')
  .addHelpText(
    'after',
    '\nIt needs a Chromium (CHROMIUM names another one). Where App Check distrusts an automated browser, register a debug token' +
      '\n(console: App Check → Apps → Manage debug tokens) and put it in APP_CHECK_DEBUG_TOKEN.',
  )
  .exitOverride()
  .action(async ({ board, ...options }: ToolOptions & { board?: string }) => {
    await runSmoke(options, board);
  });

void runProgram(program);
