import { html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Micros } from '#domain/time';
import { microsOfMillis } from '#domain/time';
import { addDays, dateOf, startOfDay } from '../shared/calendar';
import { formatTime } from '../shared/format';
import { names } from '../shared/names';
import { readOwnUid } from '../shared/ownUid';
import { readOnce, Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './agenda.css';
import { readOf, type Appointment } from './appointments';
import { layOutDay, type Slot } from './dayLayout';
import { endOf, type Span } from './doubleBooking';

/** The day of a person, as it is asked for. */
interface Row {
  field: 'agentId' | 'contactId';
  id: string;
  name: string;
}

/**
 * What the agent and the customer of an appointment have on its day already: a strip of hours for each. What clashes with
 * it is red, and said in words.
 */
@customElement('day-strip')
export class DayStrip extends View {
  @property({ attribute: false }) agentId = '';
  @property({ attribute: false }) contactId = '';
  /** When the appointment takes place. Null if that is not known yet. */
  @property({ attribute: false }) span: Span | null = null;
  /** The id of the appointment itself. It does not clash with itself. */
  @property({ attribute: false }) own: string | null = null;
  private readonly days = {
    agentId: new Subscription<Appointment[]>(this),
    contactId: new Subscription<Appointment[]>(this),
  };
  private asked: Readonly<Record<Row['field'], string>> = { agentId: '', contactId: '' };

  override willUpdate(): void {
    const day = this.span === null ? null : startOfDay(dateOf(this.span.startsAt));
    for (const field of ['agentId', 'contactId'] as const) this.ask(field, this[field], day);
  }

  /** Reads a day, unless it has been read already. */
  private ask(field: Row['field'], id: string, day: Date | null): void {
    const key = id === '' || day === null ? '' : `${day.getTime()} ${id}`;
    if (key === this.asked[field]) return;
    this.asked = { ...this.asked, [field]: key };
    if (key === '' || day === null) {
      this.days[field].end();
      return;
    }
    const [startsAt, endsAt] = [micros(day), micros(addDays(day, 1))];
    this.days[field].restart(readOnce(() => readOf(field, id, { startsAt, endsAt })));
  }

  override render() {
    const { agentId, contactId, span } = this;
    if (span === null) return nothing;
    const agent = agentId === readOwnUid() ? 'Tu día' : names.agent(agentId);
    const rows: Row[] = [
      { field: 'agentId', id: agentId, name: agent },
      { field: 'contactId', id: contactId, name: names.contact(contactId) },
    ];
    return html`${rows.map((row) => (row.id === '' ? nothing : this.renderRow(row, span)))}`;
  }

  private renderRow({ field, name }: Row, span: Span) {
    const day = this.days[field];
    if (day.hasFailed) return html`<p class="soft small">No se ha podido leer su día.</p>`;
    const read = (day.data ?? []).filter(({ id }) => id !== this.own);
    const { blocks, wanted } = layOutDay(startOfDay(dateOf(span.startsAt)), read, span);
    const clashes = blocks.filter(({ isClash }) => isClash);
    return html`<div class="day-strip">
      <p class="small break"><strong>${name}</strong></p>
      <svg class="hours" aria-hidden="true">
        ${blocks.map(({ isClash, ...slot }) => renderSlot(slot, isClash ? 'clash' : 'taken'))}
        ${wanted === null ? nothing : renderSlot(wanted, 'wanted')}
      </svg>
      <ul class="hidden-text" aria-label="Ese día, ${name}">
        ${blocks.map(({ appointment }) => html`<li>${describe(appointment, field)}</li>`)}
      </ul>
      <div role="status">
        ${clashes.map(
          ({ appointment }) =>
            html`<p class="error-text small break">Coincide: ${describe(appointment, field)}</p>`,
        )}
        ${
          day.data !== undefined && blocks.length === 0
            ? html`<p class="soft small">Nada más ese día.</p>`
            : nothing
        }
      </div>
    </div>`;
  }
}

const micros = (date: Date): Micros => microsOfMillis(date.getTime());

/** In percent as attributes: the Content-Security-Policy allows no style in the page. */
const renderSlot = ({ left, width }: Slot, kind: 'taken' | 'clash' | 'wanted') =>
  svg`<rect class=${kind} x="${left}%" y="10%" width="${width}%" height="80%" rx="3"></rect>`;

function describe(appointment: Appointment, field: Row['field']): string {
  const { startsAt, endsAt, type, contactId, agentId } = appointment;
  if (startsAt === null) return type;
  const hours = `${formatTime(startsAt)}–${formatTime(endOf({ startsAt, endsAt }))}`;
  const other = field === 'agentId' ? names.contact(contactId) : nameAgent(agentId);
  return `${hours}, ${type}, ${other}`;
}

function nameAgent(agentId: string | null): string {
  return agentId === null ? 'sin agente' : `con ${names.agent(agentId)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'day-strip': DayStrip;
  }
}
