/**
 * Plays the random histories of the any-order tests for as long as you like (`npm run test:soak`): longer
 * ones, with a new seed each round. A round that fails prints its seed and the shortest history that fails.
 */
import '../support/ownProject';
import { anotherProcess } from '../support/events';
import { firestoreBackend } from '../support/firestoreBackend';
import { ACTS } from '../support/historyActions';
import { checkHistories, expectPlayed, type Tally } from '../support/histories';
import { catchLogs } from '../support/logs';
import { inMemoryBackend } from '../support/inMemoryBackend';

catchLogs();
const another = anotherProcess();
afterAll(another.stop);

const MINUTE_MS = 60_000;
const minutes = Number(process.env['SOAK_MINUTES']);
const MEMORY = { count: 1_000, maxActions: 16 };
const FIRESTORE = { count: 25, maxActions: 12 };
/** How often each kind of act is played in a round, at least. */
const FLOOR = 5;

function add(all: Tally, some: Tally): void {
  for (const [act, count] of some) all.set(act, (all.get(act) ?? 0) + count);
}

test(
  `every history of ${minutes} minutes ends as the model says`,
  async () => {
    const played: Tally = new Map();
    const end = Date.now() + minutes * MINUTE_MS;
    let round = 1;
    for (; round === 1 || Date.now() < end; round += 1) {
      const seed = Math.floor(Math.random() * 2 ** 31);
      for (const losesEvents of [false, true]) {
        const options = { seed, losesEvents };
        add(played, await checkHistories(inMemoryBackend, { ...options, ...MEMORY }));
        const inFirestore = () => firestoreBackend(another);
        add(played, await checkHistories(inFirestore, { ...options, ...FIRESTORE }));
      }
      const [inMemory, inFirestore] = [MEMORY, FIRESTORE].map(({ count }) => 2 * round * count);
      const remaining = Math.max(0, (end - Date.now()) / MINUTE_MS).toFixed(1);
      process.stdout.write(
        `soak: ${inMemory ?? 0} histories in memory and ${inFirestore ?? 0} in Firestore as they should be, ${remaining} min left\n`,
      );
    }
    const counts = ACTS.map((act) => `${act} ${played.get(act) ?? 0}`);
    process.stdout.write(`soak: played ${counts.join(', ')}\n`);
    expectPlayed(played, FLOOR * (round - 1));
  },
  minutes * MINUTE_MS + 10 * MINUTE_MS,
);
