import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { MAX_APPOINTMENTS } from '#client/appointments';
import { microsOfMillis } from '#domain/time';
import type { LeadScheduleEvent } from '../attention/leadScheduleEvent';
import '../attention/waitingLeads';
import type { SignedIn } from '../session/session';
import { addDays, parseDateField, startOfDay, startOfWeek, toDateField } from '../shared/calendar';
import { watchClock } from '../shared/clock';
import { formatDay, formatLongDay, labelTimeZone } from '../shared/format';
import { isNarrow } from '../shared/narrow';
import { readParameter, writeParameters } from '../shared/router';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './agenda.css';
import './agendaDays';
import './appointmentDialog';
import type { AppointmentDialog } from './appointmentDialog';
import type {
  AppointmentChangeEvent,
  AppointmentMoveEvent,
  AppointmentOpenEvent,
} from './appointmentEvents';
import { watchBetween, type Appointment } from './appointments';
import { moveAppointment } from './moveAppointment';
import './pendingRequests';
import './scheduleDialog';
import type { ScheduleDialog } from './scheduleDialog';
import { watchSwipes } from './swipes';
import './unsentVisits';

const WEEK = 7;
/** So many of the leads that wait are shown at first. On a phone the day comes first. */
const MAX_WAITING = 3;

const SPANS = [
  { span: 'day', parameter: 'dia', text: 'Día' },
  { span: 'week', parameter: 'semana', text: 'Semana' },
] as const;
type Span = (typeof SPANS)[number]['span'];

/**
 * The agenda: a day or a week of appointments, the leads that need somebody, and the actions for each. What it
 * shows is in its address.
 */
@customElement('agenda-page')
export class AgendaPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private span: Span = 'week';
  @state() private day = startOfDay(new Date());
  @state() private isMine = false;
  @query('schedule-dialog') private scheduleDialog!: ScheduleDialog;
  @query('appointment-dialog') private appointmentDialog!: AppointmentDialog;
  private readonly appointments = new Subscription<Appointment[]>(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.readAddress();
    this.watch();
    this.addCleanup(
      watchClock(() => {
        this.followToday();
      }),
    );
    this.addCleanup(
      watchSwipes(this, (step) => {
        this.go(step);
      }),
    );
  }

  private readAddress(): void {
    const view = readParameter('vista');
    this.span =
      SPANS.find(({ parameter }) => parameter === view)?.span ?? (isNarrow() ? 'day' : 'week');
    this.day = parseDateField(readParameter('fecha')) ?? startOfDay(new Date());
    this.isMine = readParameter('mias') !== '';
  }

  /** Shows something else, and keeps it in the address. */
  private show(changes: { span?: Span; day?: Date; isMine?: boolean }): void {
    Object.assign(this, changes);
    const isToday = this.day.getTime() === startOfDay(new Date()).getTime();
    writeParameters({
      vista: SPANS.find(({ span }) => span === this.span)?.parameter ?? '',
      fecha: isToday ? '' : toDateField(this.day),
      mias: this.isMine ? '1' : '',
    });
    this.watch();
  }

  /** Goes so many days or weeks on. 0 is today. */
  private go(steps: number): void {
    const length = this.span === 'day' ? 1 : WEEK;
    this.show({ day: steps === 0 ? startOfDay(new Date()) : addDays(this.day, steps * length) });
  }

  /** Whoever looks at today looks at the next day after midnight. */
  private followToday(): void {
    const today = startOfDay(new Date());
    if (readParameter('fecha') !== '' || this.day.getTime() === today.getTime()) return;
    this.day = today;
    this.watch();
  }

  private get agent(): string | null {
    return this.isMine ? (this.session?.uid ?? null) : null;
  }

  private watch(): void {
    const { agent } = this;
    const [from, until] = this.computeBounds();
    this.appointments.restart((onChange, onError) =>
      watchBetween({ from, until, agent }, onChange, onError),
    );
  }

  /** The shown day, or its week from Monday on. */
  private computeBounds(): [from: Date, until: Date] {
    if (this.span === 'day') return [this.day, addDays(this.day, 1)];
    const monday = startOfWeek(this.day);
    return [monday, addDays(monday, WEEK)];
  }

  override render() {
    const [from] = this.computeBounds();
    const days = Array.from({ length: this.span === 'day' ? 1 : WEEK }, (_, n) => addDays(from, n));
    return html`<div
      class="page wide"
      @appointment-open=${({ detail }: AppointmentOpenEvent) =>
        void this.appointmentDialog.show(detail.appointment)}
      @appointment-change=${({ detail }: AppointmentChangeEvent) =>
        void this.scheduleDialog.change(detail.appointment, detail)}
      @appointment-move=${({ detail }: AppointmentMoveEvent) =>
        void moveAppointment(detail.appointment, detail.startsAt)}
    >
      <div class="page-head">
        <h1 class="grow" tabindex="-1">Agenda</h1>
        <label class="row mine"
          ><input
            type="checkbox"
            .checked=${this.isMine}
            @change=${() => {
              this.show({ isMine: !this.isMine });
            }}
          />Solo las mías</label
        >
        <button
          class="button main"
          @click=${() => void this.scheduleDialog.schedule({ day: this.chooseDayToFill() })}
        >
          Nueva cita
        </button>
      </div>
      <unsent-visits></unsent-visits>
      <pending-requests .agent=${this.agent}></pending-requests>
      <waiting-leads
        .agent=${this.agent}
        .maxShown=${isNarrow() ? 0 : MAX_WAITING}
        @lead-schedule=${({ detail: { lead } }: LeadScheduleEvent) =>
          void this.scheduleDialog.schedule({
            contactId: lead.contactId ?? '',
            listingId: lead.listingId ?? '',
            agentId: lead.assignedTo,
          })}
      ></waiting-leads>
      ${this.renderSteering(days)}
      ${this.appointments.render({
        lines: 4,
        failure: 'No se ha podido leer la agenda.',
        show: (appointments) => renderDays(days, appointments),
      })}
      <schedule-dialog .session=${this.session}></schedule-dialog>
      <appointment-dialog></appointment-dialog>
    </div>`;
  }

  private renderSteering(days: readonly Date[]) {
    const go = (steps: number) => () => {
      this.go(steps);
    };
    return html`<div class="row steer">
      <div class="row" role="group" aria-label="Cuánto se ve">
        ${SPANS.map(
          ({ span, text }) =>
            html`<button
              class="button"
              aria-pressed=${this.span === span ? 'true' : 'false'}
              @click=${() => {
                this.show({ span });
              }}
            >
              ${text}
            </button>`,
        )}
      </div>
      <h2 class="grow" aria-live="polite">${formatSpan(days)}</h2>
      ${renderTimeZone(this.day)}
      <div class="row">
        <button class="button icon" aria-label="Anterior" @click=${go(-1)}>‹</button>
        <button class="button" @click=${go(0)}>Hoy</button>
        <button class="button icon" aria-label="Siguiente" @click=${go(1)}>›</button>
      </div>
    </div>`;
  }

  private chooseDayToFill(): Date | null {
    const isToday = startOfDay(new Date()).getTime() === this.day.getTime();
    return isToday ? null : this.day;
  }
}

/** Whose hours these are, if this device shows others. */
function renderTimeZone(day: Date) {
  const label = labelTimeZone(day);
  return label === '' ? nothing : html`<span class="chip warn">Todo en ${label}</span>`;
}

function renderDays(days: readonly Date[], appointments: readonly Appointment[]) {
  return html`<agenda-days .days=${days} .appointments=${appointments}></agenda-days> ${
      appointments.length < MAX_APPOINTMENTS
        ? nothing
        : html`<p class="notice calm">
            Se ven las primeras ${MAX_APPOINTMENTS} citas: mira día a día, o solo las tuyas.
          </p>`
    }`;
}

function formatSpan(days: readonly Date[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  if (days.length === 1) return formatLongDay(first);
  const short = (day: Date): string => formatDay(microsOfMillis(day.getTime()));
  return `Del ${short(first)} al ${short(last)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'agenda-page': AgendaPage;
  }
}
