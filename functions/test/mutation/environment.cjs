const { TestEnvironment } = require('jest-environment-node');

const activeMutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;

/** Jest has no `bail` within a file, nor where Stryker calls it: this is one. */
module.exports = class MutantEnvironment extends TestEnvironment {
  /** The last mutant that a test has failed with. It outlives the file: Jest loads this module once. */
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
