/** Of some measurements of one thing. */
export interface Summary {
  median: number;
  lowest: number;
  highest: number;
  runs: number;
}

/** Throws where there are none. A run that never came to an end is `Infinity`. */
export function summaryOf(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) throw new Error('Nothing was measured');
  return { median: medianOf(sorted), lowest, highest, runs: sorted.length };
}

/** Of one to the other, run by run: what slows the machine down for a while slows both. */
export function ratioOf(ones: readonly number[], others: readonly number[]): Summary {
  const ratios = ones.map((one, run) => {
    const other = others[run] ?? NaN;
    return other === Infinity ? 0 : one / other;
  });
  return summaryOf(ratios);
}

function medianOf(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const [before = NaN, at = NaN] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? at : (before + at) / 2;
}
