import { costsOf, type Cost, type Kind } from './cost';
import type { Measure, Row } from './measure';

/** What happens in a day of so many appointments, for each of them: an agency whose calendar is full. */
const MIX: Readonly<Record<Kind, number>> = {
  'an appointment of a new pair': 0.6,
  'another of the same pair': 0.4,
  'it is called off: the status stays': 0.2,
  'its visit, with an offer': 0.7,
  'the offer is corrected': 0.1,
  'notes are edited': 1,
  'it moves to another listing': 0.05,
  'it is deleted': 0.01,
};

/** To `appointments`: created, edited, and sometimes called off or moved. */
const WRITTEN_BY_CLIENTS = 2.3;

/** In each night: what was changed in the day is read again, with its lead (BENCHMARKS.md, scale). */
const READ_BY_NIGHTLY_CHECK = 3;

const APPOINTMENTS = [1_000, 10_000, 100_000, 1_000_000];

/** Of a day's events, those in the busiest second, times the mean of 24 hours. */
const PEAK = 10;

/** Firestore's limit where an indexed field only grows, as times do: writes per second and collection. */
const SEQUENTIAL_WRITES = 500;

const SECONDS_A_DAY = 86_400;

/** US dollars, as they are listed for a multi-region in the United States: those of other places differ. */
const PRICES = { read: 0.06 / 100_000, write: 0.18 / 100_000, invocation: 0.4 / 1_000_000 };

/** What days of more and more appointments come to, by the counts of this run: a calculation. */
export const volume: Measure = {
  name: 'volume',
  title: 'What a day comes to, by these counts (a calculation)',
  run: async (_, project) => {
    const costs = await costsOf(project);
    return APPOINTMENTS.map((appointments) => dayOf(appointments, costs));
  },
};

function dayOf(appointments: number, costs: ReadonlyMap<Kind, Cost>): Row {
  const sum = (of: (cost: Cost) => number): number =>
    [...costs].reduce((total, [kind, cost]) => total + MIX[kind] * of(cost), 0) * appointments;
  const reads = sum(({ read }) => read) + appointments * READ_BY_NIGHTLY_CHECK;
  const writes = sum(({ written }) => written);
  // Each event is an invocation, and so is each that the server's own writes cause.
  const invocations = sum(({ comeBack }) => 1 + comeBack);
  const busiest = sum(({ appointments: own }) => own) + appointments * WRITTEN_BY_CLIENTS;
  const atPeak = (busiest / SECONDS_A_DAY) * PEAK;
  const dollars = reads * PRICES.read + writes * PRICES.write + invocations * PRICES.invocation;
  return {
    what: `${appointments.toLocaleString('en')} appointments a day`,
    who: 'Embudo',
    found: {
      reads: Math.round(reads).toLocaleString('en'),
      writes: Math.round(writes).toLocaleString('en'),
      invocations: Math.round(invocations).toLocaleString('en'),
      'writes to appointments a second, at the peak': atPeak.toFixed(atPeak < 10 ? 2 : 0),
      'of the limit': `${((100 * atPeak) / SEQUENTIAL_WRITES).toFixed(atPeak < 5 ? 2 : 0)} %`,
      'US$ a month': Math.round(dollars * 30).toLocaleString('en'),
    },
  };
}
