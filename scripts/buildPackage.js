// Builds a package as a deployment does.
import { join } from 'node:path';
import { root } from './install.js';
import { runQuietly } from './processes.js';
import { SetupError } from './say.js';

/** Builds the package of a folder. `what` begins the error if that fails: `The board does` becomes "The board does not compile". */
export async function buildPackage(folder, what) {
  const { status, output } = await runQuietly('npm', ['run', '--silent', 'build'], {
    cwd: join(root, folder),
  });
  if (status !== 0) throw new SetupError(`${what} not compile:\n${output}`);
}
