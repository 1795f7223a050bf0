import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isOccupied, openedAt, type EnquiryState, type Viewing } from '#domain/viewings/viewing';
import { watchNamed, type Enquiry } from '../enquiries/enquiries';
import type { SignedIn } from '../session/session';
import { ENQUIRY_STATUS_NAMES } from '../shared/displayNames';
import { formatDayAndTime } from '../shared/format';
import { loadPart } from '../shared/loadPart';
import { MAX_IDS_IN_QUERY } from '../shared/names';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import type { Lead } from './leads';

/**
 * The enquiries of a lead, the newest first. The lead itself says which there are; what they ask is read, and their forms
 * are loaded, only if there are any.
 */
@customElement('lead-enquiries')
export class LeadEnquiries extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @property({ attribute: false }) lead: Lead | null = null;
  @state() private hasList = false;
  private ids: readonly string[] = [];
  private readonly enquiries = new Subscription<Enquiry[]>(this);

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('lead')) return;
    const ids = listEnquiries(this.lead)
      .slice(0, MAX_IDS_IN_QUERY)
      .map(({ ref }) => ref.id);
    if (ids.join('\n') === this.ids.join('\n')) return;
    this.ids = ids;
    if (ids.length === 0) this.enquiries.end();
    else {
      this.enquiries.restart((onChange, onError) => watchNamed(ids, onChange, onError), {
        keepsData: true,
      });
    }
    if (!this.hasList) void this.loadList();
  }

  /** Shows one of them. Does nothing if it is not there. */
  reveal(id: string): void {
    const card = this.querySelector<HTMLElement>(`[data-enquiry="${CSS.escape(id)}"]`);
    if (card === null) return;
    card.tabIndex = -1;
    card.focus();
    card.scrollIntoView({ block: 'center' });
  }

  private async loadList(): Promise<void> {
    this.hasList = (await loadPart(() => import('../enquiries/enquiryList'))) !== null;
  }

  override render() {
    const all = listEnquiries(this.lead);
    if (all.length === 0) return nothing;
    // Those that are not read yet, or not any more: what the lead itself says of them.
    const read = this.hasList ? (this.enquiries.data ?? []) : [];
    const unread = all.filter(({ ref }) => !read.some(({ id }) => id === ref.id));
    return html`<section class="stack tight">
      <h3>Consultas</h3>
      ${
        this.enquiries.hasFailed
          ? this.enquiries.renderFailure('No se ha podido leer qué preguntan.')
          : nothing
      }
      ${
        this.hasList
          ? html`<enquiry-list .session=${this.session} .enquiries=${read} isOfLead></enquiry-list>`
          : nothing
      }
      ${
        unread.length === 0
          ? nothing
          : html`<ul class="stack tight">
              ${unread.map(({ enquiry }) => renderState(enquiry))}
            </ul>`
      }
    </section>`;
  }
}

type EnquiryViewing = Viewing & { enquiry: EnquiryState };

/** The enquiries that the lead has now, the newest first. */
export function listEnquiries(lead: Lead | null): EnquiryViewing[] {
  return [...(lead?.viewings?.values() ?? [])]
    .filter((viewing): viewing is EnquiryViewing => viewing.enquiry !== null && isOccupied(viewing))
    .sort((a, b) => (openedAt(b) ?? 0) - (openedAt(a) ?? 0));
}

function renderState({ status, openedAt: at }: EnquiryState) {
  return html`<li class="viewing">
    <strong class="grow">Consulta, ${formatDayAndTime(at)}</strong>
    <span class="chip">${ENQUIRY_STATUS_NAMES[status]}</span>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-enquiries': LeadEnquiries;
  }
}
