import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { z } from 'zod';
import { APPOINTMENT_TYPES } from '#domain/documents/appointment';
import { mayChangeListing } from './appointmentActions';
import { reschedule, schedule, type Appointment } from './appointments';
import type { SignedIn } from '../session/session';
import { closeModal, renderCancelButton, openModal } from '../shared/dialog';
import { dropDraft, renderRecovered } from '../shared/drafts';
import { renderTextArea } from '../shared/fields';
import { FormDraft } from '../shared/formDraft';
import { ID_PATTERN, MAX_ID_LENGTH } from '../shared/idField';
import '../shared/namePicker';
import { NamePicker } from '../shared/namePicker';
import { Saving } from '../shared/saving';
import { explainLength } from '../shared/textLength';
import { View } from '../shared/view';
import { chooseId } from '../shared/writes';
import { dateOf, toDateField, toTimeField } from '../shared/calendar';

const MINUTES = [30, 45, 60, 90, 120];
const MINUTE_MS = 60_000;

const formSchema = z.object({
  day: z.iso.date(),
  time: z.string().regex(/^\d\d:\d\d/),
  minutes: z.coerce.number().int().positive(),
  notes: z.string().trim().default(''),
  type: z.enum(APPOINTMENT_TYPES).optional(),
});

/** Schedules a new appointment, or changes the time or the listing of an existing one. */
@customElement('schedule-dialog')
export class ScheduleDialog extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private changed: Appointment | null = null;
  @state() private proposal: { startsAt: Date; minutes: number } | null = null;
  @state() private contactId = '';
  @state() private listingId = '';
  @state() private notes = '';
  @query('form') private form!: HTMLFormElement;
  private readonly saving = new Saving(this);
  private readonly draft = new FormDraft(this);

  /** Opens the dialog for a new appointment at the next full hour. The contact may be known already. */
  async schedule(contactId = '', day: Date | null = null, listingId = ''): Promise<void> {
    const next = day === null ? new Date() : new Date(day);
    if (day === null) next.setHours(next.getHours() + 1, 0, 0, 0);
    else next.setHours(10, 0, 0, 0);
    await this.open(null, { startsAt: next, minutes: 60 }, contactId, listingId);
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
    proposal: { startsAt: Date; minutes: number },
    contactId: string,
    listingId: string,
  ): Promise<void> {
    Object.assign(this, { changed, proposal, contactId, listingId, notes: '' });
    await this.updateComplete;
    const known = contactId === '' ? '' : `-${contactId}-${listingId}`;
    const name = changed === null ? `new-appointment${known}` : `appointment-${changed.id}`;
    await this.draft.open(this.form, name, chooseId('appointments'));
    openModal(this, 'dialog');
  }

  override render() {
    const { session, proposal, changed } = this;
    if (session === null) return nothing;
    return html`<dialog aria-labelledby="schedule-title" @close=${this.forget}>
      ${proposal === null ? nothing : this.renderForm(session, changed, proposal)}
    </dialog>`;
  }

  private renderForm(
    { claims }: SignedIn,
    changed: Appointment | null,
    { startsAt, minutes }: { startsAt: Date; minutes: number },
  ) {
    const isStaff = claims.role !== 'contact';
    const hasListingField = changed === null || (isStaff && mayChangeListing(changed));
    const lengths = MINUTES.includes(minutes) ? MINUTES : [minutes, ...MINUTES];
    return html`<form @submit=${this.save}>
      <h2 id="schedule-title">${changed === null ? 'Nueva cita' : 'Cambiar la cita'}</h2>
      ${
        this.draft.isRecovered
          ? renderRecovered(() => {
              this.draft.discard();
            })
          : nothing
      }
      ${
        isStaff && changed === null
          ? html`<name-picker
              id="contact"
              kind="contacts"
              label="Cliente"
              hint="Nombre o referencia"
              required
              .value=${this.contactId}
            ></name-picker>`
          : nothing
      }
      ${
        hasListingField
          ? isStaff
            ? html`<name-picker
                id="listing"
                kind="listings"
                label="Inmueble (si ya se sabe)"
                hint="Título o referencia"
                .value=${this.listingId}
              ></name-picker>`
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
      <div class="row">
        <label class="field grow"
          ><span>Día</span><input name="day" type="date" required .value=${toDateField(startsAt)}
        /></label>
        <label class="field grow"
          ><span>Hora</span
          ><input name="time" type="time" step="300" required .value=${toTimeField(startsAt)}
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
        ${renderCancelButton(this)}
        ${this.saving.renderButton(changed === null ? 'Agendar' : 'Guardar')}
      </div>
    </form>`;
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
    const data = new FormData(event.target);
    const form = formSchema.safeParse(Object.fromEntries(data));
    if (!form.success) {
      this.saving.refuse('Revisa el día y la hora.');
      return;
    }
    const { day, time, minutes, notes, type } = form.data;
    if (explainLength(notes) !== null) {
      this.saving.refuse('Las notas son demasiado largas: acórtalas.');
      return;
    }
    const startsAt = new Date(`${day}T${time}`);
    const endsAt = new Date(startsAt.getTime() + minutes * MINUTE_MS);
    const own = data.get('listing');
    const { name: draft, id } = this.draft;
    const save = async (signal: AbortSignal): Promise<void> => {
      const typed = typeof own === 'string' ? own.trim() : await this.readPicked('listing');
      const listingId = typed === '' ? null : typed;
      if (changed !== null) {
        const isListingChanged = typed !== null && listingId !== changed.listingId;
        const wanted = { startsAt, endsAt, ...(isListingChanged && { listingId }) };
        await reschedule(changed, wanted, signal);
      } else {
        const { claims, uid } = session;
        const common = { listingId, startsAt, endsAt, notes };
        if (claims.role === 'contact') {
          const { contactId } = claims;
          await schedule(id, { contactId, ...common, requestedBy: 'contact' }, signal);
        } else {
          const contactId = (await this.readPicked('contact')) ?? '';
          const added = { contactId, ...common, agentId: uid, ...(type !== undefined && { type }) };
          await schedule(id, added, signal);
        }
      }
      dropDraft(draft);
    };
    const done = changed === null ? 'Cita agendada.' : 'Cita cambiada.';
    if (!(await this.saving.run(save, done))) return;
    this.draft.forget();
    closeModal(this, 'dialog');
  }

  /** The id that was picked in a field. Null if the form does not have that field. */
  private async readPicked(id: string): Promise<string | null> {
    const picker = this.querySelector(`#${id}`);
    return picker instanceof NamePicker ? picker.readPicked() : null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'schedule-dialog': ScheduleDialog;
  }
}
