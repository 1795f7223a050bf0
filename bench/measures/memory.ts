import { empty } from '../../functions/test/support/emptyProject';
import { Instances } from '../instances';
import { createAppointments } from '../project';
import { summarize } from '../statistics';
import type { Measure } from './measure';

/** Events that an instance handles at once (the default of CONCURRENCY in options.ts). */
const AT_ONCE = 80;
const EACH = 2;
/** The emulator is emptied after so many rounds, since its queries read whole collections. */
const ROUNDS_BETWEEN_EMPTYING = 25;

/** Measures an instance's memory, without garbage, after few events and after many. */
export const memory: Measure = {
  name: 'memory',
  title: 'Memory of an instance after many events',
  run: async ({ handled: counts }, project) => {
    const instance = new Instances(project);
    const rows = [];
    let handled = 0;
    let rounds = 0;
    try {
      for (const count of counts) {
        while (handled < count) {
          const pairs = Math.ceil(Math.min(AT_ONCE, count - handled) / EACH);
          const { paths } = await createAppointments(pairs, EACH);
          await instance.handle('Embudo', paths);
          handled += paths.length;
          rounds += 1;
          if (rounds % ROUNDS_BETWEEN_EMPTYING === 0) await empty(project);
        }
        await instance.handle('Embudo', []);
        const { heapMegabytes, residentMegabytes } = await instance.weigh();
        rows.push({
          what: `after ${count} events`,
          who: 'Embudo',
          measured: { ...summarize([heapMegabytes]), unit: 'MB' as const },
          found: { 'resident MB': Math.round(residentMegabytes) },
        });
      }
    } finally {
      await instance.end();
    }
    return rows;
  },
};
