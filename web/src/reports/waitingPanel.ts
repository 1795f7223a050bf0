/** The panel of who waits. */
import { html, type TemplateResult } from 'lit';
import type { WaitingFigures, WaitingReport } from '#domain/reports/waitingReport';
import { formatDuration, formatNumber } from '../shared/format';
import { renderEmpty } from '../shared/states';
import { nameAgent } from './figurePanels';
import { MAX_WAITING_READ } from './reports';

/** How long leads have waited, beyond their time, for somebody to do something. */
export function renderWaiting({ byAgent, byStatus }: WaitingReport) {
  if (byAgent.length === 0) {
    return renderEmpty('Nadie espera', 'Ningún lead necesita atención ahora mismo.');
  }
  const total = byAgent.reduce((sum, { leads }) => sum + leads, 0);
  return html`<p class="soft small">
      ${
        total < MAX_WAITING_READ
          ? `Leads que necesitan atención ahora mismo, y cuánto llevan pasados de su plazo; la espera es la mediana.`
          : `De los ${formatNumber(MAX_WAITING_READ)} que más esperan ahora mismo; la espera es la mediana.`
      }
    </p>
    ${renderWaits(
      'Agente',
      byAgent.map((row) => renderWait(nameAgent(row.agentId), row)),
    )}
    ${renderWaits(
      'Estado',
      byStatus.map((row) => renderWait(row.status, row)),
    )}`;
}

function renderWaits(title: string, rows: readonly TemplateResult[]) {
  return html`<div
    class="scrolls"
    tabindex="0"
    role="region"
    aria-label="Cuánto esperan, por ${title.toLowerCase()}"
  >
    <table>
      <thead>
        <tr>
          <th scope="col">${title}</th>
          <th scope="col" class="number">Leads</th>
          <th scope="col" class="number">Espera</th>
          <th scope="col" class="number">La más larga</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function renderWait(name: string, { leads, median, longest }: WaitingFigures) {
  return html`<tr>
    <th scope="row" class="break">${name}</th>
    <td class="number">${formatNumber(leads)}</td>
    <td class="number">${formatDuration(median)}</td>
    <td class="number">${formatDuration(longest)}</td>
  </tr>`;
}
