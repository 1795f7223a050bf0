import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { APPOINTMENT_TYPES, statusesSetBy } from '#domain/documents/appointment';
import type { SourceCollection } from '#domain/documents/sourceRef';
import { VISIT_OUTCOMES, VISIT_STATUSES } from '#domain/documents/visit';
import { mayChangeListing } from '../appointments/appointmentActions';
import {
  correctDocument,
  REJECTED_PAGE_SIZE,
  watchRejected,
  type Correction,
  type LatestRejected,
  type Rejected,
} from './rejected';
import { saveWithToast } from '../shared/saving';
import {
  nameAppointmentStatus,
  VISIT_OUTCOME_NAMES,
  VISIT_STATUS_NAMES,
} from '../shared/displayNames';
import { formatMoment } from '../shared/format';
import { ID_PATTERN, MAX_ID_LENGTH } from '../shared/idField';
import { renderEmpty } from '../shared/states';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './rejected.css';

/** What is wrong with each field. For other fields the page shows the server's message only. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  contactId: 'Falta el contacto, o no es el que corresponde.',
  listingId: 'El inmueble no es una referencia válida, o falta.',
  status: 'El estado no es ninguno de los que existen.',
  type: 'El tipo de cita no es ninguno de los que existen.',
  outcome: 'El resultado no es ninguno de los que existen.',
  appointmentId: 'La cita que nombra no existe, o no se puede usar.',
};

/** Rechazados: the documents that could not be used, why not, and who can correct them. */
@customElement('rejected-page')
export class RejectedPage extends View {
  private maxDocuments = REJECTED_PAGE_SIZE;
  private readonly latest = new Subscription<LatestRejected>(this, (onChange, onError) =>
    watchRejected(this.maxDocuments, onChange, onError),
  );

  override render() {
    return html`<div class="page stack">
      <h1 tabindex="-1">Documentos rechazados</h1>
      <p class="soft lead-in">
        Citas y visitas que Embudo no ha podido llevar a ningún lead. Ninguna se pierde: en cuanto
        se corrigen, se enlazan solas y desaparecen de aquí.
      </p>
      ${this.latest.render({
        lines: 3,
        failure: 'No se han podido leer los documentos.',
        show: (latest) => this.renderLatest(latest),
      })}
    </div>`;
  }

  private renderLatest({ rejected, mayBeMore }: LatestRejected) {
    if (rejected.length === 0) {
      return renderEmpty('Todo en orden', 'No hay citas ni visitas rechazadas.');
    }
    return html`<ul class="stack">
        ${rejected.map((each) => this.renderDocument(each))}
      </ul>
      ${mayBeMore ? html`<button class="button" @click=${this.showMore}>Ver más</button>` : nothing}`;
  }

  private showMore(): void {
    this.maxDocuments += REJECTED_PAGE_SIZE;
    this.latest.restart(
      (onChange, onError) => watchRejected(this.maxDocuments, onChange, onError),
      { keepsData: true },
    );
  }

  private renderDocument(rejected: Rejected) {
    const { ref, leadSync, contactId, listingId, appointmentId, status } = rejected;
    const kind = ref.collection === 'appointments' ? 'Cita' : 'Visita';
    const known = Object.entries({ contactId, listingId, appointmentId, status }).filter(
      ([, value]) => value !== undefined,
    );
    return html`<li class="panel stack">
      <div class="row">
        <h2 class="grow break">${kind} ${ref.id}</h2>
        <span class="soft small">${formatMoment(leadSync.at)}</span>
      </div>
      <dl class="known small">
        ${known.map(
          ([field, value]) =>
            html`<div>
              <dt class="soft">${field}</dt>
              <dd class="break">${formatValue(value)}</dd>
            </div>`,
        )}
      </dl>
      <ul class="stack">
        ${leadSync.issues.map(
          ({ path, message }) =>
            html`<li class="issue">
              <p>
                <strong>${EXPLANATIONS[path] ?? 'No se puede usar.'}</strong>
                <span class="soft small break">${path}: ${message}</span>
              </p>
              ${this.renderRemedy(rejected, path)}
            </li>`,
        )}
      </ul>
    </li>`;
  }

  /** Renders a form that corrects the field, or says who can correct it. */
  private renderRemedy(rejected: Rejected, path: string) {
    const { ref, status, listingId } = rejected;
    const isAppointment = ref.collection === 'appointments';
    const choices = listChoices(ref.collection, path);
    if (choices !== null) {
      return this.renderForm(
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
    if (path === 'listingId' && (!isAppointment || mayChangeListing({ status, listingId }))) {
      return this.renderForm(
        rejected,
        'listingId',
        html`<input
          name="value"
          maxlength=${MAX_ID_LENGTH}
          pattern=${ID_PATTERN}
          autocomplete="off"
          placeholder=${isAppointment ? 'Referencia; vacío si no se sabe' : 'Referencia'}
        />`,
      );
    }
    return html`<p class="notice calm">
      ${
        path === 'listingId'
          ? 'El inmueble solo se cambia aquí mientras la cita está programada o no tiene ninguno.'
          : 'Esto no lo puede cambiar nadie desde aquí.'
      }
      Corrígelo en el sistema que escribió el documento, o pídeselo a quien tiene acceso a la
      consola de Firebase (${ref.collection}/${ref.id}).
    </p>`;
  }

  private renderForm({ ref }: Rejected, field: Correction['field'], control: unknown) {
    return html`<form
      class="row correction"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        if (!(event.target instanceof HTMLFormElement)) return;
        const value = new FormData(event.target).get('value');
        void this.correct(
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

  private async correct({ ref }: Pick<Rejected, 'ref'>, correction: Correction): Promise<void> {
    await saveWithToast(
      () => correctDocument(ref, correction),
      'Corregido: Embudo lo vuelve a mirar.',
    );
  }
}

/** The values that a field may have, with their names. Null if the field is free text. */
function listChoices(
  name: SourceCollection,
  path: string,
): { field: Correction['field']; values: Readonly<Record<string, string>> } | null {
  if (name === 'appointments') {
    if (path === 'status') {
      const names = statusesSetBy('staff').map(
        (status) => [status, nameAppointmentStatus(status)] as const,
      );
      return { field: 'status', values: Object.fromEntries(names) };
    }
    return path === 'type' ? { field: 'type', values: nameValues(APPOINTMENT_TYPES, {}) } : null;
  }
  if (path === 'status') {
    return { field: 'status', values: nameValues(VISIT_STATUSES, VISIT_STATUS_NAMES) };
  }
  return path === 'outcome'
    ? { field: 'outcome', values: nameValues(VISIT_OUTCOMES, VISIT_OUTCOME_NAMES) }
    : null;
}

function nameValues(
  values: readonly string[],
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value) => [value, names[value] ?? value]));
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

declare global {
  interface HTMLElementTagNameMap {
    'rejected-page': RejectedPage;
  }
}
