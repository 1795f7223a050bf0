import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { AppointmentSummary } from '../data/appointmentSummary';
import { pipelineStep } from '#domain/leadStatus';
import {
  MAX_REASONS_READ,
  readAppointments,
  readClosed,
  readFunnel,
  type ClosedLeads,
  type Funnel,
} from '../data/reports';
import { renderBar, renderStackedBar } from '../ui/bars';
import { addDays, startOfDay } from '../ui/calendar';
import { formatDuration, formatNumber, formatPercent } from '../ui/format';
import { renderEmpty, renderError, renderLoading } from '../ui/states';
import { View } from '../ui/view';
import './reports.css';

const PERIODS = [
  { days: 30, text: '30 días' },
  { days: 90, text: '3 meses' },
  { days: 365, text: '1 año' },
];
const MAX_REASONS_SHOWN = 8;

/** The figures of a panel: null while they are read, `failed` if the server refused them or did not answer. */
type Figures<Read> = Read | null | 'failed';

/** Informes: the funnel and the appointments in figures. */
@customElement('reports-page')
export class ReportsPage extends View {
  @state() private days = 90;
  @state() private funnel: Figures<Funnel> = null;
  @state() private closed: Figures<ClosedLeads> = null;
  @state() private appointments: Figures<AppointmentSummary> = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.read();
  }

  /** Reads the figures of all panels. Each of them may fail by itself. */
  private read(): void {
    const { days } = this;
    const since = addDays(startOfDay(new Date()), -days);
    const show = async <Read>(
      reading: Promise<Read>,
      set: (figures: Figures<Read>) => void,
    ): Promise<void> => {
      set(null);
      const figures = await reading.catch(() => 'failed' as const);
      if (days === this.days) set(figures);
    };
    void show(readFunnel(since), (figures) => (this.funnel = figures));
    void show(readClosed(since), (figures) => (this.closed = figures));
    void show(readAppointments(since), (figures) => (this.appointments = figures));
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
                  this.days = days;
                  this.read();
                }}
              >
                ${text}
              </button>`,
          )}
        </div>
      </div>
      <div class="reports">
        ${renderPanel('El embudo', this.funnel, 'wide-panel', (funnel) => this.renderFunnel(funnel))}
        ${renderPanel('Ganados y perdidos', this.closed, '', (closed) => this.renderClosed(closed))}
        ${renderPanel('Citas y plantones', this.appointments, '', (appointments) =>
          this.renderAppointments(appointments),
        )}
      </div>
    </div>`;
  }

  private renderFunnel({ isExact, leads, statuses }: Funnel) {
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
                <td class="number">${formatNumber(reached)}</td>
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

  private renderClosed({ won, lost, reasons }: ClosedLeads) {
    const shown = reasons.slice(0, MAX_REASONS_SHOWN);
    const longest = Math.max(1, ...shown.map(({ leads }) => leads));
    return html`${renderStackedBar([
        { kind: 'fill-7', value: won },
        { kind: 'fill-9', value: lost },
      ])}
      <dl class="legend">
        ${renderLegend('fill-7', 'Ganados', won, won + lost)}
        ${renderLegend('fill-9', 'Perdidos', lost, won + lost)}
      </dl>
      <h3>Por qué se pierden</h3>
      ${
        shown.length === 0
          ? html`<p class="soft">Ninguno se ha perdido en este periodo.</p>`
          : html`<ul class="stack tight reasons">
              ${shown.map(
                ({ reason, leads }) =>
                  html`<li>
                    <span class="row"
                      ><span class="grow break">${reason}</span
                      ><strong class="numbers">${formatNumber(leads)}</strong></span
                    >${renderBar(leads / longest, 'fill-9')}
                  </li>`,
              )}
            </ul>`
      }
      ${
        lost > MAX_REASONS_READ
          ? html`<p class="soft small">De los últimos ${MAX_REASONS_READ} perdidos.</p>`
          : nothing
      }`;
  }

  private renderAppointments({ total, rows, held, missed }: AppointmentSummary) {
    return html`${renderStackedBar(rows.map(({ fill, count }) => ({ kind: `fill-${String(fill)}`, value: count })))}
      <dl class="legend">
        ${rows.map(({ name, fill, count }) =>
          renderLegend(`fill-${String(fill)}`, name, count, total),
        )}
      </dl>
      <p class="soft">
        ${
          held === 0
            ? 'Sin visitas con resultado en este periodo.'
            : `El cliente no se presentó en el ${formatPercent(missed / held)} de las ${formatNumber(held)} citas que no se cancelaron.`
        }
      </p>`;
  }
}

function renderPanel<Read extends object>(
  title: string,
  figures: Figures<Read>,
  size: '' | 'wide-panel',
  render: (figures: Read) => TemplateResult,
) {
  return html`<section class="panel ${size}">
    <h2>${title}</h2>
    ${
      figures === null
        ? renderLoading(6)
        : figures === 'failed'
          ? renderError('Estas cifras se calculan en el servidor, y no contesta.')
          : render(figures)
    }
  </section>`;
}

function renderLegend(kind: string, text: string, value: number, total: number) {
  return html`<div>
    <dt>
      <svg width="12" height="12" aria-hidden="true">
        <rect class=${kind} width="12" height="12" rx="3"></rect></svg
      >${text}
    </dt>
    <dd class="numbers">
      ${formatNumber(value)}
      <span class="soft small">${formatPercent(total === 0 ? 0 : value / total)}</span>
    </dd>
  </div>`;
}
