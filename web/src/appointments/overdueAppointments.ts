import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isOverdue } from '#domain/documents/appointment';
import { formatDayAndTime } from '../shared/format';
import { names } from '../shared/names';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { MAX_OVERDUE, nowMicros, watchStarted, type Appointment } from './appointments';

const MAX_SHOWN = 3;

/** Appointments that are over and still open: nobody has recorded how they went. */
@customElement('overdue-appointments')
export class OverdueAppointments extends View {
  /** The uid of the agent whose appointments are listed. Null for all agents. */
  @property({ attribute: false }) agent: string | null = null;
  /** The appointments on the page: one of them may end while the page is open. */
  @property({ attribute: false }) onPage: readonly Appointment[] = [];
  @state() private areAllShown = false;
  private readonly started = new Subscription<Appointment[]>(this);

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('agent')) return;
    const { agent } = this;
    this.started.restart((onChange, onError) => watchStarted(agent, onChange, onError));
  }

  override render() {
    if (this.started.hasFailed) {
      return this.started.renderFailure('No se han podido leer las citas sin resultado.');
    }
    const started = this.started.data ?? [];
    const late = findLate([...started, ...this.onPage]);
    if (late.length === 0) return nothing;
    const shown = this.areAllShown ? late : late.slice(0, MAX_SHOWN);
    const note = started.length >= MAX_OVERDUE ? ' (las últimas)' : '';
    return html`<section class="panel waiting">
      <h2>Esperan su resultado${note}</h2>
      <ul class="stack tight">
        ${shown.map((each) => html`<li class="row">${renderAppointment(each)}</li>`)}
      </ul>
      ${
        shown.length === late.length
          ? nothing
          : html`<button
              class="button quiet"
              @click=${() => {
                this.areAllShown = true;
              }}
            >
              Ver las ${late.length}
            </button>`
      }
    </section>`;
  }
}

/** The appointments of a list that lack an outcome, the latest first. */
function findLate(all: readonly Appointment[]): Appointment[] {
  const now = nowMicros();
  return [...new Map(all.map((each) => [each.id, each])).values()]
    .filter((each) => isOverdue(each, now))
    .sort((a, b) => (b.startsAt ?? 0) - (a.startsAt ?? 0));
}

function renderAppointment({ id, startsAt, contactId, listingId }: Appointment) {
  const contact = names.contact(contactId);
  return html`<div class="grow">
      <strong class="break">${contact}</strong>
      <p class="soft small break">
        ${startsAt === null ? '' : formatDayAndTime(startsAt)} ·
        ${listingId === null ? 'inmueble por decidir' : names.listing(listingId)}
      </p>
    </div>
    <a class="button" href="/calendario/visita/${encodeURIComponent(id)}"
      >Registrar visita<span class="hidden-text"> de ${contact}</span></a
    >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'overdue-appointments': OverdueAppointments;
  }
}
