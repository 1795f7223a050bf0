import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  APPOINTMENT_STATUSES,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  isOverdue,
} from '#domain/documents/appointment';
import { microsOfMillis } from '#domain/time';
import { addDays, startOfDay } from '../shared/calendar';
import { nameAppointmentStatus } from '../shared/displayNames';
import { formatDay, formatTime } from '../shared/format';
import { names } from '../shared/names';
import { nameListing } from '../shared/pairNames';
import { View } from '../shared/view';
import { AppointmentOpenEvent } from './appointmentEvents';
import { nowMicros, type Appointment } from './appointments';
import { waitsForConfirmation } from './appointmentActions';

/**
 * The appointments of some days, one list for each day.
 *
 * @fires appointment-open - Somebody opens an appointment ({@link AppointmentOpenEvent}).
 */
@customElement('agenda-days')
export class AgendaDays extends View {
  @property({ attribute: false }) days: readonly Date[] = [];
  @property({ attribute: false }) appointments: readonly Appointment[] = [];

  override render() {
    return html`<div class="days ${this.days.length === 1 ? 'day' : 'week'}">
      ${this.days.map((day) => this.renderDay(day))}
    </div>`;
  }

  private renderDay(day: Date) {
    const [from, until] = [day, addDays(day, 1)].map((each) => microsOfMillis(each.getTime()));
    const own = this.appointments.filter(
      ({ startsAt }) =>
        startsAt !== null && startsAt >= (from ?? 0) && startsAt < (until ?? Infinity),
    );
    const isToday = startOfDay(new Date()).getTime() === day.getTime();
    return html`<section
      class="one-day ${isToday ? 'today' : ''} ${own.length === 0 ? 'free' : ''}"
    >
      <h3>
        ${formatDay(microsOfMillis(day.getTime()))}${isToday ? html`<span class="chip accent">Hoy</span>` : nothing}
      </h3>
      ${
        own.length === 0
          ? html`<p class="soft small">Sin citas</p>`
          : html`<ul class="stack tight">
              ${own.map((each) => html`<li>${this.renderEntry(each)}</li>`)}
            </ul>`
      }
    </section>`;
  }

  private renderEntry(appointment: Appointment) {
    const { startsAt, endsAt, status, type, contactId, agentId, notes } = appointment;
    const isLate = isOverdue(appointment, nowMicros());
    const { tone } = APPOINTMENT_STATUSES[status].shown;
    const hours = startsAt === null ? '' : formatTime(startsAt);
    const end = endsAt === null ? '' : `–${formatTime(endsAt)}`;
    return html`<button
      class="entry ${isOpenStatus(status) ? '' : 'over'} ${isLate ? 'late' : ''}"
      @click=${() => this.dispatchEvent(new AppointmentOpenEvent(appointment))}
    >
      <span class="numbers small">${hours}${end}${type === 'Visita' ? '' : ` · ${type}`}</span>
      <strong class="break">${names.contact(contactId)}</strong>
      <span class="soft small break">${nameListing(appointment)}</span>
      <span class="soft small break"
        >${agentId === null ? 'Sin agente' : names.agent(agentId)}${notes === '' ? '' : ` · ${notes}`}</span
      >
      ${
        isLate
          ? html`<span class="chip warn">Falta el resultado</span>`
          : waitsForConfirmation(appointment)
            ? html`<span class="chip warn">Por confirmar</span>`
            : status === INITIAL_APPOINTMENT_STATUS
              ? nothing
              : html`<span class="chip ${tone === 'good' ? 'good' : ''}"
                  >${nameAppointmentStatus(status)}</span
                >`
      }
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agenda-days': AgendaDays;
  }
}
