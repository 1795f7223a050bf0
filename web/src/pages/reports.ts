import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { AppointmentStatus } from '#domain/appointment';
import { pipelineStep } from '#domain/leadStatus';
import {
  MOST_REASONS_READ,
  readAppointments,
  readEnded,
  readFunnel,
  type Ended,
  type Funnel,
} from '../data/reports';
import { bar, parts } from '../ui/bars';
import { empty, failed, loading } from '../ui/states';
import { View } from '../ui/view';
import {
  addDays,
  APPOINTMENT_WORDS,
  lengthText,
  numberText,
  percentText,
  startOfDay,
} from '../ui/words';
import './reports.css';

const PERIODS = [
  { days: 30, text: '30 días' },
  { days: 90, text: '3 meses' },
  { days: 365, text: '1 año' },
];
const REASONS_TOLD = 8;

const RESULTS: readonly { status: AppointmentStatus; kind: string; text: string }[] = [
  { status: 'Completed', kind: 'fill-4', text: APPOINTMENT_WORDS.Completed },
  { status: 'Cancelled', kind: 'fill-0', text: APPOINTMENT_WORDS.Cancelled },
  { status: 'NoShow', kind: 'fill-8', text: APPOINTMENT_WORDS.NoShow },
  { status: 'Scheduled', kind: 'fill-5', text: 'Sin resultado' },
];

interface Report {
  funnel: Funnel;
  ended: Ended;
  appointments: Record<AppointmentStatus, number>;
}

/** Informes: the funnel in figures. */
@customElement('reports-page')
export class ReportsPage extends View {
  @state() private days = 90;
  @state() private report: Report | null = null;
  @state() private hasFailed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.read();
  }

  private async read(): Promise<void> {
    const { days } = this;
    this.report = null;
    this.hasFailed = false;
    const since = addDays(startOfDay(new Date()), -days);
    try {
      const [funnel, ended, appointments] = await Promise.all([
        readFunnel(since),
        readEnded(since),
        readAppointments(since),
      ]);
      if (days === this.days) this.report = { funnel, ended, appointments };
    } catch {
      if (days === this.days) this.hasFailed = true;
    }
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
                  void this.read();
                }}
              >
                ${text}
              </button>`,
          )}
        </div>
      </div>
      ${this.content()}
    </div>`;
  }

  private content() {
    if (this.hasFailed) return failed('Los informes se calculan en el servidor, y no contesta.');
    if (this.report === null) return loading(6);
    const { funnel, ended, appointments } = this.report;
    const isNothing = funnel.statuses.every(({ reached }) => reached === 0);
    return html`<div class="reports">
      ${
        isNothing
          ? empty(
              'Nada en este periodo',
              'Ningún lead ha cambiado de estado: prueba con uno más largo.',
            )
          : this.funnel(funnel)
      }
      ${this.ended(ended)} ${this.appointments(appointments)}
    </div>`;
  }

  private funnel({ isExact, leads, statuses }: Funnel) {
    const most = Math.max(1, ...statuses.map(({ reached }) => reached));
    return html`<section class="panel wide-panel">
      <h2>El embudo</h2>
      <p class="soft small">
        ${
          isExact
            ? `Leads distintos que llegaron a cada estado, de ${numberText(leads ?? 0)} con movimiento; la estancia es la mediana.`
            : 'Entradas en cada estado: un lead que vuelve cuenta otra vez; la estancia es la media.'
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
                  ${bar(reached / most, `fill-${String(pipelineStep(status))}`)}
                </td>
                <td class="number">${numberText(reached)}</td>
                ${
                  leads === null
                    ? nothing
                    : html`<td class="number share">
                        ${percentText(leads === 0 ? 0 : reached / leads)}
                      </td>`
                }
                <td class="number">${seconds === null ? '—' : lengthText(seconds)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  private ended({ won, lost, reasons }: Ended) {
    const told = reasons.slice(0, REASONS_TOLD);
    const most = Math.max(1, ...told.map(({ leads }) => leads));
    return html`<section class="panel">
      <h2>Ganados y perdidos</h2>
      ${parts([
        { kind: 'fill-7', value: won },
        { kind: 'fill-9', value: lost },
      ])}
      <dl class="legend">
        ${legend('fill-7', 'Ganados', won, won + lost)}
        ${legend('fill-9', 'Perdidos', lost, won + lost)}
      </dl>
      <h3>Por qué se pierden</h3>
      ${
        told.length === 0
          ? html`<p class="soft">Ninguno se ha perdido en este periodo.</p>`
          : html`<ul class="stack tight reasons">
              ${told.map(
                ({ reason, leads }) =>
                  html`<li>
                    <span class="row"
                      ><span class="grow break">${reason}</span
                      ><strong class="numbers">${numberText(leads)}</strong></span
                    >${bar(leads / most, 'fill-9')}
                  </li>`,
              )}
            </ul>`
      }
      ${
        lost > MOST_REASONS_READ
          ? html`<p class="soft small">De los últimos ${MOST_REASONS_READ} perdidos.</p>`
          : nothing
      }
    </section>`;
  }

  private appointments(counted: Record<AppointmentStatus, number>) {
    const total = RESULTS.reduce((sum, { status }) => sum + counted[status], 0);
    const held = counted.Completed + counted.NoShow;
    return html`<section class="panel">
      <h2>Citas y plantones</h2>
      ${parts(RESULTS.map(({ status, kind }) => ({ kind, value: counted[status] })))}
      <dl class="legend">
        ${RESULTS.map(({ status, kind, text }) => legend(kind, text, counted[status], total))}
      </dl>
      <p class="soft">
        ${
          held === 0
            ? 'Sin visitas con resultado en este periodo.'
            : `El cliente no se presentó en el ${percentText(counted.NoShow / held)} de las ${numberText(held)} citas que no se cancelaron.`
        }
      </p>
    </section>`;
  }
}

function legend(kind: string, text: string, value: number, total: number) {
  return html`<div>
    <dt>
      <svg width="12" height="12" aria-hidden="true">
        <rect class=${kind} width="12" height="12" rx="3"></rect></svg
      >${text}
    </dt>
    <dd class="numbers">
      ${numberText(value)}
      <span class="soft small">${percentText(total === 0 ? 0 : value / total)}</span>
    </dd>
  </div>`;
}
