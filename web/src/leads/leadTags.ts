import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { z } from 'zod';
import { editLeadTags } from '#client/leadEdits';
import { client } from '../shared/client';
import { dropDraft, keepDraft, readDraft, renderRecovered } from '../shared/drafts';
import { focusFirstError, renderFieldError } from '../shared/fields';
import { Saving, saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import { addTag } from './leadEdits';
import { judgeTag, MAX_TAGS } from './tags';

/** The tags of a lead. */
@customElement('lead-tags')
export class LeadTags extends View {
  @property() leadId = '';
  @property({ attribute: false }) tags: readonly string[] = [];
  /** What somebody is typing. */
  @state() private typed = '';
  /** Somebody has tried to add it as it is. */
  @state() private isTried = false;
  @state() private isRecovered = false;
  private readonly saving = new Saving(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.typed = readDraft(this.draft, z.string()) ?? '';
    this.isRecovered = this.typed !== '';
  }

  private get draft(): string {
    return `tag-${this.leadId}`;
  }

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
                      @click=${() => void this.removeTag(tag)}
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
          : this.renderForm()
      }
    </section>`;
  }

  private renderForm() {
    const error = this.isTried ? judgeTag(this.typed, this.tags).refusal : null;
    return html`${
        this.isRecovered
          ? renderRecovered(() => {
              this.type('');
            })
          : nothing
      }
      <form autocomplete="off" class="row" @submit=${this.add}>
        <label class="grow"
          ><span class="hidden-text">Etiqueta nueva</span
          ><input
            name="tag"
            placeholder="Etiqueta nueva"
            aria-invalid=${error === null ? nothing : 'true'}
            aria-describedby="tag-error"
            .value=${this.typed}
            @input=${({ target }: Event) => {
              if (target instanceof HTMLInputElement) this.type(target.value);
            }}
        /></label>
        <button class="button">Añadir</button>
      </form>
      ${renderFieldError('tag-error', error)} ${this.saving.render()}`;
  }

  private type(text: string): void {
    this.typed = text;
    this.isTried = false;
    this.isRecovered = false;
    this.saving.refuse(null);
    if (text.trim() === '') dropDraft(this.draft);
    else keepDraft(this.draft, text);
  }

  private async add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { typed, leadId, draft } = this;
    if (this.saving.isBusy || typed.trim() === '') return;
    this.isTried = judgeTag(typed, this.tags).refusal !== null;
    if (this.isTried) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    const isAdded = await this.saving.run(async (signal) => {
      await addTag(leadId, typed, signal);
      if (this.typed === typed) dropDraft(draft);
    }, 'Etiqueta añadida.');
    if (isAdded && this.typed === typed) this.type('');
  }

  private async removeTag(tag: string): Promise<void> {
    const { leadId } = this;
    const remove = () =>
      editLeadTags(client, leadId, (tags) => tags.filter((each) => each !== tag));
    await saveWithToast(remove, 'Etiqueta quitada.', {
      key: `tag ${leadId} ${tag}`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-tags': LeadTags;
  }
}
