// The checks of the sources: lint, formatting, types, and what nothing uses.
import { root } from './install.js';
import { runQuietly } from './processes.js';
import { SetupError } from './say.js';

/** The types of each part of the repository: its name, and the project of the compiler. */
const TYPES = [
  ['Types of the functions', 'functions'],
  ['Types of the board', 'web'],
  ['Types of the tools and scripts', '.'],
  ['Types of the tests of the tools', 'tools/test'],
  ['Types of the tests of the board', 'web/test'],
  ['Types of the client library', 'client'],
  ['Types of the benchmarks', 'bench'],
  ['Types of the browser tests', 'web/test/browser/page'],
].map(([title, project]) => [title, 'tsc', '--noEmit', '--project', project]);

/** The slowest first. */
const ALL = [
  ['Lint', 'eslint', '.', '--max-warnings', '0'],
  TYPES[0],
  ['Formatting', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['Unused files, exports and dependencies', 'knip', '--no-progress'],
  ...TYPES.slice(1),
];

export const checkTypes = () => runChecks(TYPES);
export const checkSources = () => runChecks(ALL);

/** Runs checks, two at a time. Fails with all their findings. */
async function runChecks(checks) {
  const waiting = checks.values();
  const found = [];
  const checkNext = async () => {
    for (const [title, ...command] of waiting) {
      const { status, output } = await runQuietly('npx', ['--no-install', ...command], {
        cwd: root,
      });
      if (status !== 0) found.push(`${title}:\n${output}`);
    }
  };
  await Promise.all([checkNext(), checkNext()]);
  if (found.length > 0) throw new SetupError(found.join('\n'));
}
