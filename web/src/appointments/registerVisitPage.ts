import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { watchVisitsOf, type Visit } from '#client/visits';
import { chooseId } from '#client/writes';
import { client } from '../shared/client';
import { dateOf } from '../shared/calendar';
import { nameAppointmentStatus } from '../shared/displayNames';
import { formatLabelledTime, formatLongDay } from '../shared/format';
import { names } from '../shared/names';
import { nameListing } from '../shared/pairNames';
import { navigate } from '../shared/router';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './agenda.css';
import { watchAppointment, type Appointment } from './appointments';
import {
  dropVisitDraft,
  nameCorrection,
  nameNewVisit,
  openVisitDrafts,
  readVisitDraft,
} from './visitDrafts';
import './visitForm';

/** Registrar visita: records how an appointment went, or corrects its recorded visits. */
@customElement('register-visit-page')
export class RegisterVisitPage extends View {
  @property() appointmentId = '';
  /** Null if it does not exist or cannot be used. */
  private readonly appointment = new Subscription<Appointment | null>(this, (onChange, onError) =>
    watchAppointment(this.appointmentId, onChange, onError),
  );
  private readonly visits = new Subscription<Visit[]>(this, (onChange, onError) =>
    watchVisitsOf(client, this.appointmentId, onChange, onError),
  );
  /** The id of the visit that the page's own form registers. Empty until the drafts are there. */
  @state() private newId = '';
  /** The recorded visit that this form corrects since somebody has recorded one. */
  private taken: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void openVisitDrafts().then(() => {
      this.newId = readVisitDraft(this.draft)?.visitId ?? chooseId(client, 'visits');
    });
    const update = (): void => {
      this.requestUpdate();
    };
    for (const type of ['online', 'offline']) addEventListener(type, update);
    this.addCleanup(() => {
      for (const type of ['online', 'offline']) removeEventListener(type, update);
    });
  }

  private get draft(): string {
    return nameNewVisit(this.appointmentId);
  }

  override render() {
    return html`<div class="page register stack">
      <h1 tabindex="-1">Registrar visita</h1>
      ${this.appointment.render({
        lines: 4,
        failure: 'No se ha podido leer la cita.',
        show: (appointment) => this.renderContent(appointment),
      })}
    </div>`;
  }

  private renderContent(appointment: Appointment | null) {
    if (this.newId === '') return nothing;
    if (appointment === null) {
      return html`<p class="notice calm break">
          La cita ${this.appointmentId} no existe, o le faltan datos.
        </p>
        <div class="row">
          <a class="button" href="/calendario">Ir a la agenda</a>
          ${
            readVisitDraft(this.draft) === null
              ? nothing
              : html`<button class="button danger" @click=${this.discard}>
                  Descartar lo que habías escrito
                </button>`
          }
        </div>`;
    }
    // Without a network nobody knows whether there are visits. What is typed waits as a draft, and meets them later.
    if (this.visits.data === undefined && !navigator.onLine) {
      return html`${this.renderSummary(appointment)} ${this.renderForms(appointment, [])}`;
    }
    return html`${this.renderSummary(appointment)}
    ${this.visits.render({
      lines: 3,
      failure: 'No se han podido leer los registros de esta cita.',
      show: (visits) => this.renderForms(appointment, visits),
    })}`;
  }

  /** Nobody can send what was typed about an appointment that is gone. */
  private discard(): void {
    dropVisitDraft(this.draft);
    navigate('/calendario');
  }

  private renderSummary(appointment: Appointment) {
    const { contactId, startsAt, status, leadId } = appointment;
    return html`<div class="panel">
      <strong class="break">${names.contact(contactId)}</strong>
      <p class="break">${nameListing(appointment)}</p>
      <p class="soft small">
        ${startsAt === null ? 'Sin fecha' : `${formatLongDay(dateOf(startsAt))}, ${formatLabelledTime(startsAt)}`}
        · ${nameAppointmentStatus(status)}
        ${
          leadId === null
            ? nothing
            : html` · <a href="/embudo/${encodeURIComponent(leadId)}">ver el lead</a>`
        }
      </p>
    </div>`;
  }

  /** One form for each visit, or for the one to register. */
  private renderForms(appointment: Appointment, visits: readonly Visit[]) {
    this.takeVisit(visits);
    const forms = visits.length === 0 ? [null] : visits;
    return repeat(
      forms,
      (visit) => (visit === null || visit.id === this.taken ? 'new' : visit.id),
      (visit, n) => {
        const isNew = visit === null || visit.id === this.taken;
        return html`<section class="stack" aria-labelledby="visit-${n}">
          <h2 id="visit-${n}" ?hidden=${forms.length === 1}>
            Registro ${n + 1} de ${forms.length}
          </h2>
          <visit-form
            .appointment=${appointment}
            .visitId=${visit?.id ?? this.newId}
            .visit=${visit}
            .draft=${isNew ? this.draft : nameCorrection(visit.id)}
          ></visit-form>
        </section>`;
      },
    );
  }

  /**
   * Somebody has recorded a visit while this person was filling in the form, or a lost answer was a yes. The form
   * goes on with that visit, so that what was typed stays.
   */
  private takeVisit(visits: readonly Visit[]): void {
    const isTakenThere = visits.some(({ id }) => id === this.taken);
    if (isTakenThere || readVisitDraft(this.draft) === null) return;
    this.taken = (visits.find(({ id }) => id === this.newId) ?? visits[0])?.id ?? null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'register-visit-page': RegisterVisitPage;
  }
}
