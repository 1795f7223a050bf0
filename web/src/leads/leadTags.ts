import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import { addTag, removeTag } from './leads';

const MAX_TAGS = 20;

/** The tags of a lead. */
@customElement('lead-tags')
export class LeadTags extends View {
  @property() leadId = '';
  @property({ attribute: false }) tags: readonly string[] = [];

  override render() {
    const { tags } = this;
    return html`<section class="stack tight">
      <h3>Etiquetas</h3>
      ${
        tags.length === 0
          ? nothing
          : html`<ul class="row tight">
              ${tags.map(
                (tag) =>
                  html`<li class="chip tag">
                    ${tag}<button
                      aria-label="Quitar la etiqueta ${tag}"
                      @click=${() =>
                        void saveWithToast(() => removeTag(this.leadId, tag), 'Etiqueta quitada.')}
                    >
                      ✕
                    </button>
                  </li>`,
              )}
            </ul>`
      }
      ${
        tags.length >= MAX_TAGS
          ? html`<p class="soft small">No caben más de ${MAX_TAGS}.</p>`
          : html`<form class="row" @submit=${this.add}>
              <label class="grow"
                ><span class="hidden-text">Etiqueta nueva</span
                ><input name="tag" maxlength="40" autocomplete="off" placeholder="Etiqueta nueva"
              /></label>
              <button class="button">Añadir</button>
            </form>`
      }
    </section>`;
  }

  private async add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const typed = new FormData(form).get('tag');
    const tag = typeof typed === 'string' ? typed.trim() : '';
    if (tag === '') return;
    if (await saveWithToast(() => addTag(this.leadId, tag), 'Etiqueta añadida.')) form.reset();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-tags': LeadTags;
  }
}
