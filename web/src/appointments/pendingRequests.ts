import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatDayAndTime, formatNumber, formatTime } from '../shared/format';
import { names } from '../shared/names';
import { isNarrow } from '../shared/narrow';
import { nameListing } from '../shared/pairNames';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './agenda.css';
import { AppointmentChangeEvent } from './appointmentEvents';
import type { Appointment } from './appointments';
import { confirmRequest, isAhead, MAX_REQUESTS, refuseRequest, watchRequests } from './requests';

/** Sorts requests without a time last. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * What customers have asked for, and wait for a word about. It shows nothing where nobody waits. On a phone it is folded.
 *
 * @fires appointment-change - Somebody proposes another time ({@link AppointmentChangeEvent}).
 */
@customElement('pending-requests')
export class PendingRequests extends View {
  /** The uid of the agent whose requests are listed, with those of nobody. Null for all. */
  @property({ attribute: false }) agent: string | null = null;
  private readonly requests = new Subscription<Appointment[]>(this, watchRequests);

  override render() {
    const { requests, agent } = this;
    if (requests.hasFailed) {
      return requests.renderFailure('No se ha podido leer qué citas están por confirmar.');
    }
    const read = requests.data ?? [];
    const shown = read
      .filter((each) => agent === null || each.agentId === null || each.agentId === agent)
      .filter(isAhead)
      .sort((a, b) => (a.startsAt ?? LAST) - (b.startsAt ?? LAST));
    if (shown.length === 0) return nothing;
    return html`<details class="panel requests" ?open=${!isNarrow()}>
      <summary>
        <h2>
          Por confirmar
          <span class="soft numbers">${formatNumber(shown.length)}</span>
        </h2>
      </summary>
      <ul class="stack tight">
        ${shown.map((each) => html`<li class="row">${this.renderRequest(each)}</li>`)}
      </ul>
      ${
        read.length < MAX_REQUESTS
          ? nothing
          : html`<p class="soft small">Se ven las más recientes.</p>`
      }
    </details>`;
  }

  private renderRequest(request: Appointment) {
    const { contactId, startsAt, endsAt, notes, agentId } = request;
    const until = endsAt === null ? '' : `–${formatTime(endsAt)}`;
    const when = startsAt === null ? 'Sin fecha' : `${formatDayAndTime(startsAt)}${until}`;
    const whose = html`<span class="hidden-text"> la cita de ${names.contact(contactId)}</span>`;
    return html`<div class="grow">
        <strong class="break">${names.contact(contactId)}</strong>
        <p class="small"><span class="numbers">${when}</span> · ${nameListing(request)}</p>
        ${
          agentId === null && notes === ''
            ? nothing
            : html`<p class="soft small break">
                ${[agentId === null ? '' : names.agent(agentId), notes].filter((each) => each !== '').join(' · ')}
              </p>`
        }
      </div>
      ${
        startsAt === null
          ? nothing
          : html`<button class="button main" @click=${() => void confirmRequest(request)}>
              Confirmar${whose}
            </button>`
      }
      <button
        class="button"
        @click=${() => this.dispatchEvent(new AppointmentChangeEvent(request))}
      >
        Otra hora<span class="hidden-text"> para la cita de ${names.contact(contactId)}</span>
      </button>
      <button class="button danger" @click=${() => void refuseRequest(request)}>
        Rechazar${whose}
      </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pending-requests': PendingRequests;
  }
}
