import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pipelineStep } from '#domain/leadStatus';
import { renderAppointments } from './appointmentsPanel';
import { renderBar } from './bars';
import { readClosed, type ClosedLeads } from './closedLeads';
import { renderClosed } from './closedPanel';
import { renderExplained } from './explainedNumber';
import { nameAgent, renderByAgent, renderByMonth } from './figurePanels';
import { renderOrigins } from './originPanel';
import { readAppointments, type PastAppointments } from './pastAppointments';
import { readFunnel, readWaiting, type Funnel, type Waiting } from './reports';
import { renderWaiting } from './waitingPanel';
import { addDays, startOfDay, toDateField } from '../shared/calendar';
import { formatDuration, formatNumber, formatPercent } from '../shared/format';
import { loadPart } from '../shared/loadPart';
import { readParameter, writeParameters } from '../shared/router';
import { renderEmpty } from '../shared/states';
import { readOnce, Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './reports.css';

const PERIODS = [
  { days: 30, text: '30 días' },
  { days: 90, text: '3 meses' },
  { days: 365, text: '1 año' },
];
const DEFAULT_DAYS = 90;

/** Informes: the funnel and the appointments in figures. The period is in the address. */
@customElement('reports-page')
export class ReportsPage extends View {
  @state() private days = DEFAULT_DAYS;
  private readonly funnel = new Subscription<Funnel>(this);
  private readonly closed = new Subscription<ClosedLeads>(this);
  private readonly appointments = new Subscription<PastAppointments>(this);
  /** As things are now, whatever the period. */
  private readonly waiting = new Subscription<Waiting>(this, readOnce(readWaiting));

  override connectedCallback(): void {
    super.connectedCallback();
    const days = Number(readParameter('dias'));
    this.show(PERIODS.some((period) => period.days === days) ? days : DEFAULT_DAYS);
  }

  /** Reads the figures of all panels. Each of them may fail by itself. */
  private show(days: number): void {
    this.days = days;
    writeParameters({ dias: days === DEFAULT_DAYS ? '' : String(days) });
    const since = addDays(startOfDay(new Date()), -days);
    this.funnel.restart(readOnce(() => readFunnel(since)));
    this.closed.restart(readOnce(() => readClosed(since)));
    this.appointments.restart(readOnce(() => readAppointments(since)));
  }

  /** Saves the figures of the funnel as a file for spreadsheets. */
  private async download(): Promise<void> {
    const { data } = this.funnel;
    const part = await loadPart(() => import('./reportCsv'));
    if (data === undefined || part === null) return;
    const file = new Blob([part.renderReportCsv(data, nameAgent)], { type: 'text/csv' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `informe-${toDateField(new Date())}-${String(this.days)}-dias.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  override render() {
    return html`<div class="page">
      <div class="page-head">
        <h1 class="grow" tabindex="-1">Informes</h1>
        <div class="row" role="group" aria-label="Periodo">
          ${PERIODS.map(
            ({ days, text }) =>
              html`<button
                class="button"
                aria-pressed=${this.days === days ? 'true' : 'false'}
                @click=${() => {
                  this.show(days);
                }}
              >
                ${text}
              </button>`,
          )}
        </div>
        <div class="row">
          <button
            class="button quiet"
            @click=${() => {
              print();
            }}
          >
            Imprimir
          </button>
          <button
            class="button quiet"
            ?disabled=${this.funnel.data === undefined}
            @click=${() => void this.download()}
          >
            Descargar CSV
          </button>
        </div>
      </div>
      <div class="reports">
        ${renderPanel('El embudo', this.funnel, 'wide-panel', (funnel) => this.renderFunnel(funnel))}
        ${renderPanel('Mes a mes', this.funnel, 'wide-panel', renderByMonth)}
        ${renderPanel('Por agente', this.funnel, 'wide-panel', renderByAgent)}
        ${renderPanel('Por procedencia', this.funnel, 'wide-panel', renderOrigins)}
        ${renderPanel('Ganados y perdidos', this.closed, '', renderClosed)}
        ${renderPanel('Citas y plantones', this.appointments, '', renderAppointments)}
        ${renderPanel('Cuánto esperan', this.waiting, 'wide-panel', renderWaiting)}
      </div>
    </div>`;
  }

  private renderFunnel({ isExact, leads, statuses, details }: Funnel) {
    const longest = Math.max(1, ...statuses.map(({ reached }) => reached));
    if (statuses.every(({ reached }) => reached === 0)) {
      return renderEmpty(
        'Nada en este periodo',
        'Ningún lead ha cambiado de estado: prueba con uno más largo.',
      );
    }
    return html`<p class="soft small">
        ${
          isExact
            ? `Leads distintos que llegaron a cada estado, de ${formatNumber(leads ?? 0)} con movimiento; la estancia es la mediana.`
            : 'Entradas en cada estado: un lead que vuelve cuenta otra vez, y uno que pasó a otro lead cuenta en Cerrado; la estancia es la media, también de esos.'
        }
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Estado</th>
            <th scope="col"><span class="hidden-text">Gráfico</span></th>
            <th scope="col" class="number">${isExact ? 'Leads' : 'Entradas'}</th>
            ${leads === null ? nothing : html`<th scope="col" class="number share">Del total</th>`}
            <th scope="col" class="number">Estancia</th>
          </tr>
        </thead>
        <tbody>
          ${statuses.map(
            ({ status, reached, seconds }) =>
              html`<tr>
                <th scope="row">${status}</th>
                <td class="chart">
                  ${renderBar(reached / longest, `fill-${String(pipelineStep(status))}`)}
                </td>
                <td class="number">
                  ${
                    details === null
                      ? formatNumber(reached)
                      : renderExplained(reached, () => ({
                          title: status,
                          meaning: 'Leads distintos que llegaron a este estado en el periodo.',
                          cases: details.counted.filter(({ share }) => share.reached.has(status)),
                        }))
                  }
                </td>
                ${
                  leads === null
                    ? nothing
                    : html`<td class="number share">
                        ${formatPercent(leads === 0 ? 0 : reached / leads)}
                      </td>`
                }
                <td class="number">${seconds === null ? '—' : formatDuration(seconds)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }
}

function renderPanel<Figures>(
  title: string,
  figures: Subscription<Figures>,
  size: '' | 'wide-panel',
  show: (figures: Figures) => TemplateResult,
) {
  return html`<section class="panel ${size}">
    <h2>${title}</h2>
    ${figures.render({
      lines: 6,
      failure: 'Estas cifras se calculan en el servidor, y no contesta.',
      show,
    })}
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reports-page': ReportsPage;
  }
}
