import { CONTENDERS, type Contender } from '../contenders';
import type { Summary } from '../statistics';

/** How much is measured: enough to tell, or just so much that everything runs once. */
export interface Size {
  contenders: readonly Contender[];
  runs: number;
  /** Pairs of the larger load, of three appointments each. */
  pairs: number;
  /** Appointments of the pair that all events are of. */
  ofOnePair: number;
  processes: number;
  /** Events, one after the other, of which the median is taken. */
  events: number;
  /** Writes that wait for the deployed triggers. */
  deployed: number;
  coldStarts: number;
  /** Leads that are there already. */
  leads: readonly [few: number, many: number];
  historyEntries: number;
  viewings: readonly number[];
  /** Events after which memory is weighed. */
  handled: readonly number[];
}

export const FULL: Size = {
  contenders: CONTENDERS,
  runs: 5,
  pairs: 100,
  ofOnePair: 50,
  processes: 4,
  events: 40,
  deployed: 30,
  coldStarts: 15,
  leads: [1_000, 100_000],
  historyEntries: 1_000,
  viewings: [1, 100, 1_000],
  handled: [100, 1_000, 4_000, 10_000, 20_000],
};

export const SMOKE: Size = {
  // Without `runTransaction`: it waits for locks, and nothing here takes longer than seconds otherwise.
  contenders: CONTENDERS.filter((contender) => contender !== 'runTransaction'),
  runs: 1,
  pairs: 4,
  ofOnePair: 6,
  processes: 2,
  events: 2,
  deployed: 1,
  coldStarts: 1,
  leads: [5, 20],
  historyEntries: 10,
  viewings: [1, 4],
  handled: [5, 20],
};

/** A line of the table that a benchmark prints. */
export interface Row {
  what: string;
  who: string;
  /** What was measured, with its unit. */
  measured?: Summary & { unit: 'ms' | 'MB' };
  /** How many times what Embudo needs is of what this one needs, run by run. */
  embudoTo?: Summary;
  /** What `embudoTo` is to be at most. */
  goal?: number;
  /** What was counted, or found. */
  found?: Readonly<Record<string, number | string>>;
  /** Only of Embudo: what is not as it has to be, whatever the time. */
  wrong?: string;
}

export interface Measure {
  name: string;
  title: string;
  run: (size: Size, project: string) => Promise<Row[]>;
}
