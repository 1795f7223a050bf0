/** The panel of who waits. */
import { html, type TemplateResult } from 'lit';
import type { WaitingFigures } from '#domain/reports/waitingReport';
import { formatDuration, formatNumber } from '../shared/format';
import { renderEmpty } from '../shared/states';
import { nameAgent } from './figurePanels';
import { renderExplained } from './explainedNumber';
import { MAX_WAITING_READ, type Waiting, type WaitingCase } from './reports';

const WAITING = 'Leads que necesitan atención ahora mismo, y cuánto llevan pasados de su plazo.';

/** How long leads have waited, beyond their time, for somebody to do something. */
export function renderWaiting({ byAgent, byStatus, leads }: Waiting) {
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
      byAgent.map((row) =>
        renderWait(
          nameAgent(row.agentId),
          row,
          leads.filter(({ assignedTo }) => assignedTo === row.agentId),
        ),
      ),
    )}
    ${renderWaits(
      'Estado',
      byStatus.map((row) =>
        renderWait(
          row.status,
          row,
          leads.filter(({ status }) => status === row.status),
        ),
      ),
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

/** `cases` are the leads of a row, those that have waited longest first. */
function renderWait(
  name: string,
  { leads, median, longest }: WaitingFigures,
  cases: readonly WaitingCase[],
) {
  const renderTime = (
    title: string,
    meaning: string,
    shown: readonly WaitingCase[],
    seconds: number,
  ) =>
    renderExplained(leads, () => ({ title: `${title}: ${name}`, meaning, cases: shown }), {
      text: formatDuration(seconds),
      counts: 'tiempo',
    });
  return html`<tr>
    <th scope="row" class="break">${name}</th>
    <td class="number">
      ${renderExplained(leads, () => ({
        title: `Leads: ${name}`,
        meaning: `${WAITING} Los que más esperan, primero.`,
        cases,
      }))}
    </td>
    <td class="number">
      ${renderTime(
        'Espera',
        `La mitad de estos leads lleva esperando menos, y la otra mitad más. ${WAITING}`,
        cases,
        median,
      )}
    </td>
    <td class="number">
      ${renderTime(
        'La más larga',
        'El lead que más tiempo lleva pasado de su plazo, entre los que necesitan atención ahora mismo.',
        cases.slice(0, 1),
        longest,
      )}
    </td>
  </tr>`;
}
