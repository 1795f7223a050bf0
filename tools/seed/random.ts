import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A random generator that draws the same values for the same seed. */
export class Random {
  private readonly generator: RandomGenerator;

  /** `seed` is a whole number of 32 bits. */
  constructor(seed: number) {
    this.generator = mersenne(seed);
  }

  /** True with a probability from 0 to 1. */
  happens(probability: number): boolean {
    return uniformFloat64(this.generator) < probability;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return uniformInt(this.generator, min, max);
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.int(0, values.length - 1)];
    if (value === undefined) throw new Error('There is nothing to pick from');
    return value;
  }

  /** One of the names, in proportion to its weight. */
  pickWeighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
  pickWeighted(weights: Readonly<Record<string, number>>): string {
    const entries = Object.entries(weights);
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    let rest = uniformFloat64(this.generator) * total;
    for (const [name, weight] of entries) {
      rest -= weight;
      if (rest < 0) return name;
    }
    throw new Error('There is nothing to pick from');
  }

  /** A seed for a second generator, so that draws from that one leave this one as it is. */
  seed(): number {
    return this.int(0, 0x7fffffff);
  }
}
