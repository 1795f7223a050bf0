import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { microsOfMillis, type Micros } from '#domain/time';
import { URGENCY_NAMES, urgencyOf } from '../attention/urgency';
import { LeadMoveEvent } from '../leads/leadMoveEvent';
import { hasOpenEnquiry, type Lead } from '../leads/leads';
import { formatOffer } from '../leads/offers';
import { names } from '../shared/names';
import { nameContact, nameListing, namePair, priceOf } from '../shared/pairNames';
import { View } from '../shared/view';
import { nameListingStatus, nameMissingField, OUTCOME_NAMES } from '../shared/displayNames';
import { formatDayAndTime, formatDaysSince } from '../shared/format';
import { whenDragging } from '../shared/dragging';

/**
 * A lead on the board. People drag it or use its button to move it, and click it to open it. Its next step comes with
 * what is loaded after the first leads.
 *
 * @fires lead-move - Somebody wants to move the lead ({@link LeadMoveEvent}).
 */
@customElement('lead-card')
export class LeadCard extends View {
  @property({ attribute: false }) lead: Lead | null = null;
  @property({ type: Boolean }) isMoving = false;
  @state() private isDragged = false;

  /** Runs each time the card enters the page: a list that is reordered takes its cards out and in again. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.addCleanup(
      whenDragging(({ draggable }) =>
        draggable({
          element: this,
          canDrag: () => !this.isMoving && navigator.onLine,
          getInitialData: () => ({ leadId: this.lead?.id }),
          onDragStart: () => {
            this.isDragged = true;
          },
          onDrop: () => {
            this.isDragged = false;
          },
        }),
      ),
    );
  }

  override updated(): void {
    this.classList.toggle('dragged', this.isDragged);
    this.classList.toggle('moving', this.isMoving);
  }

  override render() {
    const { lead } = this;
    if (lead === null) return nothing;
    const { id, assignedTo, statusChangedAt, missingInfo, closed, nextViewingAt } = lead;
    const { offer } = lead;
    const isAsked = hasOpenEnquiry(lead);
    const listing = nameListingStatus(lead.listingStatus);
    return html`<div class="card-head">
        <a
          class="card-name break"
          href="/embudo/${encodeURIComponent(id)}${location.search}"
          draggable="false"
          >${nameContact(lead)}</a
        >${renderUrgency(lead)}
      </div>
      <p class="card-listing break">${nameListing(lead)}</p>
      ${
        offer === null
          ? nothing
          : html`<p class="card-offer">
              Ofrece
              <strong class="numbers">${formatOffer(offer, priceOf(lead), true)}</strong>
            </p>`
      }
      ${nextViewingAt === null ? nothing : renderNextViewing(nextViewingAt)}
      ${
        missingInfo.length === 0 && closed === null && !isAsked && listing === null
          ? nothing
          : html`<p class="row tight">
              ${
                closed === null
                  ? nothing
                  : html`<span class="chip ${closed.outcome === 'won' ? 'good' : ''}"
                      >${OUTCOME_NAMES[closed.outcome]}</span
                    >`
              }
              ${listing === null ? nothing : html`<span class="chip warn">${listing}</span>`}
              ${isAsked ? html`<span class="chip warn">Consulta sin responder</span>` : nothing}
              ${missingInfo.map(
                (field) => html`<span class="chip warn">${nameMissingField(field)}</span>`,
              )}
            </p>`
      }
      ${lead.attention === null ? nothing : html`<lead-step class="card-step" .lead=${lead} isBrief></lead-step>`}
      <div class="card-foot">
        <span class="soft small grow agent"
          >${assignedTo === null ? 'Sin agente' : names.agent(assignedTo)}<span
            class="numbers"
            title="En este estado"
          >
            · ${statusChangedAt === null ? '' : formatDaysSince(statusChangedAt)}</span
          ></span
        >
        <button
          class="button quiet small"
          aria-label="Mover a ${namePair(lead)}"
          ?disabled=${this.isMoving}
          @click=${() => this.dispatchEvent(new LeadMoveEvent(lead))}
        >
          Mover
        </button>
      </div>`;
  }
}

/** When the lead needs somebody. It changes as time passes. */
function renderUrgency({ attention }: Lead) {
  const urgency = urgencyOf(attention);
  return urgency === null
    ? nothing
    : html`<span class="urgency ${urgency}"
        ><span class=${urgency === 'later' ? 'hidden-text' : ''}
          >${URGENCY_NAMES[urgency]}</span
        ></span
      >`;
}

/** A visit whose time has passed is not the next one: it waits for its outcome. */
function renderNextViewing(at: Micros) {
  const when = formatDayAndTime(at);
  return at < microsOfMillis(Date.now())
    ? html`<p class="card-visit past">Visita sin resultado: ${when}</p>`
    : html`<p class="card-visit"><span class="hidden-text">Próxima visita: </span>${when}</p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-card': LeadCard;
  }
}
