/**
 * Nothing lost, nothing twice, whatever the order (contract, section 4): random histories in Firestore,
 * against the model of the pure ones; here and there a commit is cut off, applied or not. And with a
 * tenth of the events lost, once the documents are told of again. Beside it, each lead that a commit
 * answers is compared with what is read: the next event may take it over.
 */
import '../support/ownProject';
import type { StoredLead } from '../../src/domain/lead';
import * as leadStore from '../../src/firestore/leadStore';
import { anotherProcess } from '../support/events';
import { firestoreStage } from '../support/firestoreStage';
import { checkHistories, SEEDS } from '../support/histories';
import { catchLogs } from '../support/logs';

catchLogs();
jest.setTimeout(180_000);
const another = anotherProcess();
afterAll(another.stop);

const compared: { committed: StoredLead; read: StoredLead }[] = [];
beforeEach(() => {
  const { commitPlan, readLead } = leadStore;
  jest.spyOn(leadStore, 'commitPlan').mockImplementation(async (db, plan) => {
    const leads = await commitPlan(db, plan);
    for (const committed of leads) {
      const read = await readLead(db, committed.id);
      if (read?.version === committed.version) compared.push({ committed, read });
    }
    return leads;
  });
});

const stage = () => firestoreStage(another.functions);

test.each(SEEDS)('histories in any order end as the model has them: %s (%i)', (_which, seed) =>
  checkHistories(stage, { seed, count: 50, mostActs: 8 }),
);

test.each(SEEDS)('a tenth of the events lost, all is mended: %s (%i)', (_which, seed) =>
  checkHistories(stage, { seed, count: 15, mostActs: 8, loses: true }),
);

test('what those commits answered is what was read afterwards', () => {
  expect(compared.length).toBeGreaterThan(100);
  for (const { committed, read } of compared) expect(committed).toEqual(read);
});
