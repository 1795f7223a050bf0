// Tells whether sources have changed since something was built of them.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of what is built or installed, and of tests. */
const NO_SOURCES = ['node_modules', 'dist', 'test'];

/** A hash of the sizes and times of files, and of all files in folders. A file that is missing counts, too. */
export function hashSources(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((each) => listFiles(root, each))) {
    const file = statSync(join(root, path), { throwIfNoEntry: false });
    hash.update(`${path} ${file?.size} ${file?.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

function listFiles(root, path) {
  if (!statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => !NO_SOURCES.includes(name))
    .flatMap((name) => listFiles(root, `${path}/${name}`));
}
