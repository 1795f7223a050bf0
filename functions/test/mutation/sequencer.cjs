const { basename } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** They play many orders or many inputs: a mutant that another test kills need not wait for them. */
const SLOW = ['planSync', 'scenarios', 'hostileInput', 'anyOrder', 'races'];

/** The tests that are named after the mutant's file come first, and the slow ones last. */
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
