// The suites of the tests: which projects of functions/jest.config.js they run, and how.
import { join } from 'node:path';
import { root } from './install.js';
import { runVisibly } from './processes.js';

/** In the order in which npm test runs them. */
const SUITES = {
  /** What answers within seconds. */
  unit: ['unit', 'board', 'client', 'indexes'],
  /** Random histories, and what starts processes: the tool, the scripts, the code of the documents. */
  long: ['long', 'scripts'],
  /** On the emulators, each file in a project of its own. */
  emulator: ['rules', 'emulator'],
  /** In the one project that the Functions emulator serves. */
  served: ['served', 'client-emulator'],
  browser: ['browser'],
};

/** Suites whose files share a project, so that they run one after another. */
const IN_TURN = ['served', 'browser'];

const REPORTERS = ['default', join(root, 'functions', 'test', 'support', 'slowestFiles.cjs')];

/**
 * Runs suites in one run of Jest. Resolves to its exit status. With `isBeside`, another run prints at the same time.
 */
export function runSuites(
  suites,
  { env = process.env, durations = false, isBeside = false, options = [] } = {},
) {
  const inTurn = suites.some((suite) => IN_TURN.includes(suite));
  const jest = [
    ...['--no-install', 'jest', '--selectProjects', ...suites.flatMap((suite) => SUITES[suite])],
    ...(inTurn ? ['--runInBand'] : ['--maxWorkers=2']),
    ...(durations ? REPORTERS.map((reporter) => `--reporters=${reporter}`) : []),
    ...options,
  ];
  return runVisibly('npx', jest, { cwd: join(root, 'functions'), env, isBeside });
}
