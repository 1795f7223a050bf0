// What Stryker runs: one project of jest.config.js, without the others beside it, and no more of it
// than is needed to kill a mutant. Stryker says which tests.
const { join } = require('node:path');
const { displayName, roots, ...shared } = require('../../jest.config').projects[0];

/** @type {import('jest').Config} */
module.exports = {
  ...shared,
  rootDir: join(__dirname, '..', '..'),
  testEnvironment: require.resolve('./environment.cjs'),
  // Stryker knows by this file's name that Circus tells which test is run.
  testRunner: require.resolve('./jest-circus.cjs'),
  testSequencer: require.resolve('./sequencer.cjs'),
};
