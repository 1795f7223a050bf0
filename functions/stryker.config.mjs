// npm run test:mutation, first half: changes one expression of src/domain at a time, and runs the unit tests.

/** The settings of both halves. `scope` names the reports; `testMatch` selects the tests. */
export const mutationTests = (scope, testMatch) => ({
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    configFile: 'test/mutation/jest.config.cjs',
    config: { testMatch },
  },
  concurrency: 1,
  // Long, so that a slow machine is not taken for an endless loop.
  timeoutMS: 30_000,
  // Jest keeps the modules of every file that it has run, so its memory grows.
  maxTestRunnerReuse: 20,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/lib', '/coverage', '/reports'],
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false },
  htmlReporter: { fileName: `reports/mutation/${scope}.html` },
  jsonReporter: { fileName: `reports/mutation/${scope}.json` },
});

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  ...mutationTests('domain', ['<rootDir>/src/**/*.test.ts']),
  mutate: ['src/domain/**/*.ts', '!src/**/*.test.ts'],
  // Not `perTest`: it selects tests by one regular expression of all their names, which takes longer than the tests.
  coverageAnalysis: 'all',
  thresholds: { high: 95, low: 90, break: 90 },
};
