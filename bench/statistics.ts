/** A summary of several measurements of one thing. */
export interface Summary {
  median: number;
  lowest: number;
  highest: number;
  runs: number;
}

/** Summarizes measurements; throws if there are none. A run that never ended counts as `Infinity`. */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) throw new Error('There are no measurements');
  return { median: medianOf(sorted), lowest, highest, runs: sorted.length };
}

/** Divides the times of one by those of another, run by run: whatever slows the machine slows both. */
export function summarizeRatios(ones: readonly number[], others: readonly number[]): Summary {
  const ratios = ones.map((one, run) => {
    const other = others[run] ?? NaN;
    return other === Infinity ? 0 : one / other;
  });
  return summarize(ratios);
}

function medianOf(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const [before = NaN, at = NaN] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? at : (before + at) / 2;
}
