import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  APPOINTMENT_STATUSES,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  isOverdue,
} from '#domain/documents/appointment';
import { nameAppointmentStatus } from '../shared/displayNames';
import { whenDragging } from '../shared/dragging';
import { formatTime } from '../shared/format';
import { names } from '../shared/names';
import { nameListing } from '../shared/pairNames';
import { View } from '../shared/view';
import { microsOfMillis } from '#domain/time';
import { DROP_TIME } from './agendaHour';
import {
  AppointmentDragEvent,
  AppointmentMoveEvent,
  AppointmentOpenEvent,
} from './appointmentEvents';
import { nowMicros, type Appointment } from './appointments';
import { waitsForConfirmation } from './appointmentActions';

/**
 * An appointment in the agenda. People click it to open it, and drag it to another hour or day while it is open.
 *
 * @fires appointment-open - Somebody opens it ({@link AppointmentOpenEvent}).
 * @fires appointment-drag - Somebody drags it, or has dropped it ({@link AppointmentDragEvent}).
 * @fires appointment-move - Somebody has dropped it onto another time ({@link AppointmentMoveEvent}).
 */
@customElement('agenda-entry')
export class AgendaEntry extends View {
  @property({ attribute: false }) appointment: Appointment | null = null;

  /** Runs each time it enters the page: a list that is reordered takes its entries out and in again. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.addCleanup(
      whenDragging(({ draggable }) =>
        draggable({
          element: this,
          canDrag: () => this.isMovable && navigator.onLine,
          onDragStart: () => this.dispatchEvent(new AppointmentDragEvent(this.appointment)),
          onDrop: ({ location }) => {
            this.drop(location.current.dropTargets[0]?.data[DROP_TIME]);
          },
        }),
      ),
    );
  }

  /** Ends a drag, over a time or over none. */
  private drop(time: unknown): void {
    const { appointment } = this;
    this.dispatchEvent(new AppointmentDragEvent(null));
    if (appointment === null || !(time instanceof Date)) return;
    if (appointment.startsAt === microsOfMillis(time.getTime())) return;
    this.dispatchEvent(new AppointmentMoveEvent(appointment, time));
  }

  /** What a customer waits for a word about is not moved by a drop: an hour confirms it. */
  private get isMovable(): boolean {
    const { appointment } = this;
    return (
      appointment !== null && isOpenStatus(appointment.status) && !waitsForConfirmation(appointment)
    );
  }

  override render() {
    const { appointment } = this;
    if (appointment === null) return nothing;
    const { startsAt, endsAt, status, type, contactId, agentId, notes } = appointment;
    const isLate = isOverdue(appointment, nowMicros());
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
      ${renderState(appointment, isLate)}
    </button>`;
  }
}

function renderState(appointment: Appointment, isLate: boolean) {
  const { status } = appointment;
  if (isLate) return html`<span class="chip warn">Falta el resultado</span>`;
  if (waitsForConfirmation(appointment)) return html`<span class="chip warn">Por confirmar</span>`;
  if (status === INITIAL_APPOINTMENT_STATUS) return nothing;
  const { tone } = APPOINTMENT_STATUSES[status].shown;
  return html`<span class="chip ${tone === 'good' ? 'good' : ''}"
    >${nameAppointmentStatus(status)}</span
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'agenda-entry': AgendaEntry;
  }
}
