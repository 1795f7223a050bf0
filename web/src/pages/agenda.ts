import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  APPOINTMENT_STATUSES,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  isOverdue,
  type AppointmentStatus,
} from '#domain/documents/appointment';
import { microsOfMillis } from '#domain/time';
import { listActions } from '../data/appointmentActions';
import {
  MAX_LISTED,
  MAX_OVERDUE,
  nowMicros,
  setStatus,
  watchStarted,
  watchBetween,
  type Appointment,
} from '../data/appointments';
import { names } from '../data/names';
import { trySave } from '../data/saving';
import type { SignedIn } from '../data/session';
import { addDays, dateOf, startOfDay } from '../ui/calendar';
import { closeModal, openModal } from '../ui/dialog';
import { nameAppointmentStatus } from '../ui/displayNames';
import { formatDay, formatDayAndTime, formatLongDay, formatTime } from '../ui/format';
import '../ui/scheduleDialog';
import type { ScheduleDialog } from '../ui/scheduleDialog';
import { renderError, renderLoading } from '../ui/states';
import { showToast } from '../ui/toasts';
import { View } from '../ui/view';
import './agenda.css';

const WEEK = 7;
const MINUTE_MS = 60_000;
const MAX_OVERDUE_SHOWN = 3;

/** The agenda: a day or a week of appointments, those that lack an outcome, and the actions for each. */
@customElement('agenda-page')
export class AgendaPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private span: 'day' | 'week' = 'week';
  @state() private day = startOfDay(new Date());
  @state() private isMine = false;
  @state() private appointments: readonly Appointment[] | null = null;
  @state() private started: readonly Appointment[] = [];
  @state() private hasFailed = false;
  @state() private areAllOverdueShown = false;
  @state() private chosen: Appointment | null = null;
  private stop: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (matchMedia('(max-width: 720px)').matches) this.span = 'day';
    this.watch();
    const clock = setInterval(() => {
      this.requestUpdate();
    }, MINUTE_MS);
    this.addCleanup(() => {
      clearInterval(clock);
      this.stop();
    });
  }

  private watch(): void {
    this.stop();
    const agent = this.isMine ? (this.session?.uid ?? null) : null;
    const onError = (): void => {
      this.hasFailed = true;
    };
    this.appointments = null;
    const [from, until] = this.computeBounds();
    const stops = [
      watchBetween(
        { from, until, agent },
        (appointments) => {
          this.appointments = appointments;
        },
        onError,
      ),
      watchStarted(
        agent,
        (started) => {
          this.started = started;
        },
        onError,
      ),
    ];
    this.stop = () => {
      for (const stop of stops) stop();
    };
  }

  /** The shown day, or its week from Monday on. */
  private computeBounds(): [from: Date, until: Date] {
    if (this.span === 'day') return [this.day, addDays(this.day, 1)];
    const monday = addDays(this.day, -((this.day.getDay() + WEEK - 1) % WEEK));
    return [monday, addDays(monday, WEEK)];
  }

  override render() {
    const [from] = this.computeBounds();
    const days = Array.from({ length: this.span === 'day' ? 1 : WEEK }, (_, n) => addDays(from, n));
    return html`<div class="page wide">
      <div class="page-head">
        <h1 class="grow" tabindex="-1">Agenda</h1>
        <label class="row mine"
          ><input
            type="checkbox"
            .checked=${this.isMine}
            @change=${() => {
              this.isMine = !this.isMine;
              this.watch();
            }}
          />Solo las mías</label
        >
        <button
          class="button main"
          @click=${() => void this.findDialog()?.schedule('', this.chooseDayToFill())}
        >
          Nueva cita
        </button>
      </div>
      ${this.renderOverdue()}
      <div class="row steer">
        <div class="row" role="group" aria-label="Cuánto se ve">
          ${(['day', 'week'] as const).map(
            (span) =>
              html`<button
                class="button"
                aria-pressed=${this.span === span ? 'true' : 'false'}
                @click=${() => {
                  this.span = span;
                  this.watch();
                }}
              >
                ${span === 'day' ? 'Día' : 'Semana'}
              </button>`,
          )}
        </div>
        <h2 class="grow" aria-live="polite">${this.formatSpan(days)}</h2>
        <div class="row">
          <button
            class="button icon"
            aria-label="Anterior"
            @click=${() => {
              this.goBy(-1);
            }}
          >
            ‹
          </button>
          <button
            class="button"
            @click=${() => {
              this.goBy(0);
            }}
          >
            Hoy
          </button>
          <button
            class="button icon"
            aria-label="Siguiente"
            @click=${() => {
              this.goBy(1);
            }}
          >
            ›
          </button>
        </div>
      </div>
      ${
        this.hasFailed
          ? renderError('No se ha podido leer la agenda.')
          : this.appointments === null
            ? renderLoading(4)
            : html`<div class="days ${this.span}">
                ${days.map((day) => this.renderDay(day, this.appointments ?? []))}
              </div>`
      }
      ${
        (this.appointments?.length ?? 0) >= MAX_LISTED
          ? html`<p class="notice calm">
              Se ven las primeras ${MAX_LISTED} citas: mira día a día, o solo las tuyas.
            </p>`
          : nothing
      }
      <schedule-dialog .session=${this.session}></schedule-dialog>
      ${this.renderActionsDialog()}
    </div>`;
  }

  private formatSpan(days: readonly Date[]): string {
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) return '';
    if (days.length === 1) return formatLongDay(first);
    const short = (day: Date): string => formatDay(microsOfMillis(day.getTime()));
    return `Del ${short(first)} al ${short(last)}`;
  }

  private chooseDayToFill(): Date | null {
    const isToday = startOfDay(new Date()).getTime() === this.day.getTime();
    return isToday ? null : this.day;
  }

  private goBy(steps: number): void {
    const length = this.span === 'day' ? 1 : WEEK;
    this.day = steps === 0 ? startOfDay(new Date()) : addDays(this.day, steps * length);
    this.watch();
  }

  private renderDay(day: Date, all: readonly Appointment[]) {
    const until = addDays(day, 1);
    const [from, end] = [microsOfMillis(day.getTime()), microsOfMillis(until.getTime())];
    const own = all.filter(
      ({ startsAt }) => startsAt !== null && startsAt >= from && startsAt < end,
    );
    const isToday = startOfDay(new Date()).getTime() === day.getTime();
    return html`<section
      class="one-day ${isToday ? 'today' : ''} ${own.length === 0 ? 'free' : ''}"
    >
      <h3>${formatDay(from)}${isToday ? html`<span class="chip accent">Hoy</span>` : nothing}</h3>
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
    const { startsAt, endsAt, status, type, contactId, listingId, agentId, notes } = appointment;
    const isLate = isOverdue(appointment, nowMicros());
    const { tone } = APPOINTMENT_STATUSES[status].shown;
    const hours = startsAt === null ? '' : formatTime(startsAt);
    const end = endsAt === null ? '' : `–${formatTime(endsAt)}`;
    return html`<button
      class="entry ${isOpenStatus(status) ? '' : 'over'} ${isLate ? 'late' : ''}"
      @click=${() => void this.openActions(appointment)}
    >
      <span class="numbers small">${hours}${end}${type === 'Visita' ? '' : ` · ${type}`}</span>
      <strong class="break">${names.contact(contactId)}</strong>
      <span class="soft small break"
        >${listingId === null ? 'Inmueble por decidir' : names.listing(listingId)}</span
      >
      <span class="soft small break"
        >${agentId === null ? 'Sin agente' : names.agent(agentId)}${notes === '' ? '' : ` · ${notes}`}</span
      >
      ${
        isLate
          ? html`<span class="chip warn">Falta el resultado</span>`
          : status === INITIAL_APPOINTMENT_STATUS
            ? nothing
            : html`<span class="chip ${tone === 'good' ? 'good' : ''}"
                >${nameAppointmentStatus(status)}</span
              >`
      }
    </button>`;
  }

  /** Appointments that are over and still open: nobody has recorded how they went. */
  private renderOverdue() {
    const now = nowMicros();
    // An appointment that ends while the page is open is in the shown day.
    const known = [...this.started, ...(this.appointments ?? [])];
    const late = [...new Map(known.map((each) => [each.id, each])).values()]
      .filter((each) => isOverdue(each, now))
      .sort((a, b) => (b.startsAt ?? 0) - (a.startsAt ?? 0));
    if (late.length === 0) return nothing;
    const shown = this.areAllOverdueShown ? late : late.slice(0, MAX_OVERDUE_SHOWN);
    const note = this.started.length >= MAX_OVERDUE ? ' (las últimas)' : '';
    return html`<section class="panel waiting">
      <h2>Esperan su resultado${note}</h2>
      <ul class="stack tight">
        ${shown.map(
          ({ id, startsAt, contactId, listingId }) =>
            html`<li class="row">
              <div class="grow">
                <strong class="break">${names.contact(contactId)}</strong>
                <p class="soft small break">
                  ${startsAt === null ? '' : formatDayAndTime(startsAt)} ·
                  ${listingId === null ? 'inmueble por decidir' : names.listing(listingId)}
                </p>
              </div>
              <a class="button" href="/calendario/visita/${encodeURIComponent(id)}"
                >Registrar visita<span class="hidden-text"> de ${names.contact(contactId)}</span></a
              >
            </li>`,
        )}
      </ul>
      ${
        shown.length === late.length
          ? nothing
          : html`<button
              class="button quiet"
              @click=${() => {
                this.areAllOverdueShown = true;
              }}
            >
              Ver las ${late.length}
            </button>`
      }
    </section>`;
  }

  private async openActions(appointment: Appointment): Promise<void> {
    this.chosen = appointment;
    await this.updateComplete;
    openModal(this, 'dialog.actions');
  }

  private renderActionsDialog() {
    const { chosen } = this;
    return html`<dialog
      class="actions"
      aria-labelledby="actions-title"
      @close=${() => {
        this.chosen = null;
      }}
    >
      ${chosen === null ? nothing : this.renderActions(chosen)}
    </dialog>`;
  }

  private renderActions(appointment: Appointment) {
    const { id, status, contactId, startsAt, leadId, type } = appointment;
    const contact = names.contacts.get(contactId);
    return html`<div class="dialog-body">
      <div>
        <h2 id="actions-title" class="break">${names.contact(contactId)}</h2>
        <p class="soft">
          ${startsAt === null ? '' : `${formatLongDay(dateOf(startsAt))}, ${formatTime(startsAt)}`}
          · ${type} · ${nameAppointmentStatus(status)}
        </p>
        ${
          contact?.phone === undefined
            ? nothing
            : html`<p><a href="tel:${contact.phone}">${contact.phone}</a></p>`
        }
      </div>
      <div class="choices">
        <a class="button main" href="/calendario/visita/${encodeURIComponent(id)}"
          >Registrar visita</a
        >
        <button
          class="button"
          @click=${() => {
            closeModal(this, 'dialog.actions');
            void this.findDialog()?.change(appointment);
          }}
        >
          ${isOpenStatus(status) ? 'Cambiar hora o inmueble' : 'Programar de nuevo'}
        </button>
        ${listActions(status).map(
          (action) =>
            html`<button
              class="button ${action.isDanger ? 'danger' : ''}"
              @click=${() => void this.setStatus(appointment, action.status)}
            >
              ${action.label}
            </button>`,
        )}
        ${
          leadId === null
            ? nothing
            : html`<a class="button" href="/embudo/${encodeURIComponent(leadId)}">Ver el lead</a>`
        }
        <button
          class="button quiet"
          @click=${() => {
            closeModal(this, 'dialog.actions');
          }}
        >
          Volver
        </button>
      </div>
    </div>`;
  }

  private async setStatus(
    { id, contactId }: Appointment,
    status: AppointmentStatus,
  ): Promise<void> {
    const error = await trySave(() => setStatus(id, status));
    if (error === null) closeModal(this, 'dialog.actions');
    const done = `Cita de ${names.contact(contactId)}: ${nameAppointmentStatus(status).toLowerCase()}.`;
    showToast(error ?? done, error === null ? 'good' : 'bad');
  }

  private findDialog(): ScheduleDialog | null {
    return this.querySelector<ScheduleDialog>('schedule-dialog');
  }
}
