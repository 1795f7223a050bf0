import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RecordedEntry } from '#domain/history';
import { pipelineStep } from '#domain/leadStatus';
import type { Viewing } from '#domain/viewing';
import { MOST_BY_ID, watchByIds, type Appointment } from '../data/appointments';
import { watchHistory } from '../data/history';
import { addTag, editLead, removeTag, watchLead, type Lead } from '../data/leads';
import { names } from '../data/names';
import { saving } from '../data/saving';
import type { SignedIn } from '../routes';
import { openModal } from './dialog';
import './namePicker';
import { NamePicker } from './namePicker';
import { navigate } from './router';
import './scheduleDialog';
import type { ScheduleDialog } from './scheduleDialog';
import { failed, loading } from './states';
import { say } from './toasts';
import { View } from './view';
import {
  APPOINTMENT_WORDS,
  lengthText,
  missingText,
  moneyText,
  momentText,
  OUTCOMES,
  sinceText,
  VISIT_WORDS,
  whenText,
} from './words';
import './leadDrawer.css';

const MOST_ENTRIES = 30;
const MOST_TAGS = 20;

/** One lead: what it is about, how it came to be where it is, and what people write on it. */
@customElement('lead-drawer')
export class LeadDrawer extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @property() leadId = '';
  @property({ attribute: false }) onMove: (lead: Lead) => void = () => undefined;
  /** Undefined until it has come, null where there is none. */
  @state() private lead: Lead | null | undefined = undefined;
  @state() private entries: readonly RecordedEntry[] | null = null;
  @state() private appointments: readonly Appointment[] = [];
  @state() private most = MOST_ENTRIES;
  @state() private hasFailed = false;
  /** What is being written, and not saved yet; null where that is as it stands. */
  @state() private notes: string | null = null;
  /** The notes as they stood when that was begun. */
  private notesBefore = '';
  private stopHistory: () => void = () => undefined;
  private stopAppointments: () => void = () => undefined;
  private watched = '';

  override connectedCallback(): void {
    super.connectedCallback();
    const fail = (): void => {
      this.hasFailed = true;
    };
    this.keep(
      watchLead(
        this.leadId,
        (lead) => {
          this.lead = lead;
          if (lead !== null) this.watchAppointments(lead);
        },
        fail,
      ),
    );
    this.keep(() => {
      this.stopHistory();
      this.stopAppointments();
    });
    this.readHistory();
  }

  override firstUpdated(): void {
    openModal(this, 'dialog.drawer');
  }

  private readHistory(): void {
    this.stopHistory();
    this.stopHistory = watchHistory(
      this.leadId,
      this.most,
      (entries) => {
        this.entries = entries;
      },
      () => {
        this.hasFailed = true;
      },
    );
  }

  private watchAppointments(lead: Lead): void {
    const ids = viewingsOf(lead)
      .filter(({ ref }) => ref.collection === 'appointments')
      .map(({ ref }) => ref.id)
      .slice(0, MOST_BY_ID);
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
          <div class="grow">${this.heading(lead)}</div>
          <button
            class="button icon quiet"
            aria-label="Cerrar el lead"
            @click=${() => this.querySelector<HTMLDialogElement>('dialog.drawer')?.close()}
          >
            ✕
          </button>
        </div>
        <div class="drawer-body">
          ${this.hasFailed ? failed('No se ha podido leer este lead.') : nothing}
          ${lead === undefined ? loading(5) : lead === null ? nothing : this.body(lead)}
        </div>
      </dialog>
      <schedule-dialog .session=${this.session}></schedule-dialog>`;
  }

  private heading(lead: Lead | null | undefined) {
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

  private body(lead: Lead) {
    const { status, statusChangedAt, closed, missingInfo, contactId } = lead;
    return html`<div class="drawer-status">
        <span class="step-dot step-${pipelineStep(status)}"></span>
        <div class="grow">
          <strong>${status}</strong>
          <span class="soft small"
            >${statusChangedAt === null ? '' : sinceText(statusChangedAt)}</span
          >
          ${
            closed === null
              ? nothing
              : html`<p class="small break">
                  ${OUTCOMES[closed.outcome]}${closed.reason === '' ? '' : `: ${closed.reason}`}
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
                (field) => html`<span class="chip warn">${missingText(field)}</span>`,
              )}
            </p>`
      }
      ${this.people(lead)}
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
        ${this.viewings(lead)}
      </section>
      ${this.notesForm(lead)} ${this.tagsForm(lead)}
      <section class="stack tight">
        <h3>Historial</h3>
        ${this.timeline()}
      </section>
      <p class="soft small break">Referencia del lead: ${this.leadId}</p>`;
  }

  private people({ contactId, listingId, assignedTo, prospectId }: Lead) {
    const contact = contactId === null ? null : names.contacts.get(contactId);
    const listing = listingId === null ? null : names.listings.get(listingId);
    const isAdmin = this.session?.claims.role === 'admin';
    return html`<dl class="facts">
      ${
        contact?.phone === undefined
          ? nothing
          : fact('Teléfono', html`<a href="tel:${contact.phone}">${contact.phone}</a>`)
      }
      ${
        contact?.email === undefined
          ? nothing
          : fact('Correo', html`<a href="mailto:${contact.email}">${contact.email}</a>`)
      }
      ${
        listing?.address === undefined && listing?.city === undefined
          ? nothing
          : fact('Dirección', [listing.address, listing.city].filter(Boolean).join(', '))
      }
      ${listing?.price === undefined ? nothing : fact('Precio', moneyText(listing.price))}
      ${prospectId === null ? nothing : fact('Ficha del propietario', prospectId)}
      ${fact(
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

  private viewings(lead: Lead) {
    const viewings = viewingsOf(lead);
    if (viewings.length === 0) return html`<p class="soft">Ninguna en este lead.</p>`;
    return html`<ul class="stack tight">
      ${viewings.map((viewing) => this.viewing(viewing))}
    </ul>`;
  }

  private viewing({ ref, appointment, visits }: Viewing) {
    const document = this.appointments.find(({ id }) => id === ref.id);
    const state = appointment?.status ?? null;
    const words =
      state === null
        ? 'Visita sin cita'
        : state === 'removed'
          ? 'Cita eliminada'
          : APPOINTMENT_WORDS[state];
    const when = document?.startsAt == null ? 'Sin fecha' : whenText(document.startsAt);
    const done = [...visits.values()].filter(({ status }) => status === 'visit_done');
    const isAppointment = ref.collection === 'appointments' && state !== 'removed';
    return html`<li class="viewing">
      <div class="grow">
        <strong>${state === null ? words : when}</strong>
        <p class="row tight">
          ${state === null ? nothing : html`<span class="chip">${words}</span>`}
          ${
            appointment === null || appointment.type === 'Visita'
              ? nothing
              : html`<span class="chip">${appointment.type}</span>`
          }
          ${done.map(
            ({ outcome }) =>
              html`<span class="chip accent"
                >${outcome === null ? 'Visita registrada' : VISIT_WORDS[outcome]}</span
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

  private notesForm({ notes }: Lead) {
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

  private tagsForm({ tags }: Lead) {
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
        tags.length >= MOST_TAGS
          ? html`<p class="soft small">No caben más de ${MOST_TAGS}.</p>`
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

  private timeline() {
    if (this.entries === null) return loading(3);
    const oldest = this.entries.at(-1);
    return html`<ol class="timeline">
        ${this.entries.map((entry, n) => this.entry(entry, this.entries?.[n - 1]))}
      </ol>
      ${
        oldest !== undefined && oldest.seq > 1 && this.entries.length >= this.most
          ? html`<button
              class="button"
              @click=${() => {
                this.most += MOST_ENTRIES;
                this.readHistory();
              }}
            >
              Ver más
            </button>`
          : nothing
      }`;
  }

  /** `after` is the entry that ended it: it says how long the lead was here. */
  private entry(
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
          ${momentText(effectiveAt)} ·
          ${who}${stayed == null ? '' : ` · duró ${lengthText(stayed)}`}
          ${
            source.collection === 'appointments'
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
    const picked = await picker.picked();
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
    const error = await saving(edit);
    say(error ?? done, error === null ? 'good' : 'bad');
    return error === null;
  }

  private leave(event: Event): void {
    if (event.target !== this.querySelector('dialog.drawer')) return;
    if (location.pathname.startsWith('/embudo/')) navigate('/embudo');
  }
}

/** The viewings that the lead has now, the newest first. */
function viewingsOf({ viewings }: Lead): Viewing[] {
  return [...(viewings?.values() ?? [])]
    .filter(({ left }) => left === null)
    .sort((a, b) => b.openedAt - a.openedAt);
}

function fact(name: string, value: unknown) {
  return html`<div>
    <dt class="soft small">${name}</dt>
    <dd class="break">${value}</dd>
  </div>`;
}
