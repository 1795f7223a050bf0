/**
 * Events in any order lose nothing and count once (docs/contract.md §4): plays random histories in memory
 * and compares the result with a model that knows only the documents and the decisions.
 */
import { checkHistories, SEEDS } from '../../../test/support/histories';
import { inMemoryBackend } from '../../../test/support/inMemoryBackend';

jest.setTimeout(120_000);

test.each(SEEDS)('histories in any order end as the model says: %s (%i)', (_which, seed) =>
  checkHistories(inMemoryBackend, { seed, count: 1_000, maxActions: 12 }),
);

test.each(SEEDS)('a repair makes up for a tenth of the events: %s (%i)', (_which, seed) =>
  checkHistories(inMemoryBackend, { seed, count: 500, maxActions: 12, losesEvents: true }),
);
