import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { closeLeads, findLeadsToClose, type ClosedLeads } from '#client/closeLeads';
import { GONE_REASONS } from '#domain/leads/listingStatus';
import { client } from '../shared/client';
import { showUntilClosed } from '../shared/dialog';
import { connection } from '../shared/firebase/connection';
import { formatNumber } from '../shared/format';
import { nameContact, nameListing } from '../shared/pairNames';
import { showToast } from '../shared/toasts';
import { View } from '../shared/view';
import type { Lead } from './leads';
import { explainRefusal } from './moves';

/** Where the closing of a listing's leads is. */
type Phase =
  | { is: 'counting' }
  | { is: 'asking'; leads: readonly Lead[] }
  | { is: 'closing'; all: number; closed: number }
  | {
      is: 'ended';
      closed: number;
      kept: ClosedLeads['kept'];
      left: number;
      failure: string | null;
    };

/** Asks whether to close the open leads of a listing that is gone, and closes them. Resolves once the dialog is closed. */
export async function closeLeadsOf(listingId: string, gone: 'sold' | 'withdrawn'): Promise<void> {
  const dialog = new ClosingDialog();
  dialog.listingId = listingId;
  dialog.gone = gone;
  document.body.append(dialog);
  await dialog.open();
  dialog.remove();
}

/**
 * One question for all open leads of a listing. Each is closed by a request of its own: whoever stops, or reloads the page,
 * goes on with those that are open still.
 */
@customElement('closing-dialog')
export class ClosingDialog extends View {
  listingId = '';
  gone: 'sold' | 'withdrawn' = 'sold';
  @state() private phase: Phase = { is: 'counting' };
  @query('dialog') private dialog!: HTMLDialogElement;
  private readonly stop = new AbortController();

  async open(): Promise<void> {
    await this.updateComplete;
    void this.count();
    await showUntilClosed(this.dialog);
    this.stop.abort();
  }

  override render() {
    return html`<dialog aria-labelledby="closing-title">
      <div class="dialog-body">
        <div>
          <h2 id="closing-title">Cerrar como perdido: ${this.reason.toLowerCase()}</h2>
          <p class="soft break">${nameListing(this)}</p>
        </div>
        <div class="stack tight" role="status">${this.renderPhase()}</div>
        <div class="row end">${this.renderButtons()}</div>
      </div>
    </dialog>`;
  }

  private renderPhase() {
    const { phase } = this;
    switch (phase.is) {
      case 'counting':
        return html`<p class="soft">Contando los leads abiertos…</p>`;
      case 'asking':
        return phase.leads.length === 0
          ? html`<p>No queda ningún lead abierto que cerrar.</p>`
          : html`<p>
                ${countLeads(phase.leads.length)} de este inmueble
                ${phase.leads.length === 1 ? 'pasará' : 'pasarán'} a «Cerrado», como
                ${phase.leads.length === 1 ? 'perdido' : 'perdidos'}, con el motivo
                «${this.reason}».
              </p>
              <p class="soft">
                No se toca ninguno en «Oferta Aceptada»: suele ser el que compra.
              </p>`;
      case 'closing':
        return html`<p>Cerrando: ${formatNumber(phase.closed)} de ${formatNumber(phase.all)}</p>
          <progress max=${phase.all} value=${phase.closed}></progress>`;
      case 'ended':
        return renderEnd(phase);
    }
  }

  private renderButtons() {
    const { phase } = this;
    const leave = (text: string) =>
      html`<button
        class="button"
        @click=${() => {
          this.dialog.close();
        }}
      >
        ${text}
      </button>`;
    if (phase.is === 'closing') {
      return html`<button
        class="button"
        @click=${() => {
          this.stop.abort();
        }}
      >
        Parar
      </button>`;
    }
    if (phase.is !== 'asking' || phase.leads.length === 0) return leave('Volver');
    const { leads } = phase;
    return html`${leave('Cancelar')}
      <button class="button main" @click=${() => void this.close(leads)}>
        Cerrar ${countLeads(leads.length)}
      </button>`;
  }

  private get reason(): string {
    return GONE_REASONS[this.gone];
  }

  private async count(): Promise<void> {
    try {
      this.phase = { is: 'asking', leads: await findLeadsToClose(client, this.listingId) };
    } catch {
      const failure = 'No se han podido leer los leads de este inmueble: inténtalo de nuevo.';
      this.phase = { is: 'ended', closed: 0, kept: [], left: 0, failure };
    }
  }

  private async close(leads: readonly Lead[]): Promise<void> {
    let closed = 0;
    const show = (now: number): void => {
      closed = now;
      this.phase = { is: 'closing', all: leads.length, closed };
    };
    show(0);
    try {
      const functions = await connection().functions();
      const options = { signal: this.stop.signal, onProgress: show };
      const result = await closeLeads({ ...client, functions }, leads, this.gone, options);
      const left = leads.length - result.closed - result.kept.length;
      this.phase = { is: 'ended', ...result, left, failure: null };
    } catch (error) {
      const left = leads.length - closed;
      this.phase = { is: 'ended', closed, kept: [], left, failure: await explainRefusal(error) };
    }
    // Whoever left meanwhile sees no dialog any more.
    if (!this.dialog.open)
      showToast(`${countLeads(closed)} de ${formatNumber(leads.length)} cerrados.`);
  }
}

function renderEnd({ closed, kept, left, failure }: Extract<Phase, { is: 'ended' }>) {
  return html`${failure === null ? nothing : html`<p class="notice break">${failure}</p>`}
  ${closed === 0 ? nothing : html`<p>${countLeads(closed)} ${closed === 1 ? 'cerrado' : 'cerrados'}.</p>`}
  ${
    left === 0
      ? nothing
      : html`<p>
          ${left === 1 ? 'Queda' : 'Quedan'} ${countLeads(left)}: vuelve a abrir este aviso para
          seguir.
        </p>`
  }
  ${
    kept.length === 0
      ? nothing
      : html`<p>Alguien los ha movido mientras tanto, y se quedan como están:</p>
          <ul class="stack tight">
            ${kept.map(
              ({ lead, status }) =>
                html`<li class="break">
                  ${nameContact(lead)}${status === null ? '' : `: «${status}»`}
                </li>`,
            )}
          </ul>`
  }`;
}

function countLeads(count: number): string {
  return `${formatNumber(count)} ${count === 1 ? 'lead' : 'leads'}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'closing-dialog': ClosingDialog;
  }
}
