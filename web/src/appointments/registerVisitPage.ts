import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { VisitOutcome } from '#domain/documents/visit';
import { watchAppointment, type Appointment } from './appointments';
import { names } from '../shared/names';
import { trySave } from '../shared/saving';
import { correctVisit, MAX_OFFER_AMOUNT, registerVisit, watchVisitsOf, type Visit } from './visits';
import { dateOf } from '../shared/calendar';
import { nameAppointmentStatus, VISIT_OUTCOME_NAMES } from '../shared/displayNames';
import { formatLongDay, formatNumber, formatTime } from '../shared/format';
import { navigate } from '../shared/router';
import { Subscription } from '../shared/subscription';
import { showToast } from '../shared/toasts';
import { View } from '../shared/view';
import './agenda.css';

type Choice = VisitOutcome | 'none';

const CHOICES: readonly { choice: Choice; text: string }[] = [
  { choice: 'offer_made', text: VISIT_OUTCOME_NAMES.offer_made },
  { choice: 'more_info_needed', text: VISIT_OUTCOME_NAMES.more_info_needed },
  { choice: 'none', text: 'Hizo la visita, sin más por ahora' },
];

/** Registrar visita: records the outcome of an appointment in two taps, or corrects a recorded one. */
@customElement('register-visit-page')
export class RegisterVisitPage extends View {
  @property() appointmentId = '';
  /** Null if it does not exist or cannot be used. */
  private readonly appointment = new Subscription<Appointment | null>(this, (onChange, onError) =>
    watchAppointment(this.appointmentId, onChange, onError),
  );
  private readonly visits = new Subscription<Visit[]>(this, (onChange, onError) =>
    watchVisitsOf(this.appointmentId, onChange, onError),
  );
  /** Null until somebody chooses. Until then the recorded outcome is shown. */
  @state() private choice: Choice | null = null;
  @state() private error: string | null = null;
  @state() private isBusy = false;

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
    if (appointment === null) {
      return html`<p class="notice calm break">
          La cita ${this.appointmentId} no existe, o le faltan datos.
        </p>
        <a class="button" href="/calendario">Ir a la agenda</a>`;
    }
    return html`${this.renderSummary(appointment)}
    ${this.visits.render({
      lines: 3,
      failure: 'No se han podido leer los registros de esta cita.',
      show: (visits) => this.renderForm(visits[0] ?? null),
    })}`;
  }

  private renderSummary({ contactId, listingId, startsAt, status, leadId }: Appointment) {
    return html`<div class="panel">
      <strong class="break">${names.contact(contactId)}</strong>
      <p class="break">${listingId === null ? 'Inmueble por decidir' : names.listing(listingId)}</p>
      <p class="soft small">
        ${startsAt === null ? 'Sin fecha' : `${formatLongDay(dateOf(startsAt))}, ${formatTime(startsAt)}`}
        · ${nameAppointmentStatus(status)}
        ${
          leadId === null
            ? nothing
            : html` · <a href="/embudo/${encodeURIComponent(leadId)}">ver el lead</a>`
        }
      </p>
    </div>`;
  }

  private renderForm(visit: Visit | null) {
    const recorded: Choice | null =
      visit?.status === 'visit_done' ? (visit.outcome ?? 'none') : null;
    const choice = this.choice ?? recorded;
    return html`<form class="stack" @submit=${(event: SubmitEvent) => void this.save(event, visit)}>
      ${
        recorded === null
          ? nothing
          : html`<p class="notice calm">
              Ya está registrada: puedes corregirla, y el lead la sigue.
            </p>`
      }
      <fieldset>
        <legend>¿Cómo fue?</legend>
        <div class="choices">
          ${CHOICES.map(
            (each) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="choice"
                  value=${each.choice}
                  .checked=${each.choice === choice}
                  @change=${() => {
                    this.choice = each.choice;
                    this.error = null;
                  }}
                />${each.text}</label
              >`,
          )}
        </div>
      </fieldset>
      ${
        choice === 'offer_made'
          ? html`<label class="field"
              ><span>Importe de la oferta, en euros (si se sabe)</span
              ><input
                name="amount"
                inputmode="decimal"
                autocomplete="off"
                placeholder="285.000"
                .value=${visit?.offer == null ? '' : String(visit.offer.amount).replace('.', ',')}
            /></label>`
          : nothing
      }
      <details ?open=${(visit?.notes ?? '') !== ''}>
        <summary class="soft">Añadir notas</summary>
        <label class="field"
          ><span>Notas de la visita</span
          ><textarea name="notes" maxlength="2000" .value=${visit?.notes ?? ''}></textarea>
        </label>
      </details>
      <div role="alert">
        ${this.error === null ? nothing : html`<p class="notice">${this.error}</p>`}
      </div>
      <div class="save">
        <button class="button main" ?disabled=${this.isBusy}>
          ${recorded === null ? 'Registrar' : 'Guardar la corrección'}
        </button>
      </div>
    </form>`;
  }

  private async save(event: SubmitEvent, visit: Visit | null): Promise<void> {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const fields = new FormData(event.target);
    const choice = CHOICES.find((each) => each.choice === fields.get('choice'))?.choice;
    if (choice === undefined) {
      this.error = 'Di cómo fue la visita.';
      return;
    }
    const amount = choice === 'offer_made' ? parseAmount(fields.get('amount')) : null;
    if (amount === undefined) {
      this.error = 'El importe no se entiende: escríbelo como 285.000 o 285.000,50.';
      return;
    }
    if (amount !== null && amount > MAX_OFFER_AMOUNT) {
      this.error = `El importe no puede pasar de ${formatNumber(MAX_OFFER_AMOUNT)}.`;
      return;
    }
    const notes = fields.get('notes');
    const registered = {
      outcome: choice === 'none' ? null : choice,
      // The form asks for the amount only. An offer keeps its currency.
      offer: amount === null ? null : { amount, currency: visit?.offer?.currency ?? 'EUR' },
      notes: typeof notes === 'string' ? notes.trim() : '',
    };
    this.isBusy = true;
    this.error = await trySave(() =>
      visit === null
        ? registerVisit(this.appointmentId, registered)
        : correctVisit(visit.id, registered),
    );
    this.isBusy = false;
    if (this.error !== null) return;
    showToast('Visita registrada: el lead la sigue.');
    navigate('/calendario');
  }
}

/** Parses an amount as people in Spain write it. Null for an empty text, undefined for a wrong one. */
function parseAmount(value: FormDataEntryValue | null): number | null | undefined {
  const text = typeof value === 'string' ? value.replace(/[\s€]/g, '') : '';
  if (text === '') return null;
  if (!/^(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?$/.test(text)) return undefined;
  const amount = Number(text.replaceAll('.', '').replace(',', '.'));
  return amount > 0 ? amount : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'register-visit-page': RegisterVisitPage;
  }
}
