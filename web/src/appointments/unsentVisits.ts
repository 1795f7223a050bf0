import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { View } from '../shared/view';
import './unsentVisits.css';
import { listUnsentVisits, openVisitDrafts, watchVisitDrafts } from './visitDrafts';

/**
 * The visits that somebody has begun to register, and not sent: on this device if it is their own, else in this tab. It
 * shows nothing if there are none.
 */
@customElement('unsent-visits')
export class UnsentVisits extends View {
  override connectedCallback(): void {
    super.connectedCallback();
    const update = (): void => {
      this.requestUpdate();
    };
    void openVisitDrafts().then(update);
    this.addCleanup(watchVisitDrafts(update));
  }

  override render() {
    const ids = listUnsentVisits();
    if (ids.length === 0) return nothing;
    return html`<div class="notice calm row unsent" role="status">
      <span class="grow"
        >${ids.length === 1 ? 'Hay una visita sin enviar.' : `Hay ${ids.length} visitas sin enviar.`}</span
      >
      ${ids.map(
        (id, n) =>
          html`<a class="button" href="/calendario/visita/${encodeURIComponent(id)}"
            >Abrir${ids.length === 1 ? '' : ` la ${n + 1}.ª`}</a
          >`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'unsent-visits': UnsentVisits;
  }
}
