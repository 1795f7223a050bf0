/**
 * The random histories of the any-order tests for as long as one likes (`npm run test:soak`), longer
 * ones, every round of a new seed. The round that fails says its seed, and the shortest history that does.
 */
import '../support/ownProject';
import { anotherProcess } from '../support/events';
import { firestoreStage } from '../support/firestoreStage';
import { checkHistories } from '../support/histories';
import { catchLogs } from '../support/logs';
import { memoryStage } from '../support/memoryStage';

catchLogs();
const another = anotherProcess();
afterAll(another.stop);

const MINUTE_MS = 60_000;
const minutes = Number(process.env['SOAK_MINUTES']);
const MEMORY = { count: 1_000, mostActs: 16 };
const FIRESTORE = { count: 25, mostActs: 12 };

test(
  `every history of ${minutes} minutes ends as the model has it`,
  async () => {
    const end = Date.now() + minutes * MINUTE_MS;
    for (let round = 1; round === 1 || Date.now() < end; round += 1) {
      const seed = Math.floor(Math.random() * 2 ** 31);
      for (const loses of [false, true]) {
        await checkHistories(memoryStage, { seed, loses, ...MEMORY });
        await checkHistories(() => firestoreStage(another.functions), {
          seed,
          loses,
          ...FIRESTORE,
        });
      }
      const [inMemory, inFirestore] = [MEMORY, FIRESTORE].map(({ count }) => 2 * round * count);
      const left = Math.max(0, (end - Date.now()) / MINUTE_MS).toFixed(1);
      process.stdout.write(
        `soak: ${inMemory ?? 0} histories in memory and ${inFirestore ?? 0} in Firestore as they should be, ${left} min left\n`,
      );
    }
  },
  minutes * MINUTE_MS + 10 * MINUTE_MS,
);
