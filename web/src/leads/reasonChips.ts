import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LeadStatus } from '#domain/leadStatus';
import { loadPart } from '../shared/loadPart';
import { View } from '../shared/view';
import { ReasonChooseEvent } from './reasonChooseEvent';
import { listLostReasons, listUsualReasons } from './reasons';

/**
 * Reasons for a move, of which one tap takes one: the agency's list for a lost lead, else those that it uses most for that
 * step. Nothing is shown where there are none, or while they are read.
 *
 * @fires reason-choose - Somebody takes a reason ({@link ReasonChooseEvent}).
 */
@customElement('reason-chips')
export class ReasonChips extends View {
  /** Where the lead goes. Null if nobody has chosen yet. */
  @property({ attribute: false }) to: LeadStatus | null = null;
  @property({ attribute: false }) outcome: 'won' | 'lost' | null = null;
  /** Whether whoever looks may change the list for lost leads. */
  @property({ type: Boolean }) mayEdit = false;
  @state() private reasons: readonly string[] = [];

  private get isLost(): boolean {
    return this.to === 'Cerrado' && this.outcome === 'lost';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('to') || changed.has('outcome')) void this.read();
  }

  override render() {
    const { reasons } = this;
    const mayEdit = this.mayEdit && this.isLost;
    if (reasons.length === 0 && !mayEdit) return nothing;
    return html`<div class="reasons-offered row" role="group" aria-label="Habituales">
      ${reasons.map(
        (reason) =>
          html`<button
            type="button"
            class="button small break"
            @click=${() => this.dispatchEvent(new ReasonChooseEvent(reason))}
          >
            ${reason}
          </button>`,
      )}
      ${
        mayEdit
          ? html`<button type="button" class="button quiet small" @click=${this.edit}>
              Cambiar la lista…
            </button>`
          : nothing
      }
    </div>`;
  }

  private async read(): Promise<void> {
    const { to, outcome } = this;
    this.reasons = [];
    // Without them people write the reason themselves.
    const read = await this.list().catch(() => []);
    if (to === this.to && outcome === this.outcome) this.reasons = read;
  }

  private async list(): Promise<readonly string[]> {
    if (this.to === null || (this.to === 'Cerrado' && this.outcome === null)) return [];
    return this.isLost ? listLostReasons() : listUsualReasons(this.to);
  }

  private async edit(): Promise<void> {
    const part = await loadPart(() => import('./lostReasonsDialog'));
    const kept = part === null ? null : await part.editLostReasons();
    if (kept !== null && this.isLost) this.reasons = kept;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reason-chips': ReasonChips;
  }
}
