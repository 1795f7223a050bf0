import type { Request } from './simulatedFirestore';

/** Longer delays are not told apart. */
const MAX_DELAY_MS = 60_000;

/** What is counted in a simulation, within its window. */
export class Counts {
  /** Commits of clients, and the documents that they wrote. */
  clientCommits = 0;
  clientWrites = 0;
  /** Deliveries of the events of clients' writes, and of the server's own. */
  deliveries = 0;
  ownEvents = 0;
  /** Deliveries of events that cannot matter to a lead. */
  ignored = 0;
  /** Deliveries that handled no event, since every attempt met a conflict. */
  redeliveries = 0;
  /** Commits that were applied, and commits that failed since a document had changed. */
  commits = 0;
  conflicts = 0;
  requests = 0;
  reads = 0;
  /** Documents that the pipeline wrote. */
  writes = 0;
  /** How often n events were handled together. */
  readonly groups = new Histogram();
  /** How often a lead was committed n times within one second, of those in which it was at all. */
  readonly commitsPerLeadSecond = new Histogram();
  /** How often a lead was committed n times within ten seconds, likewise. */
  readonly commitsPerLeadTenSeconds = new Histogram();
  /** Milliseconds from a client's commit until its event was handled. */
  readonly delays = new Histogram();
  /** Documents written in each second, by collection; those of clients too. */
  readonly written = new Map<string, Map<number, number>>();

  addRequest({ reads, written }: Request, second: number): void {
    this.requests += 1;
    this.reads += reads;
    for (const [collection, count] of Object.entries(written)) {
      this.writes += count;
      this.addWritten(collection, count, second);
    }
  }

  addWritten(collection: string, count: number, second: number): void {
    const perSecond = this.written.get(collection) ?? new Map<number, number>();
    this.written.set(collection, perSecond);
    perSecond.set(second, (perSecond.get(second) ?? 0) + count);
  }

  addDelay(ms: number): void {
    this.delays.add(Math.min(MAX_DELAY_MS, Math.round(ms)));
  }
}

/** How often each whole number came up. */
export class Histogram {
  private readonly counts = new Map<number, number>();
  private total = 0;

  add(value: number): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
    this.total += 1;
  }

  /** How often a number from `min` to `max` came up, both included. */
  between(min: number, max = Infinity): number {
    return [...this.counts].reduce(
      (sum, [value, count]) => (value >= min && value <= max ? sum + count : sum),
      0,
    );
  }

  /** The sum of all numbers. */
  get sum(): number {
    return [...this.counts].reduce((sum, [value, count]) => sum + value * count, 0);
  }

  get max(): number {
    return Math.max(0, ...this.counts.keys());
  }

  /** The smallest number that at least so much of all does not exceed. */
  quantile(share: number): number {
    let rest = this.total * share;
    for (const [value, count] of [...this.counts].sort(([a], [b]) => a - b)) {
      rest -= count;
      if (rest <= 0) return value;
    }
    return this.max;
  }
}
