import { html, svg } from 'lit';
import type { FunnelReport } from '#domain/reports/funnelReport';
import { formatNumber } from '../shared/format';
import { DRAWN, FIGURES, formatMonth } from './tables';

/** Lengths of the drawing, in its own units. */
const WIDTH = 720;
const HEIGHT = 200;
const MARGIN = { top: 10, right: 12, bottom: 22, left: 40 };
/** So many months have their names under the line. */
const MAX_LABELS = 7;

/** Renders how the figures went from month to month. The table beside it has the numbers. */
export function renderMonthChart(months: FunnelReport['byMonth']) {
  const max = Math.max(1, ...months.flatMap((month) => DRAWN.map((figure) => month[figure])));
  const step = (WIDTH - MARGIN.left - MARGIN.right) / Math.max(1, months.length - 1);
  const x = (n: number): string => (MARGIN.left + n * step).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - MARGIN.bottom - (value / max) * (HEIGHT - MARGIN.top - MARGIN.bottom)).toFixed(1);
  const every = Math.ceil(months.length / MAX_LABELS);
  return html`<ul class="row chart-legend small">
      ${DRAWN.map(
        (figure) =>
          html`<li>
            <svg width="26" height="10" aria-hidden="true">
              <line class="line ${figure}" x1="0" x2="26" y1="5" y2="5"></line></svg
            >${titleOf(figure)}
          </li>`,
      )}
    </ul>
    <svg class="month-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
      ${[0, max].map(
        (tick) =>
          svg`<line class="axis" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${y(tick)} y2=${y(tick)}></line>
            <text x=${MARGIN.left - 8} y=${y(tick)} text-anchor="end" dominant-baseline="middle">${formatNumber(tick)}</text>`,
      )}
      ${months.map(({ month }, n) =>
        n % every === 0
          ? svg`<text x=${x(n)} y=${HEIGHT - 4} text-anchor="middle">${formatMonth(month)}</text>`
          : '',
      )}
      ${DRAWN.map(
        (figure) =>
          svg`<polyline class="line ${figure}" points=${months
            .map((month, n) => `${x(n)},${y(month[figure])}`)
            .join(' ')}></polyline>`,
      )}
      ${DRAWN.map((figure) =>
        months.map(
          (month, n) =>
            svg`<circle class="point ${figure}" cx=${x(n)} cy=${y(month[figure])} r="3"></circle>`,
        ),
      )}
    </svg>`;
}

function titleOf(figure: (typeof DRAWN)[number]): string {
  return FIGURES.find((each) => each.figure === figure)?.title ?? figure;
}
