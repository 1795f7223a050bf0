import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shownStatus } from '#domain/viewings/statements';
import { isOccupied, openedAt, type Viewing } from '#domain/viewings/viewing';
import { isViewing } from '../appointments/appointmentActions';
import { nameAppointmentStatus, VISIT_OUTCOME_NAMES } from '../shared/displayNames';
import { formatDayAndTime } from '../shared/format';
import { View } from '../shared/view';
import type { Lead } from './leads';

/**
 * The viewings of a lead, the newest first.
 *
 * @fires schedule - Somebody wants to schedule another appointment of the lead.
 */
@customElement('lead-viewings')
export class LeadViewings extends View {
  @property({ attribute: false }) lead: Lead | null = null;

  override render() {
    const viewings = listViewings(this.lead);
    return html`<section class="stack tight">
      <div class="row">
        <h3 class="grow">Visitas y citas</h3>
        <button
          class="button quiet"
          @click=${() => this.dispatchEvent(new CustomEvent('schedule'))}
        >
          Agendar otra
        </button>
      </div>
      ${
        viewings.length === 0
          ? html`<p class="soft">Ninguna en este lead.</p>`
          : html`<ul class="stack tight">
              ${viewings.map(renderViewing)}
            </ul>`
      }
    </section>`;
  }
}

function renderViewing(viewing: Viewing) {
  const { ref, appointment, visits } = viewing;
  const state = shownStatus(viewing);
  const isGone = appointment?.isDeleted === true;
  const title =
    state === null
      ? 'Visita sin cita'
      : state === 'removed'
        ? 'Cita eliminada'
        : nameAppointmentStatus(state);
  const startsAt = appointment?.startsAt ?? null;
  const when = startsAt === null ? 'Sin fecha' : formatDayAndTime(startsAt);
  const done = [...visits.values()].filter(({ status }) => status === 'visit_done');
  const isRegistrable =
    ref.collection === 'appointments' &&
    !isGone &&
    (appointment === null || isViewing(appointment));
  return html`<li class="viewing">
    <div class="grow">
      <strong>${state === null ? title : when}</strong>
      <p class="row tight">
        ${state === null ? nothing : html`<span class="chip">${title}</span>`}
        ${
          appointment === null || appointment.type === 'Visita'
            ? nothing
            : html`<span class="chip">${appointment.type}</span>`
        }
        ${done.map(
          ({ outcome }) =>
            html`<span class="chip accent"
              >${outcome === null ? 'Visita registrada' : VISIT_OUTCOME_NAMES[outcome]}</span
            >`,
        )}
      </p>
    </div>
    ${
      isRegistrable
        ? html`<a class="button" href="/calendario/visita/${encodeURIComponent(ref.id)}"
            >${done.length === 0 ? 'Registrar visita' : 'Ver el registro'}</a
          >`
        : nothing
    }
  </li>`;
}

/** The viewings that the lead has now, without its enquiries. */
function listViewings(lead: Lead | null): Viewing[] {
  return [...(lead?.viewings?.values() ?? [])]
    .filter((viewing) => viewing.enquiry === null && isOccupied(viewing))
    .sort((a, b) => (openedAt(b) ?? 0) - (openedAt(a) ?? 0));
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-viewings': LeadViewings;
  }
}
