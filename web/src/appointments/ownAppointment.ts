import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { cancelAppointment, isUnconfirmed } from '#client/appointments';
import { INITIAL_APPOINTMENT_STATUS, isOpenStatus } from '#domain/documents/appointment';
import { dateOf } from '../shared/calendar';
import { client } from '../shared/client';
import { nameAppointmentStatus } from '../shared/displayNames';
import { formatLongDay, formatTime, labelTimeZone } from '../shared/format';
import { saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import { AppointmentChangeEvent } from './appointmentEvents';
import type { Appointment } from './appointments';
import { CALENDAR_FILE_NAME, formatCalendarFile } from './calendarFile';

/**
 * One of a customer's own appointments: whether it is confirmed, and what they can do with it.
 *
 * @fires appointment-change - The customer wants another date ({@link AppointmentChangeEvent}).
 */
@customElement('own-appointment')
export class OwnAppointment extends View {
  @property({ attribute: false }) appointment: Appointment | null = null;
  @property({ type: Boolean }) isAhead = false;
  @state() private isAsking = false;

  override render() {
    const { appointment, isAhead } = this;
    if (appointment === null) return nothing;
    const { startsAt, listingId, status, type, notes, place } = appointment;
    const day = startsAt === null ? 'Sin fecha todavía' : formatLongDay(dateOf(startsAt));
    const hours = formatHours(appointment);
    const isOpen = isAhead && status === INITIAL_APPOINTMENT_STATUS;
    return html`<div class="panel appointment ${isAhead ? '' : 'past'}">
      <div class="grow">
        <strong>${day}</strong> <span class="numbers">${hours}</span>
        ${isOpen ? renderConfirmation(appointment) : nothing}
        <p class="soft break">${type}${listingId === null ? '' : html` · inmueble ${listingId}`}</p>
        ${place === '' ? nothing : html`<p class="break">Lugar: ${place}</p>`}
        ${notes === '' ? nothing : html`<p class="soft small break lines">${notes}</p>`}
      </div>
      ${
        isOpen
          ? this.renderActions(appointment, `${day} ${hours}`)
          : html`<span class="chip"
              >${isOpenStatus(status) && !isAhead ? 'Ya pasó' : nameAppointmentStatus(status)}</span
            >`
      }
    </div>`;
  }

  private renderActions(appointment: Appointment, when: string) {
    if (this.isAsking) return this.renderQuestion(appointment);
    return html`<div class="row">
      ${
        isUnconfirmed(appointment) || appointment.startsAt === null
          ? nothing
          : html`<button
              class="button"
              aria-label="Añadir al calendario: ${when}"
              @click=${() => {
                saveCalendarFile(appointment);
              }}
            >
              Añadir al calendario
            </button>`
      }
      <button
        class="button"
        aria-label="Pedir otra fecha: ${when}"
        @click=${() => this.dispatchEvent(new AppointmentChangeEvent(appointment))}
      >
        Pedir otra fecha
      </button>
      <button
        class="button"
        aria-label="Cancelar la cita: ${when}"
        @click=${() => {
          this.isAsking = true;
        }}
      >
        Cancelar
      </button>
    </div>`;
  }

  private renderQuestion({ id }: Appointment) {
    return html`<div class="row">
      <span>¿Cancelarla?</span>
      <button class="button danger" @click=${() => void this.cancel(id)}>Sí, cancelar</button>
      <button
        class="button"
        @click=${() => {
          this.isAsking = false;
        }}
      >
        No
      </button>
    </div>`;
  }

  private async cancel(id: string): Promise<void> {
    const cancel = () => cancelAppointment(client, id);
    await saveWithToast(cancel, 'Cita cancelada.', { key: `status ${id}` });
    this.isAsking = false;
  }
}

function renderConfirmation(appointment: Appointment) {
  return isUnconfirmed(appointment)
    ? html`<span class="chip warn">Por confirmar</span>`
    : html`<span class="chip good">Confirmada</span>`;
}

function formatHours({ startsAt, endsAt }: Appointment): string {
  if (startsAt === null) return '';
  const zone = labelTimeZone(dateOf(startsAt));
  const end = endsAt === null ? '' : `–${formatTime(endsAt)}`;
  return `${formatTime(startsAt)}${end}${zone === '' ? '' : ` (${zone})`}`;
}

/** Customers cannot read listings: so the place is where staff said. */
function saveCalendarFile({ id, startsAt, endsAt, type, listingId, place }: Appointment): void {
  if (startsAt === null) return;
  const summary = listingId === null ? type : `${type}: inmueble ${listingId}`;
  const event = { uid: `${id}@${location.host}`, startsAt, endsAt, summary, location: place };
  const file = new Blob([formatCalendarFile(event, new Date())], { type: 'text/calendar' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = CALENDAR_FILE_NAME;
  link.click();
  URL.revokeObjectURL(link.href);
}

declare global {
  interface HTMLElementTagNameMap {
    'own-appointment': OwnAppointment;
  }
}
