import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { z } from 'zod';
import { scheduleAppointment, type NewAppointment } from '#client/appointments';
import { chooseId } from '#client/writes';
import { APPOINTMENT_TYPES, isOpenStatus } from '#domain/documents/appointment';
import { microsOfMillis, type Micros } from '#domain/time';
import { mayChangeListing } from './appointmentActions';
import { reschedule, type Appointment } from './appointments';
import type { SignedIn } from '../session/session';
import { client } from '../shared/client';
import { closeModal, renderCancelButton, openModal } from '../shared/dialog';
import { dropDraft, renderRecovered } from '../shared/drafts';
import { renderTextArea } from '../shared/fields';
import { FormDraft } from '../shared/formDraft';
import { ID_PATTERN, MAX_ID_LENGTH } from '../shared/idField';
import { CONTACTS, LISTINGS } from '../shared/choices';
import '../shared/comboBox';
import { ComboBox } from '../shared/comboBox';
import { Saving, trySave } from '../shared/saving';
import { explainLength } from '../shared/textLength';
import { View } from '../shared/view';
import { dateOf, nextHour, parseTimeFields, toDateField } from '../shared/calendar';
import './appointmentTime';
import type { AppointmentTime, Proposal } from './appointmentTime';
import { confirmSchedule } from './scheduleDoubts';

const FIRST_HOUR = '10:00';

const formSchema = z.object({
  notes: z.string().trim().default(''),
  type: z.enum(APPOINTMENT_TYPES).optional(),
});

/** The form always has a time, and null in the place of a listing. */
interface FilledForm extends NewAppointment {
  startsAt: Date;
  endsAt: Date;
  listingId: string | null;
}

/** Schedules a new appointment, or changes the time or the listing of an existing one. */
@customElement('schedule-dialog')
export class ScheduleDialog extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private changed: Appointment | null = null;
  @state() private proposal: Proposal | null = null;
  @state() private contactId = '';
  @state() private listingId = '';
  @state() private notes = '';
  @query('form') private form!: HTMLFormElement;
  @query('appointment-time') private timeFields!: AppointmentTime;
  private readonly saving = new Saving(this);
  private readonly draft = new FormDraft(this);

  /** Opens the dialog for a new appointment at the next full hour. The contact may be known already. */
  async schedule(contactId = '', day: Date | null = null, listingId = ''): Promise<void> {
    const [first] = day === null ? [] : (parseTimeFields(toDateField(day), FIRST_HOUR) ?? []);
    const startsAt = first ?? nextHour(new Date());
    await this.open(null, { startsAt, minutes: 60 }, contactId, listingId);
  }

  /** Opens the dialog for an existing appointment. */
  async change(appointment: Appointment): Promise<void> {
    const { startsAt, endsAt } = appointment;
    const minutes =
      startsAt !== null && endsAt !== null ? Math.round((endsAt - startsAt) / 60e6) : 60;
    const start = startsAt === null ? new Date() : dateOf(startsAt);
    const { contactId, listingId } = appointment;
    await this.open(appointment, { startsAt: start, minutes }, contactId, listingId ?? '');
  }

  private async open(
    changed: Appointment | null,
    proposal: Proposal,
    contactId: string,
    listingId: string,
  ): Promise<void> {
    Object.assign(this, { changed, proposal, contactId, listingId, notes: '' });
    await this.updateComplete;
    const known = contactId === '' ? '' : `-${contactId}-${listingId}`;
    const name = changed === null ? `new-appointment${known}` : `appointment-${changed.id}`;
    await this.draft.open(this.form, name, chooseId(client, 'appointments'));
    openModal(this, 'dialog');
  }

  override render() {
    const { session, proposal, changed } = this;
    if (session === null) return nothing;
    return html`<dialog aria-labelledby="schedule-title" @close=${this.forget}>
      ${proposal === null ? nothing : this.renderForm(session, changed, proposal)}
    </dialog>`;
  }

  private renderForm({ claims }: SignedIn, changed: Appointment | null, proposal: Proposal) {
    const isStaff = claims.role !== 'contact';
    const hasListingField = changed === null || (isStaff && mayChangeListing(changed));
    return html`<form @submit=${this.save} @input=${this.forgetError}>
      <h2 id="schedule-title">
        ${changed !== null ? 'Cambiar la cita' : isStaff ? 'Nueva cita' : 'Pedir una cita'}
      </h2>
      ${
        this.draft.isRecovered
          ? renderRecovered(() => {
              this.draft.discard();
            })
          : nothing
      }
      ${
        isStaff && changed === null
          ? html`<combo-box
              id="contact"
              label="Cliente"
              hint="Cómo empieza su nombre en la ficha, su teléfono o su correo"
              required
              .source=${CONTACTS}
              .value=${this.contactId}
            ></combo-box>`
          : nothing
      }
      ${
        hasListingField
          ? isStaff
            ? html`<combo-box
                id="listing"
                label="Inmueble (si ya se sabe)"
                hint="Cómo empieza su título o su dirección"
                .source=${LISTINGS}
                .value=${this.listingId}
              ></combo-box>`
            : html`<label class="field"
                ><span>Referencia del inmueble (si la sabes)</span
                ><input
                  name="listing"
                  maxlength=${MAX_ID_LENGTH}
                  pattern=${ID_PATTERN}
                  autocomplete="off"
              /></label>`
          : nothing
      }
      <appointment-time class="stack" .proposal=${proposal}></appointment-time>
      ${
        isStaff && changed === null
          ? html`<label class="field"
              ><span>Tipo</span
              ><select name="type">
                ${APPOINTMENT_TYPES.map((type) => html`<option>${type}</option>`)}
              </select></label
            >`
          : nothing
      }
      ${
        changed === null
          ? renderTextArea({
              id: 'appointment-notes',
              name: 'notes',
              label: isStaff ? 'Notas (el cliente las puede leer)' : 'Notas para la agencia',
              value: this.notes,
              onInput: (notes) => {
                this.notes = notes;
              },
            })
          : nothing
      }
      ${this.saving.render()}
      <div class="row end">
        ${renderCancelButton(this, 'Volver')}
        ${this.saving.renderButton(changed !== null ? 'Guardar' : isStaff ? 'Agendar' : 'Pedir')}
      </div>
    </form>`;
  }

  /** What was wrong may be mended now. */
  private forgetError(): void {
    this.saving.refuse(null);
  }

  /** Runs however the dialog is closed. What was typed stays as a draft, unless it was saved. */
  private forget(): void {
    this.saving.leave();
    this.draft.close();
    this.proposal = null;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { session, changed } = this;
    if (!(event.target instanceof HTMLFormElement) || session === null || this.saving.isBusy)
      return;
    const wanted = this.readForm(event.target, session);
    if (wanted === null) return;
    const { name: draft, id } = this.draft;
    const save = async (signal: AbortSignal): Promise<void> => {
      await write(id, wanted, changed, signal);
      dropDraft(draft);
    };
    const isSaved = await this.saving.run(save, nameSuccess(changed, session), () =>
      this.isConfirmed(wanted, session),
    );
    if (!isSaved) return;
    this.draft.forget();
    closeModal(this, 'dialog');
  }

  /** What the form says. Null if something is missing or wrong: then the form says so. */
  private readForm(element: HTMLFormElement, { claims, uid }: SignedIn): FilledForm | null {
    const data = new FormData(element);
    const form = formSchema.safeParse(Object.fromEntries(data));
    const fields = [...this.querySelectorAll('combo-box')];
    if (!fields.every((field) => field.validate())) return null;
    const times = this.timeFields.read();
    if (!form.success || times === null) return null;
    const { notes, type } = form.data;
    if (explainLength(notes) !== null) {
      this.saving.refuse('Las notas son demasiado largas: acórtalas.');
      return null;
    }
    const own = data.get('listing');
    const listingId =
      typeof own === 'string'
        ? own.trim()
        : (this.readChosen('listing') ?? this.changed?.listingId);
    const common = {
      listingId: listingId === '' ? null : (listingId ?? null),
      ...times,
      notes,
    };
    if (claims.role !== 'contact') {
      const contactId = this.changed?.contactId ?? this.readChosen('contact') ?? '';
      return { contactId, ...common, agentId: uid, ...(type !== undefined && { type }) };
    }
    if (times.startsAt.getTime() < Date.now()) {
      this.saving.refuse('Esa fecha ya ha pasado: elige otra.');
      return null;
    }
    return { contactId: claims.contactId, ...common, requestedBy: 'contact' };
  }

  /** Whether to go on. What may be a mistake is asked; what stays at its time may not. */
  private async isConfirmed(wanted: FilledForm, { claims }: SignedIn): Promise<boolean> {
    const { changed } = this;
    const [startsAt, endsAt] = [microsOf(wanted.startsAt), microsOf(wanted.endsAt)];
    if (changed !== null && isOpenStatus(changed.status)) {
      if (changed.startsAt === startsAt && changed.endsAt === endsAt) return true;
    }
    let isYes = false;
    const failure = await trySave(async () => {
      isYes = await confirmSchedule({
        id: changed?.id ?? null,
        contactId: wanted.contactId,
        agentId: changed === null ? (wanted.agentId ?? null) : changed.agentId,
        isOwn: claims.role === 'contact',
        startsAt,
        endsAt,
      });
    });
    if (failure !== null) this.saving.refuse(failure);
    return isYes;
  }

  /** The id that was chosen in a field, or an empty text. Null if the form does not have that field. */
  private readChosen(id: string): string | null {
    const field = this.querySelector(`#${id}`);
    return field instanceof ComboBox ? field.value : null;
  }
}

async function write(
  id: string,
  wanted: FilledForm,
  changed: Appointment | null,
  signal: AbortSignal,
): Promise<void> {
  if (changed === null) {
    await scheduleAppointment(client, wanted, { id, signal });
    return;
  }
  const { startsAt, endsAt, listingId } = wanted;
  const isListingChanged = listingId !== changed.listingId;
  const times = { startsAt, endsAt };
  await reschedule(changed, { ...times, ...(isListingChanged && { listingId }) }, signal);
}

function nameSuccess(changed: Appointment | null, { claims }: SignedIn): string {
  if (changed !== null) return 'Cita cambiada.';
  return claims.role === 'contact' ? 'Cita pedida.' : 'Cita agendada.';
}

const microsOf = (date: Date): Micros => microsOfMillis(date.getTime());

declare global {
  interface HTMLElementTagNameMap {
    'schedule-dialog': ScheduleDialog;
  }
}
