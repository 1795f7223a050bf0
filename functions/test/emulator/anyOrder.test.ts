/**
 * Events in any order lose nothing and count once (docs/contract.md §4): plays random histories in
 * Firestore, with faults in some commits, and compares the result with the same model as in memory. Also
 * with a tenth of the events lost, before a repair. The leads that commits return are compared with what
 * is read then, since the next event may use them instead of a read.
 */
import '../support/ownProject';
import type { StoredLead } from '../../src/domain/leads/lead';
import * as leadStore from '../../src/firestore/leadStore';
import { anotherProcess } from '../support/events';
import { firestoreBackend } from '../support/firestoreBackend';
import { checkHistories, SEEDS, type Tally } from '../support/histories';
import type { Act } from '../support/historyActions';
import { catchLogs } from '../support/logs';
import { expectDocumented } from '../support/reliability';

catchLogs();
const another = anotherProcess();
afterAll(another.stop);

const played: Tally = new Map();
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

const HISTORIES = 50;
const WITH_LOSSES = 15;

const createBackend = () => firestoreBackend(another);

test.each(SEEDS)('histories in any order end as the model says: seed %i', async (seed) => {
  const tally = await checkHistories(createBackend, { seed, count: HISTORIES, maxActions: 12 });
  expect(tally.get('interleaved') ?? 0).toBeGreaterThan(20);
  for (const [act, times] of tally) played.set(act, (played.get(act) ?? 0) + times);
});

test('those histories deleted leads, put them back, and met those of older systems', () => {
  const times = (...acts: readonly Act[]) =>
    acts.map((act) => played.get(act) ?? 0).reduce((sum, each) => sum + each, 0);
  const gone = times('erased with documents', 'erased without documents', 'forgetLead');
  expect(gone + times('putBack', 'foreignEntry')).toBeGreaterThan(4);
  expect(times('older lead')).toBeGreaterThan(9);
  expect(times('assign')).toBeGreaterThan(0);
});

test.each(SEEDS)('a repair makes up for a tenth of the events: seed %i', (seed) =>
  checkHistories(createBackend, { seed, count: WITH_LOSSES, maxActions: 8, losesEvents: true }),
);

test('docs/reliability.md says how many histories these are', () => {
  expectDocumented(HISTORIES * SEEDS.length, 'more random histories');
  expectDocumented(WITH_LOSSES * SEEDS.length, 'in which a tenth');
});

test('the leads that those commits returned are the ones that were read afterwards', () => {
  expect(compared.length).toBeGreaterThan(100);
  for (const { committed, read } of compared) expect(committed).toEqual(read);
});
