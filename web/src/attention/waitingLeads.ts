import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { microsOfMillis } from '#domain/time';
import { ATTENTION_REASONS } from '#domain/leads/attention';
import { formatDayAndTime, formatNumber } from '../shared/format';
import { names } from '../shared/names';
import { nameContact, nameListing } from '../shared/pairNames';
import { readParameter, writeParameters } from '../shared/router';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { watchNext, type WaitingLead } from './attention';
import './attention.css';
import { AttentionChangeEvent } from './attentionChangeEvent';
import './leadStep';
import { REASON_NAMES } from './nextStep';

/** So many leads are read at once. */
const PAGE = 20;

/**
 * The leads that need somebody now: why, since when, and the next step. It shows nothing where none does. Which reason
 * is shown is in the address.
 *
 * @fires lead-schedule - Somebody wants to schedule a viewing for a lead (LeadScheduleEvent).
 */
@customElement('waiting-leads')
export class WaitingLeads extends View {
  /** The uid of the agent whose leads are listed. Null for all agents. */
  @property({ attribute: false }) agent: string | null = null;
  /** How many are shown until somebody wants to see all. */
  @property({ type: Number }) maxShown = 3;
  @state() private areAllShown = false;
  /** The reason that is shown alone. Empty for all. */
  @state() private why = '';
  private maxLeads = PAGE;
  private readonly next = new Subscription<WaitingLead[]>(this);
  private known: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.why = readParameter('motivo');
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('agent')) return;
    this.maxLeads = PAGE;
    this.known = null;
    this.watch();
  }

  /** Tells the count beside the link, whenever another set of leads waits. */
  override updated(): void {
    if (this.next.data === undefined) return;
    const due = this.findDue();
    const ids = due.map(({ id }) => id).join(' ');
    if (ids === this.known) return;
    this.known = ids;
    const { agent } = this;
    dispatchEvent(new AttentionChangeEvent({ agent, due, isComplete: !this.mayHaveMore(due) }));
    // Without its button the list is as it was.
    if (due.length > 0) import('./notifyMe').catch(() => undefined);
  }

  override render() {
    if (this.next.hasFailed) {
      return this.next.renderFailure('No se ha podido leer qué leads necesitan atención.');
    }
    const due = this.findDue();
    if (due.length === 0) return nothing;
    const chosen = due.filter(({ attention }) => this.why === '' || attention.why === this.why);
    const shown = this.areAllShown ? chosen : chosen.slice(0, this.maxShown);
    const isFolded = this.maxShown === 0 && !this.areAllShown;
    return html`<section class="panel waiting">
      <div class="row">
        <h2 class="grow">
          Necesitan atención
          <span class="soft numbers"
            >${formatNumber(due.length)}${this.mayHaveMore(due) ? ' o más' : ''}</span
          >
        </h2>
        ${isFolded ? nothing : this.renderFilter(due)} <notify-me .due=${due}></notify-me>
        ${this.renderToggle(chosen)}
      </div>
      ${
        shown.length === 0
          ? nothing
          : html`<ul class="stack tight">
              ${shown.map((lead) => html`<li class="row">${this.renderLead(lead)}</li>`)}
            </ul>`
      }
      ${chosen.length === 0 ? html`<p class="soft">Ninguno por este motivo.</p>` : nothing}
      ${this.areAllShown && this.mayHaveMore(due) ? this.renderMore() : nothing}
    </section>`;
  }

  /** The leads that were read, and whose time has come. */
  private findDue(): WaitingLead[] {
    const now = microsOfMillis(Date.now());
    return (this.next.data ?? []).filter(({ attention }) => attention.at <= now);
  }

  /** Whether the server may have more of them: then as many came as were asked for. */
  private mayHaveMore(due: readonly WaitingLead[]): boolean {
    return due.length >= this.maxLeads;
  }

  private watch(): void {
    const { agent, maxLeads } = this;
    this.next.restart((onChange, onError) => watchNext(agent, maxLeads, onChange, onError), {
      keepsData: maxLeads > PAGE,
    });
  }

  private renderFilter(due: readonly WaitingLead[]) {
    const counts = ATTENTION_REASONS.map((why) => ({
      why,
      leads: due.filter(({ attention }) => attention.why === why).length,
    })).filter(({ why, leads }) => leads > 0 || why === this.why);
    if (counts.length < 2 && this.why === '') return nothing;
    return html`<label
      ><span class="hidden-text">Por qué necesitan atención</span
      ><select @change=${this.chooseReason}>
        <option value="">Todos los motivos</option>
        ${counts.map(
          ({ why, leads }) =>
            html`<option value=${why} ?selected=${why === this.why}>
              ${REASON_NAMES[why]} (${formatNumber(leads)})
            </option>`,
        )}
      </select></label
    >`;
  }

  private chooseReason({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    this.why = target.value;
    writeParameters({ motivo: this.why });
  }

  private renderToggle({ length }: readonly WaitingLead[]) {
    if (length <= this.maxShown) return nothing;
    return html`<button
      class="button quiet"
      aria-expanded=${this.areAllShown ? 'true' : 'false'}
      @click=${() => {
        this.areAllShown = !this.areAllShown;
      }}
    >
      ${this.areAllShown ? 'Ver menos' : `Ver ${formatNumber(length)}`}
    </button>`;
  }

  private renderMore() {
    return html`<button
      class="button quiet"
      @click=${() => {
        this.maxLeads += PAGE;
        this.watch();
      }}
    >
      Cargar más
    </button>`;
  }

  private renderLead(lead: WaitingLead) {
    const { attention, assignedTo } = lead;
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
      <lead-step .lead=${lead}></lead-step>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'waiting-leads': WaitingLeads;
  }
}
