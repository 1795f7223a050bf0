const { createEmptyTestResult } = require('@jest/test-result');
const { default: runTests } = require('jest-circus/runner');
const MutantEnvironment = require('./environment.cjs');

/**
 * Runs a file of tests; does not even load it once a test of another has failed with the mutant. A
 * mutant with which a file cannot be loaded is killed: to Stryker that alone would be an error, which
 * it leaves out of the score.
 */
module.exports = async (...args) => {
  if (!MutantEnvironment.isMutated()) return runTests(...args);
  if (MutantEnvironment.isKilled()) return resultOf('skipped', 'pending');
  const result = await runTests(...args).catch((error) => ({ testExecError: error }));
  if (!result.testExecError) return result;
  MutantEnvironment.kill();
  return resultOf('could not be loaded', 'failed', [String(result.testExecError.message)]);
};

/** A file with this one test: one without any would be an error. */
function resultOf(title, status, failureMessages = []) {
  const test = { ancestorTitles: [], title, fullName: title, status, failureMessages };
  return {
    ...createEmptyTestResult(),
    numFailingTests: status === 'failed' ? 1 : 0,
    numPendingTests: status === 'pending' ? 1 : 0,
    testResults: [{ ...test, duration: 0, numPassingAsserts: 0 }],
  };
}
