import { LOOKING_FOR_OLDER_LEADS, type Contender } from '../contenders';
import { Instances } from '../instances';
import { createAppointments } from '../project';
import { summarize, summarizeRatios } from '../statistics';
import type { Measure, Row } from './measure';

const KINDS = ['a new pair', 'a known pair'] as const;
type Kind = (typeof KINDS)[number];

/** Embudo's time divided by the contender's should be at most this. */
const GOALS: Readonly<Record<Kind, Partial<Record<Contender, number>>>> = {
  'a new pair': { runTransaction: 1.6, 'query, then add': 0.8 },
  'a known pair': { runTransaction: 1.2, 'query, then add': 0.95 },
};

/** Measures one event at a time: the first of a new pair, then another of the same pair. */
export const latency: Measure = {
  name: 'latency',
  title: 'One event at a time',
  run: async ({ contenders: others, events, runs }, project) => {
    const contenders = [...others, LOOKING_FOR_OLDER_LEADS] as const;
    const count = events * runs;
    const instance = new Instances(project);
    const times = new Map<string, number[]>();
    const counted: Row[] = [];
    try {
      for (let n = -WARM_UP; n < count; n += 1) {
        for (const contender of rotate(contenders, n)) {
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
        const goal = GOALS[kind][who];
        const found = counted.find((row) => row.what === kind && row.who === who)?.found;
        return {
          what: kind,
          who,
          measured: { ...summarize(own), unit: 'ms' },
          ...(who !== 'Embudo' && { embudoTo: summarizeRatios(embudo, own) }),
          ...(goal !== undefined && { goal }),
          ...(found && { found }),
        };
      });
    });
  },
};

/** Rounds that do not count, since code is slow when it first runs. */
const WARM_UP = 10;

/** Each round begins with another contender, so that none always runs after the same one. */
function rotate(contenders: readonly Contender[], n: number): Contender[] {
  const first = Math.abs(n) % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}
