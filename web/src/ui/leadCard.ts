import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Micros } from '#domain/time';
import type { Lead } from '../data/leads';
import { names } from '../data/names';
import { View } from './view';
import { missingText, OUTCOMES, sinceText, whenText } from './words';

/** A lead on the board: it is dragged, or moved by its button, and its name opens it. */
@customElement('lead-card')
export class LeadCard extends View {
  @property({ attribute: false }) lead: Lead | null = null;
  @property({ attribute: false }) nextVisit: Micros | null = null;
  @property({ type: Boolean }) isUnderway = false;
  @property({ attribute: false }) onMove: (lead: Lead) => void = () => undefined;
  @state() private isDragged = false;

  /** Each time that it comes into the page: a list that is put in order takes its cards out and in again. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.keep(
      draggable({
        element: this,
        canDrag: () => !this.isUnderway && navigator.onLine,
        getInitialData: () => ({ leadId: this.lead?.id }),
        onDragStart: () => {
          this.isDragged = true;
        },
        onDrop: () => {
          this.isDragged = false;
        },
      }),
    );
  }

  override updated(): void {
    this.classList.toggle('dragged', this.isDragged);
    this.classList.toggle('underway', this.isUnderway);
  }

  override render() {
    const { lead, nextVisit } = this;
    if (lead === null) return nothing;
    const { id, contactId, listingId, assignedTo, statusChangedAt, missingInfo, closed } = lead;
    const contact = contactId === null ? 'Sin contacto' : names.contact(contactId);
    return html`<a
        class="card-name break"
        href="/embudo/${encodeURIComponent(id)}"
        draggable="false"
        >${contact}</a
      >
      <p class="card-listing break">
        ${listingId === null ? 'Inmueble por decidir' : names.listing(listingId)}
      </p>
      ${
        nextVisit === null
          ? nothing
          : html`<p class="card-visit">
              <span class="hidden-text">Próxima visita: </span>${whenText(nextVisit)}
            </p>`
      }
      ${
        missingInfo.length === 0 && closed === null
          ? nothing
          : html`<p class="row tight">
              ${
                closed === null
                  ? nothing
                  : html`<span class="chip ${closed.outcome === 'won' ? 'good' : ''}"
                      >${OUTCOMES[closed.outcome]}</span
                    >`
              }
              ${missingInfo.map(
                (field) => html`<span class="chip warn">${missingText(field)}</span>`,
              )}
            </p>`
      }
      <div class="card-foot">
        <span class="soft small grow agent"
          >${assignedTo === null ? 'Sin agente' : names.agent(assignedTo)}<span
            class="numbers"
            title="En este estado"
          >
            · ${statusChangedAt === null ? '' : sinceText(statusChangedAt)}</span
          ></span
        >
        <button
          class="button quiet small"
          aria-label="Mover a ${contact}"
          ?disabled=${this.isUnderway}
          @click=${() => {
            this.onMove(lead);
          }}
        >
          Mover
        </button>
      </div>`;
  }
}
