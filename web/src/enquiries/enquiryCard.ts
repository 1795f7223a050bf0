import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { microsOfMillis, secondsBetween } from '#domain/time';
import { confirm } from '../shared/confirm';
import { renderContactLinks } from '../shared/contactRow';
import { ENQUIRY_STATUS_NAMES } from '../shared/displayNames';
import { formatDayAndTime, formatDuration } from '../shared/format';
import { names } from '../shared/names';
import { readOwnUid } from '../shared/ownUid';
import { nameListing } from '../shared/pairNames';
import { saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import type { Enquiry } from './enquiries';
import { EnquiryListingEvent, EnquiryScheduleEvent } from './enquiryEvents';
import { answerEnquiry, assignEnquiry, dismissEnquiry, reopenEnquiry } from './enquiryWrites';
import { nameOrigin } from './enquiryWords';
import { renderFoldedText } from './foldedText';

/**
 * An enquiry: who asks what about which listing, since when, and what staff can do about it.
 *
 * @fires enquiry-schedule - Somebody wants to schedule a viewing from it ({@link EnquiryScheduleEvent}).
 * @fires enquiry-listing - Somebody wants to say which listing it is about ({@link EnquiryListingEvent}).
 */
@customElement('enquiry-card')
export class EnquiryCard extends View {
  @property({ attribute: false }) enquiry: Enquiry | null = null;
  /** Whether it stands among the enquiries of one lead: then who and what it is about is above them. */
  @property({ type: Boolean }) isOfLead = false;
  @state() private isUnfolded = false;
  /** Whether somebody has called or written to the contact from here, and has not said yet what came of it. */
  @state() private isTried = false;

  override render() {
    const { enquiry } = this;
    if (enquiry === null) return nothing;
    const { agentId, status, message } = enquiry;
    return html`<div class="row enquiry-head">
        ${this.isOfLead ? nothing : renderPair(enquiry)} ${renderTime(enquiry)}
      </div>
      <p class="row tight">
        ${
          status === 'open'
            ? nothing
            : html`<span class="chip ${status === 'answered' ? 'good' : ''}"
                >${ENQUIRY_STATUS_NAMES[status]}</span
              >`
        }
        ${nameOrigin(enquiry).map((each) => html`<span class="chip">${each}</span>`)}
        ${
          agentId === null
            ? html`<span class="chip warn">Sin agente</span>`
            : html`<span class="chip accent">${names.agent(agentId)}</span>`
        }
      </p>
      ${renderFoldedText({
        text: message,
        noun: 'el mensaje',
        isUnfolded: this.isUnfolded,
        toggle: () => {
          this.isUnfolded = !this.isUnfolded;
        },
      })}
      ${this.renderContact(enquiry)}
      ${status === 'open' && this.isTried ? this.renderTried(enquiry) : nothing}
      ${this.renderActions(enquiry)}`;
  }

  /** The links by which the contact is answered. */
  private renderContact({ contactId, listingId }: Enquiry) {
    const contact = names.contacts.get(contactId);
    const { phone, email } = contact ?? {};
    if (contact === undefined) return nothing;
    if (phone === undefined && email === undefined) {
      return html`<p class="soft small">En su ficha no hay teléfono ni correo.</p>`;
    }
    const tried = (): void => {
      this.isTried = true;
    };
    return html`<div class="contact">
      <div
        class="row tight"
        @click=${(event: Event) => {
          if (event.target instanceof Element && event.target.closest('a') !== null) tried();
        }}
      >
        ${renderContactLinks(contact ?? {}, names.contact(contactId), nameSubject(listingId))}
      </div>
      <p class="soft small break">
        ${[phone, email].filter((each) => each !== undefined).join(' · ')}
      </p>
    </div>`;
  }

  /** Asks, after a call or a message, whether the enquiry is answered by that. */
  private renderTried(enquiry: Enquiry) {
    return html`<div class="notice calm row" role="status">
      <span class="grow break">¿Has respondido a ${names.contact(enquiry.contactId)}?</span>
      <button class="button" @click=${() => void this.answer(enquiry)}>
        Sí, ya está respondida
      </button>
      <button
        class="button"
        @click=${() => {
          this.isTried = false;
        }}
      >
        Todavía no
      </button>
    </div>`;
  }

  private renderActions(enquiry: Enquiry) {
    const { status, listingId, agentId } = enquiry;
    const who = names.contact(enquiry.contactId);
    if (status !== 'open') {
      return html`<div class="row tight">
        <button
          class="button"
          aria-label="Reabrir la consulta de ${who}"
          @click=${() => void this.reopen(enquiry)}
        >
          Reabrir
        </button>
      </div>`;
    }
    return html`<div class="row tight">
      <button
        class="button main"
        aria-label="Programar visita con ${who}"
        @click=${() => this.dispatchEvent(new EnquiryScheduleEvent(enquiry))}
      >
        Programar visita
      </button>
      <button
        class="button"
        aria-label="Marcar como respondida la consulta de ${who}"
        @click=${() => void this.answer(enquiry)}
      >
        Marcar como respondida
      </button>
      ${
        listingId === null
          ? html`<button
              class="button"
              aria-label="Indicar inmueble de la consulta de ${who}"
              @click=${() => this.dispatchEvent(new EnquiryListingEvent(enquiry))}
            >
              Indicar inmueble
            </button>`
          : nothing
      }
      ${
        agentId === readOwnUid()
          ? nothing
          : html`<button
              class="button quiet"
              aria-label="Asignarme la consulta de ${who}"
              @click=${() => void this.assign(enquiry)}
            >
              Asignarme
            </button>`
      }
      <button
        class="button quiet danger"
        aria-label="Descartar la consulta de ${who}"
        @click=${() => void this.dismiss(enquiry)}
      >
        Descartar
      </button>
    </div>`;
  }

  private async answer(enquiry: Enquiry): Promise<void> {
    const isSaved = await saveWithToast(
      () => answerEnquiry(enquiry),
      `Consulta de ${names.contact(enquiry.contactId)}: respondida.`,
      { ...keyOf(enquiry), undo: undo({ ...enquiry, status: 'answered' }) },
    );
    if (isSaved) this.isTried = false;
  }

  /** What it means is said once, before it is done. */
  private async dismiss(enquiry: Enquiry): Promise<void> {
    await saveWithToast(
      () => dismissEnquiry(enquiry),
      `Consulta de ${names.contact(enquiry.contactId)}: descartada.`,
      {
        ...keyOf(enquiry),
        undo: undo({ ...enquiry, status: 'dismissed' }),
        ask: () =>
          confirm({
            title: '¿Descartar esta consulta?',
            doubts: () => [
              'Es para publicidad, repetidas y equivocaciones: deja de contar para el lead, como si nadie hubiera preguntado. Se puede reabrir desde «Descartadas».',
            ],
            yes: 'Descartar',
          }),
      },
    );
  }

  private async reopen(enquiry: Enquiry): Promise<void> {
    await saveWithToast(() => reopenEnquiry(enquiry), nameReopened(enquiry), keyOf(enquiry));
  }

  private async assign(enquiry: Enquiry): Promise<void> {
    const uid = readOwnUid();
    if (uid === null) return;
    await saveWithToast(
      () => assignEnquiry(enquiry, uid),
      `Consulta de ${names.contact(enquiry.contactId)}: ahora es tuya.`,
      keyOf(enquiry),
    );
  }
}

/** All that changes one enquiry waits for what does so already. */
const keyOf = ({ id }: Enquiry) => ({ key: `enquiry ${id}` });

const nameReopened = ({ contactId }: Enquiry): string =>
  `Consulta de ${names.contact(contactId)}: abierta de nuevo.`;

/** The button that opens an enquiry again, as it is after a change. */
function undo(settled: Enquiry) {
  return {
    label: 'Deshacer',
    run: () =>
      void saveWithToast(() => reopenEnquiry(settled), nameReopened(settled), keyOf(settled)),
  };
}

function nameSubject(listingId: string | null): string {
  const isKnown = listingId !== null && names.listings.get(listingId) !== undefined;
  return isKnown ? `Tu consulta: ${names.listing(listingId)}` : 'Tu consulta';
}

/** Who asks about what. */
function renderPair(enquiry: Enquiry) {
  const { contactId, leadId } = enquiry;
  const who = names.contact(contactId);
  return html`<div class="grow">
    <h2 class="break">
      ${
        leadId === null
          ? who
          : html`<a href="/embudo/${encodeURIComponent(leadId)}" aria-label="Ver el lead de ${who}"
              >${who}</a
            >`
      }
    </h2>
    <p class="soft break">${nameListing(enquiry)}</p>
  </div>`;
}

/** Since when an enquiry waits, or when it was settled. */
function renderTime({ status, createdAt, statusAt, updatedBy }: Enquiry) {
  const came = createdAt === null ? '' : formatDayAndTime(createdAt);
  if (status === 'open') {
    const waits = createdAt === null ? null : secondsBetween(createdAt, nowMicros());
    return html`<p class="small">
      ${waits === null ? nothing : html`<strong class="numbers">Espera ${formatDuration(waits)}</strong>`}
      <span class="soft">${came}</span>
    </p>`;
  }
  const by = updatedBy === null ? '' : ` · ${names.agent(updatedBy)}`;
  return html`<p class="soft small">
    ${came === '' ? '' : `Entró ${came} · `}${ENQUIRY_STATUS_NAMES[status]}
    ${statusAt === null ? '' : formatDayAndTime(statusAt)}${by}
  </p>`;
}

const nowMicros = (): number => microsOfMillis(Date.now());

declare global {
  interface HTMLElementTagNameMap {
    'enquiry-card': EnquiryCard;
  }
}
