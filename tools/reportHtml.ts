import type { Figures, FunnelReport, StatusReport } from '../functions/src/domain/report';
import { durationOf } from './duration';
import { html, type Html } from './html';
import type { Scope } from './report';
import { STYLE } from './reportStyle';

/**
 * A report as a page for the people at the agency, in Spanish: one file without scripts that loads
 * nothing, in light and dark, and narrow enough for a phone.
 */
export function pageOf(report: FunnelReport, scope: Scope): string {
  const { leads } = report;
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
        <title>Embudo de leads, ${periodOf(scope)}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>Embudo de leads</h1>
          <p>
            ${sentence(periodOf(scope))} · ${scope.project} · informe del ${longDate(scope.madeOn)}
          </p>
        </header>
        <main>
          ${leads === 0 ? html`<section><p>En este periodo no pasó nada en ningún lead.</p></section>` : sectionsOf(report)}
          ${notesOf(report, scope)}
        </main>
      </body>
    </html> `;
  return page.text;
}

function sectionsOf(report: FunnelReport): Html[] {
  const { leads, total, statuses } = report;
  const most = Math.max(...statuses.map(({ reached }) => reached));
  return [
    tiles(total, leads),
    section(
      'Hasta dónde llegan',
      'Leads distintos que alcanzaron cada estado, y cuántos de ellos siguieron después.',
      html`<ol class="bars">
        ${statuses.map((each, n) =>
          barRow(
            each.status,
            share(each.reached, most),
            number(each.reached),
            n + 1 === statuses.length
              ? `${percent(each.reached, leads)} del total: ${number(total.won)} ganados, ${number(total.lost)} perdidos`
              : `${percent(each.reached, leads)} del total · ${percent(each.thenNext, each.reached)} al siguiente · ${percent(each.thenFurther, each.reached)} más allá`,
          ),
        )}
      </ol>`,
    ),
    section(
      'Cuánto tiempo pasan en cada estado',
      'Mediana (la mitad tarda menos) y percentil 90 (nueve de cada diez tardan menos).',
      stayRows(statuses),
    ),
    total.lost === 0 ? html`` : reasons(report),
    section('Por mes', 'Cada lead cuenta en el mes en que ocurrió por primera vez.', [
      monthChart(report.byMonth),
      figureTable(
        'Mes',
        report.byMonth.map(({ month, ...figures }) => [monthName(month), figures]),
      ),
    ]),
    section(
      'Por agente',
      'El agente que tiene el lead ahora.',
      figureTable('Agente', [
        ...report.byAgent.map(({ agent, ...figures }): Row => [agent ?? 'sin agente', figures]),
        ...(report.otherAgents === null ? [] : [['otros', report.otherAgents] satisfies Row]),
      ]),
    ),
  ];
}

function section(title: string, says: string, content: Html | readonly Html[]): Html {
  return html`<section>
    <h2>${title}</h2>
    <p class="says">${says}</p>
    ${content}
  </section> `;
}

function tiles(total: Figures, leads: number): Html {
  const tile = (title: string, count: number, below: string) =>
    html`<div class="tile">
      <dt>${title}</dt>
      <dd>${number(count)}<small>${below}</small></dd>
    </div>`;
  const ofLeads = (count: number) => `${percent(count, leads)} de los leads`;
  return html`<dl class="tiles">
    ${tile('Leads en el periodo', leads, `${number(total.begun)} nuevos`)}
    ${tile('Visitados', total.visited, ofLeads(total.visited))}
    ${tile('Con oferta', total.offered, ofLeads(total.offered))}
    ${tile('Ganados', total.won, ofLeads(total.won))}
    ${tile('Perdidos', total.lost, ofLeads(total.lost))}
    ${tile('Plantones', total.noShows, 'el cliente no se presentó')}
  </dl> `;
}

function barRow(name: string, width: number, value: string, below: string | null): Html {
  return html`<li>
    <span class="name"><bdi>${name}</bdi></span
    ><span class="value">${value}</span
    ><span class="track"><span class="bar" style="width:${width}%"></span></span>${
      below === null ? null : html`<small>${below}</small>`
    }
  </li> `;
}

function stayRows(statuses: readonly StatusReport[]): Html {
  const longest = Math.max(1, ...statuses.map(({ stays }) => stays.percentile90 ?? 0));
  return html`<p class="legend">
      <span><i class="main"></i>mediana</span> <span><i class="pale"></i>percentil 90</span>
    </p>
    <ol class="bars">
      ${statuses.map(({ status, stays: { count, median, percentile90 } }) =>
        median === null || percentile90 === null
          ? html`<li class="none">
              <span class="name">${status}</span><span class="value">sin datos</span>
            </li> `
          : html`<li>
              <span class="name">${status}</span
              ><span class="value">${durationOf(median)} · ${durationOf(percentile90)}</span
              ><span class="track"
                ><span class="bar pale" style="width:${share(percentile90, longest)}%"></span
                ><span class="bar" style="width:${share(median, longest)}%"></span></span
              ><small
                >${number(count)}
                ${count === 1 ? 'estancia terminada' : 'estancias terminadas'}</small
              >
            </li> `,
      )}
    </ol>`;
}

function reasons({ lostReasons, otherLostReasons, total }: FunnelReport): Html {
  const rows = [
    ...lostReasons,
    ...(otherLostReasons === 0 ? [] : [{ reason: 'Otros motivos', leads: otherLostReasons }]),
  ];
  const most = Math.max(...rows.map(({ leads }) => leads));
  return section(
    'Por qué se pierden',
    'Motivo del último cierre como perdido.',
    html`<ol class="bars lost">
      ${rows.map(({ reason, leads }) =>
        barRow(
          reason === '' ? '(sin motivo)' : reason,
          share(leads, most),
          `${number(leads)} · ${percent(leads, total.lost)}`,
          null,
        ),
      )}
    </ol>`,
  );
}

// --- By month and by agent -----------------------------------------------------------------------

type Row = [name: string, figures: Figures];

const SERIES: readonly { figure: keyof Figures; title: string }[] = [
  { figure: 'begun', title: 'Nuevos' },
  { figure: 'visited', title: 'Visitados' },
  { figure: 'offered', title: 'Con oferta' },
  { figure: 'won', title: 'Ganados' },
  { figure: 'lost', title: 'Perdidos' },
];

function figureTable(title: string, rows: readonly Row[]): Html {
  const columns = [...SERIES, { figure: 'noShows', title: 'Plantones' } as const];
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th scope="col">${title}</th>
          ${columns.map((each) => html`<th scope="col">${each.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, figures]) =>
            html`<tr>
              <th scope="row"><bdi>${name}</bdi></th>
              ${columns.map(({ figure }) => html`<td>${number(figures[figure])}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

const MOST_MONTHS_DRAWN = 24;
const CHART = { height: 200, top: 12, bottom: 24, axis: 44, month: 56, column: 9 };

/** The last two years at most; the table beneath has every month. */
function monthChart(byMonth: FunnelReport['byMonth']): Html {
  const { height, top, bottom, axis, month: width, column } = CHART;
  const newest = byMonth.at(-1)?.month;
  const oldest = byMonth[0]?.month;
  if (newest === undefined || oldest === undefined) return html``;
  const months = monthsBefore(newest, MOST_MONTHS_DRAWN).filter((month) => month >= oldest);
  const figures = new Map(byMonth.map((each) => [each.month, each]));
  const shown = months.map((month) => figures.get(month));
  const highest = Math.max(1, ...shown.flatMap((each) => SERIES.map((s) => each?.[s.figure] ?? 0)));
  const ticks = ticksTo(highest);
  const scale = (value: number) =>
    rounded(top + (height - top - bottom) * (1 - value / (ticks.at(-1) ?? highest)));
  const right = months.length * width;
  return html`<p class="legend">
      ${SERIES.map(({ figure, title }) => html`<span><i class="${figure}"></i>${title}</span> `)}
    </p>
    <div class="wide newest">
      <svg
        viewBox="0 0 ${right + axis} ${height}"
        width="${right + axis}"
        height="${height}"
        role="img"
        aria-label="Leads por mes; los números están en la tabla"
      >
        ${ticks.map(
          (tick) =>
            html`<line x1="0" x2="${right}" y1="${scale(tick)}" y2="${scale(tick)}"></line
              ><text class="tick" x="${right + 6}" y="${scale(tick) + 4}">${number(tick)}</text> `,
        )}${months.map((month, n) => {
          const begins = n * width + (width - SERIES.length * column) / 2;
          return html`<g
            ><text x="${(n + 0.5) * width}" y="${height - 6}">${shortMonthName(month)}</text
            >${SERIES.map(({ figure, title }, place) => {
              const value = figures.get(month)?.[figure] ?? 0;
              return value === 0
                ? null
                : html`<rect
                    class="${figure}"
                    x="${begins + place * column}"
                    y="${scale(value)}"
                    width="${column - 1}"
                    height="${rounded(scale(0) - scale(value))}"
                    ><title>${title}, ${monthName(month)}: ${number(value)}</title></rect
                  >`;
            })}</g
          > `;
        })}
      </svg>
    </div> `;
}

/** From 0 to at least the highest, in three to six round steps. */
function ticksTo(highest: number): number[] {
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = Math.max(
    1,
    [0.2, 0.5, 1, 2].map((n) => n * power).find((n) => highest / n <= 5) ?? power,
  );
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, n) => n * step);
}

/** So many months up to one of them, each as `2026-01`. */
function monthsBefore(newest: string, count: number): string[] {
  const [year = 0, month = 0] = newest.split('-').map(Number);
  return Array.from({ length: count }, (_, n) => {
    const months = year * 12 + (month - 1) - (count - 1 - n);
    return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
  });
}

const MONTHS = 'ene feb mar abr may jun jul ago sep oct nov dic'.split(' ');

/** `ene 2026`. */
function monthName(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${MONTHS[Number(number) - 1] ?? number} ${year}`;
}

/** `ene 26`, which fits under its columns. */
function shortMonthName(month: string): string {
  return monthName(month).replace(/ \d\d(?=\d\d$)/, ' ');
}

// --- Words and numbers ---------------------------------------------------------------------------

function notesOf({ leftOut }: FunnelReport, scope: Scope): Html {
  const { moved, withoutHistory, unreadableEntries } = leftOut;
  const counts = [
    [moved, 'leads que pasaron a otro lead al corregirse su visita'],
    [withoutHistory, 'leads sin historial, de un sistema anterior'],
    [unreadableEntries, 'anotaciones ilegibles'],
  ] as const;
  const leftOutNow = counts.filter(([count]) => count > 0);
  return html`<footer>
    <h2>Cómo se cuenta</h2>
    <ul>
      <li>
        Todo sale del historial de estados, por la fecha en que cada cosa ocurrió (hora de
        ${scope.timeZone}).
      </li>
      <li>
        «Al siguiente»: de los leads que alcanzaron el estado, los que después alcanzaron el estado
        que le sigue en la lista. «Más allá»: los que después alcanzaron cualquiera posterior, sin
        contar ofertas rechazadas ni cierres perdidos. Un lead puede saltarse estados.
      </li>
      <li>
        El tiempo en un estado cuenta cuando termina; su error es de un 1 % como máximo. Pasar por
        un estado en el mismo momento cuenta como 0.
      </li>
      <li>
        Un lead que se perdió y volvió cuenta como perdido, y también como lo que fue después.
      </li>
      <li>
        Los plantones son las veces que el cliente no se presentó a la visita y eso cambió el estado
        del lead.
      </li>
      ${
        leftOutNow.length === 0
          ? null
          : html`<li>
              No cuentan:
              ${leftOutNow.map(([count, what]) => `${number(count)} ${what}`).join('; ')}.
            </li>`
      }
    </ul>
  </footer>`;
}

function periodOf({ since, until }: Scope): string {
  if (since === null && until === null) return 'todo el historial';
  if (until === null) return `desde el ${longDate(since ?? '')}`;
  return since === null
    ? `hasta el ${longDate(until)}`
    : `del ${longDate(since)} al ${longDate(until)}`;
}

/** `31 de enero de 2026`. */
function longDate(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('es-ES', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function number(value: number): string {
  return value.toLocaleString('es-ES', { useGrouping: 'always' });
}

function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const value = (100 * part) / whole;
  return value > 0 && value < 1 ? '<1 %' : `${Math.round(value)} %`;
}

/** In percent of the most; what is there at all can be seen. */
function share(value: number, most: number): number {
  return value === 0 ? 0 : Math.max(0.5, rounded((100 * value) / most));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
