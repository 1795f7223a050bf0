import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { setAppointmentStatus } from '#client/appointments';
import { isOpenStatus } from '#domain/documents/appointment';
import { dateOf } from '../shared/calendar';
import { client } from '../shared/client';
import { nameAppointmentStatus } from '../shared/displayNames';
import { formatLabelledTime, formatLongDay } from '../shared/format';
import { names } from '../shared/names';
import { nameListing } from '../shared/pairNames';
import { saveWithToast } from '../shared/saving';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import {
  isViewing,
  listActions,
  waitsForConfirmation,
  type AppointmentAction,
} from './appointmentActions';
import { findChangedParts, type ShownPart } from './appointmentChanges';
import { AppointmentChangeEvent } from './appointmentEvents';
import { watchAppointment, type Appointment } from './appointments';
import { confirmOutcome } from './confirmOutcome';
import { confirmRequest, refuseRequest } from './requests';

/**
 * What staff can do with one appointment: register its visit, change it, set its status, see its lead. While it is open
 * it follows what others do, and says it.
 *
 * @fires appointment-change - Somebody wants to change it ({@link AppointmentChangeEvent}).
 */
@customElement('appointment-dialog')
export class AppointmentDialog extends View {
  /** The appointment as it was when the dialog was opened. Null while it is closed. */
  @state() private opened: Appointment | null = null;
  @state() private isSaving = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  /** The appointment as it is now. Null if it is gone. */
  private readonly current = new Subscription<Appointment | null>(this);

  async show(appointment: Appointment): Promise<void> {
    this.opened = appointment;
    this.current.restart((onChange, onError) =>
      watchAppointment(appointment.id, onChange, onError),
    );
    await this.updateComplete;
    this.dialog.showModal();
  }

  override render() {
    const { opened } = this;
    return html`<dialog
      class="actions"
      aria-labelledby="actions-title"
      @close=${() => {
        this.opened = null;
        this.current.end();
      }}
    >
      ${
        opened === null
          ? nothing
          : html`<div class="dialog-body">${this.renderBody(opened, this.current.data)}</div>`
      }
    </dialog>`;
  }

  /** `now` is undefined until it is known, and null if the appointment is gone. */
  private renderBody(opened: Appointment, now: Appointment | null | undefined) {
    const appointment = now ?? opened;
    return html`${renderHead(appointment)}
      <div role="status">
        ${now === undefined || this.isSaving ? nothing : renderNews(opened, now)}
      </div>
      ${this.renderActions(appointment)}`;
  }

  private renderActions(appointment: Appointment) {
    const { id, status, leadId } = appointment;
    return html`<div class="choices">
      ${waitsForConfirmation(appointment) ? this.renderAnswers(appointment) : nothing}
      ${
        isViewing(appointment)
          ? html`<a class="button main" href="/calendario/visita/${encodeURIComponent(id)}"
              >Registrar visita</a
            >`
          : nothing
      }
      ${this.renderChange(appointment, isOpenStatus(status) ? 'Cambiar la cita' : 'Corregir la cita')}
      ${
        isOpenStatus(status)
          ? nothing
          : this.renderChange(appointment, 'Programar de nuevo', { isAgain: true })
      }
      ${listActions(appointment).map(
        (action) =>
          html`<button
            class="button ${action.isDanger ? 'danger' : ''}"
            @click=${() => void this.act(appointment, action)}
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
          this.dialog.close();
        }}
      >
        Volver
      </button>
    </div>`;
  }

  private renderChange(appointment: Appointment, label: string, { isAgain = false } = {}) {
    return html`<button
      class="button"
      @click=${() => {
        this.dialog.close();
        this.dispatchEvent(new AppointmentChangeEvent(appointment, { isAgain }));
      }}
    >
      ${label}
    </button>`;
  }

  /** What can be answered to a customer who asked for it. */
  private renderAnswers(appointment: Appointment) {
    const answer = (save: (request: Appointment) => Promise<boolean>) => async () => {
      // What this window does itself is no news.
      this.isSaving = true;
      const isSaved = await save(appointment);
      this.isSaving = false;
      if (isSaved) this.dialog.close();
    };
    return html`${
        appointment.startsAt === null
          ? nothing
          : html`<button class="button main" @click=${answer(confirmRequest)}>Confirmar</button>`
      } <button class="button danger" @click=${answer(refuseRequest)}>Rechazar</button>`;
  }

  /** Sets a status. If it is an outcome, and the appointment is still to come, it asks first. */
  private async act(
    appointment: Appointment,
    { status, label, isOutcome }: AppointmentAction,
  ): Promise<void> {
    const { id, contactId } = appointment;
    const done = `Cita de ${names.contact(contactId)}: ${nameAppointmentStatus(status).toLowerCase()}.`;
    const save = async (): Promise<void> => {
      // What this window does itself is no news.
      this.isSaving = true;
      await setAppointmentStatus(client, id, status);
    };
    const key = `status ${id}`;
    const takeBack = (): void =>
      void saveWithToast(
        () => setAppointmentStatus(client, id, appointment.status),
        `Cita de ${names.contact(contactId)}: como estaba.`,
        { key },
      );
    const isSaved = await saveWithToast(save, done, {
      key,
      undo: { label: 'Deshacer', run: takeBack },
      ...(isOutcome && { ask: () => confirmOutcome(appointment, `${label} igualmente`) }),
    });
    this.isSaving = false;
    if (isSaved) this.dialog.close();
  }
}

/** What others have changed since the dialog was opened. */
function renderNews(opened: Appointment, now: Appointment | null) {
  if (now === null) {
    return html`<p class="notice calm">Esta cita ya no existe: alguien la ha eliminado.</p>`;
  }
  const parts = findChangedParts(opened, now);
  if (parts.length === 0) return nothing;
  return html`<div class="notice calm">
    <p>Alguien la ha cambiado mientras la tenías abierta:</p>
    <ul>
      ${parts.map((part) => html`<li class="break">${describe(part, now)}</li>`)}
    </ul>
  </div>`;
}

function describe(part: ShownPart, now: Appointment): string {
  switch (part) {
    case 'time':
      return `ahora es ${formatTimeOf(now)}`;
    case 'status':
      return `ahora está ${nameAppointmentStatus(now.status).toLowerCase()}`;
    case 'confirmation':
      return now.confirmedAt === null ? 'ya no está confirmada' : 'ahora está confirmada';
    case 'type':
      return `ahora es ${now.type}`;
    case 'listing':
      return `ahora es de «${nameListing(now)}»`;
    case 'place':
      return now.place === '' ? 'ya no dice dónde' : `ahora es en «${now.place}»`;
    case 'agent':
      return now.agentId === null
        ? 'ahora no tiene agente'
        : `ahora es de ${names.agent(now.agentId)}`;
    case 'notes':
      return now.notes === '' ? 'ya no tiene notas' : `ahora las notas dicen «${now.notes}»`;
  }
}

function formatTimeOf({ startsAt }: Appointment): string {
  if (startsAt === null) return 'sin fecha';
  return `${formatLongDay(dateOf(startsAt))}, ${formatLabelledTime(startsAt)}`;
}

function renderHead(appointment: Appointment) {
  const { status, contactId, startsAt, type, place } = appointment;
  const contact = names.contacts.get(contactId);
  return html`<div>
    <h2 id="actions-title" class="break">${names.contact(contactId)}</h2>
    <p class="soft">
      ${startsAt === null ? '' : formatTimeOf(appointment)} · ${type} ·
      ${waitsForConfirmation(appointment) ? 'Por confirmar' : nameAppointmentStatus(status)}
    </p>
    ${place === '' ? nothing : html`<p class="break">Lugar: ${place}</p>`}
    ${
      contact?.phone === undefined
        ? nothing
        : html`<p><a href="tel:${contact.phone}">${contact.phone}</a></p>`
    }
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'appointment-dialog': AppointmentDialog;
  }
}
