import type { Contender } from '../contenders';
import { Instances } from '../instances';
import { createAppointments } from '../project';
import { ratioOf, summaryOf } from '../statistics';
import type { Measure, Row } from './measure';

const KINDS = ['a new pair', 'a known pair'] as const;
type Kind = (typeof KINDS)[number];

const GOALS: Readonly<Record<Kind, number>> = { 'a new pair': 1.2, 'a known pair': 1 };

/** One event after the other, with nothing beside it; each of a new pair, then another of the same pair. */
export const latency: Measure = {
  name: 'latency',
  title: 'One event, with nothing beside it',
  run: async ({ contenders, events, runs }, project) => {
    const count = events * runs;
    const instance = new Instances(project);
    const times = new Map<string, number[]>();
    const counted: Row[] = [];
    try {
      for (let n = -WARM_UP; n < count; n += 1) {
        for (const contender of inTurn(contenders, n)) {
          const { paths } = await createAppointments(1, KINDS.length);
          const handled = await instance.handle(contender, paths, { atOnce: false });
          KINDS.forEach((kind, at) => {
            if (n < 0) return;
            const key = `${kind} ${contender}`;
            times.set(key, [...(times.get(key) ?? []), handled?.each[at] ?? Infinity]);
          });
        }
      }
      for (const contender of contenders) {
        const { paths } = await createAppointments(1, KINDS.length);
        for (const [at, kind] of KINDS.entries()) {
          const found = { ...(await instance.count(contender, paths[at] ?? '')) };
          counted.push({ what: kind, who: contender, found });
        }
      }
    } finally {
      await instance.end();
    }
    return KINDS.flatMap((kind) => {
      const embudo = times.get(`${kind} Embudo`) ?? [];
      return contenders.map((who): Row => {
        const own = times.get(`${kind} ${who}`) ?? [];
        const found = counted.find((row) => row.what === kind && row.who === who)?.found;
        return {
          what: kind,
          who,
          measured: { ...summaryOf(own), unit: 'ms' },
          ...(who !== 'Embudo' && { embudoTo: ratioOf(embudo, own) }),
          ...(who === 'query, then add' && { goal: GOALS[kind] }),
          ...(found && { found }),
        };
      });
    });
  },
};

/** Rounds before what counts: code that has not run yet is slow. */
const WARM_UP = 10;

/** Each round begins with another, so that none always comes after the same. */
function inTurn(contenders: readonly Contender[], n: number): Contender[] {
  const first = Math.abs(n) % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}
