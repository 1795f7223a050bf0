import ora, { type Ora } from 'ora';

const MILLIS_BETWEEN_LINES = 5_000;

/**
 * How far long work has come, on the standard error stream: a spinner with counts and the time left
 * where somebody looks on, else a plain line now and then.
 */
export class Progress {
  private readonly startedAt = Date.now();
  private readonly spinner: Ora | null;
  private done = 0;
  private toldAt = Date.now();

  /** `total` is how many things there are to do; `done` of them were done by an earlier run. */
  constructor(
    private readonly title: string,
    private readonly total: number,
    private readonly doneBefore = 0,
  ) {
    this.spinner = process.stderr.isTTY ? ora({ text: this.text(), stream: process.stderr }) : null;
    this.spinner?.start();
  }

  advance(count: number): void {
    this.done += count;
    if (this.spinner !== null) this.spinner.text = this.text();
    else if (Date.now() - this.toldAt >= MILLIS_BETWEEN_LINES) this.tell();
  }

  /** Ends with what came of it. */
  end(outcome: string): void {
    if (this.spinner === null) console.error(`${this.title}: ${outcome}`);
    else this.spinner.succeed(`${this.title}: ${outcome}`);
  }

  /** Ends where it broke off. */
  stop(): void {
    if (this.spinner === null) this.tell();
    else this.spinner.warn(this.text());
  }

  private tell(): void {
    this.toldAt = Date.now();
    console.error(this.text());
  }

  private text(): string {
    const done = this.doneBefore + this.done;
    const counts = `${this.title}: ${numberOf(done)} of ${numberOf(Math.max(done, this.total))}`;
    const left = this.done === 0 ? 0 : Math.max(0, this.total - done) / this.done;
    const seconds = ((Date.now() - this.startedAt) / 1_000) * left;
    return seconds < 1 ? counts : `${counts}, ${minutesOf(seconds)} left`;
  }
}

/** `12,345`. */
export function numberOf(count: number): string {
  return count.toLocaleString('en-US');
}

function minutesOf(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
