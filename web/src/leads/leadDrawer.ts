import { html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { pipelineStep } from '#domain/leadStatus';
import { offersOf } from '#domain/viewings/latestOffer';
import type { ScheduleDialog } from '../appointments/scheduleDialog';
import '../appointments/scheduleDialog';
import type { SignedIn } from '../session/session';
import { renderContactLinks } from '../shared/contactRow';
import { nameMissingField, OUTCOME_NAMES } from '../shared/displayNames';
import { formatDaysSince } from '../shared/format';
import { names } from '../shared/names';
import { setPageTitle } from '../shared/pageTitle';
import { nameContact, nameListing, namePair, priceOf } from '../shared/pairNames';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './leadDrawer.css';
import './leadEnquiries';
import './leadOffers';
import { listEnquiries, type LeadEnquiries } from './leadEnquiries';
import './leadFacts';
import './leadNotes';
import './leadTags';
import './leadTimeline';
import type { EnquiryRevealEvent } from './leadTimeline';
import './leadViewings';
import { LeadMoveEvent } from './leadMoveEvent';
import { renderListingNotice } from './listingNotice';
import { watchLead, type Lead } from './leads';
import { formatOffer } from './offers';

/**
 * One lead, over the page: who and what it is about, its viewings, its history, and the fields that people edit.
 *
 * @fires lead-move - Somebody wants to move the lead ({@link LeadMoveEvent}).
 * @fires close - Somebody closed the drawer.
 */
@customElement('lead-drawer')
export class LeadDrawer extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @property() leadId = '';
  @query('dialog.drawer') private dialog!: HTMLDialogElement;
  @query('lead-enquiries') private enquiries!: LeadEnquiries | null;
  /** Not that of the enquiries. */
  @query(':scope > schedule-dialog') private scheduleDialog!: ScheduleDialog;
  /** Null if the lead does not exist. */
  private readonly lead = new Subscription<Lead | null>(this, (onChange, onError) =>
    watchLead(this.leadId, onChange, onError),
  );

  override firstUpdated(): void {
    this.dialog.showModal();
  }

  /** The page's title names the lead, so that tabs and the history tell leads apart. */
  override updated(): void {
    const lead = this.lead.data;
    if (lead != null) setPageTitle(`${namePair(lead)} · Embudo`);
  }

  override render() {
    return html`<dialog class="drawer" aria-labelledby="drawer-title" @close=${this.handleClose}>
        <div class="drawer-head">
          <div class="grow">${this.renderHeading(this.lead.data)}</div>
          <button
            class="button icon quiet"
            aria-label="Cerrar el lead"
            @click=${() => {
              this.dialog.close();
            }}
          >
            ✕
          </button>
        </div>
        <div class="drawer-body">
          ${this.lead.render({
            lines: 5,
            failure: 'No se ha podido leer este lead.',
            show: (lead) => (lead === null ? nothing : this.renderBody(lead)),
          })}
        </div>
      </dialog>
      <schedule-dialog .session=${this.session}></schedule-dialog>`;
  }

  private renderHeading(lead: Lead | null | undefined) {
    if (lead === undefined) return html`<h2 id="drawer-title">Lead</h2>`;
    if (lead === null) {
      return html`<h2 id="drawer-title">Este lead no existe</h2>
        <p class="soft break">Ninguno tiene la referencia ${this.leadId}.</p>`;
    }
    return html`<h2 id="drawer-title" class="break">${nameContact(lead)}</h2>
      <p class="soft break">${nameListing(lead)}</p>`;
  }

  private renderBody(lead: Lead) {
    const { missingInfo } = lead;
    return html`${this.renderStatus(lead)} ${this.renderActions(lead)} ${renderListingNotice(lead)}
      ${
        missingInfo.length === 0
          ? nothing
          : html`<p class="row tight">
              ${missingInfo.map(
                (field) => html`<span class="chip warn">${nameMissingField(field)}</span>`,
              )}
            </p>`
      }
      <lead-facts .lead=${lead} ?canAssign=${this.session?.claims.role === 'admin'}></lead-facts>
      <lead-offers .lead=${lead}></lead-offers>
      <lead-enquiries .session=${this.session} .lead=${lead}></lead-enquiries>
      <lead-viewings
        .lead=${lead}
        @schedule=${() => {
          this.schedule(lead);
        }}
      ></lead-viewings>
      <lead-notes .leadId=${lead.id} .saved=${lead.notes}></lead-notes>
      <lead-tags .leadId=${lead.id} .tags=${lead.tags}></lead-tags>
      <lead-timeline
        .leadId=${lead.id}
        .enquiries=${new Set(listEnquiries(lead).map(({ ref }) => ref.id))}
        .offers=${nameOffers(lead)}
        @enquiry-reveal=${({ detail }: EnquiryRevealEvent) => {
          this.enquiries?.reveal(detail.id);
        }}
      ></lead-timeline>
      <p class="soft small break">Referencia del lead: ${lead.id}</p>`;
  }

  /** What people do on the way: call, write, schedule. */
  private renderActions(lead: Lead) {
    const { contactId } = lead;
    const contact = contactId === null ? null : names.contacts.get(contactId);
    return html`<div class="row tight">
      ${contact == null ? nothing : renderContactLinks(contact, nameContact(lead), nameListing(lead))}
      <button
        class="button"
        @click=${() => {
          this.schedule(lead);
        }}
      >
        Programar visita
      </button>
    </div>`;
  }

  private schedule({ contactId, listingId }: Lead): void {
    void this.scheduleDialog.schedule({ contactId: contactId ?? '', listingId: listingId ?? '' });
  }

  private renderStatus(lead: Lead) {
    const { status, statusChangedAt, closed } = lead;
    return html`<div class="drawer-status">
      <span class="step-dot step-${pipelineStep(status)}"></span>
      <div class="grow">
        <strong>${status}</strong>
        <span class="soft small"
          >${statusChangedAt === null ? '' : formatDaysSince(statusChangedAt)}</span
        >
        ${closed === null ? nothing : renderClosed(closed)}
      </div>
      <button class="button main" @click=${() => this.dispatchEvent(new LeadMoveEvent(lead))}>
        Mover
      </button>
    </div>`;
  }

  private handleClose({ target }: Event): void {
    // The dialogs inside the drawer close, too.
    if (target === this.dialog) this.dispatchEvent(new CustomEvent('close'));
  }
}

function renderClosed({ outcome, reason, leadId }: NonNullable<Lead['closed']>) {
  return html`<p class="small break">
    ${OUTCOME_NAMES[outcome]}${reason === '' ? '' : `: ${reason}`}
    ${
      leadId === null
        ? nothing
        : html`<a href="/embudo/${encodeURIComponent(leadId)}">Ver ese lead</a>`
    }
  </p>`;
}

/** The offers of a lead's visits, in words, by the visits' ids. */
function nameOffers(lead: Lead): ReadonlyMap<string, string> {
  const price = priceOf(lead);
  const offers = offersOf(lead.viewings ?? new Map());
  return new Map(offers.map((offer) => [offer.visitId, formatOffer(offer, price)]));
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-drawer': LeadDrawer;
  }
}
