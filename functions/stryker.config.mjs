// npm run test:mutation, first half: each part of src/domain, changed in turn, makes a unit test fail.

/** What both halves share; `scope` names the reports, and `testMatch` says which tests are run. */
export const mutationTests = (scope, testMatch) => ({
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    configFile: 'test/mutation/jest.config.cjs',
    config: { testMatch },
  },
  concurrency: 1,
  // A busy machine is no endless loop.
  timeoutMS: 30_000,
  // Jest holds on to the modules of every file that it has run.
  maxTestRunnerReuse: 20,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['lib', 'coverage', 'reports'],
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false },
  htmlReporter: { fileName: `reports/mutation/${scope}.html` },
  jsonReporter: { fileName: `reports/mutation/${scope}.json` },
});

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  ...mutationTests('domain', ['<rootDir>/test/unit/**/*.test.ts']),
  mutate: ['src/domain/**/*.ts'],
  // Not `perTest`: one expression of a thousand tests’ names takes longer than the tests.
  coverageAnalysis: 'all',
  thresholds: { high: 95, low: 90, break: 90 },
};
