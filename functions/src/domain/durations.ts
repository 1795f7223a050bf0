/**
 * Many durations in little room: counts in buckets that each reach 2 % further than the one before, so
 * that what a percentile answers is within 1 % of the duration that it stands for. What is shorter than
 * a second answers 0. The room (10 kB) is the same for ten durations and for ten million.
 */
export class Durations {
  private readonly buckets = new Float64Array(BUCKETS);
  private seen = 0;

  get count(): number {
    return this.seen;
  }

  /** Seconds; negative ones count as 0. */
  add(seconds: number): void {
    const bucket = bucketOf(seconds);
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.seen += 1;
  }

  /**
   * The shortest duration, in seconds, that at least this share of all do not exceed (the nearest
   * rank: of an even number of durations, the median is the lower of the two in the middle). Null
   * where there are none.
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

/** Six centuries: further apart are no two times that a lead's history can hold. */
const LONGEST_SECONDS = 2e10;
const BUCKETS = 2 + Math.floor(Math.log(LONGEST_SECONDS) / Math.log(GROWTH));

/** The first bucket holds what is shorter than a second, the n-th the `GROWTH ** (n - 1)` to `GROWTH ** n`. */
function bucketOf(seconds: number): number {
  if (seconds < 1) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(seconds) / Math.log(GROWTH)));
}

/** Off by the same share from both ends of the bucket. */
function secondsOf(bucket: number): number {
  return bucket === 0 ? 0 : GROWTH ** (bucket - 1) * (1 + RELATIVE_ERROR);
}
