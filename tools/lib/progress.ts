import ora, { type Ora } from 'ora';
import { formatNumber } from './format';
import { printErrorLines } from './print';

const MILLIS_BETWEEN_LINES = 5_000;

/**
 * How far long work has come, on the standard error stream. A terminal shows a spinner with counts and
 * the time left; anything else gets a plain line every few seconds.
 */
export class Progress {
  private readonly startedAt = Date.now();
  private readonly spinner: Ora | null;
  private done = 0;
  private lastLineAt = Date.now();

  /** Of `total` things to do, an earlier run has done `doneBefore`. */
  constructor(
    private readonly title: string,
    private readonly total: number,
    private readonly doneBefore = 0,
  ) {
    this.spinner = process.stderr.isTTY
      ? ora({ text: this.render(), stream: process.stderr })
      : null;
    this.spinner?.start();
  }

  advance(count: number): void {
    this.done += count;
    if (this.spinner !== null) this.spinner.text = this.render();
    else if (Date.now() - this.lastLineAt >= MILLIS_BETWEEN_LINES) this.printLine();
  }

  /** Ends when the work is done, with its result. */
  end(result: string): void {
    if (this.spinner === null) printErrorLines(`${this.title}: ${result}`);
    else this.spinner.succeed(`${this.title}: ${result}`);
  }

  /** Ends before the work is done. */
  stop(): void {
    if (this.spinner === null) this.printLine();
    else this.spinner.warn(this.render());
  }

  private printLine(): void {
    this.lastLineAt = Date.now();
    printErrorLines(this.render());
  }

  private render(): string {
    const done = this.doneBefore + this.done;
    const counts = `${this.title}: ${formatNumber(done)} of ${formatNumber(Math.max(done, this.total))}`;
    const seconds = this.estimateSecondsLeft();
    return seconds < 1 ? counts : `${counts}, ${formatTimeLeft(seconds)} left`;
  }

  /** From the pace of this run so far; 0 before anything is done. */
  private estimateSecondsLeft(): number {
    if (this.done === 0) return 0;
    const left = Math.max(0, this.total - this.doneBefore - this.done);
    return ((Date.now() - this.startedAt) / 1_000) * (left / this.done);
  }
}

function formatTimeLeft(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
