/** How `npm run leads` starts the operator's tool: from a bundle that is never older than its sources. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(dirname(__dirname));

/** A copy of what the tool is made of, with the packages of this checkout. */
function copyTool(): string {
  const copy = mkdtempSync(join(tmpdir(), 'embudo-leads-'));
  for (const path of [
    'tools',
    'functions/src',
    'scripts/envFiles.cjs',
    'scripts/leads.js',
    'scripts/sourceHash.js',
    'scripts/toolBundle.js',
    'package.json',
  ]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  for (const path of ['tsconfig.base.json', 'tsconfig.json', 'functions/tsconfig.json']) {
    cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const packages = join(copy, 'functions', 'node_modules');
  mkdirSync(packages);
  for (const name of ['firebase-admin', 'zod']) {
    symlinkSync(join(root, 'functions', 'node_modules', name), join(packages, name));
  }
  return copy;
}

describe('the operator’s tool', () => {
  let copy: string;
  beforeEach(() => (copy = copyTool()));
  afterEach(() => {
    rmSync(copy, { recursive: true });
  });

  const help = () =>
    execFileSync(process.execPath, [join(copy, 'scripts', 'leads.js'), '--help'], {
      encoding: 'utf8',
    });
  /** The bundles that are there, each with its inode: a bundle that is built again has another one. */
  const bundles = () => {
    const folder = join(copy, 'functions', 'node_modules', '.cache', 'embudo');
    return readdirSync(folder).map((name) => `${name} ${statSync(join(folder, name)).ino}`);
  };

  test('is bundled once, and again when a source has changed', () => {
    expect(help()).toContain('The operator’s tool of Embudo');
    const first = bundles();
    expect(first).toHaveLength(1);
    help();
    expect(bundles()).toEqual(first);

    const source = join(copy, 'tools', 'program.ts');
    writeFileSync(source, readFileSync(source, 'utf8').replace('of Embudo', 'of Otro!!'));
    expect(help()).toContain('The operator’s tool of Otro!!');
    expect(bundles()).toHaveLength(1);
    expect(bundles()).not.toEqual(first);
  });
});

describe('a start loads only the parts of firebase-admin that it needs', () => {
  function loadedBy(...args: string[]): unknown {
    const script = join(root, 'scripts', 'leads.js');
    const words = ['--require', join(__dirname, 'loadedParts.cjs'), script, ...args];
    // No emulator is there, so that a verb ends once it is loaded.
    const env = { ...process.env, FIRESTORE_EMULATOR_HOST: '127.0.0.1:1' };
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', env });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  }

  test.each([
    ['--help', []],
    ['seed --help', []],
    ['import --help', []],
    ['show ID', ['app', 'firestore']],
    ['check', ['app', 'firestore']],
    ['roles list', ['app', 'auth']],
  ])('%s: %j', (words, parts) => {
    expect(loadedBy(...words.split(' '))).toEqual(parts);
  });
});
