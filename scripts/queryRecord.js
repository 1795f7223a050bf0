// The record of all queries that the tests send, by which the indexes are checked (functions/test/indexes/).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './install.js';
import { runQuietly } from './processes.js';
import { SetupError } from './say.js';

const code = join(root, 'functions', 'test', 'indexes');

/** Has every Node process that is started from now on record its queries. Returns the folder of the record. */
export async function startQueryRecord() {
  const folder = mkdtempSync(join(tmpdir(), 'embudo-queries-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const recorder = join(folder, 'recordAdmin.cjs');
  // A fresh clone has no packages until they are installed.
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(code, 'recordAdmin.ts')],
    outfile: recorder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  process.env.RECORDED_QUERIES = folder;
  process.env.RECORDED_ROOT = root;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require ${recorder}`.trim();
  return folder;
}

/** Fails if production would refuse a query, if nothing needs an index, or if no suite sent a query. */
export async function checkIndexes(folder) {
  const check = join(code, 'checkIndexes.ts');
  const { status, output } = await runQuietly('npx', ['--no-install', 'tsx', check, folder, root], {
    cwd: root,
  });
  if (status !== 0) throw new SetupError(`firestore.indexes.json:\n${output}`);
}
