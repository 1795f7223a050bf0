import { CommanderError, type Command } from 'commander';
import { printErrorLines } from './print';
import { ToolError } from './toolError';

/** Runs a program to its end, and sets the exit status: 1 for a failure, 2 for arguments that cannot be used. */
export async function runProgram(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2; // Commander has printed the message.
    } else if (error instanceof ToolError) {
      printErrorLines(...error.message.split('\n'));
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}
