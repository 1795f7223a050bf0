import type { Lead } from '#client/leads';
import { microsOfMillis } from '#domain/time';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatLongDay } from '../shared/format';
import { names } from '../shared/names';
import { nameContact, namePair } from '../shared/pairNames';
import { saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import { putOff, readFollowUp } from './attention';
import { LeadScheduleEvent } from './leadScheduleEvent';
import { LOOK, nextStepOf } from './nextStep';
import { morningIn, morningOf, PUT_OFFS } from './putOffDates';
import { askForDay } from './putOffDialog';
import { urgencyOf } from './urgency';

/** The choice of «Posponer» that asks for a day. */
const OTHER_DAY = 'other';

/**
 * The next step of a lead in one click, and how to put it off.
 *
 * @fires lead-schedule - Somebody wants to schedule a viewing for the lead ({@link LeadScheduleEvent}).
 */
@customElement('lead-step')
export class LeadStep extends View {
  @property({ attribute: false }) lead: Lead | null = null;
  /** Leaves out what can wait: a step that only opens the lead, and putting off who is not due today. */
  @property({ type: Boolean }) isBrief = false;

  override render() {
    const { lead } = this;
    if (lead === null) return nothing;
    const { attention } = lead;
    const isPutOff = !this.isBrief || urgencyOf(attention) !== 'later';
    return html`${this.renderStep(lead)} ${isPutOff ? this.renderPutOff(lead) : nothing}`;
  }

  private renderStep(lead: Lead) {
    const { contactId } = lead;
    const contact = contactId === null ? null : names.contacts.get(contactId);
    const { text, href } = nextStepOf(lead, contact?.phone);
    if (this.isBrief && (text === LOOK || isStillAhead(lead))) return nothing;
    const whose = html`<span class="hidden-text">: ${namePair(lead)}</span>`;
    return href === null
      ? html`<button class="button" @click=${() => this.dispatchEvent(new LeadScheduleEvent(lead))}>
          ${text}${whose}
        </button>`
      : html`<a class="button" href=${href} draggable="false">${text}${whose}</a>`;
  }

  private renderPutOff(lead: Lead) {
    return html`<label
      ><span class="hidden-text">Posponer ${namePair(lead)}</span
      ><select @change=${(event: Event) => void this.choosePutOff(lead, event)}>
        <option value="">Posponer…</option>
        ${PUT_OFFS.map(({ days, text }) => html`<option value=${days}>${text}</option>`)}
        <option value=${OTHER_DAY}>Otra fecha…</option>
      </select></label
    >`;
  }

  private async choosePutOff(lead: Lead, { target }: Event): Promise<void> {
    if (!(target instanceof HTMLSelectElement) || target.value === '') return;
    const { value } = target;
    target.value = '';
    if (value !== OTHER_DAY) return putOffUntil(lead, morningIn(Number(value)));
    const day = await askForDay(namePair(lead));
    if (day !== null) await putOffUntil(lead, morningOf(day));
  }
}

async function putOffUntil(lead: Lead, until: Date): Promise<void> {
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

/** Whether the lead waits for a viewing: nobody can say yet how it went. */
function isStillAhead({ attention, nextViewingAt }: Lead): boolean {
  const isAhead = nextViewingAt !== null && nextViewingAt > microsOfMillis(Date.now());
  return attention?.why === 'no_outcome' && isAhead;
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-step': LeadStep;
  }
}
