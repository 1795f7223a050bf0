/**
 * Nothing lost, nothing twice, whatever the order (contract, section 4): random histories through the
 * pure pipeline, against a model that sees only the documents and the decisions.
 */
import { checkHistories, SEEDS } from '../support/histories';
import { memoryStage } from '../support/memoryStage';

jest.setTimeout(120_000);

test.each(SEEDS)('histories in any order end as the model has them: %s (%i)', (_which, seed) =>
  checkHistories(memoryStage, { seed, count: 1_000, mostActs: 12 }),
);

test.each(SEEDS)('a tenth of the events lost, all is mended: %s (%i)', (_which, seed) =>
  checkHistories(memoryStage, { seed, count: 500, mostActs: 12, loses: true }),
);
