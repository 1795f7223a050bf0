import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { watchClock } from '../shared/clock';
import { formatNumber } from '../shared/format';
import { LightElement } from '../shared/lightElement';
import { countRejected } from './rejected';

/** Counting costs reads, and a rejected document can wait. */
const MIN_RECOUNT_INTERVAL_MS = 5 * 60_000;

/** How many documents are rejected, beside the link to them. Nothing while there are none. */
@customElement('rejected-count')
export class RejectedCount extends LightElement {
  @state() private count = 0;
  private countedAt = 0;

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
    const { count } = this;
    if (count === 0) return nothing;
    return html`<span class="count numbers"
      >${formatNumber(count)}<span class="hidden-text">
        ${count === 1 ? 'documento' : 'documentos'}</span
      ></span
    >`;
  }

  private async recount(): Promise<void> {
    this.countedAt = Date.now();
    try {
      this.count = await countRejected();
    } catch {
      // Without a network the last count stays.
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rejected-count': RejectedCount;
  }
}
