/**
 * Nothing lost, nothing twice, whatever the order (contract, section 4): random histories in Firestore,
 * against the model of the pure ones; here and there a commit is cut off, applied or not. And with a
 * tenth of the events lost, once the documents are told of again.
 */
import '../support/ownProject';
import { anotherProcess } from '../support/events';
import { firestoreStage } from '../support/firestoreStage';
import { checkHistories, SEEDS } from '../support/histories';
import { catchLogs } from '../support/logs';

catchLogs();
jest.setTimeout(180_000);
const another = anotherProcess();
afterAll(another.stop);

const stage = () => firestoreStage(another.functions);

test.each(SEEDS)('histories in any order end as the model has them: %s (%i)', (_which, seed) =>
  checkHistories(stage, { seed, count: 50, mostActs: 8 }),
);

test.each(SEEDS)('a tenth of the events lost, all is mended: %s (%i)', (_which, seed) =>
  checkHistories(stage, { seed, count: 15, mostActs: 8, loses: true }),
);
