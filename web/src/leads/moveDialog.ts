import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { z } from 'zod';
import { leadStatusSchema, pipelineStep, type LeadStatus } from '#domain/leadStatus';
import type { StaffRole } from '#domain/leads/manualMove';
import { watchLead, type Lead } from './leads';
import './reasonChips';
import type { ReasonChooseEvent } from './reasonChooseEvent';
import { listDestinations, type Destination } from './moves';
import { dropDraft, keepDraft, readDraft, renderRecovered } from '../shared/drafts';
import { keepUnmended, type FieldErrors } from '../shared/fieldErrors';
import { focusFirstError, renderRadioGroup, renderTextArea } from '../shared/fields';
import { explainLength } from '../shared/textLength';
import { names } from '../shared/names';
import { closeModal, renderCancelButton, openModal } from '../shared/dialog';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { OUTCOME_NAMES } from '../shared/displayNames';

/** The answers to the dialog. */
export interface MoveDecision {
  /** The lead as it was shown to whoever decided. */
  lead: Lead;
  to: LeadStatus;
  outcome: 'won' | 'lost' | null;
  reason: string;
}

const draftSchema = z.object({
  to: leadStatusSchema.nullable(),
  outcome: z.enum(['won', 'lost']).nullable(),
  reason: z.string(),
});
type Draft = z.infer<typeof draftSchema>;

const nameDraft = (leadId: string): string => `move-${leadId}`;

/** Forgets what was typed for a move, once the lead has been moved. Until then a refused move can be tried again. */
export function dropMoveDraft(leadId: string): void {
  dropDraft(nameDraft(leadId));
}

const EMPTY: Draft = { to: null, outcome: null, reason: '' };

/**
 * Asks for the new status, the outcome and the reason before a lead is moved by hand. While it is open it follows what
 * others do with the lead, and says it.
 */
@customElement('move-dialog')
export class MoveDialog extends View {
  @state() private lead: Lead | null = null;
  @state() private choices: readonly Destination[] = [];
  @state() private draft = EMPTY;
  @state() private errors: FieldErrors = {};
  @state() private isRecovered = false;
  /** What has become of the lead since the dialog was opened. Null if it is where it was. */
  @state() private news: string | null = null;
  private staffRole: StaffRole = 'agent';
  /** The lead as it is now. Null if it is gone. */
  private readonly current = new Subscription<Lead | null>(this);
  private answer: (decision: MoveDecision | null) => void = () => undefined;

  /** Resolves to the decision, or to null if nobody made one. `to` is the column where the lead was dropped. */
  async ask(lead: Lead, role: StaffRole, to: LeadStatus | null): Promise<MoveDecision | null> {
    this.staffRole = role;
    this.choices = listDestinations(role, lead.status);
    const typed = readDraft(nameDraft(lead.id), draftSchema) ?? EMPTY;
    const isOffered = this.choices.some((choice) => choice.to === typed.to);
    this.draft = { ...typed, to: to ?? (isOffered ? typed.to : null) };
    this.isRecovered = typed.reason !== '';
    this.errors = {};
    this.news = null;
    this.lead = lead;
    this.current.restart((onChange, onError) => watchLead(lead.id, onChange, onError));
    await this.updateComplete;
    openModal(this, 'dialog');
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  override willUpdate(): void {
    const { lead } = this;
    const now = this.current.data;
    if (lead !== null && now !== undefined) this.follow(lead, now);
  }

  /** Takes over where the lead is now. The reason stays, and the destination if the lead may still go there. */
  private follow(shown: Lead, now: Lead | null): void {
    if (now === null) {
      this.news = 'Este lead ya no existe: alguien lo ha eliminado.';
      return;
    }
    this.lead = now;
    if (now.status === shown.status) return;
    this.choices = listDestinations(this.staffRole, now.status);
    const isOffered = this.choices.some(({ to }) => to === this.draft.to);
    const isLost = this.draft.to !== null && !isOffered;
    if (isLost) this.draft = { ...this.draft, to: null, outcome: null };
    this.news = `Mientras tanto alguien ha movido este lead de «${shown.status}» a «${now.status}».${
      isLost ? ' Elige otra vez a qué estado pasa.' : ''
    }`;
  }

  override render() {
    const { lead } = this;
    return html`<dialog aria-labelledby="move-title" @close=${this.closed}>
      ${lead === null ? nothing : this.renderForm(lead)}
    </dialog>`;
  }

  private renderForm(lead: Lead) {
    const listing = lead.listingId === null ? 'sin inmueble' : names.listing(lead.listingId);
    return html`<form autocomplete="off" novalidate @submit=${this.decide} @keydown=${submitByKey}>
      <div>
        <h2 id="move-title" class="break">
          Mover a ${lead.contactId === null ? 'este lead' : names.contact(lead.contactId)}
        </h2>
        <p class="soft break">${listing} · ahora en «${lead.status}»</p>
      </div>
      <div role="status">
        ${this.news === null ? nothing : html`<p class="notice calm break">${this.news}</p>`}
      </div>
      ${
        this.choices.length === 0
          ? html`<p class="notice calm">
              Un lead cerrado solo lo reabre la administración, o una visita nueva.
            </p>`
          : this.renderQuestions()
      }
      <div class="row end">
        ${renderCancelButton(this)}
        ${this.choices.length === 0 ? nothing : html`<button class="button main">Mover</button>`}
      </div>
    </form>`;
  }

  private renderQuestions() {
    const { draft, errors } = this;
    const { outcomes } = this;
    return html`${
        this.isRecovered
          ? renderRecovered(() => {
              this.change(EMPTY);
            })
          : nothing
      }
      ${renderRadioGroup({
        id: 'move-to',
        name: 'to',
        legend: '¿A qué estado?',
        options: this.choices.map(({ to }) => ({
          value: to,
          text: html`<span class="step-dot step-${pipelineStep(to)}"></span>${to}`,
        })),
        chosen: draft.to,
        error: errors['to'],
        onChoose: (to) => {
          this.change({ ...this.draft, to });
        },
      })}
      ${
        outcomes.length === 0
          ? nothing
          : renderRadioGroup({
              id: 'move-outcome',
              name: 'outcome',
              legend: '¿Cómo termina?',
              options: outcomes.map((value) => ({ value, text: OUTCOME_NAMES[value] })),
              chosen: this.outcome,
              error: errors['outcome'],
              onChoose: (outcome) => {
                this.change({ ...this.draft, outcome });
              },
            })
      }
      ${renderTextArea({
        id: 'move-reason',
        name: 'reason',
        label: 'Motivo',
        value: draft.reason,
        placeholder: 'Para quien lea el historial',
        error: errors['reason'],
        onInput: (reason) => {
          this.change({ ...this.draft, reason });
        },
      })}
      <reason-chips
        .to=${draft.to}
        .outcome=${this.outcome}
        ?mayEdit=${this.staffRole === 'admin'}
        @reason-choose=${({ detail: { reason } }: ReasonChooseEvent) => {
          this.change({ ...this.draft, reason });
        }}
      ></reason-chips>`;
  }

  /** The outcomes among which somebody chooses. */
  private get outcomes(): Destination['outcomes'] {
    return this.choices.find(({ to }) => to === this.draft.to)?.outcomes ?? [];
  }

  /** The chosen outcome, or the only one. */
  private get outcome(): 'won' | 'lost' | null {
    const { outcomes, draft } = this;
    const [only, other] = outcomes;
    if (other === undefined) return only ?? null;
    return outcomes.find((each) => each === draft.outcome) ?? null;
  }

  /** Keeps it as a draft, too. What has been mended is no error any more. */
  private change(draft: Draft): void {
    this.draft = draft;
    this.isRecovered = false;
    this.errors = keepUnmended(this.errors, this.judge());
    if (this.lead === null) return;
    if (draft.reason === '') dropMoveDraft(this.lead.id);
    else keepDraft(nameDraft(this.lead.id), draft);
  }

  private judge(): FieldErrors {
    const { to, reason } = this.draft;
    const tooLong = explainLength(reason.trim());
    return {
      ...(to === null && { to: 'Elige a qué estado pasa.' }),
      ...(this.outcomes.length > 0 &&
        this.outcome === null && { outcome: 'Di si se ganó o se perdió.' }),
      ...(reason.trim() === '' && { reason: 'Escribe el motivo: quedará en el historial.' }),
      ...(tooLong !== null && { reason: tooLong }),
    };
  }

  private async decide(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { lead } = this;
    const { to, reason } = this.draft;
    this.errors = this.judge();
    if (lead !== null && to !== null && Object.keys(this.errors).length === 0) {
      this.answer({ lead, to, outcome: this.outcome, reason: reason.trim() });
      closeModal(this, 'dialog');
      return;
    }
    await this.updateComplete;
    focusFirstError(this);
  }

  /** Runs however the dialog is closed. An answer that was given before counts. */
  private closed(): void {
    this.answer(null);
    this.lead = null;
    this.current.end();
  }
}

/** Ctrl+Enter, or ⌘+Enter, sends a form from any of its fields. */
function submitByKey(event: KeyboardEvent): void {
  const form = event.currentTarget;
  const isAsked = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
  if (isAsked && form instanceof HTMLFormElement) form.requestSubmit();
}

declare global {
  interface HTMLElementTagNameMap {
    'move-dialog': MoveDialog;
  }
}
