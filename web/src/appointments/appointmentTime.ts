import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { parseDateField, parseTimeFields, toDateField, toTimeField } from '../shared/calendar';
import { formatLongDay, labelTimeZone } from '../shared/format';
import { View } from '../shared/view';

const MINUTES = [30, 45, 60, 90, 120];
const MINUTE_MS = 60_000;
const TURNS = ['La primera, en horario de verano', 'La segunda, en horario de invierno'];

/** When an appointment begins, and how long it lasts. */
export interface Proposal {
  startsAt: Date;
  minutes: number;
}

/**
 * The fields for the time of an appointment: day, hour and length, by the clocks of the agency. In the night in which
 * summer begins it refuses the hour that they skip; in the one in which it ends it asks which of two times is meant.
 */
@customElement('appointment-time')
export class AppointmentTime extends View {
  @property({ attribute: false }) proposal: Proposal | null = null;
  /** The day and the hour, as the fields have them. */
  @state() private day = '';
  @state() private time = '';
  /** Which of the times that they name is meant. Null until somebody chooses. */
  @state() private turn: number | null = null;
  @query('input[type=time]') private timeField!: HTMLInputElement;
  @query('select') private lengthField!: HTMLSelectElement;

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('proposal') || this.proposal === null) return;
    const { startsAt } = this.proposal;
    this.day = toDateField(startsAt);
    this.time = toTimeField(startsAt);
    const turn = this.readTimes().findIndex(
      (each) => each?.getTime() === startsAt.getTime() - (startsAt.getTime() % MINUTE_MS),
    );
    this.turn = turn < 0 ? null : turn;
  }

  /** Whether the fields say something else than what was proposed. */
  get isChanged(): boolean {
    const { proposal } = this;
    if (proposal === null) return false;
    const minute = Math.floor(proposal.startsAt.getTime() / MINUTE_MS);
    const startsAt = this.peek()?.startsAt.getTime() ?? null;
    if (startsAt === null || startsAt / MINUTE_MS !== minute) return true;
    return Number(this.lengthField.value) !== proposal.minutes;
  }

  /** The time that is meant. Null if the fields do not say: then the hour takes the focus. */
  read(): { startsAt: Date; endsAt: Date } | null {
    const meant = this.peek();
    if (meant === null) this.timeField.focus();
    return meant;
  }

  /** The time that is meant, and null if the fields do not say. */
  peek(): { startsAt: Date; endsAt: Date } | null {
    const times = this.readTimes();
    const startsAt = (times.length === 1 ? times[0] : times[this.turn ?? -1]) ?? null;
    if (startsAt === null) return null;
    const length = Number(this.lengthField.value) * MINUTE_MS;
    return { startsAt, endsAt: new Date(startsAt.getTime() + length) };
  }

  override render() {
    const { proposal } = this;
    if (proposal === null) return nothing;
    const { startsAt, minutes } = proposal;
    const times = this.readTimes();
    const zone = labelTimeZone(times[0] ?? startsAt);
    const lengths = MINUTES.includes(minutes) ? MINUTES : [minutes, ...MINUTES];
    return html`<div>
        <div class="row">
          <label class="field grow"
            ><span>Día</span
            ><input
              name="day"
              type="date"
              required
              .value=${toDateField(startsAt)}
              @input=${this.handleInput}
          /></label>
          <label class="field grow"
            ><span>Hora${zone === '' ? '' : ` (${zone})`}</span
            ><input
              name="time"
              type="time"
              step="300"
              required
              aria-describedby="missing-hour"
              aria-invalid=${times.length === 0 ? 'true' : nothing}
              .value=${toTimeField(startsAt)}
              @input=${this.handleInput}
          /></label>
          <label class="field grow"
            ><span>Duración</span
            ><select name="minutes">
              ${lengths.map(
                (each) =>
                  html`<option value=${each} ?selected=${each === minutes}>${each} min</option>`,
              )}
            </select></label
          >
        </div>
        <div id="missing-hour" role="alert">
          ${times.length === 0 ? this.renderMissingHour() : nothing}
        </div>
      </div>
      ${times.length > 1 ? this.renderTurns() : nothing}`;
  }

  private renderMissingHour() {
    const day = parseDateField(this.day);
    return html`<p class="error-text small picked">
      Las ${this.time} no existen el ${day === null ? '' : formatLongDay(day).toLowerCase()}: los
      relojes se adelantan una hora. Cambia la hora.
    </p>`;
  }

  private renderTurns() {
    return html`<fieldset>
      <legend>Esa noche los relojes se atrasan, y hay dos veces las ${this.time}. ¿Cuál?</legend>
      <div class="choices">
        ${TURNS.map(
          (text, n) =>
            html`<label class="choice"
              ><input
                type="radio"
                name="turn"
                required
                .checked=${this.turn === n}
                @change=${() => {
                  this.turn = n;
                }}
              />${text}</label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  private handleInput({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.type === 'date') this.day = target.value;
    else this.time = target.value;
    this.turn = null;
  }

  /** The times that the fields name. A field that is not filled in is left to the browser, which asks for it. */
  private readTimes(): readonly (Date | null)[] {
    return parseTimeFields(this.day, this.time) ?? [null];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'appointment-time': AppointmentTime;
  }
}
