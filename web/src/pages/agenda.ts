import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isOverdue, type AppointmentStatus } from '#domain/appointment';
import {
  MOST_LISTED,
  MOST_WAITING,
  nowMicros,
  setStatus,
  watchBegun,
  watchBetween,
  type Appointment,
} from '../data/appointments';
import { names } from '../data/names';
import { saving } from '../data/saving';
import type { SignedIn } from '../routes';
import { closeModal, openModal } from '../ui/dialog';
import '../ui/scheduleDialog';
import type { ScheduleDialog } from '../ui/scheduleDialog';
import { failed, loading } from '../ui/states';
import { say } from '../ui/toasts';
import { View } from '../ui/view';
import {
  addDays,
  APPOINTMENT_WORDS,
  dateOf,
  dayText,
  longDayText,
  startOfDay,
  timeText,
  whenText,
} from '../ui/words';
import { microsOfMillis } from '#domain/time';
import './agenda.css';

const WEEK = 7;
const MINUTE_MS = 60_000;
const WAITING_TOLD = 3;

/** The agenda: a day or a week, what waits for its outcome, and what becomes of an appointment. */
@customElement('agenda-page')
export class AgendaPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private span: 'day' | 'week' = 'week';
  @state() private day = startOfDay(new Date());
  @state() private isMine = false;
  @state() private appointments: readonly Appointment[] | null = null;
  @state() private begun: readonly Appointment[] = [];
  @state() private hasFailed = false;
  @state() private isAllWaiting = false;
  @state() private chosen: Appointment | null = null;
  private stop: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (matchMedia('(max-width: 720px)').matches) this.span = 'day';
    this.watch();
    const clock = setInterval(() => {
      this.requestUpdate();
    }, MINUTE_MS);
    this.keep(() => {
      clearInterval(clock);
      this.stop();
    });
  }

  private watch(): void {
    this.stop();
    const agent = this.isMine ? (this.session?.uid ?? null) : null;
    const fail = (): void => {
      this.hasFailed = true;
    };
    this.appointments = null;
    const [from, until] = this.bounds();
    const stops = [
      watchBetween(
        { from, until, agent },
        (appointments) => {
          this.appointments = appointments;
        },
        fail,
      ),
      watchBegun(
        agent,
        (begun) => {
          this.begun = begun;
        },
        fail,
      ),
    ];
    this.stop = () => {
      for (const stop of stops) stop();
    };
  }

  /** The day, or its week from Monday on. */
  private bounds(): [from: Date, until: Date] {
    if (this.span === 'day') return [this.day, addDays(this.day, 1)];
    const monday = addDays(this.day, -((this.day.getDay() + WEEK - 1) % WEEK));
    return [monday, addDays(monday, WEEK)];
  }

  override render() {
    const [from] = this.bounds();
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
          @click=${() => void this.dialog()?.schedule('', this.dayToFill())}
        >
          Nueva cita
        </button>
      </div>
      ${this.waiting()}
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
        <h2 class="grow" aria-live="polite">${this.spanText(days)}</h2>
        <div class="row">
          <button
            class="button icon"
            aria-label="Anterior"
            @click=${() => {
              this.go(-1);
            }}
          >
            ‹
          </button>
          <button
            class="button"
            @click=${() => {
              this.go(0);
            }}
          >
            Hoy
          </button>
          <button
            class="button icon"
            aria-label="Siguiente"
            @click=${() => {
              this.go(1);
            }}
          >
            ›
          </button>
        </div>
      </div>
      ${
        this.hasFailed
          ? failed('No se ha podido leer la agenda.')
          : this.appointments === null
            ? loading(4)
            : html`<div class="days ${this.span}">
                ${days.map((day) => this.oneDay(day, this.appointments ?? []))}
              </div>`
      }
      ${
        (this.appointments?.length ?? 0) >= MOST_LISTED
          ? html`<p class="notice calm">
              Se ven las primeras ${MOST_LISTED} citas: mira día a día, o solo las tuyas.
            </p>`
          : nothing
      }
      <schedule-dialog .session=${this.session}></schedule-dialog>
      ${this.actions()}
    </div>`;
  }

  private spanText(days: readonly Date[]): string {
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) return '';
    if (days.length === 1) return longDayText(first);
    const short = (day: Date): string => dayText(microsOfMillis(day.getTime()));
    return `Del ${short(first)} al ${short(last)}`;
  }

  private dayToFill(): Date | null {
    const isToday = startOfDay(new Date()).getTime() === this.day.getTime();
    return isToday ? null : this.day;
  }

  private go(steps: number): void {
    const length = this.span === 'day' ? 1 : WEEK;
    this.day = steps === 0 ? startOfDay(new Date()) : addDays(this.day, steps * length);
    this.watch();
  }

  private oneDay(day: Date, all: readonly Appointment[]) {
    const until = addDays(day, 1);
    const [from, end] = [microsOfMillis(day.getTime()), microsOfMillis(until.getTime())];
    const own = all.filter(
      ({ startsAt }) => startsAt !== null && startsAt >= from && startsAt < end,
    );
    const isToday = startOfDay(new Date()).getTime() === day.getTime();
    return html`<section
      class="one-day ${isToday ? 'today' : ''} ${own.length === 0 ? 'free' : ''}"
    >
      <h3>${dayText(from)}${isToday ? html`<span class="chip accent">Hoy</span>` : nothing}</h3>
      ${
        own.length === 0
          ? html`<p class="soft small">Sin citas</p>`
          : html`<ul class="stack tight">
              ${own.map((each) => html`<li>${this.entry(each)}</li>`)}
            </ul>`
      }
    </section>`;
  }

  private entry(appointment: Appointment) {
    const { startsAt, endsAt, status, type, contactId, listingId, agentId, notes } = appointment;
    const isLate = isOverdue(appointment, nowMicros());
    const hours = startsAt === null ? '' : timeText(startsAt);
    const end = endsAt === null ? '' : `–${timeText(endsAt)}`;
    return html`<button
      class="entry ${status === 'Scheduled' ? '' : 'over'} ${isLate ? 'late' : ''}"
      @click=${() => void this.choose(appointment)}
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
          : status === 'Scheduled'
            ? nothing
            : html`<span class="chip ${status === 'Completed' ? 'good' : ''}"
                >${APPOINTMENT_WORDS[status]}</span
              >`
      }
    </button>`;
  }

  /** What is over, and nobody has said how it went. */
  private waiting() {
    const now = nowMicros();
    // What ends while the page is open is among the day's own.
    const known = [...this.begun, ...(this.appointments ?? [])];
    const late = [...new Map(known.map((each) => [each.id, each])).values()]
      .filter((each) => isOverdue(each, now))
      .sort((a, b) => (b.startsAt ?? 0) - (a.startsAt ?? 0));
    if (late.length === 0) return nothing;
    const told = this.isAllWaiting ? late : late.slice(0, WAITING_TOLD);
    const most = this.begun.length >= MOST_WAITING ? ' (las últimas)' : '';
    return html`<section class="panel waiting">
      <h2>Esperan su resultado${most}</h2>
      <ul class="stack tight">
        ${told.map(
          ({ id, startsAt, contactId, listingId }) =>
            html`<li class="row">
              <div class="grow">
                <strong class="break">${names.contact(contactId)}</strong>
                <p class="soft small break">
                  ${startsAt === null ? '' : whenText(startsAt)} ·
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
        told.length === late.length
          ? nothing
          : html`<button
              class="button quiet"
              @click=${() => {
                this.isAllWaiting = true;
              }}
            >
              Ver las ${late.length}
            </button>`
      }
    </section>`;
  }

  private async choose(appointment: Appointment): Promise<void> {
    this.chosen = appointment;
    await this.updateComplete;
    openModal(this, 'dialog.actions');
  }

  private actions() {
    const { chosen } = this;
    return html`<dialog
      class="actions"
      aria-labelledby="actions-title"
      @close=${() => {
        this.chosen = null;
      }}
    >
      ${chosen === null ? nothing : this.actionsOf(chosen)}
    </dialog>`;
  }

  private actionsOf(appointment: Appointment) {
    const { id, status, contactId, startsAt, leadId, type } = appointment;
    const contact = names.contacts.get(contactId);
    const isAhead = status === 'Scheduled';
    return html`<div class="dialog-body">
      <div>
        <h2 id="actions-title" class="break">${names.contact(contactId)}</h2>
        <p class="soft">
          ${startsAt === null ? '' : `${longDayText(dateOf(startsAt))}, ${timeText(startsAt)}`} ·
          ${type} · ${APPOINTMENT_WORDS[status]}
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
            void this.dialog()?.change(appointment);
          }}
        >
          ${isAhead ? 'Cambiar hora o inmueble' : 'Programar de nuevo'}
        </button>
        ${
          isAhead
            ? html`<button class="button" @click=${() => void this.set(appointment, 'NoShow')}>
                  No se presentó</button
                ><button
                  class="button danger"
                  @click=${() => void this.set(appointment, 'Cancelled')}
                >
                  Cancelar la cita
                </button>`
            : nothing
        }
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

  private async set({ id, contactId }: Appointment, status: AppointmentStatus): Promise<void> {
    const error = await saving(() => setStatus(id, status));
    if (error === null) closeModal(this, 'dialog.actions');
    const done = `Cita de ${names.contact(contactId)}: ${APPOINTMENT_WORDS[status].toLowerCase()}.`;
    say(error ?? done, error === null ? 'good' : 'bad');
  }

  private dialog(): ScheduleDialog | null {
    return this.querySelector<ScheduleDialog>('schedule-dialog');
  }
}
