import { ENTRIES, type Contender } from '../contenders';
import { Instances } from '../instances';
import { createAppointments, readOutcome, type Outcome, type Pairs } from '../project';
import { empty } from '../../functions/test/support/emptyProject';
import { summarize, summarizeRatios } from '../statistics';
import type { Measure, Row, Size } from './measure';

/** A textbook transaction may wait for locks much longer than this. */
const PATIENCE_MS = 60_000;
/** New processes get more rounds of warming up. */
const NEW_ROUNDS = 5;

/**
 * Handles many events at the same time, in one process or several: those of one pair, or three for each of
 * many pairs. The processes are warm, or have just been started. The contenders take turns, so that whatever
 * slows the machine slows them all.
 */
export const contention: Measure = {
  name: 'contention',
  title: 'Simultaneous events: the time until all are handled',
  run: async (size, project) => [
    ...(await measureLoad(size, project, {
      pairs: 1,
      each: size.ofOnePair,
      processes: 1,
      ...WARM,
    })),
    ...(await measureLoad(size, project, { pairs: size.pairs, each: 3, processes: 1, ...WARM })),
    ...(await measureLoad(size, project, ofSeveral(size, WARM))),
    ...(await measureLoad(size, project, ofSeveral(size, COLD))),
  ],
};

interface Load {
  pairs: number;
  each: number;
  processes: number;
  /** Whether the processes have handled events before. */
  isWarm: boolean;
}

const WARM = { isWarm: true } as const;
const COLD = { isWarm: false } as const;

function ofSeveral({ pairs, processes }: Size, warmth: Pick<Load, 'isWarm'>): Load {
  return { pairs, each: 3, processes, ...warmth };
}

/** The goal: Embudo's time divided by the contender's should be at most this. Undefined if there is none. */
function findGoal({ pairs }: Load, contender: Contender): number | undefined {
  if (contender === 'runTransaction') return pairs === 1 ? 1 / 100 : 1 / 12;
  return contender === 'query, then add' && pairs > 1 ? 1 / 2 : undefined;
}

async function measureLoad(size: Size, project: string, load: Load): Promise<Row[]> {
  const { pairs, each, processes, isWarm } = load;
  const instances = new Instances(project, processes);
  const times = new Map<Contender, number[]>(size.contenders.map((contender) => [contender, []]));
  const outcomes = new Map<Contender, { expected: Pairs; outcome: Outcome; failures: number }[]>(
    size.contenders.map((contender) => [contender, []]),
  );
  try {
    for (let run = 0; run < size.runs; run += 1) {
      for (const contender of size.contenders) {
        await (isWarm
          ? warmUp(instances, contender, project, size)
          : startAnew(instances, project));
        const created = await createAppointments(pairs, each);
        const patience = { patienceMs: PATIENCE_MS };
        const handled = await instances.handle(contender, created.paths, patience);
        times.get(contender)?.push(handled?.ms ?? Infinity);
        const outcome = await readOutcome(created);
        const failures = handled?.failures ?? 0;
        outcomes.get(contender)?.push({ expected: created, outcome, failures });
      }
    }
  } finally {
    await instances.end();
  }
  const embudo = times.get('Embudo') ?? [];
  const number = processes === 1 ? 'one process' : `${processes} processes`;
  const processesInWords = isWarm ? number : `${number}, cold`;
  const what = `${pairs * each} of ${pairs} pair${pairs === 1 ? '' : 's'}, ${processesInWords}`;
  return size.contenders.map((who): Row => {
    const own = times.get(who) ?? [];
    const ends = outcomes.get(who) ?? [];
    const inexact = ends.filter(({ expected, outcome }) => !isExact(who, expected, outcome)).length;
    const goal = findGoal(load, who);
    const { leads = 0 } = ends.at(-1)?.outcome ?? {};
    const failures = ends.reduce((sum, end) => sum + end.failures, 0);
    return {
      what,
      who,
      measured: { ...summarize(own), unit: 'ms' },
      ...(who !== 'Embudo' && { embudoTo: summarizeRatios(embudo, own) }),
      ...(goal !== undefined && { goal }),
      found: {
        exact: `${ends.length - inexact} of ${ends.length} runs`,
        'leads in the last': leads,
        ...(failures > 0 && { 'deliveries that failed': failures }),
      },
      ...(who === 'Embudo' && inexact > 0 && { wrong: `${inexact} runs were not exact` }),
    };
  });
}

/**
 * Warms the processes' code up with events that do not compete, as in an instance after its first minute.
 * Empties the database afterwards: the emulator's queries slow down as documents accumulate.
 */
async function warmUp(
  instances: Instances,
  contender: Contender,
  project: string,
  { pairs }: Size,
): Promise<void> {
  const rounds = instances.areNew ? NEW_ROUNDS : 1;
  for (let round = 0; round < rounds; round += 1) {
    await empty(project);
    const { paths } = await createAppointments(pairs, 2);
    await instances.handle(contender, paths, { atOnce: false });
  }
  await empty(project);
}

/** Ends the processes, and starts new ones, which have loaded their code and handled nothing. */
async function startAnew(instances: Instances, project: string): Promise<void> {
  await instances.end();
  await empty(project);
  await instances.start();
}

/** Whether each pair has one lead with the intended history, and every appointment is linked to it. */
function isExact(
  contender: Contender,
  { contactIds, paths }: Pairs,
  { leads, entries, linked }: Outcome,
): boolean {
  const pairs = contactIds.length;
  return leads === pairs && entries === pairs * ENTRIES[contender] && linked === paths.length;
}
