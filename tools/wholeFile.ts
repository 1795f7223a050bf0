import { realpath, rename, rm, stat, writeFile, access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ToolError } from './target';

/** Says in one sentence why a file could not be written, before work is done for it. */
export async function ensureWritable(file: string): Promise<void> {
  await saying(file, async () => {
    await access(dirname(await whereItIs(file)), constants.W_OK);
  });
}

/** Writes a file at once: whoever reads it finds the former one or the whole of the new one. */
export async function writeWhole(file: string, content: string): Promise<void> {
  await saying(file, async () => {
    const target = await whereItIs(file);
    const beside = `${target}.${process.pid}.part`;
    try {
      await writeFile(beside, content, { flag: 'wx' });
      await rename(beside, target);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  });
}

/**
 * A link stays one, and what it leads to is written. Nothing but a file is ever replaced: a folder or a
 * device is refused.
 */
async function whereItIs(file: string): Promise<string> {
  const found = await stat(file).catch(ifMissing);
  if (found !== null && !found.isFile()) throw new ToolError(`${file} is not a file.`);
  return (await realpath(file).catch(ifMissing)) ?? file;
}

function ifMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function saying(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
