/** A random generator (mulberry32) that draws the same values for the same seed, a whole number of 32 bits. */
export class Random {
  constructor(private state: number) {}

  /** From 0 to 1, without 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** A whole number from 0 up to `count`, without it. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  /** The time until the next of independent things that are on average `mean` apart. */
  exponential(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean;
  }
}
