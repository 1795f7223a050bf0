import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { APPOINTMENT_TYPES, statusesSetBy } from '#domain/documents/appointment';
import { ENQUIRY_CHANNELS, ENQUIRY_STATUS_LIST } from '#domain/documents/enquiry';
import type { SourceCollection } from '#domain/documents/sourceRef';
import { VISIT_OUTCOMES, VISIT_STATUSES } from '#domain/documents/visit';
import { CHANNEL_NAMES } from '../enquiries/enquiryWords';
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
  ENQUIRY_STATUS_NAMES,
  nameAppointmentStatus,
  VISIT_OUTCOME_NAMES,
  VISIT_STATUS_NAMES,
} from '../shared/displayNames';
import { formatMoment } from '../shared/format';
import { ID_PATTERN, MAX_ID_LENGTH } from '../shared/idField';
import { renderEmpty } from '../shared/states';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { explainIssue, nameField } from './explainIssue';
import './rejected.css';

const KIND_NAMES: Readonly<Record<SourceCollection, string>> = {
  enquiries: 'Consulta',
  appointments: 'Cita',
  visits: 'Visita',
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
        Consultas, citas y visitas que Embudo no ha podido llevar a ningún lead. Ninguna se pierde:
        en cuanto se corrigen, se enlazan solas y desaparecen de aquí.
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
      return renderEmpty('Todo en orden', 'No hay consultas, citas ni visitas rechazadas.');
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
    const kind = KIND_NAMES[ref.collection];
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
              <dt class="soft">${nameField(field)}</dt>
              <dd class="break">${formatValue(value)}</dd>
            </div>`,
        )}
      </dl>
      <ul class="stack">
        ${leadSync.issues.map((issue) => this.renderIssue(rejected, issue))}
      </ul>
      <details class="small">
        <summary class="soft">Detalle técnico</summary>
        <p class="soft break">${ref.collection}/${ref.id}</p>
        ${leadSync.issues.map(
          ({ path, message }) => html`<p class="soft break">${path}: ${message}</p>`,
        )}
      </details>
    </li>`;
  }

  private renderIssue(rejected: Rejected, issue: { path: string; message: string }) {
    const form = this.renderCorrection(rejected, issue.path);
    const { problem, wayOut } = explainIssue(rejected.ref.collection, issue, form !== null);
    return html`<li class="issue">
      <p><strong>${problem}</strong><span class="soft">${wayOut}</span></p>
      ${form ?? nothing}
    </li>`;
  }

  /** Renders a form that corrects the field. Null if clients may not correct it. */
  private renderCorrection(rejected: Rejected, path: string) {
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
          placeholder=${isAppointment ? 'Referencia; vacío si no se sabe' : 'Referencia'}
        />`,
      );
    }
    return null;
  }

  private renderForm({ ref }: Rejected, field: Correction['field'], control: unknown) {
    return html`<form
      autocomplete="off"
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
        ><span class="hidden-text">Valor correcto: ${nameField(field)}</span>${control}</label
      >
      <button class="button main">Corregir</button>
    </form>`;
  }

  private async correct({ ref }: Pick<Rejected, 'ref'>, correction: Correction): Promise<void> {
    await saveWithToast(
      () => correctDocument(ref, correction),
      'Corregido: Embudo lo vuelve a mirar.',
      { key: `correct ${ref.collection}/${ref.id}` },
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
  if (name === 'enquiries') {
    if (path === 'status') {
      return { field: 'status', values: nameValues(ENQUIRY_STATUS_LIST, ENQUIRY_STATUS_NAMES) };
    }
    return path === 'channel'
      ? { field: 'channel', values: nameValues(ENQUIRY_CHANNELS, CHANNEL_NAMES) }
      : null;
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
