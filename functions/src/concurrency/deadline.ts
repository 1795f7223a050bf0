/**
 * How long an event, or a move by hand, may take from its arrival, waiting included (docs/contract.md §2).
 * Less than `timeoutSeconds` in `options.ts`, so that a function ends by itself.
 */
export const EVENT_DEADLINE_MS: number = 50_000;

/** Thrown when a deadline passes. What was begun may still end, or not: nobody waits for it. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';

  constructor(ms: number) {
    super(`Not finished within ${ms / 1_000} seconds`);
  }
}

/** The moment after which nothing waits any longer for a piece of work. It is counted from its creation. */
export class Deadline {
  /** On the clock that never goes back. */
  private readonly at: number;

  constructor(private readonly ms = EVENT_DEADLINE_MS) {
    this.at = performance.now() + ms;
  }

  static latest(first: Deadline, ...others: readonly Deadline[]): Deadline {
    return others.reduce((latest, each) => (each.at > latest.at ? each : latest), first);
  }

  get remainingMs(): number {
    return Math.max(0, this.at - performance.now());
  }

  get isPassed(): boolean {
    return this.remainingMs === 0;
  }

  throwIfPassed(): void {
    if (this.isPassed) throw new DeadlineExceededError(this.ms);
  }

  /** Settles as the promise does, or throws when the deadline passes. Keeps no process alive. */
  async limit<Result>(promise: Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<never>((_resolve, reject) => {
      const check = (): void => {
        if (this.isPassed) reject(new DeadlineExceededError(this.ms));
        // A timer may fire a little early.
        else timer = setTimeout(check, this.remainingMs).unref();
      };
      check();
    });
    try {
      return await Promise.race([promise, passed]);
    } finally {
      clearTimeout(timer);
    }
  }
}
