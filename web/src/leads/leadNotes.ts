import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { CHOOSE_FIRST, renderConflict } from '../shared/conflict';
import { dropDraft, keepDraft, readDraft, renderRecovered } from '../shared/drafts';
import {
  changeText,
  editsSchema,
  findConflicts,
  findUnsaved,
  rebase,
  shownText,
  type Edits,
} from '../shared/edits';
import { focusFirstError, focusNearestField, renderTextArea } from '../shared/fields';
import { Saving } from '../shared/saving';
import { explainLength } from '../shared/textLength';
import { View } from '../shared/view';
import { editNotes } from './leadEdits';

/** The internal notes of a lead. */
@customElement('lead-notes')
export class LeadNotes extends View {
  @property() leadId = '';
  /** The notes as the lead has them. */
  @property() saved = '';
  @state() private edits: Edits = {};
  @state() private isRecovered = false;
  /** What was saved here, until the lead arrives with it. */
  private justSaved: string | null = null;
  private readonly saving = new Saving(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.edits = findUnsaved(readDraft(this.draft, editsSchema) ?? {}, this.stored);
    this.isRecovered = Object.keys(this.edits).length > 0;
  }

  private get draft(): string {
    return `notes-${this.leadId}`;
  }

  private get stored(): { notes: string } {
    return { notes: this.justSaved ?? this.saved };
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('saved')) this.justSaved = null;
  }

  override render() {
    const { edits, stored } = this;
    const isUnsaved = Object.keys(findUnsaved(edits, stored)).length > 0;
    const isConflict = findConflicts(edits, stored).length > 0;
    return html`<form autocomplete="off" class="stack tight" @submit=${this.save}>
      ${
        this.isRecovered
          ? renderRecovered(() => {
              this.setEdits({});
            })
          : nothing
      }
      ${renderTextArea({
        id: 'lead-notes',
        name: 'notes',
        label: 'Notas internas',
        value: shownText(edits, stored, 'notes'),
        onInput: (text) => {
          this.setEdits(changeText(this.edits, this.stored, 'notes', text));
        },
      })}
      ${
        isConflict
          ? renderConflict({
              by: null,
              theirs: stored.notes,
              onKeep: () => {
                this.setEdits(rebase(this.edits, this.stored));
              },
              onUse: () => {
                this.setEdits({});
              },
            })
          : nothing
      }
      ${this.saving.render()} ${isUnsaved ? this.renderButtons() : nothing}
    </form>`;
  }

  private renderButtons() {
    return html`<div class="row end">
      <button
        type="button"
        class="button"
        @click=${(event: Event) => {
          focusNearestField(event);
          this.saving.leave();
          this.setEdits({});
        }}
      >
        Descartar</button
      >${this.saving.renderButton('Guardar las notas')}
    </div>`;
  }

  /** Keeps them as a draft, too. */
  private setEdits(edits: Edits): void {
    this.edits = edits;
    this.isRecovered = false;
    this.saving.refuse(null);
    if (Object.keys(edits).length === 0) dropDraft(this.draft);
    else keepDraft(this.draft, edits);
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { edits, stored, leadId, draft, saved } = this;
    const edit = findUnsaved(edits, stored)['notes'];
    if (this.saving.isBusy || edit === undefined) return;
    if (explainLength(edit.mine) !== null) {
      focusFirstError(this);
      return;
    }
    if (findConflicts(edits, stored).length > 0) {
      this.saving.refuse(CHOOSE_FIRST);
      return;
    }
    const isSaved = await this.saving.run(async (signal) => {
      await editNotes(leadId, edit, signal);
      // What was typed since is still to be saved.
      if (this.edits === edits) dropDraft(draft);
    }, 'Notas guardadas.');
    if (!isSaved) return;
    // The button that was pressed goes.
    if (this.contains(document.activeElement)) this.querySelector('textarea')?.focus();
    if (this.saved === saved) this.justSaved = edit.mine;
    this.setEdits(this.edits === edits ? {} : rebase(this.edits, { notes: edit.mine }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-notes': LeadNotes;
  }
}
