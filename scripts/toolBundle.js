// Bundles a program of tools/ at its first start after a change, so that it starts without compiling its TypeScript.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashSources } from './sourceHash.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Below the functions' packages, so that a bundle finds firebase-admin and others. */
const cache = join(root, 'functions', 'node_modules', '.cache', 'embudo');

/**
 * What a bundle is made of. Its name holds their hash, so a stale bundle is never found. npm writes a
 * `.package-lock.json` whenever it installs packages.
 */
const SOURCES = [
  'tools',
  'functions/src',
  'tsconfig.base.json',
  'tsconfig.json',
  'functions/tsconfig.json',
  'node_modules/.package-lock.json',
  'functions/node_modules/.package-lock.json',
  'scripts/envFiles.cjs',
  'scripts/toolBundle.js',
];

/** Runs the program `tools/<path>.ts` in this process. */
export async function runTool(path) {
  createRequire(import.meta.url)(await bundleTool(path));
}

/** The path of the bundle of `tools/<path>.ts`, which is built if the sources have changed. */
export async function bundleTool(path) {
  const name = path.replaceAll('/', '-');
  const bundle = join(cache, `${name}-${hashSources(root, SOURCES)}.cjs`);
  if (!existsSync(bundle)) {
    await build(path, bundle);
    removeOthers(name, bundle);
  }
  return bundle;
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
