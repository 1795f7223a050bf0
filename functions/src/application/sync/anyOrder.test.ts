/**
 * Events in any order lose nothing and count once (docs/contract.md §4): plays random histories in memory
 * and compares the result with a model that knows only the documents and the decisions.
 */
import { checkHistories, expectPlayed, SEEDS } from '../../../test/support/histories';
import { ACTS } from '../../../test/support/historyActions';
import { inMemoryBackend } from '../../../test/support/inMemoryBackend';
import { expectDocumented } from '../../../test/support/reliability';

const HISTORIES = 1_000;
const WITH_LOSSES = 500;

test.each(SEEDS)('histories in any order end as the model says: seed %i', async (seed) => {
  const tally = await checkHistories(inMemoryBackend, { seed, count: HISTORIES, maxActions: 14 });
  expectPlayed(tally, 5);
});

test.each(SEEDS)('a repair makes up for a tenth of the events: seed %i', async (seed) => {
  const options = { seed, count: WITH_LOSSES, maxActions: 14, losesEvents: true };
  await checkHistories(inMemoryBackend, options);
});

test('docs/reliability.md says how many histories these are', () => {
  expectDocumented(HISTORIES * SEEDS.length, 'random histories in memory');
  expectDocumented(WITH_LOSSES * SEEDS.length, 'more histories');
  expectDocumented(ACTS.length, 'kinds of acts');
});
