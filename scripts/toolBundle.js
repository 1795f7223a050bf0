// Bundles a program of tools/ at its first start after a change, so that it starts without compiling its TypeScript.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Below the functions' packages, so that a bundle finds firebase-admin and others. */
const cache = join(root, 'functions', 'node_modules', '.cache', 'embudo');

/** Runs the program `tools/<path>.ts` in this process. */
export async function runTool(path) {
  createRequire(import.meta.url)(await bundleTool(path));
}

/** The path of the bundle of `tools/<path>.ts`, which is built if the sources have changed. */
export async function bundleTool(path) {
  const name = path.replaceAll('/', '-');
  const bundle = join(cache, `${name}-${hashSources()}.cjs`);
  if (!existsSync(bundle)) {
    await build(path, bundle);
    removeOthers(name, bundle);
  }
  return bundle;
}

/** What a bundle is made of. npm writes a `.package-lock.json` whenever it installs packages. */
function listSources() {
  return [
    ...['tools', 'functions/src'].flatMap(listFiles),
    'tsconfig.base.json',
    'tsconfig.json',
    'functions/tsconfig.json',
    'node_modules/.package-lock.json',
    'functions/node_modules/.package-lock.json',
    'scripts/envFiles.cjs',
    'scripts/toolBundle.js',
  ];
}

function listFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => ({ path: `${folder}/${entry.name}`, isFolder: entry.isDirectory() }))
    .flatMap(({ path, isFolder }) => (isFolder ? listFiles(path) : [path]));
}

/** The bundle's name holds the size and time of every source, so a stale bundle is never found. */
function hashSources() {
  const hash = createHash('sha256');
  for (const path of listSources()) {
    const file = statSync(join(root, path), { throwIfNoEntry: false });
    hash.update(`${path} ${file?.size} ${file?.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Bundles a program into one file, which appears whole. */
async function build(path, bundle) {
  const { build } = await import('esbuild');
  mkdirSync(cache, { recursive: true });
  const part = `${bundle}.${process.pid}`;
  await build({
    entryPoints: [join(root, 'tools', `${path}.ts`)],
    outfile: part,
    bundle: true,
    platform: 'node',
    // In this format, what is imported dynamically runs only when it is asked for.
    format: 'cjs',
    target: 'node20',
    external: ['firebase-admin', 'libphonenumber-js', 'playwright-core'],
    logLevel: 'warning',
  });
  renameSync(part, bundle);
}

/** Removes the program's bundles of earlier sources. */
function removeOthers(name, bundle) {
  const isOld = (file) => file.startsWith(`${name}-`) && join(cache, file) !== bundle;
  for (const file of readdirSync(cache).filter(isOld)) rmSync(join(cache, file), { force: true });
}
