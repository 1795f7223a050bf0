import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { microsOfMillis } from '#domain/time';
import {
  addDays,
  dateOf,
  parseTimeFields,
  startOfDay,
  toDateField,
  toTimeField,
} from '../shared/calendar';
import { loadDragging } from '../shared/dragging';
import { formatDay } from '../shared/format';
import { View } from '../shared/view';
import './agendaEntry';
import './agendaHour';
import type { AppointmentDragEvent } from './appointmentEvents';
import type { Appointment } from './appointments';

/** The hours onto which an appointment can be dropped, besides its own. */
const HOURS = Array.from({ length: 13 }, (_, n) => `${String(n + 8).padStart(2, '0')}:00`);

/**
 * The appointments of some days, one list for each day. While one is dragged, each day shows its hours.
 *
 * @fires appointment-open - Somebody opens an appointment ({@link AppointmentOpenEvent}).
 * @fires appointment-move - Somebody drops an appointment onto another time ({@link AppointmentMoveEvent}).
 */
@customElement('agenda-days')
export class AgendaDays extends View {
  @property({ attribute: false }) days: readonly Date[] = [];
  @property({ attribute: false }) appointments: readonly Appointment[] = [];
  /** The appointment that is dragged. Null while none is. */
  @state() private dragged: Appointment | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void loadDragging();
  }

  override render() {
    return html`<div
      class="days ${this.days.length === 1 ? 'day' : 'week'}"
      @appointment-drag=${({ detail }: AppointmentDragEvent) => {
        this.dragged = detail.appointment;
      }}
    >
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
              ${repeat(
                own,
                ({ id }) => id,
                (each) => html`<li><agenda-entry .appointment=${each}></agenda-entry></li>`,
              )}
            </ul>`
      }
      ${this.dragged === null ? nothing : renderHours(day, this.dragged)}
    </section>`;
  }
}

/** The hours of a day while an appointment is dragged. Its own comes first: it may change its day alone. */
function renderHours(day: Date, { startsAt }: Appointment) {
  const own = startsAt === null ? [] : [toTimeField(dateOf(startsAt))];
  const hours = [...own, ...HOURS.filter((hour) => !own.includes(hour))];
  return html`<div class="drop-hours" aria-hidden="true">
    ${hours.map((hour, n) => {
      const [time] = parseTimeFields(toDateField(day), hour) ?? [];
      return time === undefined
        ? nothing
        : html`<agenda-hour
            .startsAt=${time}
            .label=${n < own.length ? `Misma hora, ${hour}` : hour}
          ></agenda-hour>`;
    })}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'agenda-days': AgendaDays;
  }
}
