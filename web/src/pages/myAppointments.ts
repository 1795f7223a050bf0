import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { nowMicros, setStatus, watchOwn, type Appointment } from '../data/appointments';
import { saving } from '../data/saving';
import type { SignedIn } from '../routes';
import '../ui/scheduleDialog';
import type { ScheduleDialog } from '../ui/scheduleDialog';
import { empty, failed, loading } from '../ui/states';
import { say } from '../ui/toasts';
import { View } from '../ui/view';
import { APPOINTMENT_WORDS, longDayText, dateOf, timeText } from '../ui/words';
import './agenda.css';

/** Those without a time come last. */
const LAST = Number.MAX_SAFE_INTEGER;

/** What a customer sees: their own appointments, which they schedule and cancel. */
@customElement('my-appointments-page')
export class MyAppointmentsPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private appointments: readonly Appointment[] | null = null;
  @state() private hasFailed = false;
  @state() private asking: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const { claims } = this.session ?? {};
    if (claims?.role !== 'contact') return;
    this.keep(
      watchOwn(
        claims.contactId,
        (appointments) => {
          this.appointments = appointments;
        },
        () => {
          this.hasFailed = true;
        },
      ),
    );
  }

  override render() {
    return html`<div class="page">
      <div class="page-head">
        <h1 class="grow" tabindex="-1">Mis citas</h1>
        <button
          class="button main"
          @click=${() => void this.querySelector<ScheduleDialog>('schedule-dialog')?.schedule()}
        >
          Pedir una cita
        </button>
      </div>
      ${this.list()}
      <schedule-dialog .session=${this.session}></schedule-dialog>
    </div>`;
  }

  private list() {
    if (this.hasFailed) return failed('No se han podido leer tus citas.');
    if (this.appointments === null) return loading(3);
    if (this.appointments.length === 0) {
      return empty('Aún no tienes citas', 'Pide una y la agencia la verá al momento.');
    }
    const now = nowMicros();
    const isAhead = ({ status, startsAt }: Appointment): boolean =>
      status === 'Scheduled' && (startsAt === null || startsAt >= now);
    const sorted = [...this.appointments].sort(
      (a, b) => (a.startsAt ?? LAST) - (b.startsAt ?? LAST),
    );
    const ahead = sorted.filter(isAhead);
    const past = sorted.filter((each) => !isAhead(each)).reverse();
    return html`<div class="stack">
      <h2>Próximas</h2>
      ${
        ahead.length === 0
          ? html`<p class="soft">Ninguna por ahora.</p>`
          : html`<ul class="stack">
              ${ahead.map((each) => this.line(each, true))}
            </ul>`
      }
      ${
        past.length === 0
          ? nothing
          : html`<h2>Anteriores</h2>
              <ul class="stack">
                ${past.map((each) => this.line(each, false))}
              </ul>`
      }
    </div>`;
  }

  private line(
    { id, startsAt, endsAt, listingId, status, type, notes }: Appointment,
    isAhead: boolean,
  ) {
    const day = startsAt === null ? 'Sin fecha todavía' : longDayText(dateOf(startsAt));
    const hours =
      startsAt === null
        ? ''
        : `${timeText(startsAt)}${endsAt === null ? '' : `–${timeText(endsAt)}`}`;
    return html`<li class="panel appointment ${isAhead ? '' : 'past'}">
      <div class="grow">
        <strong>${day}</strong> <span class="numbers">${hours}</span>
        <p class="soft break">${type}${listingId === null ? '' : html` · inmueble ${listingId}`}</p>
        ${notes === '' ? nothing : html`<p class="soft small break">${notes}</p>`}
      </div>
      ${
        isAhead
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
              >${status === 'Scheduled' ? 'Ya pasó' : APPOINTMENT_WORDS[status]}</span
            >`
      }
    </li>`;
  }

  private async cancel(id: string): Promise<void> {
    const error = await saving(() => setStatus(id, 'Cancelled'));
    this.asking = null;
    say(error ?? 'Cita cancelada.', error === null ? 'good' : 'bad');
  }
}
