import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { cancelAppointment, watchOwnAppointments } from '#client/appointments';
import { INITIAL_APPOINTMENT_STATUS, isOpenStatus } from '#domain/documents/appointment';
import { nowMicros, type Appointment } from './appointments';
import { saveWithToast } from '../shared/saving';
import type { SignedIn } from '../session/session';
import { dateOf } from '../shared/calendar';
import { client } from '../shared/client';
import { nameAppointmentStatus } from '../shared/displayNames';
import './scheduleDialog';
import type { ScheduleDialog } from './scheduleDialog';
import { renderEmpty } from '../shared/states';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { formatLongDay, formatTime, labelTimeZone } from '../shared/format';
import './agenda.css';

/** Sorts appointments without a time last. */
const LAST = Number.MAX_SAFE_INTEGER;

/** The page of a customer: their own appointments, which they schedule and cancel. */
@customElement('my-appointments-page')
export class MyAppointmentsPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @query('schedule-dialog') private scheduleDialog!: ScheduleDialog;
  private readonly appointments = new Subscription<Appointment[]>(this);
  @state() private asking: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const { claims } = this.session ?? {};
    if (claims?.role !== 'contact') return;
    const { contactId } = claims;
    this.appointments.restart((onChange, onError) =>
      watchOwnAppointments(client, contactId, onChange, onError),
    );
  }

  override render() {
    return html`<div class="page">
      <div class="page-head">
        <h1 class="grow" tabindex="-1">Mis citas</h1>
        <button class="button main" @click=${() => void this.scheduleDialog.schedule()}>
          Pedir una cita
        </button>
      </div>
      ${this.appointments.render({
        lines: 3,
        failure: 'No se han podido leer tus citas.',
        show: (appointments) => this.renderList(appointments),
      })}
      <schedule-dialog .session=${this.session}></schedule-dialog>
    </div>`;
  }

  private renderList(appointments: readonly Appointment[]) {
    if (appointments.length === 0) {
      return renderEmpty('Aún no tienes citas', 'Pide una y la agencia la verá al momento.');
    }
    const now = nowMicros();
    const isAhead = ({ status, startsAt }: Appointment): boolean =>
      isOpenStatus(status) && (startsAt === null || startsAt >= now);
    const sorted = [...appointments].sort((a, b) => (a.startsAt ?? LAST) - (b.startsAt ?? LAST));
    const ahead = sorted.filter(isAhead);
    const past = sorted.filter((each) => !isAhead(each)).reverse();
    return html`<div class="stack">
      <h2>Próximas</h2>
      ${
        ahead.length === 0
          ? html`<p class="soft">Ninguna por ahora.</p>`
          : html`<ul class="stack">
              ${ahead.map((each) => this.renderAppointment(each, true))}
            </ul>`
      }
      ${
        past.length === 0
          ? nothing
          : html`<h2>Anteriores</h2>
              <ul class="stack">
                ${past.map((each) => this.renderAppointment(each, false))}
              </ul>`
      }
    </div>`;
  }

  private renderAppointment(
    { id, startsAt, endsAt, listingId, status, type, notes, place }: Appointment,
    isAhead: boolean,
  ) {
    const day = startsAt === null ? 'Sin fecha todavía' : formatLongDay(dateOf(startsAt));
    const zone = startsAt === null ? '' : labelTimeZone(dateOf(startsAt));
    const hours =
      startsAt === null
        ? ''
        : `${formatTime(startsAt)}${endsAt === null ? '' : `–${formatTime(endsAt)}`}${zone === '' ? '' : ` (${zone})`}`;
    return html`<li class="panel appointment ${isAhead ? '' : 'past'}">
      <div class="grow">
        <strong>${day}</strong> <span class="numbers">${hours}</span>
        <p class="soft break">${type}${listingId === null ? '' : html` · inmueble ${listingId}`}</p>
        ${place === '' ? nothing : html`<p class="break">Lugar: ${place}</p>`}
        ${notes === '' ? nothing : html`<p class="soft small break">${notes}</p>`}
      </div>
      ${
        isAhead && status === INITIAL_APPOINTMENT_STATUS
          ? this.asking === id
            ? html`<div class="row">
                <span>¿Cancelarla?</span>
                <button class="button danger" @click=${() => void this.cancel(id)}>
                  Sí, cancelar
                </button>
                <button
                  class="button"
                  @click=${() => {
                    this.asking = null;
                  }}
                >
                  No
                </button>
              </div>`
            : html`<button
                class="button"
                aria-label="Cancelar la cita: ${day} ${hours}"
                @click=${() => {
                  this.asking = id;
                }}
              >
                Cancelar
              </button>`
          : html`<span class="chip"
              >${isOpenStatus(status) && !isAhead ? 'Ya pasó' : nameAppointmentStatus(status)}</span
            >`
      }
    </li>`;
  }

  private async cancel(id: string): Promise<void> {
    const cancel = () => cancelAppointment(client, id);
    await saveWithToast(cancel, 'Cita cancelada.', { key: `status ${id}` });
    this.asking = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'my-appointments-page': MyAppointmentsPage;
  }
}
