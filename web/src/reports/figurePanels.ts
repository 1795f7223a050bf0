/** The panels by agent and by month. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Figures } from '#domain/reports/figures';
import type { FunnelReport } from '#domain/reports/funnelReport';
import { names } from '../shared/names';
import { renderEmpty } from '../shared/states';
import { renderExplained } from './explainedNumber';
import { renderMonthChart } from './monthChart';
import type { CountedLead, Funnel } from './reports';
import { FIGURES, fillMonths, formatMonth, rowOfAgent } from './tables';

export const nameAgent = (agent: string | null): string =>
  agent === null ? 'Sin agente' : names.agent(agent);

export function renderByAgent({ details }: Funnel) {
  if (details === null) return renderTooMany();
  const { byAgent, otherAgents, counted } = details;
  if (byAgent.length === 0) return renderNothing();
  const rowOf = rowOfAgent(byAgent);
  const leadsIn = (row: FunnelReport['byAgent'][number] | null) => (figure: keyof Figures) =>
    counted.filter(({ share }) => rowOf(share.agent) === row && share.total[figure] > 0);
  const rows = byAgent.map((row) => renderRow(nameAgent(row.agent), row, leadsIn(row)));
  const others = otherAgents === null ? nothing : renderRow('Otros', otherAgents, leadsIn(null));
  return html`<p class="soft small">Cada lead cuenta en el agente que lo lleva ahora.</p>
    ${renderTable('Agente', [...rows, others])}`;
}

export function renderByMonth({ details }: Funnel) {
  if (details === null) return renderTooMany();
  const months = fillMonths(details.byMonth);
  if (months.length === 0) return renderNothing();
  const rows = months.map((row) =>
    renderRow(formatMonth(row.month), row, (figure) =>
      details.counted.filter(({ share }) => (share.byMonth.get(row.month)?.[figure] ?? 0) > 0),
    ),
  );
  return html`${renderMonthChart(months)}
    <p class="soft small">
      Cada lead cuenta en el mes en que llegó; el primero y el último mes pueden no estar enteros.
    </p>
    ${renderTable('Mes', rows)}`;
}

function renderTable(title: string, rows: readonly (TemplateResult | typeof nothing)[]) {
  return html`<div
    class="scrolls"
    tabindex="0"
    role="region"
    aria-label="Tabla por ${title.toLowerCase()}"
  >
    <table>
      <thead>
        <tr>
          <th scope="col">${title}</th>
          ${FIGURES.map((figure) => html`<th scope="col" class="number">${figure.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function renderRow(
  name: string,
  figures: Figures,
  findCounted: (figure: keyof Figures) => readonly CountedLead[],
) {
  return html`<tr>
    <th scope="row" class="break">${name}</th>
    ${FIGURES.map(
      ({ figure, title, meaning }) =>
        html`<td class="number">
          ${renderExplained(figures[figure], () => ({
            title: `${title}: ${name}`,
            meaning,
            cases: findCounted(figure),
          }))}
        </td>`,
    )}
  </tr>`;
}

export function renderTooMany() {
  return renderEmpty(
    'Demasiado en este periodo',
    'Estas cifras solo se cuentan en un periodo más corto: elige otro.',
  );
}

export function renderNothing() {
  return renderEmpty('Nada en este periodo', 'Ningún lead ha cambiado de estado.');
}
