import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { microsOfMillis } from '#domain/time';
import { formatDayAndTime, formatLongDay, formatNumber } from '../shared/format';
import { names } from '../shared/names';
import { nameContact, nameListing, namePair } from '../shared/pairNames';
import { saveWithToast } from '../shared/saving';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { putOff, readFollowUp, watchNext, type WaitingLead } from './attention';
import './attention.css';
import { nextStepOf, REASON_NAMES } from './nextStep';
import { morningIn, PUT_OFFS } from './putOffDates';

const MAX_READ = 20;
const MAX_SHOWN = 3;

/** The leads that need somebody now: why, since when, and the next step. It shows nothing where none does. */
@customElement('waiting-leads')
export class WaitingLeads extends View {
  /** The uid of the agent whose leads are listed. Null for all agents. */
  @property({ attribute: false }) agent: string | null = null;
  @state() private areAllShown = false;
  private readonly next = new Subscription<WaitingLead[]>(this);

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('agent')) return;
    const { agent } = this;
    this.next.restart((onChange, onError) => watchNext(agent, MAX_READ, onChange, onError));
  }

  override render() {
    if (this.next.hasFailed) {
      return this.next.renderFailure('No se ha podido leer qué leads necesitan atención.');
    }
    const now = microsOfMillis(Date.now());
    const due = (this.next.data ?? []).filter(({ attention }) => attention.at <= now);
    if (due.length === 0) return nothing;
    const shown = this.areAllShown ? due : due.slice(0, MAX_SHOWN);
    const count = due.length < MAX_READ ? formatNumber(due.length) : `${String(MAX_READ)} o más`;
    return html`<section class="panel waiting">
      <h2>Necesitan atención <span class="soft numbers">${count}</span></h2>
      <ul class="stack tight">
        ${shown.map((lead) => html`<li class="row">${this.renderLead(lead)}</li>`)}
      </ul>
      ${
        due.length <= MAX_SHOWN
          ? nothing
          : html`<button
              class="button quiet"
              aria-expanded=${this.areAllShown ? 'true' : 'false'}
              @click=${() => {
                this.areAllShown = !this.areAllShown;
              }}
            >
              ${this.areAllShown ? 'Ver menos' : `Ver ${formatNumber(due.length)}`}
            </button>`
      }
    </section>`;
  }

  private renderLead(lead: WaitingLead) {
    const { attention, assignedTo } = lead;
    const step = nextStepOf(lead);
    const pair = namePair(lead);
    return html`<div class="grow">
        <a class="break" href="/embudo/${encodeURIComponent(lead.id)}${location.search}"
          ><strong>${nameContact(lead)}</strong></a
        >
        <p class="soft small break">${nameListing(lead)}</p>
        <p class="small">
          <span class="chip warn">${REASON_NAMES[attention.why]}</span>
          <span class="soft"
            >desde ${formatDayAndTime(attention.at)} ·
            ${assignedTo === null ? 'Sin agente' : names.agent(assignedTo)}</span
          >
        </p>
      </div>
      <a class="button" href=${step.href}
        >${step.text}<span class="hidden-text"> de ${pair}</span></a
      >
      <label
        ><span class="hidden-text">Posponer ${pair}</span
        ><select @change=${(event: Event) => void this.putOff(lead, event)}>
          <option value="">Posponer…</option>
          ${PUT_OFFS.map(({ days, text }) => html`<option value=${days}>${text}</option>`)}
        </select></label
      >`;
  }

  private async putOff(lead: WaitingLead, { target }: Event): Promise<void> {
    if (!(target instanceof HTMLSelectElement) || target.value === '') return;
    const until = morningIn(Number(target.value));
    target.value = '';
    const { id } = lead;
    const before = readFollowUp(lead);
    const key = `put off ${id}`;
    const who = nameContact(lead);
    await saveWithToast(
      () => putOff(id, until),
      `${who}: pospuesto hasta el ${formatLongDay(until)}.`,
      {
        key,
        undo: {
          label: 'Deshacer',
          run: () =>
            void saveWithToast(() => putOff(id, before), `${who}: ya no está pospuesto.`, { key }),
        },
      },
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'waiting-leads': WaitingLeads;
  }
}
