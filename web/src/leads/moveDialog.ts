import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pipelineStep, type LeadStatus } from '#domain/leadStatus';
import type { StaffRole } from '#domain/leads/manualMove';
import type { Lead } from './leads';
import { listDestinations, type Destination } from './moves';
import { names } from '../shared/names';
import { closeModal, renderCancelButton, openModal } from '../shared/dialog';
import { View } from '../shared/view';
import { OUTCOME_NAMES } from '../shared/displayNames';

/** The answers to the dialog. */
export interface MoveDecision {
  to: LeadStatus;
  outcome: 'won' | 'lost' | null;
  reason: string;
}

/** Asks for the new status, the outcome and the reason before a lead is moved by hand. */
@customElement('move-dialog')
export class MoveDialog extends View {
  @state() private lead: Lead | null = null;
  @state() private choices: readonly Destination[] = [];
  @state() private to: LeadStatus | null = null;
  @state() private error: string | null = null;
  private answer: (decision: MoveDecision | null) => void = () => undefined;

  /** Resolves to the decision, or to null if nobody made one. `to` is the column where the lead was dropped. */
  async ask(lead: Lead, role: StaffRole, to: LeadStatus | null): Promise<MoveDecision | null> {
    const choices = listDestinations(role, lead.status);
    Object.assign(this, { lead, choices, to, error: null });
    await this.updateComplete;
    openModal(this, 'dialog');
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  override render() {
    const { lead } = this;
    return html`<dialog aria-labelledby="move-title" @close=${this.closed}>
      ${lead === null ? nothing : this.renderForm(lead)}
    </dialog>`;
  }

  private renderForm(lead: Lead) {
    const listing = lead.listingId === null ? 'sin inmueble' : names.listing(lead.listingId);
    return html`<form @submit=${this.decide}>
      <div>
        <h2 id="move-title" class="break">
          Mover a ${lead.contactId === null ? 'este lead' : names.contact(lead.contactId)}
        </h2>
        <p class="soft break">${listing} · ahora en «${lead.status}»</p>
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
    const outcomes = this.choices.find(({ to }) => to === this.to)?.outcomes ?? [];
    return html`<fieldset>
        <legend>¿A qué estado?</legend>
        <div class="choices ${this.choices.length > 4 ? 'many' : ''}">
          ${this.choices.map(
            ({ to }) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="to"
                  value=${to}
                  .checked=${to === this.to}
                  @change=${() => {
                    this.to = to;
                  }}
                /><span class="step-dot step-${pipelineStep(to)}"></span>${to}</label
              >`,
          )}
        </div>
      </fieldset>
      ${
        outcomes.length === 0
          ? nothing
          : html`<fieldset>
              <legend>¿Cómo termina?</legend>
              <div class="choices">
                ${outcomes.map(
                  (outcome) =>
                    html`<label class="choice"
                      ><input
                        type="radio"
                        name="outcome"
                        value=${outcome}
                        .checked=${outcomes.length === 1}
                      />${OUTCOME_NAMES[outcome]}</label
                    >`,
                )}
              </div>
            </fieldset>`
      }
      <label class="field"
        ><span>Motivo</span
        ><textarea
          name="reason"
          maxlength="2000"
          placeholder="Para quien lea el historial"
        ></textarea>
      </label>
      <div role="alert">
        ${this.error === null ? nothing : html`<p class="notice">${this.error}</p>`}
      </div>`;
  }

  private decide(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const { to, choices } = this;
    const fields = new FormData(event.target);
    const outcomes = choices.find((choice) => choice.to === to)?.outcomes ?? [];
    const outcome = outcomes.find((each) => each === fields.get('outcome')) ?? null;
    const reason = fields.get('reason');
    const why = typeof reason === 'string' ? reason.trim() : '';
    if (to === null) this.error = 'Elige a qué estado pasa.';
    else if (outcomes.length > 0 && outcome === null) this.error = 'Di si se ganó o se perdió.';
    else if (why === '') this.error = 'Escribe el motivo: quedará en el historial.';
    else {
      this.answer({ to, outcome, reason: why });
      closeModal(this, 'dialog');
    }
  }

  /** Runs however the dialog is closed. An answer that was given before counts. */
  private closed(): void {
    this.answer(null);
    this.lead = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'move-dialog': MoveDialog;
  }
}
