// npm run leads: runs the operator's tool. Its TypeScript is bundled at the first start after a change.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Below the functions' packages, so that the bundle finds firebase-admin. */
const cache = join(root, 'functions', 'node_modules', '.cache', 'embudo');

/** What a bundle is made of. npm writes a `.package-lock.json` whenever it installs packages. */
const SOURCES = [
  ...['tools', 'functions/src'].flatMap(listFiles),
  'tsconfig.json',
  'functions/tsconfig.json',
  'node_modules/.package-lock.json',
  'functions/node_modules/.package-lock.json',
  'scripts/leads.js',
];

const bundle = join(cache, `leads-${hashSources()}.cjs`);
if (!existsSync(bundle)) await build();
createRequire(import.meta.url)(bundle);

function listFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => ({ path: `${folder}/${entry.name}`, isFolder: entry.isDirectory() }))
    .flatMap(({ path, isFolder }) => (isFolder ? listFiles(path) : [path]));
}

/** The bundle's name holds the size and time of every source, so a stale bundle is never found. */
function hashSources() {
  const hash = createHash('sha256');
  for (const path of SOURCES) {
    const file = statSync(join(root, path), { throwIfNoEntry: false });
    hash.update(`${path} ${file?.size} ${file?.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Bundles the tool into one file, which appears whole, and removes the bundles of earlier sources. */
async function build() {
  const { build } = await import('esbuild');
  mkdirSync(cache, { recursive: true });
  const part = `${bundle}.${process.pid}`;
  await build({
    entryPoints: [join(root, 'tools', 'leads.ts')],
    outfile: part,
    bundle: true,
    platform: 'node',
    // In this format, what is imported dynamically runs only when it is asked for.
    format: 'cjs',
    target: 'node20',
    external: ['firebase-admin'],
    logLevel: 'warning',
  });
  renameSync(part, bundle);
  const isOld = (path) => path.endsWith('.cjs') && path !== bundle;
  for (const path of readdirSync(cache)
    .map((name) => join(cache, name))
    .filter(isOld)) {
    rmSync(path, { force: true });
  }
}
