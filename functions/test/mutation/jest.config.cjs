// The Jest configuration for Stryker: one project of jest.config.js, which stops at the first test that
// kills a mutant. Stryker selects the tests.
const { join } = require('node:path');
const { projects, testTimeout } = require('../../jest.config');
const { displayName, roots, testPathIgnorePatterns, ...shared } = projects[0];

/** @type {import('jest').Config} */
module.exports = {
  ...shared,
  testTimeout,
  rootDir: join(__dirname, '..', '..'),
  testEnvironment: require.resolve('./environment.cjs'),
  // By this file's name, Stryker recognizes Circus, which reports the test that is running.
  testRunner: require.resolve('./jest-circus.cjs'),
  testSequencer: require.resolve('./sequencer.cjs'),
};
