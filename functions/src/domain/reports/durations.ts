/**
 * A fixed-size histogram of durations. Each bucket reaches 2 % further than the one before, so that a
 * percentile is within 1 % of the true duration. Durations below one second count as 0. The histogram
 * takes 10 kB, for ten durations as for ten million.
 */
export class Durations {
  private readonly buckets = new Float64Array(BUCKETS);
  private seen = 0;

  get count(): number {
    return this.seen;
  }

  /** Adds a duration in seconds. Negative ones count as 0. */
  add(seconds: number): void {
    const bucket = bucketOf(seconds);
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.seen += 1;
  }

  /**
   * The percentile by nearest rank, in seconds: the shortest duration such that at least this share of
   * all durations are not longer. (The median of an even number of durations is the lower of the two in
   * the middle.) Null if there are no durations.
   */
  percentile(share: number): number | null {
    const rank = Math.max(1, Math.ceil(share * this.seen));
    let counted = 0;
    for (const [bucket, count] of this.buckets.entries()) {
      counted += count;
      if (counted >= rank) return secondsOf(bucket);
    }
    return null;
  }
}

const RELATIVE_ERROR = 0.01;
const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);

/** Six centuries. No two times in a lead's history can be further apart. */
const MAX_SECONDS = 2e10;
const BUCKETS = 2 + Math.floor(Math.log(MAX_SECONDS) / Math.log(GROWTH));

/** The first bucket holds durations below one second, the n-th those from `GROWTH ** (n - 1)` to `GROWTH ** n`. */
function bucketOf(seconds: number): number {
  if (seconds < 1) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(seconds) / Math.log(GROWTH)));
}

/** The duration that is off by the same share from both ends of the bucket. */
function secondsOf(bucket: number): number {
  return bucket === 0 ? 0 : GROWTH ** (bucket - 1) * (1 + RELATIVE_ERROR);
}
