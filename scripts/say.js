// What the scripts print: one line for a step, with the time it took, and one sentence for a failure.

/** A failure that the user can mend: printed as one sentence, without a stack trace. */
export class SetupError extends Error {
  exitStatus = 1;
}

/** A command that was called with the wrong words. */
export class UsageError extends SetupError {
  exitStatus = 2;
}

const QUIET_SECONDS = 15;

/** Prints that a step begins, that it goes on where it takes long, and how long it took. */
export async function step(title, run) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const isTerminal = process.stderr.isTTY === true;
  process.stderr.write(isTerminal ? `  ${title} …` : `  ${title} …\n`);
  const timer = setInterval(
    () =>
      process.stderr.write(
        isTerminal ? `\r  ${title} … ${seconds()} s` : `    still at it after ${seconds()} s\n`,
      ),
    isTerminal ? 1_000 : QUIET_SECONDS * 1_000,
  );
  try {
    const result = await run();
    if (isTerminal) process.stderr.write(`\r\x1b[K✔ ${title} (${seconds()} s)\n`);
    else if (seconds() > 0) process.stderr.write(`    done in ${seconds()} s\n`);
    return result;
  } catch (error) {
    if (isTerminal) process.stderr.write(`\r\x1b[K✖ ${title}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

export function note(text) {
  process.stderr.write(`  ${text}\n`);
}

/** Runs a script's main function: its result is the exit status, and failures become one sentence. */
export async function main(run) {
  const [major = 0] = process.versions.node.split('.').map(Number);
  try {
    if (major < 20) {
      throw new SetupError(`Node 20 or newer is needed; this is Node ${process.versions.node}.`);
    }
    process.exitCode = await run();
  } catch (error) {
    const isExpected = error instanceof SetupError;
    process.stderr.write(`\n${isExpected ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = isExpected ? error.exitStatus : 1;
  }
}
