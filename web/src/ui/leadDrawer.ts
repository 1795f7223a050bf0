import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RecordedEntry } from '#domain/documents/history';
import { pipelineStep } from '#domain/leadStatus';
import { shownStatus } from '#domain/viewings/statements';
import { isOccupied, openedAt, type Viewing } from '#domain/viewings/viewing';
import { MAX_IDS_IN_QUERY, watchByIds, type Appointment } from '../data/appointments';
import { watchHistory } from '../data/history';
import { addTag, editLead, removeTag, watchLead, type Lead } from '../data/leads';
import { names } from '../data/names';
import { trySave } from '../data/saving';
import type { SignedIn } from '../data/session';
import { openModal } from './dialog';
import {
  nameAppointmentStatus,
  nameMissingField,
  OUTCOME_NAMES,
  VISIT_OUTCOME_NAMES,
} from './displayNames';
import {
  formatDayAndTime,
  formatDaysSince,
  formatDuration,
  formatMoment,
  formatMoney,
} from './format';
import './namePicker';
import { NamePicker } from './namePicker';
import { navigate } from './router';
import './scheduleDialog';
import type { ScheduleDialog } from './scheduleDialog';
import { renderError, renderLoading } from './states';
import { showToast } from './toasts';
import { View } from './view';
import './leadDrawer.css';

const ENTRIES_PAGE_SIZE = 30;
const MAX_TAGS = 20;

/** One lead: its contact and listing, its viewings, its history, and the fields that people edit. */
@customElement('lead-drawer')
export class LeadDrawer extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @property() leadId = '';
  @property({ attribute: false }) onMove: (lead: Lead) => void = () => undefined;
  /** Undefined until it is loaded, null if it does not exist. */
  @state() private lead: Lead | null | undefined = undefined;
  @state() private entries: readonly RecordedEntry[] | null = null;
  @state() private appointments: readonly Appointment[] = [];
  @state() private maxEntries = ENTRIES_PAGE_SIZE;
  @state() private hasFailed = false;
  /** Notes that somebody is writing and has not saved. Null if there are none. */
  @state() private notes: string | null = null;
  /** The saved notes at the moment when somebody began to write. */
  private notesBefore = '';
  private stopHistory: () => void = () => undefined;
  private stopAppointments: () => void = () => undefined;
  private watched = '';

  override connectedCallback(): void {
    super.connectedCallback();
    const onError = (): void => {
      this.hasFailed = true;
    };
    this.addCleanup(
      watchLead(
        this.leadId,
        (lead) => {
          this.lead = lead;
          if (lead !== null) this.watchAppointments(lead);
        },
        onError,
      ),
    );
    this.addCleanup(() => {
      this.stopHistory();
      this.stopAppointments();
    });
    this.watchHistory();
  }

  override firstUpdated(): void {
    openModal(this, 'dialog.drawer');
  }

  private watchHistory(): void {
    this.stopHistory();
    this.stopHistory = watchHistory(
      this.leadId,
      this.maxEntries,
      (entries) => {
        this.entries = entries;
      },
      () => {
        this.hasFailed = true;
      },
    );
  }

  private watchAppointments(lead: Lead): void {
    const ids = listViewings(lead)
      .filter(({ ref }) => ref.collection === 'appointments')
      .map(({ ref }) => ref.id)
      .slice(0, MAX_IDS_IN_QUERY);
    if (ids.join() === this.watched) return;
    this.watched = ids.join();
    this.stopAppointments();
    this.stopAppointments =
      ids.length === 0
        ? () => undefined
        : watchByIds(ids, (appointments) => {
            this.appointments = appointments;
          });
  }

  override render() {
    const { lead } = this;
    return html`<dialog class="drawer" aria-labelledby="drawer-title" @close=${this.leave}>
        <div class="drawer-head">
          <div class="grow">${this.renderHeading(lead)}</div>
          <button
            class="button icon quiet"
            aria-label="Cerrar el lead"
            @click=${() => this.querySelector<HTMLDialogElement>('dialog.drawer')?.close()}
          >
            ✕
          </button>
        </div>
        <div class="drawer-body">
          ${this.hasFailed ? renderError('No se ha podido leer este lead.') : nothing}
          ${lead === undefined ? renderLoading(5) : lead === null ? nothing : this.renderBody(lead)}
        </div>
      </dialog>
      <schedule-dialog .session=${this.session}></schedule-dialog>`;
  }

  private renderHeading(lead: Lead | null | undefined) {
    if (lead === undefined) return html`<h2 id="drawer-title">Lead</h2>`;
    if (lead === null) {
      return html`<h2 id="drawer-title">Este lead no existe</h2>
        <p class="soft break">Ninguno tiene la referencia ${this.leadId}.</p>`;
    }
    const { contactId, listingId } = lead;
    return html`<h2 id="drawer-title" class="break">
        ${contactId === null ? 'Sin contacto' : names.contact(contactId)}
      </h2>
      <p class="soft break">
        ${listingId === null ? 'Inmueble por decidir' : names.listing(listingId)}
      </p>`;
  }

  private renderBody(lead: Lead) {
    const { status, statusChangedAt, closed, missingInfo, contactId } = lead;
    return html`<div class="drawer-status">
        <span class="step-dot step-${pipelineStep(status)}"></span>
        <div class="grow">
          <strong>${status}</strong>
          <span class="soft small"
            >${statusChangedAt === null ? '' : formatDaysSince(statusChangedAt)}</span
          >
          ${
            closed === null
              ? nothing
              : html`<p class="small break">
                  ${OUTCOME_NAMES[closed.outcome]}${closed.reason === '' ? '' : `: ${closed.reason}`}
                  ${
                    closed.leadId === null
                      ? nothing
                      : html`<a href="/embudo/${encodeURIComponent(closed.leadId)}"
                          >Ver ese lead</a
                        >`
                  }
                </p>`
          }
        </div>
        <button
          class="button main"
          @click=${() => {
            this.onMove(lead);
          }}
        >
          Mover
        </button>
      </div>
      ${
        missingInfo.length === 0
          ? nothing
          : html`<p class="row tight">
              ${missingInfo.map(
                (field) => html`<span class="chip warn">${nameMissingField(field)}</span>`,
              )}
            </p>`
      }
      ${this.renderPeople(lead)}
      <section class="stack tight">
        <div class="row">
          <h3 class="grow">Visitas y citas</h3>
          <button
            class="button quiet"
            @click=${() =>
              void this.querySelector<ScheduleDialog>('schedule-dialog')?.schedule(
                contactId ?? '',
                null,
                lead.listingId ?? '',
              )}
          >
            Agendar otra
          </button>
        </div>
        ${this.renderViewings(lead)}
      </section>
      ${this.renderNotesForm(lead)} ${this.renderTagsForm(lead)}
      <section class="stack tight">
        <h3>Historial</h3>
        ${this.renderTimeline()}
      </section>
      <p class="soft small break">Referencia del lead: ${this.leadId}</p>`;
  }

  private renderPeople({ contactId, listingId, assignedTo, prospectId }: Lead) {
    const contact = contactId === null ? null : names.contacts.get(contactId);
    const listing = listingId === null ? null : names.listings.get(listingId);
    const isAdmin = this.session?.claims.role === 'admin';
    return html`<dl class="facts">
      ${
        contact?.phone === undefined
          ? nothing
          : renderFact('Teléfono', html`<a href="tel:${contact.phone}">${contact.phone}</a>`)
      }
      ${
        contact?.email === undefined
          ? nothing
          : renderFact('Correo', html`<a href="mailto:${contact.email}">${contact.email}</a>`)
      }
      ${
        listing?.address === undefined && listing?.city === undefined
          ? nothing
          : renderFact('Dirección', [listing.address, listing.city].filter(Boolean).join(', '))
      }
      ${listing?.price === undefined ? nothing : renderFact('Precio', formatMoney(listing.price))}
      ${prospectId === null ? nothing : renderFact('Ficha del propietario', prospectId)}
      ${renderFact(
        'Agente',
        isAdmin
          ? html`<form class="row assign" @submit=${this.assign}>
              <name-picker
                class="grow"
                id="assigned"
                kind="contacts"
                label="Asignado a"
                hint="Nombre o uid; vacío, a nadie"
                .value=${assignedTo ?? ''}
              ></name-picker>
              <button class="button">Asignar</button>
            </form>`
          : assignedTo === null
            ? 'Sin agente'
            : names.agent(assignedTo),
      )}
    </dl>`;
  }

  private renderViewings(lead: Lead) {
    const viewings = listViewings(lead);
    if (viewings.length === 0) return html`<p class="soft">Ninguna en este lead.</p>`;
    return html`<ul class="stack tight">
      ${viewings.map((viewing) => this.renderViewing(viewing))}
    </ul>`;
  }

  private renderViewing(viewing: Viewing) {
    const { ref, appointment, visits } = viewing;
    const document = this.appointments.find(({ id }) => id === ref.id);
    const state = shownStatus(viewing);
    const isGone = appointment?.isDeleted === true;
    const title =
      state === null
        ? 'Visita sin cita'
        : state === 'removed'
          ? 'Cita eliminada'
          : nameAppointmentStatus(state);
    const when = document?.startsAt == null ? 'Sin fecha' : formatDayAndTime(document.startsAt);
    const done = [...visits.values()].filter(({ status }) => status === 'visit_done');
    const isAppointment = ref.collection === 'appointments' && !isGone;
    return html`<li class="viewing">
      <div class="grow">
        <strong>${state === null ? title : when}</strong>
        <p class="row tight">
          ${state === null ? nothing : html`<span class="chip">${title}</span>`}
          ${
            appointment === null || appointment.type === 'Visita'
              ? nothing
              : html`<span class="chip">${appointment.type}</span>`
          }
          ${done.map(
            ({ outcome }) =>
              html`<span class="chip accent"
                >${outcome === null ? 'Visita registrada' : VISIT_OUTCOME_NAMES[outcome]}</span
              >`,
          )}
        </p>
      </div>
      ${
        isAppointment
          ? html`<a class="button" href="/calendario/visita/${encodeURIComponent(ref.id)}"
              >${done.length === 0 ? 'Registrar visita' : 'Ver el registro'}</a
            >`
          : nothing
      }
    </li>`;
  }

  private renderNotesForm({ notes }: Lead) {
    return html`<form class="stack tight" @submit=${this.saveNotes}>
      <label class="field"
        ><span>Notas internas</span
        ><textarea
          name="notes"
          maxlength="2000"
          .value=${this.notes ?? notes}
          @input=${({ target }: Event) => {
            if (!(target instanceof HTMLTextAreaElement)) return;
            if (this.notes === null) this.notesBefore = notes;
            this.notes = target.value;
          }}
        ></textarea>
      </label>
      ${
        this.notes === null || this.notes === notes
          ? nothing
          : html`${
                notes === this.notesBefore
                  ? nothing
                  : html`<p class="notice break" role="alert">
                      Mientras escribías, alguien ha dejado estas notas, que las tuyas van a
                      reemplazar: «${notes}»
                    </p>`
              }
              <div class="row end">
                <button
                  type="button"
                  class="button"
                  @click=${() => {
                    this.notes = null;
                  }}
                >
                  Descartar</button
                ><button class="button main">Guardar las notas</button>
              </div>`
      }
    </form>`;
  }

  private renderTagsForm({ tags }: Lead) {
    return html`<section class="stack tight">
      <h3>Etiquetas</h3>
      ${
        tags.length === 0
          ? nothing
          : html`<ul class="row tight">
              ${tags.map(
                (tag) =>
                  html`<li class="chip tag">
                    ${tag}<button
                      aria-label="Quitar la etiqueta ${tag}"
                      @click=${() => void this.save(() => removeTag(this.leadId, tag), 'Etiqueta quitada.')}
                    >
                      ✕
                    </button>
                  </li>`,
              )}
            </ul>`
      }
      ${
        tags.length >= MAX_TAGS
          ? html`<p class="soft small">No caben más de ${MAX_TAGS}.</p>`
          : html`<form class="row" @submit=${this.addTag}>
              <label class="grow"
                ><span class="hidden-text">Etiqueta nueva</span
                ><input name="tag" maxlength="40" autocomplete="off" placeholder="Etiqueta nueva"
              /></label>
              <button class="button">Añadir</button>
            </form>`
      }
    </section>`;
  }

  private renderTimeline() {
    if (this.entries === null) return renderLoading(3);
    const oldest = this.entries.at(-1);
    return html`<ol class="timeline">
        ${this.entries.map((entry, n) => this.renderEntry(entry, this.entries?.[n - 1]))}
      </ol>
      ${
        oldest !== undefined && oldest.seq > 1 && this.entries.length >= this.maxEntries
          ? html`<button
              class="button"
              @click=${() => {
                this.maxEntries += ENTRIES_PAGE_SIZE;
                this.watchHistory();
              }}
            >
              Ver más
            </button>`
          : nothing
      }`;
  }

  /** `after` is the next entry. It says how long the lead stayed in this one's status. */
  private renderEntry(
    { to, effectiveAt, reason, actor, source }: RecordedEntry,
    after: RecordedEntry | undefined,
  ) {
    const who =
      actor.type === 'user' && actor.id !== null
        ? names.agent(actor.id)
        : actor.type === 'console'
          ? 'Consola'
          : 'Embudo';
    const stayed = after?.secondsInPrevious;
    return html`<li>
      <span class="step-dot step-${pipelineStep(to)}"></span>
      <div class="grow">
        <strong>${to}</strong>
        <p class="break">${reason}</p>
        <p class="soft small break">
          ${formatMoment(effectiveAt)} ·
          ${who}${stayed == null ? '' : ` · duró ${formatDuration(stayed)}`}
          ${
            source.collection === 'appointments' && source.id !== ''
              ? html` ·
                  <a href="/calendario/visita/${encodeURIComponent(source.id)}">ver la cita</a>`
              : nothing
          }
        </p>
      </div>
    </li>`;
  }

  private async assign(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const picker = this.querySelector('#assigned');
    if (!(picker instanceof NamePicker)) return;
    const picked = await picker.readPicked();
    const assignedTo = picked === '' ? null : picked;
    await this.save(() => editLead(this.leadId, { assignedTo }), 'Asignado.');
  }

  private async saveNotes(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { notes } = this;
    if (notes === null) return;
    const isSaved = await this.save(() => editLead(this.leadId, { notes }), 'Notas guardadas.');
    if (isSaved) this.notes = null;
  }

  private async addTag(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const typed = new FormData(event.target).get('tag');
    const tag = typeof typed === 'string' ? typed.trim() : '';
    if (tag === '') return;
    const form = event.target;
    const isSaved = await this.save(() => addTag(this.leadId, tag), 'Etiqueta añadida.');
    if (isSaved) form.reset();
  }

  private async save(edit: () => Promise<void>, done: string): Promise<boolean> {
    const error = await trySave(edit);
    showToast(error ?? done, error === null ? 'good' : 'bad');
    return error === null;
  }

  private leave(event: Event): void {
    if (event.target !== this.querySelector('dialog.drawer')) return;
    if (location.pathname.startsWith('/embudo/')) navigate('/embudo');
  }
}

/** The viewings that the lead has now, the newest first. */
function listViewings({ viewings }: Lead): Viewing[] {
  return [...(viewings?.values() ?? [])]
    .filter(isOccupied)
    .sort((a, b) => (openedAt(b) ?? 0) - (openedAt(a) ?? 0));
}

function renderFact(name: string, value: unknown) {
  return html`<div>
    <dt class="soft small">${name}</dt>
    <dd class="break">${value}</dd>
  </div>`;
}
