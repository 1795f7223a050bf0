import { html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { watchOwnAppointments } from '#client/appointments';
import { isOpenStatus } from '#domain/documents/appointment';
import { nowMicros, type Appointment } from './appointments';
import type { SignedIn } from '../session/session';
import { client } from '../shared/client';
import './scheduleDialog';
import type { ScheduleDialog } from './scheduleDialog';
import { renderEmpty } from '../shared/states';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './agenda.css';
import type { AppointmentChangeEvent } from './appointmentEvents';
import './ownAppointment';

/** Sorts appointments without a time last. */
const LAST = Number.MAX_SAFE_INTEGER;

/** The page of a customer: their own appointments, which they ask for, move and cancel. */
@customElement('my-appointments-page')
export class MyAppointmentsPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @query('schedule-dialog') private scheduleDialog!: ScheduleDialog;
  private readonly appointments = new Subscription<Appointment[]>(this);

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
    return html`<div
      class="page"
      @appointment-change=${({ detail }: AppointmentChangeEvent) =>
        void this.scheduleDialog.change(detail.appointment)}
    >
      <div class="page-head">
        <h1 class="grow" tabindex="-1">Mis citas</h1>
        <button class="button main" @click=${() => void this.scheduleDialog.schedule()}>
          Pedir una cita
        </button>
      </div>
      ${this.appointments.render({
        lines: 3,
        failure: 'No se han podido leer tus citas.',
        show: renderList,
      })}
      <schedule-dialog .session=${this.session}></schedule-dialog>
    </div>`;
  }
}

function renderList(appointments: readonly Appointment[]) {
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
            ${repeat(
              ahead,
              ({ id }) => id,
              (each) => renderAppointment(each, true),
            )}
          </ul>`
    }
    ${
      past.length === 0
        ? nothing
        : html`<h2>Anteriores</h2>
            <ul class="stack">
              ${repeat(
                past,
                ({ id }) => id,
                (each) => renderAppointment(each, false),
              )}
            </ul>`
    }
  </div>`;
}

const renderAppointment = (appointment: Appointment, isAhead: boolean) =>
  html`<li>
    <own-appointment .appointment=${appointment} .isAhead=${isAhead}></own-appointment>
  </li>`;

declare global {
  interface HTMLElementTagNameMap {
    'my-appointments-page': MyAppointmentsPage;
  }
}
