import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shownStatus } from '#domain/viewings/statements';
import { isOccupied, openedAt, type Viewing } from '#domain/viewings/viewing';
import { MAX_IDS_IN_QUERY, watchByIds, type Appointment } from '../appointments/appointments';
import { nameAppointmentStatus, VISIT_OUTCOME_NAMES } from '../shared/displayNames';
import { formatDayAndTime } from '../shared/format';
import { Subscription } from '../shared/subscription';
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
  /** The lead does not have the times of its appointments. */
  private readonly appointments = new Subscription<Appointment[]>(this);
  private watched = '';

  override willUpdate(): void {
    const ids = listViewings(this.lead)
      .filter(({ ref }) => ref.collection === 'appointments')
      .map(({ ref }) => ref.id)
      .slice(0, MAX_IDS_IN_QUERY);
    if (ids.join() === this.watched) return;
    this.watched = ids.join();
    this.appointments.restart((onChange) => watchByIds(ids, onChange), { keepsData: true });
  }

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
              ${viewings.map((viewing) => this.renderViewing(viewing))}
            </ul>`
      }
    </section>`;
  }

  private renderViewing(viewing: Viewing) {
    const { ref, appointment, visits } = viewing;
    const document = this.appointments.data?.find(({ id }) => id === ref.id);
    const state = shownStatus(viewing);
    const isGone = appointment?.isDeleted === true;
    const title =
      state === null
        ? 'Visita sin cita'
        : state === 'removed'
          ? 'Cita eliminada'
          : nameAppointmentStatus(state);
    const when = document?.startsAt == null ? 'Sin fecha' : formatDayAndTime(document.startsAt);
    const done = [...visits.values()].filter(({ status }) => status === 'visit_done');
    const isAppointment = ref.collection === 'appointments' && !isGone;
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
        isAppointment
          ? html`<a class="button" href="/calendario/visita/${encodeURIComponent(ref.id)}"
              >${done.length === 0 ? 'Registrar visita' : 'Ver el registro'}</a
            >`
          : nothing
      }
    </li>`;
  }
}

/** The viewings that the lead has now. */
function listViewings(lead: Lead | null): Viewing[] {
  return [...(lead?.viewings?.values() ?? [])]
    .filter(isOccupied)
    .sort((a, b) => (openedAt(b) ?? 0) - (openedAt(a) ?? 0));
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-viewings': LeadViewings;
  }
}
