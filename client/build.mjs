// npm run build: writes the package into dist/. Each part has a file of its own, so that an app bundles what it uses.
// The domain's code is part of it; firebase and zod are not.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = import.meta.dirname;
const dist = join(folder, 'dist');

await rm(dist, { recursive: true, force: true });
const sources = await readdir(join(folder, 'src'), { recursive: true });
await build({
  absWorkingDir: folder,
  entryPoints: sources
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join('src', name)),
  outdir: dist,
  chunkNames: 'shared/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
});
await writeTypes(join(dist, 'types'));

/** Writes the declarations of the sources and of the domain, which name each other as Node wants it: with `.js`. */
async function writeTypes(outDir) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = join(folder, 'tsconfig.build.json');
  const { status } = spawnSync(process.execPath, [tsc, '--project', project], { stdio: 'inherit' });
  if (status !== 0) throw new Error('tsc wrote no types');
  for (const name of await readdir(outDir, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(outDir, name);
    const source = await readFile(path, 'utf8');
    await writeFile(path, source.replaceAll(/((?:from |import\()['"]\.[^'"]*)(?=['"])/g, '$1.js'));
  }
}
