const { TestEnvironment } = require('jest-environment-node');

const activeMutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;

/** Skips the other tests once one has failed with a mutant: Jest has no `bail` within a file or under Stryker. */
module.exports = class MutantEnvironment extends TestEnvironment {
  /** The last mutant that made a test fail. It outlives the test file, since Jest loads this module once. */
  static #killed;

  static isMutated() {
    return activeMutant() !== undefined;
  }

  static isKilled() {
    return MutantEnvironment.isMutated() && MutantEnvironment.#killed === activeMutant();
  }

  static kill() {
    MutantEnvironment.#killed = activeMutant();
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') MutantEnvironment.kill();
    if (name === 'test_start' && MutantEnvironment.isKilled()) test.mode = 'skip';
  }
};
