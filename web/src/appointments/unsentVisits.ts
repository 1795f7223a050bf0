import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { listDrafts } from '../shared/drafts';
import { View } from '../shared/view';
import { NEW_VISIT } from './visitForm';

/** The visits that somebody has begun to register in this tab, and not sent. It shows nothing if there are none. */
@customElement('unsent-visits')
export class UnsentVisits extends View {
  override render() {
    const ids = listDrafts(NEW_VISIT);
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
