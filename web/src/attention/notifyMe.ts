import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { View } from '../shared/view';
import type { WaitingLead } from './attention';
import { notifyOf, startNotifying } from './notifications';
import { isNotifyWanted, keepNotifyWish } from './notifyWish';

/** Notifies the person of their leads that need somebody, once they have asked for it with its button. */
@customElement('notify-me')
export class NotifyMe extends View {
  /** The leads that need somebody now. */
  @property({ attribute: false }) due: readonly WaitingLead[] = [];
  private known = '';

  override render() {
    // A browser that was told never to notify does not ask again.
    if (!canNotify() || Notification.permission === 'denied') return nothing;
    return html`<button
      class="button quiet"
      title="Avisa en este equipo cuando un lead tuyo necesite atención, con el embudo o la agenda abiertos"
      aria-pressed=${isNotifyWanted() ? 'true' : 'false'}
      @click=${() => void this.toggle()}
    >
      Avisarme
    </button>`;
  }

  override updated(): void {
    const key = this.due.map(({ id, attention }) => `${id} ${String(attention.at)}`).join();
    if (key === this.known) return;
    this.known = key;
    if (isNotifyWanted()) void notifyOf(this.due);
  }

  private async toggle(): Promise<void> {
    if (isNotifyWanted()) keepNotifyWish(false);
    else await startNotifying(this.due);
    this.requestUpdate();
  }
}

/** Whether a page may notify. On phones only a service worker may. */
function canNotify(): boolean {
  return 'Notification' in window && !matchMedia('(pointer: coarse)').matches;
}

declare global {
  interface HTMLElementTagNameMap {
    'notify-me': NotifyMe;
  }
}
