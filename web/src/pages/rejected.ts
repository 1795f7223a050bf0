import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { APPOINTMENT_STATUSES, APPOINTMENT_TYPES } from '#domain/appointment';
import type { SourceCollection } from '#domain/viewing';
import { VISIT_OUTCOMES, VISIT_STATUSES } from '#domain/visit';
import {
  mendDocument,
  MOST_REJECTED,
  watchRejected,
  type Mending,
  type Rejected,
} from '../data/rejected';
import { saving } from '../data/saving';
import { empty, failed, loading } from '../ui/states';
import { say } from '../ui/toasts';
import { View } from '../ui/view';
import { APPOINTMENT_WORDS, momentText, VISIT_WORDS } from '../ui/words';
import './rejected.css';

/** What is wrong, by the field that it is about; what is none of them is told as the server says it. */
const WRONG: Readonly<Record<string, string>> = {
  contactId: 'Falta el contacto, o no es el que corresponde.',
  listingId: 'El inmueble no es una referencia válida, o falta.',
  status: 'El estado no es ninguno de los que existen.',
  type: 'El tipo de cita no es ninguno de los que existen.',
  outcome: 'El resultado no es ninguno de los que existen.',
  appointmentId: 'La cita que nombra no existe, o no se puede usar.',
};

/** Rechazados: what could not be used, why, and who can mend it. */
@customElement('rejected-page')
export class RejectedPage extends View {
  @state() private rejected: Partial<Record<SourceCollection, readonly Rejected[]>> = {};
  @state() private hasFailed = false;
  private most = MOST_REJECTED;
  private stop: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.watch();
    this.keep(() => {
      this.stop();
    });
  }

  private watch(): void {
    this.stop();
    this.stop = watchRejected(
      this.most,
      (of, rejected) => {
        this.rejected = { ...this.rejected, [of]: rejected };
      },
      () => {
        this.hasFailed = true;
      },
    );
  }

  override render() {
    return html`<div class="page stack">
      <h1 tabindex="-1">Documentos rechazados</h1>
      <p class="soft lead-in">
        Citas y visitas que Embudo no ha podido llevar a ningún lead. Ninguna se pierde: en cuanto
        se corrigen, se enlazan solas y desaparecen de aquí.
      </p>
      ${this.content()}
    </div>`;
  }

  private content() {
    const { appointments, visits } = this.rejected;
    if (this.hasFailed) return failed('No se han podido leer los documentos.');
    if (appointments === undefined || visits === undefined) return loading(3);
    const all = [...appointments, ...visits].sort((a, b) => b.leadSync.at - a.leadSync.at);
    if (all.length === 0) return empty('Todo en orden', 'No hay citas ni visitas rechazadas.');
    const mayBeMore = appointments.length >= this.most || visits.length >= this.most;
    return html`<ul class="stack">
        ${all.map((each) => this.one(each))}
      </ul>
      ${
        mayBeMore
          ? html`<button
              class="button"
              @click=${() => {
                this.most += MOST_REJECTED;
                this.watch();
              }}
            >
              Ver más
            </button>`
          : nothing
      }`;
  }

  private one(rejected: Rejected) {
    const { ref, leadSync, contactId, listingId, appointmentId, status } = rejected;
    const kind = ref.collection === 'appointments' ? 'Cita' : 'Visita';
    const known = Object.entries({ contactId, listingId, appointmentId, status }).filter(
      ([, value]) => value !== undefined,
    );
    return html`<li class="panel stack">
      <div class="row">
        <h2 class="grow break">${kind} ${ref.id}</h2>
        <span class="soft small">${momentText(leadSync.at)}</span>
      </div>
      <dl class="known small">
        ${known.map(
          ([field, value]) =>
            html`<div>
              <dt class="soft">${field}</dt>
              <dd class="break">${asText(value)}</dd>
            </div>`,
        )}
      </dl>
      <ul class="stack">
        ${leadSync.issues.map(
          ({ path, message }) =>
            html`<li class="issue">
              <p>
                <strong>${WRONG[path] ?? 'No se puede usar.'}</strong>
                <span class="soft small break">${path}: ${message}</span>
              </p>
              ${this.remedy(rejected, path)}
            </li>`,
        )}
      </ul>
    </li>`;
  }

  /** What can be done about it here; else who can. */
  private remedy(rejected: Rejected, path: string) {
    const { ref, status } = rejected;
    const isAppointment = ref.collection === 'appointments';
    const choices = choicesOf(ref.collection, path);
    if (choices !== null) {
      return this.form(
        rejected,
        choices.field,
        html`<select name="value" required>
          <option value="">Elige…</option>
          ${Object.entries(choices.values).map(
            ([value, text]) => html`<option value=${value}>${text}</option>`,
          )}
        </select>`,
      );
    }
    if (path === 'listingId' && (!isAppointment || status === 'Scheduled')) {
      return this.form(
        rejected,
        'listingId',
        html`<input
          name="value"
          maxlength="128"
          autocomplete="off"
          placeholder=${isAppointment ? 'Referencia; vacío si no se sabe' : 'Referencia'}
        />`,
      );
    }
    return html`<p class="notice calm">
      ${
        path === 'listingId'
          ? 'El inmueble solo se cambia aquí mientras la cita está programada.'
          : 'Esto no lo puede cambiar nadie desde aquí.'
      }
      Corrígelo en el sistema que escribió el documento, o pídeselo a quien tiene acceso a la
      consola de Firebase (${ref.collection}/${ref.id}).
    </p>`;
  }

  private form({ ref }: Rejected, field: Mending['field'], control: unknown) {
    return html`<form
      class="row mend"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        if (!(event.target instanceof HTMLFormElement)) return;
        const value = new FormData(event.target).get('value');
        void this.mend(
          { ref },
          { field, value: typeof value === 'string' && value.trim() !== '' ? value.trim() : null },
        );
      }}
    >
      <label class="grow"
        ><span class="hidden-text">Valor correcto de ${field}</span>${control}</label
      >
      <button class="button main">Corregir</button>
    </form>`;
  }

  private async mend({ ref }: Pick<Rejected, 'ref'>, mending: Mending): Promise<void> {
    const error = await saving(() => mendDocument(ref, mending));
    say(error ?? 'Corregido: Embudo lo vuelve a mirar.', error === null ? 'good' : 'bad');
  }
}

/** The values that a field may have, with their words; null where it has none to choose from. */
function choicesOf(
  of: SourceCollection,
  path: string,
): { field: Mending['field']; values: Readonly<Record<string, string>> } | null {
  if (of === 'appointments') {
    if (path === 'status') {
      const statuses = Object.keys(APPOINTMENT_STATUSES);
      const words: Readonly<Record<string, string>> = APPOINTMENT_WORDS;
      return { field: 'status', values: named(statuses, words) };
    }
    return path === 'type' ? { field: 'type', values: named(APPOINTMENT_TYPES, {}) } : null;
  }
  if (path === 'status') {
    const words = { visit_pending: 'Pendiente', visit_done: 'Realizada' };
    return { field: 'status', values: named(VISIT_STATUSES, words) };
  }
  return path === 'outcome'
    ? { field: 'outcome', values: named(VISIT_OUTCOMES, VISIT_WORDS) }
    : null;
}

function named(
  values: readonly string[],
  words: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value) => [value, words[value] ?? value]));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
