import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { setAppointmentStatus } from '#client/appointments';
import { isOpenStatus } from '#domain/documents/appointment';
import { dateOf } from '../shared/calendar';
import { client } from '../shared/client';
import { nameAppointmentStatus } from '../shared/displayNames';
import { formatLabelledTime, formatLongDay } from '../shared/format';
import { names } from '../shared/names';
import { saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import { isViewing, listActions, type AppointmentAction } from './appointmentActions';
import { AppointmentChangeEvent } from './appointmentEvents';
import type { Appointment } from './appointments';
import { confirmOutcome } from './confirmOutcome';

/**
 * What staff can do with one appointment: register its visit, change it, set its status, see its lead.
 *
 * @fires appointment-change - Somebody wants another time or listing ({@link AppointmentChangeEvent}).
 */
@customElement('appointment-dialog')
export class AppointmentDialog extends View {
  @state() private appointment: Appointment | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

  async show(appointment: Appointment): Promise<void> {
    this.appointment = appointment;
    await this.updateComplete;
    this.dialog.showModal();
  }

  override render() {
    const { appointment } = this;
    return html`<dialog
      class="actions"
      aria-labelledby="actions-title"
      @close=${() => {
        this.appointment = null;
      }}
    >
      ${
        appointment === null
          ? nothing
          : html`<div class="dialog-body">
              ${renderHead(appointment)} ${this.renderActions(appointment)}
            </div>`
      }
    </dialog>`;
  }

  private renderActions(appointment: Appointment) {
    const { id, status, leadId } = appointment;
    return html`<div class="choices">
      ${
        isViewing(appointment)
          ? html`<a class="button main" href="/calendario/visita/${encodeURIComponent(id)}"
              >Registrar visita</a
            >`
          : nothing
      }
      <button
        class="button"
        @click=${() => {
          this.dialog.close();
          this.dispatchEvent(new AppointmentChangeEvent(appointment));
        }}
      >
        ${isOpenStatus(status) ? 'Cambiar hora o inmueble' : 'Programar de nuevo'}
      </button>
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

  /** Sets a status. If it is an outcome, and the appointment is still to come, it asks first. */
  private async act(
    appointment: Appointment,
    { status, label, isOutcome }: AppointmentAction,
  ): Promise<void> {
    const { id, contactId } = appointment;
    const done = `Cita de ${names.contact(contactId)}: ${nameAppointmentStatus(status).toLowerCase()}.`;
    const isSaved = await saveWithToast(() => setAppointmentStatus(client, id, status), done, {
      key: `status ${id}`,
      ...(isOutcome && { ask: () => confirmOutcome(appointment, `${label} igualmente`) }),
    });
    if (isSaved) this.dialog.close();
  }
}

function renderHead({ status, contactId, startsAt, type }: Appointment) {
  const contact = names.contacts.get(contactId);
  return html`<div>
    <h2 id="actions-title" class="break">${names.contact(contactId)}</h2>
    <p class="soft">
      ${startsAt === null ? '' : `${formatLongDay(dateOf(startsAt))}, ${formatLabelledTime(startsAt)}`}
      · ${type} · ${nameAppointmentStatus(status)}
    </p>
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
