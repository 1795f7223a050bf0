/** The panel by origin. */
import { html, nothing } from 'lit';
import { groupName } from '#domain/reports/groupName';
import { nameOrigin } from '#domain/reports/originNames';
import type { EnquiryFigures, OriginFigures, OriginRow } from '#domain/reports/originReport';
import { formatDuration, formatNumber } from '../shared/format';
import type { Case } from './explained';
import { renderExplained } from './explainedNumber';
import { renderNothing, renderTooMany } from './figurePanels';
import type { CountedLead, Funnel } from './reports';

export function renderOrigins({ details }: Funnel) {
  if (details === null) return renderTooMany();
  const { byOrigin, otherOrigins, enquiries, counted } = details;
  if (byOrigin.length === 0) return renderNothing();
  const isOf =
    (row: OriginRow) =>
    ({ share: { origin } }: CountedLead): boolean =>
      origin !== null && isSame(origin.portal, row.portal) && isSame(origin.source, row.source);
  return html`<p class="soft small">
      ${describeEnquiries(enquiries)} Cada consulta cuenta en la procedencia que dice; cada lead, en
      la de su primera consulta.
    </p>
    <div class="scrolls" tabindex="0" role="region" aria-label="Tabla por procedencia">
      <table>
        <thead>
          <tr>
            <th scope="col">Procedencia</th>
            <th scope="col" class="number">Leads</th>
            ${ORIGIN_COLUMNS.map(({ title }) => html`<th scope="col" class="number">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${byOrigin.map((row) => [
            renderOrigin(nameOrigin(row), row, '', counted.filter(isOf(row))),
            row.campaigns.map((own) => renderOrigin(own.campaign, own, 'part')),
          ])}
          ${otherOrigins === null ? nothing : renderOrigin('Otras', otherOrigins)}
        </tbody>
      </table>
    </div>`;
}

function describeEnquiries({ enquiries, answered, medianToAnswer }: EnquiryFigures): string {
  if (enquiries === 0) return 'Sin consultas en este periodo.';
  const share = `${formatNumber(answered)} de ${formatNumber(enquiries)} consultas contestadas`;
  return medianToAnswer === null
    ? `${share}.`
    : `${share}, la mitad en menos de ${formatDuration(medianToAnswer)}.`;
}

/** Names are one if they differ only in capitals and spaces, as in the report. */
function isSame(one: string | null, other: string | null): boolean {
  return one === null || other === null
    ? one === other
    : groupName(one).key === groupName(other).key;
}

/** The figures of an origin, beside the number of its leads. */
const ORIGIN_COLUMNS: readonly {
  title: string;
  show: (figures: OriginFigures) => string;
}[] = [
  { title: 'Consultas', show: ({ enquiries }) => formatNumber(enquiries) },
  { title: 'Contestadas', show: ({ answered }) => formatNumber(answered) },
  {
    title: 'Respuesta',
    show: ({ medianToAnswer }) => (medianToAnswer === null ? '—' : formatDuration(medianToAnswer)),
  },
  { title: 'Visitados', show: ({ visited }) => formatNumber(visited) },
  { title: 'Con oferta', show: ({ offered }) => formatNumber(offered) },
  { title: 'Ganados', show: ({ won }) => formatNumber(won) },
];

function renderOrigin(
  name: string,
  figures: OriginFigures,
  kind: 'part' | '' = '',
  cases: readonly Case[] | null = null,
) {
  return html`<tr>
    <th scope="row" class="break ${kind}">${name}</th>
    <td class="number">
      ${
        cases === null
          ? formatNumber(figures.leads)
          : renderExplained(figures.leads, () => ({
              title: `Leads: ${name}`,
              meaning:
                'Leads con algún cambio de estado en el periodo, en la procedencia de su primera consulta.',
              cases,
            }))
      }
    </td>
    ${ORIGIN_COLUMNS.map(({ show }) => html`<td class="number">${show(figures)}</td>`)}
  </tr>`;
}
