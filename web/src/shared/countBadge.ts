import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { watchClock } from './clock';
import { formatNumber } from './format';
import { LightElement } from './lightElement';

/** Counting costs reads, and what is counted can wait. */
const MIN_RECOUNT_INTERVAL_MS = 5 * 60_000;

/** How many there are of something, beside the link to them. Nothing while there are none. */
export abstract class CountBadge extends LightElement {
  @state() protected count = 0;
  private countedAt = 0;

  /** What is counted: one of them, and several. */
  protected abstract readonly nouns: readonly [one: string, several: string];

  /** Lets the server count. */
  protected abstract ask(): Promise<number>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.recount();
    this.addCleanup(
      watchClock(() => {
        if (Date.now() - this.countedAt >= MIN_RECOUNT_INTERVAL_MS) void this.recount();
      }),
    );
  }

  override render() {
    const { count, nouns } = this;
    if (count === 0) return nothing;
    return html`<span class="count numbers"
      >${formatNumber(count)}<span class="hidden-text"> ${nouns[count === 1 ? 0 : 1]}</span></span
    >`;
  }

  /** Shows a count that was learned in another way. */
  protected setCount(count: number): void {
    this.countedAt = Date.now();
    this.count = count;
  }

  protected async recount(): Promise<void> {
    const begunAt = Date.now();
    this.countedAt = begunAt;
    try {
      const count = await this.ask();
      // What was learned since is newer.
      if (this.countedAt === begunAt) this.count = count;
    } catch {
      // Without a network the last count stays.
    }
  }
}
