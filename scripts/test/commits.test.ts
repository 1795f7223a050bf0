/** The messages of commits, judged in a repository of their own: npm run commits, and the hook. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from './runScripts';

const HOOKS = join(__dirname, '..', '..', '.githooks');
const AUTHOR = ['-c', 'user.name=Lucía', '-c', 'user.email=lucia@example.com'];
const COMMIT = [...AUTHOR, 'commit', '--quiet', '--allow-empty'];
/** Without the settings of whoever runs this. */
const ENV = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embudo-commits-'));
  git('init', '--quiet', '--initial-branch', 'main');
  git(...COMMIT, '-m', 'Whatever it was called before');
  git('checkout', '--quiet', '-b', 'work');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: ENV }).trim();
}

const check = (...args: string[]) =>
  runScript('commits.js', args, { GIT_DIR: join(folder, '.git') });

/** Commits with the hook. Answers whether the commit is there, and what the hook said. */
function commit(message: string) {
  const { status, stderr } = spawnSync(
    'git',
    ['-c', `core.hooksPath=${HOOKS}`, ...COMMIT, '--cleanup=strip', '-m', message],
    { cwd: folder, encoding: 'utf8', env: ENV },
  );
  return { isThere: status === 0, output: stderr.trim() };
}

test.each([
  'feat: a debugger can attach',
  'fix(board): an offer of 0 € is none',
  'refactor(functions, web)!: one name for both',
  'docs: a sentence\n\nWith a reason, and more.',
])('%j is right', async (message) => {
  git(...COMMIT, '-m', message);
  const { status, output } = await check();
  expect([status, output]).toEqual([0, 'The messages of all commits since main are right: 1.']);
});

test.each([
  ['A debugger can attach', 'is not "type: what it does" or "type(part): what it does".'],
  ['feat:a debugger can attach', 'is not "type: what it does" or "type(part): what it does".'],
  ['feat(): a debugger can attach', 'is not "type: what it does" or "type(part): what it does".'],
  ['feature: a debugger can attach', '"feature" is not one of build, chore, ci,'],
  ['feat: a debugger can attach.', 'ends with a full stop.'],
  ['feat: a debugger\ncan attach', 'is not followed by an empty line.'],
])('%j is wrong', async (message, reason) => {
  git(...COMMIT, '-m', 'docs: a right one');
  git(...COMMIT, '--cleanup=verbatim', '-m', message);
  const { status, output } = await check();
  expect(status).toBe(1);
  const [only, ...others] = output.split('\n');
  expect(others).toEqual([]);
  expect(only).toMatch(new RegExp(`^${git('log', '-1', '--format=%h')}: `));
  expect(only).toContain(reason);
});

test('only what was added since another commit is checked, without merges', async () => {
  git(...COMMIT, '-m', 'Wrong');
  git('checkout', '--quiet', '-b', 'further');
  git(...COMMIT, '-m', 'test: right');
  git('checkout', '--quiet', 'main');
  git(...AUTHOR, 'merge', '--quiet', '--no-ff', 'further');
  git('checkout', '--quiet', 'work');
  git('reset', '--quiet', '--hard', 'main');
  const added = await check('--since', 'work~1');
  expect([added.status, added.output]).toEqual([1, expect.stringContaining('"Wrong" is not')]);
  const further = await check('--since', 'work^2~1');
  expect([further.status, further.output]).toEqual([
    0,
    'The messages of all commits since work^2~1 are right: 1.',
  ]);
});

test('a commit that is not there is no success', async () => {
  const { status, output } = await check('--since', 'nowhere');
  expect([status, output]).toEqual([1, expect.stringMatching(/^fatal: bad revision 'nowhere/)]);
});

test('the hook refuses the message of a commit before it is there', () => {
  expect(commit('A debugger can attach')).toEqual({
    isThere: false,
    output: expect.stringContaining('"A debugger can attach" is not "type: what it does"'),
  });
  expect(git('log', '--format=%s')).toBe('Whatever it was called before');
});

test('the comments of git’s template are no part of a message', async () => {
  const file = join(folder, 'message');
  writeFileSync(file, 'feat: a debugger can attach\n# Please enter the commit message.\n');
  expect(await check('--message', file)).toEqual({ status: 0, output: '' });
});

test.each([
  'feat: a debugger can attach',
  'fixup! feat: a debugger can attach',
  "Merge branch 'x'",
  'Merge: what it brings',
])('the hook lets %j through', (message) => {
  expect(commit(message)).toEqual({ isThere: true, output: '' });
});
