import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { NewAppointment } from '#client/appointments';
import { chooseId } from '#client/writes';
import { isOpenStatus, type AppointmentType } from '#domain/documents/appointment';
import { microsOfMillis, type Micros } from '#domain/time';
import { change, type Appointment } from './appointments';
import type { SignedIn } from '../session/session';
import { client } from '../shared/client';
import { closeModal, renderCancelButton, openModal } from '../shared/dialog';
import { dropDraft, renderRecovered } from '../shared/drafts';
import { renderTextArea } from '../shared/fields';
import { FormDraft } from '../shared/formDraft';
import { AGENTS, CONTACTS } from '../shared/choices';
import '../shared/comboBox';
import { loadPart } from '../shared/loadPart';
import { Saving, trySave } from '../shared/saving';
import { View } from '../shared/view';
import { dateOf, nextHour, parseTimeFields, toDateField } from '../shared/calendar';
import './appointmentTime';
import type { AppointmentTime, Proposal } from './appointmentTime';
import { readChosen, readScheduleForm } from './readScheduleForm';
import { confirmSchedule } from './scheduleDoubts';
import {
  nameButton,
  nameForm,
  nameSuccess,
  renderConsequence,
  renderListing,
  renderPlace,
  renderType,
} from './scheduleFields';
import { findFormChanges, planOuting, type FilledForm } from './filledForm';
import { saveNew } from './scheduleWrites';

const FIRST_HOUR = '10:00';
const USUAL_MINUTES = 60;

/** What a new appointment begins with. */
export interface NewProposal {
  contactId?: string;
  listingId?: string;
  /** By default whoever schedules it. */
  agentId?: string | null;
  /** By default it begins at the next full hour. */
  day?: Date | null;
  /** Saved after the appointments, with the first, which are not said to be saved before. It runs again if somebody saves again. */
  afterwards?: (appointment: NewAppointment, signal: AbortSignal) => Promise<void>;
}

/** What the fields of the form begin with. */
interface Fields {
  contactId: string;
  listingId: string;
  agentId: string;
  type: AppointmentType;
  place: string;
  notes: string;
}

const EMPTY: Fields = {
  ...{ contactId: '', listingId: '', agentId: '' },
  ...{ type: 'Visita', place: '', notes: '' },
};

/**
 * Schedules new appointments, changes all that may be changed of an existing one, or asks for another date as a customer.
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
  @state() private fields = EMPTY;
  @query('form') private form!: HTMLFormElement;
  @query('appointment-time') private timeFields!: AppointmentTime;
  private readonly saving = new Saving(this);
  private readonly draft = new FormDraft(this);
  private afterwards: NonNullable<NewProposal['afterwards']> = () => Promise.resolve();
  /** Whether an appointment that is over is scheduled again. */
  private isAgain = false;

  /** Opens the dialog for a new appointment. */
  async schedule({
    contactId = '',
    listingId = '',
    agentId = null,
    day = null,
    afterwards = () => Promise.resolve(),
  }: NewProposal = {}): Promise<void> {
    this.afterwards = afterwards;
    this.isAgain = false;
    const [first] = day === null ? [] : (parseTimeFields(toDateField(day), FIRST_HOUR) ?? []);
    const startsAt = first ?? nextHour(new Date());
    const who = { contactId, listingId, agentId: agentId ?? this.session?.uid ?? '' };
    await this.open(null, { startsAt, minutes: USUAL_MINUTES }, { ...EMPTY, ...who });
  }

  /** Opens the dialog for an existing appointment. */
  async change(appointment: Appointment, { isAgain = false } = {}): Promise<void> {
    const { startsAt, endsAt, listingId, agentId } = appointment;
    const minutes =
      startsAt !== null && endsAt !== null ? Math.round((endsAt - startsAt) / 60e6) : USUAL_MINUTES;
    this.afterwards = () => Promise.resolve();
    this.isAgain = isAgain;
    const isOwn = this.session?.claims.role === 'contact';
    await this.open(
      appointment,
      { startsAt: startsAt === null ? nextHour(new Date()) : dateOf(startsAt), minutes },
      {
        ...appointment,
        listingId: listingId ?? '',
        agentId: agentId ?? '',
        notes: isOwn ? '' : appointment.notes,
      },
    );
  }

  private async open(
    changed: Appointment | null,
    proposal: Proposal,
    fields: Fields,
  ): Promise<void> {
    Object.assign(this, { changed, proposal, fields });
    await this.updateComplete;
    const { contactId, listingId } = fields;
    const known = contactId === '' ? '' : `-${contactId}-${listingId}`;
    const name = changed === null ? `new-appointment${known}` : `appointment-${changed.id}`;
    await this.draft.open(this.form, name, chooseId(client, 'appointments'));
    openModal(this, 'dialog');
    this.requestUpdate();
    if (this.isStaff) await loadPart(() => import('./dayStrip'));
  }

  private get isStaff(): boolean {
    return this.session !== null && this.session.claims.role !== 'contact';
  }

  override render() {
    const { session, proposal, changed } = this;
    if (session === null) return nothing;
    return html`<dialog aria-labelledby="schedule-title" @close=${this.forget}>
      ${proposal === null ? nothing : this.renderForm(changed, proposal)}
    </dialog>`;
  }

  private renderForm(changed: Appointment | null, proposal: Proposal) {
    const { isStaff, fields } = this;
    return html`<form
      autocomplete="off"
      @submit=${this.save}
      @input=${this.forgetError}
      @change=${this.follow}
      @click=${this.follow}
      @keyup=${this.follow}
    >
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
              .value=${fields.contactId}
            ></combo-box>`
          : nothing
      }
      ${renderListing(changed, isStaff, fields.listingId)}
      <appointment-time class="stack" .proposal=${proposal}></appointment-time>
      ${isStaff ? this.renderStaffFields() : nothing}
      ${renderTextArea({
        id: 'appointment-notes',
        name: 'notes',
        label: isStaff ? 'Notas (el cliente las puede leer)' : 'Notas para la agencia',
        value: fields.notes,
        onInput: (notes) => {
          this.fields = { ...this.fields, notes };
        },
      })}
      ${changed === null ? nothing : renderConsequence(changed, isStaff)} ${this.saving.render()}
      <div class="row end">
        ${renderCancelButton(this, 'Volver')}
        ${this.saving.renderButton(nameButton(changed, isStaff))}
      </div>
    </form>`;
  }

  private renderStaffFields() {
    const { changed, fields } = this;
    return html`<combo-box
        id="agent"
        label="Agente"
        hint="Vacío, nadie todavía"
        .source=${AGENTS}
        .value=${fields.agentId}
      ></combo-box>
      <day-strip
        class="stack tight"
        .agentId=${readChosen(this, 'agent') ?? fields.agentId}
        .contactId=${readChosen(this, 'contact') ?? fields.contactId}
        .span=${this.readSpan()}
        .own=${changed?.id ?? null}
      ></day-strip>
      ${renderPlace(fields.place, (place) => {
        this.fields = { ...this.fields, place };
      })}
      ${renderType(fields.type)}`;
  }

  /** From when until when the appointments last, as the form says now. */
  private readSpan(): { startsAt: Micros; endsAt: Micros } | null {
    const times = this.querySelector('appointment-time')?.peek() ?? null;
    if (times === null) return null;
    const { startsAt, endsAt } = times;
    const count = Math.max(1, this.querySelector('outing-listings')?.listings.length ?? 1);
    const from = microsOf(startsAt);
    return { startsAt: from, endsAt: from + count * (microsOf(endsAt) - from) };
  }

  /** The strip of the day follows what the form says. */
  private follow(): void {
    this.requestUpdate();
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
    const { session, changed, isStaff } = this;
    if (!(event.target instanceof HTMLFormElement) || session === null || this.saving.isBusy)
      return;
    const wanted = this.readForm(event.target, session);
    if (wanted === null) return;
    const { name: draft, id } = this.draft;
    const write = this.planWrite(id, wanted);
    const save = async (signal: AbortSignal): Promise<void> => {
      await write(signal);
      dropDraft(draft);
    };
    const isSaved = await this.saving.run(
      save,
      nameSuccess(changed, isStaff, wanted.listings.length),
      () => this.isConfirmed(wanted),
    );
    if (!isSaved) return;
    this.draft.forget();
    closeModal(this, 'dialog');
  }

  /** What saving writes. */
  private planWrite(id: string, wanted: FilledForm): (signal: AbortSignal) => Promise<void> {
    const { changed, isStaff, isAgain, afterwards } = this;
    if (changed === null) {
      return async (signal) => {
        await saveNew(id, wanted, signal);
        const [first] = planOuting(id, wanted);
        if (first !== undefined) await afterwards(first, signal);
      };
    }
    if (!isStaff) {
      return async (signal) => {
        const { saveOtherDate } = await import('./otherDate');
        await saveOtherDate(id, changed, wanted, signal);
      };
    }
    const changes = findFormChanges(changed, wanted, this.isTimeChanged(changed));
    return (signal) => change(changed, changes, { isAgain, signal });
  }

  private isTimeChanged({ startsAt }: Appointment): boolean {
    return this.isAgain || startsAt === null || this.timeFields.isChanged;
  }

  /** What the form says. Null if something is missing or wrong: then the form says so. */
  private readForm(form: HTMLFormElement, session: SignedIn): FilledForm | null {
    const read = readScheduleForm(form, session, this.changed);
    const times = read === null ? null : this.timeFields.read();
    if (read === null || times === null) return null;
    if (!this.isStaff && times.startsAt.getTime() < Date.now()) {
      this.saving.refuse('Esa fecha ya ha pasado: elige otra.');
      return null;
    }
    return { ...read, ...times };
  }

  /** Whether to go on. What may be a mistake is asked; what stays at its time, with its agent, may not. */
  private async isConfirmed(wanted: FilledForm): Promise<boolean> {
    const { changed, isStaff } = this;
    if (changed !== null && !this.isTimeChanged(changed)) {
      const isSameAgent = wanted.agentId === undefined || wanted.agentId === changed.agentId;
      if (isSameAgent || !isOpenStatus(changed.status)) return true;
    }
    const last = planOuting('', wanted).at(-1) ?? wanted;
    let isYes = false;
    const failure = await trySave(async () => {
      isYes = await confirmSchedule({
        id: changed?.id ?? null,
        contactId: wanted.contactId,
        agentId: wanted.agentId ?? null,
        isOwn: !isStaff,
        startsAt: microsOf(wanted.startsAt),
        endsAt: microsOf(last.endsAt),
      });
    });
    if (failure !== null) this.saving.refuse(failure);
    return isYes;
  }
}

const microsOf = (date: Date): Micros => microsOfMillis(date.getTime());

declare global {
  interface HTMLElementTagNameMap {
    'schedule-dialog': ScheduleDialog;
  }
}
