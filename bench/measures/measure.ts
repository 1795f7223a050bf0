import { CONTENDERS, type Contender } from '../contenders';
import type { Summary } from '../statistics';

/** How much is measured. */
export interface Size {
  contenders: readonly Contender[];
  runs: number;
  /** Pairs of the larger load, with three appointments each. */
  pairs: number;
  /** Appointments of the load that has only one pair. */
  ofOnePair: number;
  processes: number;
  /** Events that are handled one after the other, for the median. */
  events: number;
  /** Writes that the deployed triggers handle. */
  deployed: number;
  coldStarts: number;
  /** Leads that exist already. */
  leads: readonly [few: number, many: number];
  historyEntries: number;
  viewings: readonly number[];
  /** Leads that are handled at once (80 is the default of CONCURRENCY), and the documents that each of them has. */
  heavy: { leads: number; documents: number };
  /** Numbers of events after which memory is measured. */
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
  heavy: { leads: 80, documents: 1_000 },
  handled: [100, 1_000, 4_000, 10_000, 20_000],
};

/** Just so much that everything runs once. */
export const SMOKE: Size = {
  // Without `runTransaction`: its waiting for locks would make this slow.
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
  heavy: { leads: 2, documents: 10 },
  handled: [5, 20],
};

/** A row of a measure's table. */
export interface Row {
  what: string;
  who: string;
  /** What was measured, with its unit. */
  measured?: Summary & { unit: 'ms' | 'MB' };
  /** Embudo's time divided by this contender's, run by run. */
  embudoTo?: Summary;
  /** `embudoTo` should be at most this. */
  goal?: number;
  /** What was counted or found. */
  found?: Readonly<Record<string, number | string>>;
  /** For Embudo only: what is incorrect, or does not fit its memory. Times never are. */
  wrong?: string;
}

export interface Measure {
  name: string;
  title: string;
  run: (size: Size, project: string) => Promise<Row[]>;
}
