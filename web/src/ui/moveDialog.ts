import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pipelineStep, type LeadStatus } from '#domain/leadStatus';
import type { StaffRole } from '#domain/moveByHand';
import type { Lead } from '../data/leads';
import { destinations, type Destination } from '../data/moves';
import { names } from '../data/names';
import { closeModal, leaveButton, openModal } from './dialog';
import { View } from './view';
import { OUTCOMES } from './words';

/** What somebody has decided about a lead. */
export interface Decided {
  to: LeadStatus;
  outcome: 'won' | 'lost' | null;
  reason: string;
}

/** Asks where to, how it ended and why, before a lead is moved by hand. */
@customElement('move-dialog')
export class MoveDialog extends View {
  @state() private lead: Lead | null = null;
  @state() private choices: readonly Destination[] = [];
  @state() private to: LeadStatus | null = null;
  @state() private error: string | null = null;
  private answer: (decided: Decided | null) => void = () => undefined;

  /** Resolves to the decision; to null where somebody thinks better of it. `to` is where it was dropped. */
  async ask(lead: Lead, role: StaffRole, to: LeadStatus | null): Promise<Decided | null> {
    const choices = destinations(role, lead.status);
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
      ${lead === null ? nothing : this.form(lead)}
    </dialog>`;
  }

  private form(lead: Lead) {
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
          : this.questions()
      }
      <div class="row end">
        ${leaveButton(this)}
        ${this.choices.length === 0 ? nothing : html`<button class="button main">Mover</button>`}
      </div>
    </form>`;
  }

  private questions() {
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
                      />${OUTCOMES[outcome]}</label
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

  /** However it is closed; an answer that was given before counts. */
  private closed(): void {
    this.answer(null);
    this.lead = null;
  }
}
