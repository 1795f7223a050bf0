import { measureCosts, type Cost, type Kind } from './cost';
import type { Measure, Row } from './measure';

/** The events of a day, for each appointment of that day, at an agency whose calendar is full. */
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

/** Clients' writes to `appointments`, for each appointment: creations, edits, cancellations and moves. */
const WRITTEN_BY_CLIENTS = 2.3;

/** Reads of the nightly check, for each appointment: it reads the day's changes with their leads. */
const READ_BY_NIGHTLY_CHECK = 3;

const APPOINTMENTS = [1_000, 10_000, 100_000, 1_000_000];

/** The rate in the busiest second, divided by the mean of 24 hours. */
const PEAK_FACTOR = 10;

/** Firestore's limit of writes per second to a collection with an indexed field that only grows, as times do. */
const MAX_SEQUENTIAL_WRITES = 500;

const SECONDS_A_DAY = 86_400;

/** List prices in US dollars, for a multi-region in the United States. Other locations differ. */
const PRICES = { read: 0.06 / 100_000, write: 0.18 / 100_000, invocation: 0.4 / 1_000_000 };

/** Calculates from this run's counts what a day costs, for more and more appointments. */
export const volume: Measure = {
  name: 'volume',
  title: 'What a day costs, calculated from these counts',
  run: async (_, project) => {
    const costs = await measureCosts(project);
    return APPOINTMENTS.map((appointments) => calculateDay(appointments, costs));
  },
};

function calculateDay(appointments: number, costs: ReadonlyMap<Kind, Cost>): Row {
  const sum = (of: (cost: Cost) => number): number =>
    [...costs].reduce((total, [kind, cost]) => total + MIX[kind] * of(cost), 0) * appointments;
  const reads = sum(({ read }) => read) + appointments * READ_BY_NIGHTLY_CHECK;
  const writes = sum(({ written }) => written);
  // Each event is an invocation, also those that the server's own writes cause.
  const invocations = sum(({ comeBack }) => 1 + comeBack);
  const busiest = sum(({ appointments: own }) => own) + appointments * WRITTEN_BY_CLIENTS;
  const atPeak = (busiest / SECONDS_A_DAY) * PEAK_FACTOR;
  const dollars = reads * PRICES.read + writes * PRICES.write + invocations * PRICES.invocation;
  return {
    what: `${appointments.toLocaleString('en')} appointments a day`,
    who: 'Embudo',
    found: {
      reads: Math.round(reads).toLocaleString('en'),
      writes: Math.round(writes).toLocaleString('en'),
      invocations: Math.round(invocations).toLocaleString('en'),
      'writes to appointments a second, at the peak': atPeak.toFixed(atPeak < 10 ? 2 : 0),
      'of the limit': `${((100 * atPeak) / MAX_SEQUENTIAL_WRITES).toFixed(atPeak < 5 ? 2 : 0)} %`,
      'US$ a month': Math.round(dollars * 30).toLocaleString('en'),
    },
  };
}
