import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { putOffLead } from '#client/leadEdits';
import { registerVisit, type Visit } from '#client/visits';
import { morningIn } from '../attention/putOffDates';
import { client } from '../shared/client';
import { CHOOSE_FIRST, renderConflict } from '../shared/conflict';
import { renderRecovered } from '../shared/drafts';
import {
  changeText,
  findConflicts,
  findUnsaved,
  rebase,
  shownText,
  withoutEdit,
  type Edits,
} from '../shared/edits';
import { keepUnmended, type FieldErrors } from '../shared/fieldErrors';
import {
  focusFirstError,
  renderFieldError,
  renderRadioGroup,
  renderTextArea,
} from '../shared/fields';
import { navigateBackOr } from '../shared/router';
import { Saving } from '../shared/saving';
import { showToast } from '../shared/toasts';
import { View } from '../shared/view';
import type { Appointment } from './appointments';
import { confirmOutcome } from './confirmOutcome';
import { dropVisitDraft, keepVisitDraft, readVisitDraft } from './visitDrafts';
import { correctVisit } from './visits';
import {
  CHOICES,
  NEXT_STEPS,
  formatResult,
  joinResult,
  judgeTexts,
  readNotes,
  readResult,
  splitResult,
  textsOf,
  type Choice,
  type VisitTexts,
} from './visitTexts';

const BACK_ONLINE = 'Ya hay conexión: pulsa «Registrar» para enviarlo.';

/** The form that registers a visit in two taps, or corrects a registered one. */
@customElement('visit-form')
export class VisitForm extends View {
  @property({ attribute: false }) appointment: Appointment | null = null;
  /** The id of the visit, also of one that is yet to be registered. */
  @property() visitId = '';
  /** The visit as it is stored. Null if it is yet to be registered. */
  @property({ attribute: false }) visit: Visit | null = null;
  /** Under which name its draft is kept. */
  @property() draft = '';
  @state() private edits: Edits = {};
  @state() private errors: FieldErrors = {};
  @state() private isRecovered = false;
  /** The amount that was there before another outcome was chosen. */
  private amount = '';
  /** They stay open while somebody deletes what is in them. */
  private areNotesOpen = false;
  private readonly saving = new Saving(this);
  /** Whether somebody has tried to save it without a network. */
  private isUnsent = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const offerToSend = (): void => {
      if (this.isUnsent) this.saving.refuse(BACK_ONLINE);
    };
    addEventListener('online', offerToSend);
    this.addCleanup(() => {
      removeEventListener('online', offerToSend);
    });
    const draft = readVisitDraft(this.draft);
    if (draft === null) return;
    this.edits = findUnsaved(draft.edits, textsOf(this.visit));
    this.isRecovered = Object.keys(this.edits).length > 0;
  }

  override render() {
    const { visit, edits } = this;
    const stored = textsOf(visit);
    const conflicts = findConflicts(edits, stored);
    const notes = shownText(edits, stored, 'notes');
    this.areNotesOpen ||= notes !== '';
    return html`<form autocomplete="off" class="stack" novalidate @submit=${this.save}>
      ${
        stored.result === ''
          ? nothing
          : html`<p class="notice calm">
              Ya está registrada: puedes corregirla, y el lead la sigue.
            </p>`
      }
      ${
        this.isRecovered
          ? renderRecovered(() => {
              this.discard();
            })
          : nothing
      }
      ${this.renderResult(shownText(edits, stored, 'result'))}
      ${this.appointment?.leadId == null ? nothing : this.renderNextStep()}
      ${conflicts.includes('result') ? this.renderConflict('result', formatResult(stored.result, visit?.offer?.currency)) : nothing}
      <details ?open=${this.areNotesOpen}>
        <summary class="soft">Añadir notas</summary>
        ${renderTextArea({
          id: `notes-${this.visitId}`,
          name: 'notes',
          label: 'Notas de la visita',
          value: notes,
          onInput: (text) => {
            this.change('notes', text);
          },
        })}
      </details>
      ${conflicts.includes('notes') ? this.renderConflict('notes', stored.notes) : nothing}
      ${this.saving.render()}
      <div class="save">
        ${this.saving.renderButton(stored.result === '' ? 'Registrar' : 'Guardar la corrección')}
      </div>
    </form>`;
  }

  private renderResult(result: string) {
    const { choice, amount } = splitResult(result);
    const { errors, visitId } = this;
    return html`${renderRadioGroup({
      id: `choice-${visitId}`,
      name: 'choice',
      legend: '¿Cómo fue?',
      options: CHOICES,
      chosen: choice,
      error: errors['choice'],
      onChoose: (value) => {
        this.choose(value);
      },
    })}
    ${
      choice === 'offer_made'
        ? html`<label class="field"
              ><span>Importe de la oferta, en euros (si se sabe)</span
              ><input
                name="amount"
                inputmode="decimal"
                placeholder="285.000"
                aria-invalid=${errors['amount'] === undefined ? nothing : 'true'}
                aria-describedby="amount-${visitId}-error"
                .value=${amount}
                @input=${({ target }: Event) => {
                  if (!(target instanceof HTMLInputElement)) return;
                  this.change('result', joinResult('offer_made', target.value));
                }} /></label
            >${renderFieldError(`amount-${visitId}-error`, errors['amount'])}`
        : nothing
    }`;
  }

  /** When the lead needs somebody again. It is of the lead, and never stored in the visit. */
  private renderNextStep() {
    const chosen = this.edits['next']?.mine ?? '';
    return html`<label class="field"
      ><span>Próximo paso</span
      ><select
        name="next"
        @change=${({ target }: Event) => {
          if (target instanceof HTMLSelectElement) this.change('next', target.value);
        }}
      >
        <option value="" ?selected=${chosen === ''}>Nada por ahora</option>
        ${NEXT_STEPS.map(
          ({ days, text }) =>
            html`<option value=${days} ?selected=${chosen === String(days)}>${text}</option>`,
        )}
      </select></label
    >`;
  }

  private renderConflict(field: 'result' | 'notes', theirs: string) {
    return renderConflict({
      by: this.visit?.updatedBy ?? null,
      theirs,
      onKeep: () => {
        this.setEdits(rebase(this.edits, { [field]: textsOf(this.visit)[field] }));
      },
      onUse: () => {
        this.setEdits(withoutEdit(this.edits, field));
      },
    });
  }

  private choose(choice: Choice): void {
    const { amount } = splitResult(this.readTexts().result);
    if (amount !== '') this.amount = amount;
    this.change('result', joinResult(choice, this.amount));
  }

  private change(field: 'result' | 'notes' | 'next', text: string): void {
    this.setEdits(changeText(this.edits, textsOf(this.visit), field, text));
  }

  /** Keeps them as a draft, too. What has been mended is no error any more. */
  private setEdits(edits: Edits): void {
    this.edits = edits;
    this.isRecovered = false;
    this.saving.refuse(null);
    this.errors = keepUnmended(this.errors, judgeTexts(this.readTexts()));
    if (Object.keys(edits).length === 0) dropVisitDraft(this.draft);
    else keepVisitDraft(this.draft, { visitId: this.visitId, edits });
  }

  private discard(): void {
    this.amount = '';
    this.setEdits({});
  }

  private readTexts(): VisitTexts {
    const stored = textsOf(this.visit);
    const { edits } = this;
    return {
      result: shownText(edits, stored, 'result'),
      notes: shownText(edits, stored, 'notes'),
    };
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.saving.isBusy) return;
    const { visit, visitId, appointment } = this;
    if (appointment === null) return;
    const stored = textsOf(visit);
    this.errors = judgeTexts(this.readTexts());
    if (Object.keys(this.errors).length > 0) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    const edits = findUnsaved(this.edits, stored);
    if (findConflicts(edits, stored).length > 0) {
      this.saving.refuse(CHOOSE_FIRST);
      return;
    }
    if (visit !== null && Object.keys(edits).length === 0) {
      showToast('No hay cambios que guardar.');
      return;
    }
    const [sent, texts] = [this.edits, this.readTexts()];
    const { leadId } = appointment;
    const next = Number(edits['next']?.mine ?? '');
    this.isUnsent = !navigator.onLine;
    const save = async (signal: AbortSignal): Promise<void> => {
      if (visit === null) {
        const result = { ...readResult(texts.result, null), notes: readNotes(texts.notes) };
        const recorded = { appointmentId: appointment.id, ...result };
        await registerVisit(client, recorded, { id: visitId, signal });
      } else await correctVisit(visit.id, edits, signal);
      if (leadId !== null && next > 0)
        await putOffLead(client, leadId, morningIn(next), { signal });
      // What was typed since is still to be saved.
      if (this.edits === sent) dropVisitDraft(this.draft);
    };
    const isRecorded = visit?.status === 'visit_done';
    const isSaved = await this.saving.run(
      save,
      'Visita registrada: el lead la sigue.',
      isRecorded ? undefined : () => confirmOutcome(appointment, 'Registrarla igualmente'),
    );
    if (!isSaved) return;
    if (this.edits === sent) navigateBackOr('/calendario');
    else this.setEdits(rebase(this.edits, texts));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'visit-form': VisitForm;
  }
}
