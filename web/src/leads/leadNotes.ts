import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import { editLead } from './leads';

/** The internal notes of a lead. */
@customElement('lead-notes')
export class LeadNotes extends View {
  @property() leadId = '';
  /** The notes as they are saved. */
  @property() saved = '';
  /** Notes that somebody is writing and has not saved. Null if there are none. */
  @state() private draft: string | null = null;
  /** The saved notes at the moment when somebody began to write. */
  private savedBefore = '';

  override render() {
    const { draft, saved } = this;
    return html`<form class="stack tight" @submit=${this.save}>
      <label class="field"
        ><span>Notas internas</span
        ><textarea
          name="notes"
          maxlength="2000"
          .value=${draft ?? saved}
          @input=${this.handleInput}
        ></textarea>
      </label>
      ${draft === null || draft === saved ? nothing : this.renderUnsaved()}
    </form>`;
  }

  private renderUnsaved() {
    return html`${
        this.saved === this.savedBefore
          ? nothing
          : html`<p class="notice break" role="alert">
              Mientras escribías, alguien ha dejado estas notas, que las tuyas van a reemplazar:
              «${this.saved}»
            </p>`
      }
      <div class="row end">
        <button
          type="button"
          class="button"
          @click=${() => {
            this.draft = null;
          }}
        >
          Descartar</button
        ><button class="button main">Guardar las notas</button>
      </div>`;
  }

  private handleInput({ target }: Event): void {
    if (!(target instanceof HTMLTextAreaElement)) return;
    if (this.draft === null) this.savedBefore = this.saved;
    this.draft = target.value;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { draft: notes } = this;
    if (notes === null) return;
    if (await saveWithToast(() => editLead(this.leadId, { notes }), 'Notas guardadas.')) {
      this.draft = null;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-notes': LeadNotes;
  }
}
