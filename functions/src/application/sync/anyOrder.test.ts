/**
 * Events in any order lose nothing and count once (docs/contract.md §4): plays random histories in memory
 * and compares the result with a model that knows only the documents and the decisions.
 */
import { checkHistories, expectPlayed, SEEDS } from '../../../test/support/histories';
import { inMemoryBackend } from '../../../test/support/inMemoryBackend';

jest.setTimeout(120_000);

test.each(SEEDS)('histories in any order end as the model says: seed %i', async (seed) => {
  const tally = await checkHistories(inMemoryBackend, { seed, count: 1_000, maxActions: 14 });
  expectPlayed(tally, 5);
});

test.each(SEEDS)('a repair makes up for a tenth of the events: seed %i', async (seed) => {
  await checkHistories(inMemoryBackend, { seed, count: 500, maxActions: 14, losesEvents: true });
});
