/** The simulation of a day (docs/scale.md) is exact, repeats itself, and counts what Firestore is asked for. */
import { drawDay } from '../simulation/day';
import { drawBusyLife, type ClientCommit } from '../simulation/lives';
import { Random } from '../simulation/random';
import { DEFAULTS, simulate, type Simulation } from '../simulation/simulate';
import { appointmentRef, PAIR, visitRef } from '../../functions/test/support/builders';

const ALWAYS = { from: 0, to: Infinity };

/** A small day in which little comes once, in order and alone. */
function simulateRoughDay(seed: number): Promise<Simulation> {
  const day = drawDay({ appointments: 150, from: 0, to: 24, seed });
  const rough = { commitMs: 3_000, twice: 0.5, late: 0.2 };
  return simulate(day, ALWAYS, { ...DEFAULTS, ...rough, instances: 2, seed });
}

test('each event is handled, once, and each lead ends as a sequential handling leaves it', async () => {
  const { counts, leads, compared, wrong } = await simulateRoughDay(1);
  expect(wrong).toEqual([]);
  expect([leads > 50, compared]).toEqual([true, leads]);
  expect(counts.groups.sum).toBe(counts.deliveries - counts.redeliveries - counts.ignored);
  expect(counts.delays.between(0)).toBe(counts.clientWrites);
  expect([counts.conflicts > 0, counts.groups.max > 1]).toEqual([true, true]);
});

test('a seed decides all of it', async () => {
  const [first, again, other] = [
    await simulateRoughDay(1),
    await simulateRoughDay(1),
    await simulateRoughDay(2),
  ];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

describe('it counts what the emulator counts (test/emulator/cost.test.ts)', () => {
  const created = {
    ref: appointmentRef('A'),
    fields: { ...PAIR, status: 'Scheduled', type: 'Visita' },
  };
  const visited = {
    ref: visitRef('V'),
    fields: { appointmentId: 'A', status: 'visit_done', outcome: 'offer_made' },
  };

  /** What the newest of some commits costs, each of them a minute after the one before. */
  async function costOf(writes: readonly ClientCommit['writes'][number][], options = {}) {
    const parameters = { ...DEFAULTS, twice: 0, late: 0, ...options };
    const commits = writes.map((write, n) => ({ at: n * 60_000, writes: [write] }));
    const newest = { from: (writes.length - 1) * 60_000, to: Infinity };
    const { counts, wrong } = await simulate([{ pair: PAIR, commits }], newest, parameters);
    expect(wrong).toEqual([]);
    return { read: counts.reads, written: counts.writes, rpcs: counts.requests };
  }

  test('an appointment of a new pair', async () => {
    expect(await costOf([created])).toEqual({ read: 2, written: 4, rpcs: 3 });
    const without = { mayHaveOlderLeads: false };
    expect(await costOf([created], without)).toEqual({ read: 1, written: 4, rpcs: 2 });
  });

  test('another one of the same pair', async () => {
    const another = { ...created, ref: appointmentRef('B') };
    expect(await costOf([created, another])).toEqual({ read: 1, written: 2, rpcs: 2 });
  });

  test('a visit with its outcome', async () => {
    expect(await costOf([created, visited])).toEqual({ read: 2, written: 5, rpcs: 3 });
  });
});

test('events of a busy lead are committed together in one instance, and conflict between several', async () => {
  const life = drawBusyLife(new Random(1), 50, 5);
  const one = await simulate([life], ALWAYS, { ...DEFAULTS, instances: 1 });
  const many = await simulate([life], ALWAYS, { ...DEFAULTS, instances: 20 });
  expect([...one.wrong, ...many.wrong]).toEqual([]);
  expect(one.counts.groups.max).toBeGreaterThan(many.counts.groups.max);
  expect(one.counts.conflicts).toBeLessThan(many.counts.conflicts);
});
