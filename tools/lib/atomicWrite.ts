import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { getMessage, ToolError } from './toolError';

/**
 * Checks that a file can be written, before work is done for it. Throws a {@link ToolError} if not, and if it exists
 * and may not be replaced.
 */
export async function ensureWritable(
  file: string,
  { mayReplace }: { mayReplace: boolean },
): Promise<void> {
  await explainWriteErrors(file, async () => {
    await access(dirname(await resolveFile(file)), constants.W_OK);
    if (!mayReplace && (await stat(file).catch(ignoreMissing)) !== null) {
      throw new ToolError(`${file} exists: --force replaces it.`);
    }
  });
}

/**
 * Writes a whole file or nothing: a reader finds the old content or the new one. With `isPrivate`, only the user who
 * runs the tool can read it.
 */
export async function atomicWrite(
  file: string,
  content: string,
  { isPrivate = false }: { isPrivate?: boolean } = {},
): Promise<void> {
  await explainWriteErrors(file, async () => {
    const target = await resolveFile(file);
    const partFile = `${target}.${process.pid}.part`;
    try {
      await writeFile(partFile, content, { flag: 'wx', ...(isPrivate && { mode: 0o600 }) });
      await rename(partFile, target);
    } catch (error) {
      await rm(partFile, { force: true });
      throw error;
    }
  });
}

/**
 * The path to write. A symbolic link stays, and the file behind it is written. Folders and devices are
 * refused: only files are replaced.
 */
async function resolveFile(file: string): Promise<string> {
  const found = await stat(file).catch(ignoreMissing);
  if (found !== null && !found.isFile()) throw new ToolError(`${file} is not a file.`);
  return (await realpath(file).catch(ignoreMissing)) ?? file;
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function explainWriteErrors(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(`${file} cannot be written: ${getMessage(error)}.`);
  }
}
