const { basename } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** Tests with many orders or many inputs. A mutant that another test kills does not have to wait for them. */
const SLOW = ['planSync', 'scenarios', 'hostileInput', 'anyOrder', 'races'];

/** Runs the tests that are named after the mutated file first, and the slow ones last. */
module.exports = class extends Sequencer {
  #mutated;

  constructor({ globalConfig }) {
    super();
    this.#mutated = globalConfig.nonFlagArgs.map((path) => basename(path, '.ts'));
  }

  sort(tests) {
    return [...tests].sort((a, b) => this.#rank(a) - this.#rank(b));
  }

  #rank({ path }) {
    const name = basename(path, '.test.ts');
    if (this.#mutated.includes(name)) return 0;
    return SLOW.includes(name) ? 2 : 1;
  }
};
