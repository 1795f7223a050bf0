import type { Figures } from '../../functions/src/domain/reports/figures';
import type { FunnelReport } from '../../functions/src/domain/reports/funnelReport';
import { SERIES } from './figures';
import { html, type Html } from './html';
import { formatMonth, formatShortMonth, formatSpanishNumber } from './spanish';

const MAX_MONTHS_DRAWN = 24;

/** Lengths of the drawing, in its own units. */
const CHART = { height: 200, top: 12, bottom: 24, axis: 44, month: 56, column: 9 };

/** What the parts of the drawing share. */
interface Chart {
  months: readonly string[];
  figuresByMonth: ReadonlyMap<string, Figures>;
  ticks: readonly number[];
  /** The x coordinate at which the months end and the axis begins. */
  right: number;
  /** The y coordinate of a value. */
  scale: (value: number) => number;
}

/** A chart of the last two years at most. The table beneath it has every month. */
export function renderMonthChart(byMonth: FunnelReport['byMonth']): Html {
  const chart = layOutChart(byMonth);
  if (chart === null) return html``;
  const { months, ticks, right } = chart;
  const width = right + CHART.axis;
  return html`<p class="legend">
      ${SERIES.map(({ figure, title }) => html`<span><i class="${figure}"></i>${title}</span> `)}
    </p>
    <div class="wide newest">
      <svg
        viewBox="0 0 ${width} ${CHART.height}"
        width="${width}"
        height="${CHART.height}"
        role="img"
        aria-label="Leads por mes; los números están en la tabla"
      >
        ${ticks.map((tick) => renderTick(tick, chart))}${months.map((month, n) =>
          renderMonth(month, n, chart),
        )}
      </svg>
    </div> `;
}

/** Null if there is no month to draw. */
function layOutChart(byMonth: FunnelReport['byMonth']): Chart | null {
  const [newest, oldest] = [byMonth.at(-1)?.month, byMonth[0]?.month];
  if (newest === undefined || oldest === undefined) return null;
  const months = listMonthsUpTo(newest, MAX_MONTHS_DRAWN).filter((month) => month >= oldest);
  const figuresByMonth = new Map(byMonth.map((each) => [each.month, each]));
  const values = months.flatMap((month) =>
    SERIES.map(({ figure }) => figuresByMonth.get(month)?.[figure] ?? 0),
  );
  const max = Math.max(1, ...values);
  const ticks = chooseTicks(max);
  const { height, top, bottom } = CHART;
  const scale = (value: number): number =>
    roundCoordinate(top + (height - top - bottom) * (1 - value / (ticks.at(-1) ?? max)));
  return { months, figuresByMonth, ticks, right: months.length * CHART.month, scale };
}

function renderTick(tick: number, { right, scale }: Chart): Html {
  const y = scale(tick);
  return html`<line x1="0" x2="${right}" y1="${y}" y2="${y}"></line
    ><text class="tick" x="${right + 6}" y="${y + 4}">${formatSpanishNumber(tick)}</text> `;
}

function renderMonth(month: string, n: number, chart: Chart): Html {
  const { height, month: width, column } = CHART;
  const left = n * width + (width - SERIES.length * column) / 2;
  return html`<g
    ><text x="${(n + 0.5) * width}" y="${height - 6}">${formatShortMonth(month)}</text
    >${SERIES.map((series, place) => renderColumn(month, series, left + place * column, chart))}</g
  > `;
}

function renderColumn(
  month: string,
  { figure, title }: (typeof SERIES)[number],
  x: number,
  { figuresByMonth, scale }: Chart,
): Html | null {
  const value = figuresByMonth.get(month)?.[figure] ?? 0;
  if (value === 0) return null;
  return html`<rect
    class="${figure}"
    x="${x}"
    y="${scale(value)}"
    width="${CHART.column - 1}"
    height="${roundCoordinate(scale(0) - scale(value))}"
    ><title>${title}, ${formatMonth(month)}: ${formatSpanishNumber(value)}</title></rect
  >`;
}

/** Ticks from 0 to at least `max`, in two to six round steps. */
function chooseTicks(max: number): number[] {
  const power = 10 ** Math.floor(Math.log10(max));
  const roundSteps = [0.2, 0.5, 1, 2].map((n) => n * power);
  const step = Math.max(1, roundSteps.find((n) => max / n <= 5) ?? power);
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, n) => n * step);
}

/** The last `count` months up to `newest`, each as `2026-01`. */
function listMonthsUpTo(newest: string, count: number): string[] {
  const [year = 0, month = 0] = newest.split('-').map(Number);
  return Array.from({ length: count }, (_, n) => {
    const months = year * 12 + (month - 1) - (count - 1 - n);
    const [years, inYear] = [Math.floor(months / 12), (months % 12) + 1];
    return `${String(years).padStart(4, '0')}-${String(inYear).padStart(2, '0')}`;
  });
}

/** At most two decimals, so that the page holds no long fractions. */
export function roundCoordinate(value: number): number {
  return Math.round(value * 100) / 100;
}
