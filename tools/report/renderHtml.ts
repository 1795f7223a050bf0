import type { Figures } from '../../functions/src/domain/reports/figures';
import type { FunnelReport, StatusReport } from '../../functions/src/domain/reports/funnelReport';
import type { OriginFigures } from '../../functions/src/domain/reports/originReport';
import { nameOrigin } from '../../functions/src/domain/reports/originNames';
import { formatDuration, formatPercent } from '../lib/format';
import { COLUMNS } from './figures';
import { html, type Html } from './html';
import { renderMonthChart, roundCoordinate } from './renderMonthChart';
import { renderNotes } from './renderNotes';
import type { Scope } from './scope';
import { capitalize, formatLongDate, formatMonth, formatSpanishNumber } from './spanish';
import { STYLE } from './style';

/**
 * A report as a page for the people at the agency, in Spanish. The page is one file without scripts. It
 * loads nothing, has a light and a dark style, and fits a phone.
 */
export function renderHtml(report: FunnelReport, scope: Scope): string {
  const period = formatPeriod(scope);
  const page = html`<!doctype html>
    <html lang="es">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>Embudo de leads, ${period}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>Embudo de leads</h1>
          <p>
            ${capitalize(period)} · ${scope.project} · informe del ${formatLongDate(scope.madeOn)}
          </p>
        </header>
        <main>${renderMain(report)} ${renderNotes(report, scope)}</main>
      </body>
    </html> `;
  return page.text;
}

function formatPeriod({ since, until }: Scope): string {
  if (since === null && until === null) return 'todo el historial';
  if (until === null) return `desde el ${formatLongDate(since ?? '')}`;
  return since === null
    ? `hasta el ${formatLongDate(until)}`
    : `del ${formatLongDate(since)} al ${formatLongDate(until)}`;
}

function renderMain(report: FunnelReport): Html | Html[] {
  const { leads, total, statuses } = report;
  if (leads === 0) {
    return html`<section><p>En este periodo no pasó nada en ningún lead.</p></section>`;
  }
  return [
    renderTiles(total, leads),
    renderReached(report),
    renderStays(statuses),
    ...(total.lost === 0 ? [] : [renderReasons(report)]),
    renderMonths(report),
    renderOrigins(report),
    renderAgents(report),
  ];
}

// --- The sections ------------------------------------------------------------------------------------

function renderTiles(total: Figures, leads: number): Html {
  const tile = (title: string, count: number, note: string): Html =>
    html`<div class="tile">
      <dt>${title}</dt>
      <dd>${formatSpanishNumber(count)}<small>${note}</small></dd>
    </div>`;
  const shareTile = (title: string, count: number): Html =>
    tile(title, count, `${formatPercent(count, leads)} de los leads`);
  return html`<dl class="tiles">
    ${tile('Leads en el periodo', leads, `${formatSpanishNumber(total.begun)} nuevos`)}
    ${shareTile('Visitados', total.visited)} ${shareTile('Con oferta', total.offered)}
    ${shareTile('Ganados', total.won)}
    ${tile('Perdidos', total.lost, `${formatPercent(total.lost, leads)} de los leads${noteLostToOther(total)}`)}
    ${tile('Plantones', total.noShows, 'el cliente no se presentó')}
  </dl> `;
}

function noteLostToOther({ lostToOther }: Figures): string {
  return lostToOther === 0 ? '' : `; ${formatSpanishNumber(lostToOther)}, vendido a otro`;
}

function renderReached({ leads, total, statuses }: FunnelReport): Html {
  const max = Math.max(...statuses.map(({ reached }) => reached));
  const note = ({ reached, thenNext, thenFurther }: StatusReport, isLast: boolean): string => {
    const ofAll = `${formatPercent(reached, leads)} del total`;
    return isLast
      ? `${ofAll}: ${formatSpanishNumber(total.won)} ganados, ${formatSpanishNumber(total.lost)} perdidos`
      : `${ofAll} · ${formatPercent(thenNext, reached)} al siguiente · ${formatPercent(thenFurther, reached)} más allá`;
  };
  return renderSection(
    'Hasta dónde llegan',
    'Leads distintos que alcanzaron cada estado, y cuántos de ellos siguieron después.',
    html`<ol class="bars">
      ${statuses.map((each, n) =>
        renderBarRow({
          name: each.status,
          width: barWidth(each.reached, max),
          value: formatSpanishNumber(each.reached),
          note: note(each, n + 1 === statuses.length),
        }),
      )}
    </ol>`,
  );
}

function renderStays(statuses: readonly StatusReport[]): Html {
  const max = Math.max(1, ...statuses.map(({ stays }) => stays.percentile90 ?? 0));
  return renderSection(
    'Cuánto tiempo pasan en cada estado',
    'Mediana (la mitad tarda menos) y percentil 90 (nueve de cada diez tardan menos).',
    html`<p class="legend">
        <span><i class="main"></i>mediana</span> <span><i class="pale"></i>percentil 90</span>
      </p>
      <ol class="bars">
        ${statuses.map((each) => renderStayRow(each, max))}
      </ol>`,
  );
}

function renderStayRow({ status, stays }: StatusReport, max: number): Html {
  const { count, median, percentile90 } = stays;
  if (median === null || percentile90 === null) {
    return html`<li class="none">
      <span class="name">${status}</span><span class="value">sin datos</span>
    </li> `;
  }
  return html`<li>
    <span class="name">${status}</span
    ><span class="value">${formatDuration(median)} · ${formatDuration(percentile90)}</span
    ><span class="track"
      ><span class="bar pale" style="width:${barWidth(percentile90, max)}%"></span
      ><span class="bar" style="width:${barWidth(median, max)}%"></span></span
    ><small
      >${formatSpanishNumber(count)}
      ${count === 1 ? 'estancia terminada' : 'estancias terminadas'}</small
    >
  </li> `;
}

function renderReasons({ lostReasons, otherLostReasons, total }: FunnelReport): Html {
  const others =
    otherLostReasons === 0 ? [] : [{ reason: 'Otros motivos', leads: otherLostReasons }];
  const rows = [...lostReasons, ...others];
  const max = Math.max(...rows.map(({ leads }) => leads));
  return renderSection(
    'Por qué se pierden',
    'Motivo del último cierre como perdido.',
    html`<ol class="bars lost">
      ${rows.map(({ reason, leads }) =>
        renderBarRow({
          name: reason === '' ? '(sin motivo)' : reason,
          width: barWidth(leads, max),
          value: `${formatSpanishNumber(leads)} · ${formatPercent(leads, total.lost)}`,
          note: null,
        }),
      )}
    </ol>`,
  );
}

function renderMonths({ byMonth }: FunnelReport): Html {
  const rows = byMonth.map(({ month, ...figures }): FigureRow => [formatMonth(month), figures]);
  return renderSection('Por mes', 'Cada lead cuenta en el mes en que ocurrió por primera vez.', [
    renderMonthChart(byMonth),
    renderFigureTable('Mes', rows),
  ]);
}

function renderOrigins({ byOrigin, otherOrigins }: FunnelReport): Html {
  const rows = byOrigin.flatMap((row) => [
    renderOriginRow(nameOrigin(row), row),
    ...row.campaigns.map(({ campaign, ...figures }) => renderOriginRow(campaign, figures, true)),
  ]);
  const others = otherOrigins === null ? [] : [renderOriginRow('otras', otherOrigins)];
  return renderSection(
    'Por procedencia',
    'Portal y campaña; los leads sin procedencia, por cómo empezaron.',
    renderTable('Procedencia', ORIGIN_TITLES, [...rows, ...others]),
  );
}

const ORIGIN_TITLES = [
  'Leads',
  'Consultas',
  'Contestadas',
  'Respuesta',
  'Visitados',
  'Con oferta',
  'Ganados',
];

function renderOriginRow(name: string, figures: OriginFigures, isCampaign = false): TableRow {
  const { leads, enquiries, answered, medianToAnswer, visited, offered, won } = figures;
  const cells = [
    ...[leads, enquiries, answered].map(formatSpanishNumber),
    medianToAnswer === null ? '–' : formatDuration(medianToAnswer),
    ...[visited, offered, won].map(formatSpanishNumber),
  ];
  return { name, cells, ...(isCampaign && { isPart: true }) };
}

function renderAgents({ byAgent, otherAgents }: FunnelReport): Html {
  const rows = byAgent.map(({ agent, ...figures }): FigureRow => [agent ?? 'sin agente', figures]);
  const others: FigureRow[] = otherAgents === null ? [] : [['otros', otherAgents]];
  return renderSection(
    'Por agente',
    'El agente que tiene el lead ahora.',
    renderFigureTable('Agente', [...rows, ...others]),
  );
}

// --- The parts of a section --------------------------------------------------------------------------

function renderSection(title: string, note: string, content: Html | readonly Html[]): Html {
  return html`<section>
    <h2>${title}</h2>
    <p class="says">${note}</p>
    ${content}
  </section> `;
}

interface BarRow {
  name: string;
  /** In percent of the track. */
  width: number;
  value: string;
  note: string | null;
}

function renderBarRow({ name, width, value, note }: BarRow): Html {
  return html`<li>
    <span class="name"><bdi>${name}</bdi></span
    ><span class="value">${value}</span
    ><span class="track"><span class="bar" style="width:${width}%"></span></span>${
      note === null ? null : html`<small>${note}</small>`
    }
  </li> `;
}

/** In percent of the track. Every value above 0 stays visible. */
function barWidth(value: number, max: number): number {
  return value === 0 ? 0 : Math.max(0.5, roundCoordinate((100 * value) / max));
}

type FigureRow = readonly [name: string, figures: Figures];

function renderFigureTable(title: string, rows: readonly FigureRow[]): Html {
  return renderTable(
    title,
    COLUMNS.map((each) => each.title),
    rows.map(([name, figures]) => ({
      name,
      cells: COLUMNS.map(({ figure }) => formatSpanishNumber(figures[figure])),
    })),
  );
}

interface TableRow {
  name: string;
  cells: readonly string[];
  /** Whether it is a part of the row above. */
  isPart?: true;
}

function renderTable(title: string, columns: readonly string[], rows: readonly TableRow[]): Html {
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th scope="col">${title}</th>
          ${columns.map((each) => html`<th scope="col">${each}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, cells, isPart }) =>
            html`<tr>
              <th scope="row" class="${isPart ? 'part' : ''}"><bdi>${name}</bdi></th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
