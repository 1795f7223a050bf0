import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { microsOfMillis } from '#domain/time';
import { ATTENTION_REASONS } from '#domain/leads/attention';
import { formatDayAndTime, formatLongDay, formatNumber } from '../shared/format';
import { names } from '../shared/names';
import { nameContact, nameListing, namePair } from '../shared/pairNames';
import { readParameter, writeParameters } from '../shared/router';
import { saveWithToast } from '../shared/saving';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { putOff, readFollowUp, watchNext, type WaitingLead } from './attention';
import './attention.css';
import { AttentionChangeEvent } from './attentionChangeEvent';
import { LeadScheduleEvent } from './leadScheduleEvent';
import { nextStepOf, REASON_NAMES } from './nextStep';
import { morningIn, morningOf, PUT_OFFS } from './putOffDates';
import { askForDay } from './putOffDialog';

/** So many leads are read at once. */
const PAGE = 20;

/** The choice of «Posponer» that asks for a day. */
const OTHER_DAY = 'other';

/**
 * The leads that need somebody now: why, since when, and the next step. It shows nothing where none does. Which reason
 * is shown is in the address.
 *
 * @fires lead-schedule - Somebody wants to schedule a viewing for a lead ({@link LeadScheduleEvent}).
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
        ${isFolded ? nothing : this.renderFilter(due)} ${this.renderToggle(chosen)}
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
      ${this.renderStep(lead)} ${this.renderPutOff(lead)}`;
  }

  private renderStep(lead: WaitingLead) {
    const { contactId } = lead;
    const contact = contactId === null ? null : names.contacts.get(contactId);
    const { text, href } = nextStepOf(lead, contact?.phone);
    const whose = html`<span class="hidden-text"> de ${namePair(lead)}</span>`;
    return href === null
      ? html`<button class="button" @click=${() => this.dispatchEvent(new LeadScheduleEvent(lead))}>
          ${text}${whose}
        </button>`
      : html`<a class="button" href=${href}>${text}${whose}</a>`;
  }

  private renderPutOff(lead: WaitingLead) {
    return html`<label
      ><span class="hidden-text">Posponer ${namePair(lead)}</span
      ><select @change=${(event: Event) => void this.choosePutOff(lead, event)}>
        <option value="">Posponer…</option>
        ${PUT_OFFS.map(({ days, text }) => html`<option value=${days}>${text}</option>`)}
        <option value=${OTHER_DAY}>Otra fecha…</option>
      </select></label
    >`;
  }

  private async choosePutOff(lead: WaitingLead, { target }: Event): Promise<void> {
    if (!(target instanceof HTMLSelectElement) || target.value === '') return;
    const { value } = target;
    target.value = '';
    if (value !== OTHER_DAY) return putOffUntil(lead, morningIn(Number(value)));
    const day = await askForDay(namePair(lead));
    if (day !== null) await putOffUntil(lead, morningOf(day));
  }
}

async function putOffUntil(lead: WaitingLead, until: Date): Promise<void> {
  const { id } = lead;
  const before = readFollowUp(lead);
  const key = `put off ${id}`;
  const who = nameContact(lead);
  const takeBack = (): void =>
    void saveWithToast(() => putOff(id, before), `${who}: ya no está pospuesto.`, { key });
  await saveWithToast(
    () => putOff(id, until),
    `${who}: pospuesto hasta el ${formatLongDay(until)}.`,
    {
      key,
      undo: { label: 'Deshacer', run: takeBack },
    },
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'waiting-leads': WaitingLeads;
  }
}
