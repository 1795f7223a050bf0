import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Chance that is the same every time for the same seed. */
export class Chance {
  private readonly generator: RandomGenerator;

  /** `seed` is a whole number of 32 bits. */
  constructor(seed: number) {
    this.generator = mersenne(seed);
  }

  /** True with a probability from 0 to 1. */
  happens(probability: number): boolean {
    return uniformFloat64(this.generator) < probability;
  }

  /** A whole number, `min` and `max` included. */
  int(min: number, max: number): number {
    return uniformInt(this.generator, min, max);
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.int(0, values.length - 1)];
    if (value === undefined) throw new Error('There is nothing to choose from');
    return value;
  }

  /** One of the names, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
  weighted(weights: Readonly<Record<string, number>>): string {
    const entries = Object.entries(weights);
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    let left = uniformFloat64(this.generator) * total;
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    throw new Error('There is nothing to choose from');
  }

  /** A seed for chance of its own, so that what is drawn there changes nothing here. */
  seed(): number {
    return this.int(0, 0x7fffffff);
  }
}
