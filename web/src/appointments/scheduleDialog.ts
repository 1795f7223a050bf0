import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { z } from 'zod';
import { scheduleAppointment, type NewAppointment } from '#client/appointments';
import { askForOtherDate } from '#client/requests';
import { chooseId } from '#client/writes';
import { APPOINTMENT_TYPES, isOpenStatus } from '#domain/documents/appointment';
import { microsOfMillis, type Micros } from '#domain/time';
import { mayChangeListing } from './appointmentActions';
import { MAX_PLACE_LENGTH, reschedule, type Appointment } from './appointments';
import type { SignedIn } from '../session/session';
import { client } from '../shared/client';
import { closeModal, renderCancelButton, openModal } from '../shared/dialog';
import { dropDraft, renderRecovered } from '../shared/drafts';
import { focusFirstError, renderFieldError, renderTextArea } from '../shared/fields';
import { FormDraft } from '../shared/formDraft';
import { ID_PATTERN, MAX_ID_LENGTH } from '../shared/idField';
import { AGENTS, CONTACTS, LISTINGS } from '../shared/choices';
import '../shared/comboBox';
import { ComboBox } from '../shared/comboBox';
import { Saving, trySave } from '../shared/saving';
import { explainLength } from '../shared/textLength';
import { View } from '../shared/view';
import { refuseConflict } from '../shared/writeRefused';
import { dateOf, nextHour, parseTimeFields, toDateField } from '../shared/calendar';
import './appointmentTime';
import type { AppointmentTime, Proposal } from './appointmentTime';
import { waitsForConfirmation } from './requests';
import { confirmSchedule } from './scheduleDoubts';

const FIRST_HOUR = '10:00';

const NOT_OPEN = 'Esta cita ya no está programada: mira cómo ha quedado en «Mis citas».';

const formSchema = z.object({
  notes: z.string().trim().default(''),
  place: z.string().trim().optional(),
  type: z.enum(APPOINTMENT_TYPES).optional(),
});

/** The form always has a time, and null in the place of a listing. */
interface FilledForm extends NewAppointment {
  startsAt: Date;
  endsAt: Date;
  listingId: string | null;
  place?: string;
}

/** What a new appointment begins with. */
export interface NewProposal {
  contactId?: string;
  listingId?: string;
  /** By default whoever schedules it. */
  agentId?: string | null;
  /** By default it begins at the next full hour. */
  day?: Date | null;
  /** Saved after the appointment, which is not said to be saved before. It runs again if somebody saves again. */
  afterwards?: (appointment: NewAppointment, signal: AbortSignal) => Promise<void>;
}

/**
 * Schedules a new appointment, or changes the time, the place or the listing of an existing one.
 *
 * @fires close - The dialog is closed, saved or not.
 */
@customElement('schedule-dialog')
export class ScheduleDialog extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  /** What somebody else has done meanwhile that matters here, as a sentence. */
  @property({ attribute: false }) news: string | null = null;
  @state() private changed: Appointment | null = null;
  @state() private proposal: Proposal | null = null;
  @state() private contactId = '';
  @state() private listingId = '';
  @state() private agentId = '';
  @state() private notes = '';
  @state() private place = '';
  @query('form') private form!: HTMLFormElement;
  @query('appointment-time') private timeFields!: AppointmentTime;
  private readonly saving = new Saving(this);
  private readonly draft = new FormDraft(this);
  private afterwards: NonNullable<NewProposal['afterwards']> = () => Promise.resolve();

  /** Opens the dialog for a new appointment. */
  async schedule({
    contactId = '',
    listingId = '',
    agentId = null,
    day = null,
    afterwards = () => Promise.resolve(),
  }: NewProposal = {}): Promise<void> {
    this.afterwards = afterwards;
    const [first] = day === null ? [] : (parseTimeFields(toDateField(day), FIRST_HOUR) ?? []);
    const startsAt = first ?? nextHour(new Date());
    const who = { contactId, listingId, agentId: agentId ?? this.session?.uid ?? '', place: '' };
    await this.open(null, { startsAt, minutes: 60 }, who);
  }

  /** Opens the dialog for an existing appointment. */
  async change(appointment: Appointment): Promise<void> {
    const { startsAt, endsAt } = appointment;
    const minutes =
      startsAt !== null && endsAt !== null ? Math.round((endsAt - startsAt) / 60e6) : 60;
    const start = startsAt === null ? new Date() : dateOf(startsAt);
    const { contactId, listingId, agentId, place } = appointment;
    this.afterwards = () => Promise.resolve();
    await this.open(
      appointment,
      { startsAt: start, minutes },
      { contactId, listingId: listingId ?? '', agentId: agentId ?? '', place },
    );
  }

  private async open(
    changed: Appointment | null,
    proposal: Proposal,
    fields: { contactId: string; listingId: string; agentId: string; place: string },
  ): Promise<void> {
    Object.assign(this, { changed, proposal, notes: '', ...fields });
    await this.updateComplete;
    const { contactId, listingId } = fields;
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
    const isRequest = changed === null || !isStaff;
    return html`<form @submit=${this.save} @input=${this.forgetError}>
      <h2 id="schedule-title">${nameForm(changed, isStaff)}</h2>
      ${
        this.news === null || this.saving.isBusy
          ? nothing
          : html`<p class="notice calm break" role="status">${this.news}</p>`
      }
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
      ${isStaff ? this.renderPlace() : nothing}
      ${
        isStaff && changed === null
          ? html`<combo-box
              id="agent"
              label="Agente"
              hint="Vacío, nadie todavía"
              .source=${AGENTS}
              .value=${this.agentId}
            ></combo-box>`
          : nothing
      }
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
        isRequest
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
      ${changed === null ? nothing : renderConsequence(changed, isStaff)} ${this.saving.render()}
      <div class="row end">
        ${renderCancelButton(this, 'Volver')}
        ${this.saving.renderButton(!isStaff ? 'Pedir' : changed === null ? 'Agendar' : 'Guardar')}
      </div>
    </form>`;
  }

  private renderPlace() {
    const wrong = explainLength(this.place.trim(), MAX_PLACE_LENGTH);
    return html`<div>
      <label class="field"
        ><span>Lugar de encuentro (el cliente lo puede leer)</span
        ><input
          name="place"
          autocomplete="off"
          .value=${live(this.place)}
          aria-invalid=${wrong === null ? nothing : 'true'}
          aria-describedby="appointment-place-error"
          @input=${({ target }: Event) => {
            if (target instanceof HTMLInputElement) this.place = target.value;
          }}
      /></label>
      ${renderFieldError('appointment-place-error', wrong)}
    </div>`;
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
    this.dispatchEvent(new CustomEvent('close'));
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { session, changed } = this;
    if (!(event.target instanceof HTMLFormElement) || session === null || this.saving.isBusy)
      return;
    const wanted = this.readForm(event.target, session);
    if (wanted === null) return;
    const { name: draft, id } = this.draft;
    const { afterwards } = this;
    const save = async (signal: AbortSignal): Promise<void> => {
      await write(id, wanted, changed, signal);
      await afterwards(wanted, signal);
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
    const { notes, type, place } = form.data;
    if (explainLength(place ?? '', MAX_PLACE_LENGTH) !== null) {
      focusFirstError(element);
      return null;
    }
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
      const agentId = this.readChosen('agent') ?? uid;
      return {
        contactId,
        ...common,
        agentId: agentId === '' ? null : agentId,
        ...(place !== undefined && { place }),
        ...(type !== undefined && { type }),
      };
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

function nameForm(changed: Appointment | null, isStaff: boolean): string {
  if (changed === null) return isStaff ? 'Nueva cita' : 'Pedir una cita';
  return isStaff ? 'Cambiar la cita' : 'Pedir otra fecha';
}

/** What people may not expect of a new time. */
function renderConsequence(changed: Appointment, isStaff: boolean) {
  if (!isStaff) {
    return html`<p class="soft small">
      La cita que tenías se cancela, y la agencia confirma la nueva.
    </p>`;
  }
  if (!waitsForConfirmation(changed)) return nothing;
  return html`<p class="soft small">
    Con otra hora la cita queda confirmada: acuérdala antes con el cliente.
  </p>`;
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
  const { startsAt, endsAt, notes, listingId, place } = wanted;
  if (wanted.requestedBy === 'contact') {
    const date = { startsAt, endsAt, notes: notes ?? null };
    await askForOtherDate(client, changed, date, { id, signal }).catch(refuseConflict(NOT_OPEN));
    return;
  }
  const isListingChanged = listingId !== changed.listingId;
  const isPlaceChanged = place !== undefined && place !== changed.place;
  const fields = {
    startsAt,
    endsAt,
    ...(isListingChanged && { listingId }),
    ...(isPlaceChanged && { place }),
  };
  await reschedule(changed, fields, signal);
}

function nameSuccess(changed: Appointment | null, { claims }: SignedIn): string {
  if (claims.role === 'contact') {
    return changed === null ? 'Cita pedida.' : 'Fecha pedida: la agencia la confirmará.';
  }
  return changed === null ? 'Cita agendada.' : 'Cita cambiada.';
}

const microsOf = (date: Date): Micros => microsOfMillis(date.getTime());

declare global {
  interface HTMLElementTagNameMap {
    'schedule-dialog': ScheduleDialog;
  }
}
