// Prints what the scripts do: one line for a step, with its time, and one sentence for a failure.

/** A failure that the user can put right: printed as one sentence, without a stack trace. */
export class SetupError extends Error {
  exitStatus = 1;
}

/** A wrong command line. */
export class UsageError extends SetupError {
  exitStatus = 2;
}

/** How often a long step is reported outside a terminal. */
const REPORT_EVERY_SECONDS = 15;

/** Runs a step. Prints its start, its progress if it takes long, and the time that it took. */
export async function step(title, run) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const isTerminal = process.stderr.isTTY === true;
  process.stderr.write(isTerminal ? `  ${title} …` : `  ${title} …\n`);
  const timer = setInterval(
    () =>
      process.stderr.write(
        isTerminal ? `\r  ${title} … ${seconds()} s` : `    still running after ${seconds()} s\n`,
      ),
    isTerminal ? 1_000 : REPORT_EVERY_SECONDS * 1_000,
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

/** The oldest minor version that the installed packages support, for each major version before 24. */
const FIRST_MINOR = { 20: 19, 22: 13 };

/** Fails with one sentence on a version of Node that the installed packages do not support. */
export function refuseOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= 24 || minor >= (FIRST_MINOR[major] ?? Infinity)) return;
  throw new SetupError(`Node 20.19, 22.13, or 24 or newer is needed; this is Node ${version}.`);
}

/** Runs a script's main function. Its result is the exit status; an expected failure is printed as a sentence. */
export async function main(run) {
  try {
    refuseOldNode(process.versions.node);
    process.exitCode = await run();
  } catch (error) {
    const isExpected = error instanceof SetupError;
    process.stderr.write(`\n${isExpected ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = isExpected ? error.exitStatus : 1;
  }
}
