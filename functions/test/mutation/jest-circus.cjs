const { createEmptyTestResult } = require('@jest/test-result');
const { default: runTests } = require('jest-circus/runner');
const MutantEnvironment = require('./environment.cjs');

/**
 * Runs a test file, unless a test of another file has failed with the mutant already. A mutant counts as
 * killed if the file cannot be loaded with it; for Stryker alone that would be an error, outside the score.
 */
module.exports = async (...args) => {
  if (!MutantEnvironment.isMutated()) return runTests(...args);
  if (MutantEnvironment.isKilled()) return resultOf('skipped', 'pending');
  const result = await runTests(...args).catch((error) => ({ testExecError: error }));
  if (!result.testExecError) return result;
  MutantEnvironment.kill();
  return resultOf('could not be loaded', 'failed', [String(result.testExecError.message)]);
};

/** The result of a file with one test. A file without tests would be an error. */
function resultOf(title, status, failureMessages = []) {
  const test = { ancestorTitles: [], title, fullName: title, status, failureMessages };
  return {
    ...createEmptyTestResult(),
    numFailingTests: status === 'failed' ? 1 : 0,
    numPendingTests: status === 'pending' ? 1 : 0,
    testResults: [{ ...test, duration: 0, numPassingAsserts: 0 }],
  };
}
