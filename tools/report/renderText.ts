import type { Figures } from '../../functions/src/domain/reports/figures';
import type { FunnelReport, StatusReport } from '../../functions/src/domain/reports/funnelReport';
import type { OriginFigures, OriginRow } from '../../functions/src/domain/reports/originReport';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatOneLine,
} from '../lib/format';
import type { Scope } from './scope';

/** Widths in columns: of a bar, and the most that names may take. */
const BAR_WIDTH = 26;
const FIGURE_BAR_WIDTH = 16;
const MAX_NAME_LENGTH = 44;
const MAX_FIGURE_NAME_LENGTH = 28;

/** A report for the terminal: tables with bars, within 100 columns. */
export function renderText(report: FunnelReport, scope: Scope): string[] {
  const { leads, total, statuses } = report;
  const head = [
    `Funnel of ${scope.project}, ${formatPeriod(scope)} (${scope.timeZone})`,
    `  ${formatCount(leads, 'lead', 'leads')}${formatLeftOut(report)}`,
  ];
  if (leads === 0) return [...head, '  Nothing happened to any lead in this time.'];
  const tables = [
    renderReached(statuses, leads),
    renderStays(statuses),
    renderMonths(report),
    renderOrigins(report),
    renderAgents(report),
    ...(total.lost === 0 ? [] : [renderReasons(report)]),
  ];
  return [
    ...head,
    `  won ${formatNumber(total.won)}   lost ${formatNumber(total.lost)}${formatLostToOther(total)}   no-shows ${formatNumber(total.noShows)}`,
    ...tables.flatMap((table) => ['', ...table]),
  ];
}

function formatLostToOther({ lostToOther }: FunnelReport['total']): string {
  return lostToOther === 0 ? '' : ` (${formatNumber(lostToOther)} sold to others)`;
}

function formatPeriod({ since, until }: Scope): string {
  if (since === null && until === null) return 'all time';
  if (until === null) return `since ${since ?? ''}`;
  return since === null ? `until ${until}` : `${since} to ${until}`;
}

function formatLeftOut({ leftOut }: FunnelReport): string {
  const { moved, withoutHistory, unreadableEntries } = leftOut;
  const parts = [
    moved > 0 && `${formatNumber(moved)} that moved`,
    withoutHistory !== null &&
      withoutHistory > 0 &&
      `${formatNumber(withoutHistory)} without history`,
    unreadableEntries > 0 &&
      formatCount(unreadableEntries, 'unreadable entry', 'unreadable entries'),
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `; left out: ${parts.join(', ')}`;
}

// --- The tables ------------------------------------------------------------------------------------

function renderReached(statuses: readonly StatusReport[], leads: number): string[] {
  const max = Math.max(...statuses.map(({ reached }) => reached));
  return renderTable(
    ['Reached', 'leads', '', 'of all', '→ next', '→ further'],
    statuses.map(({ status, reached, thenNext, thenFurther }, n) => {
      const isLast = n + 1 === statuses.length;
      return [
        status,
        formatNumber(reached),
        renderBar(reached, max),
        formatPercent(reached, leads),
        isLast ? '' : formatPercent(thenNext, reached),
        isLast ? '' : formatPercent(thenFurther, reached),
      ];
    }),
  );
}

function renderStays(statuses: readonly StatusReport[]): string[] {
  const max = Math.max(1, ...statuses.map(({ stays }) => stays.percentile90 ?? 0));
  return renderTable(
    ['Time in status', 'stays', '', 'median', '90th pct.'],
    statuses.map(({ status, stays: { count, median, percentile90 } }) => [
      status,
      formatNumber(count),
      renderRangeBar(median ?? 0, percentile90 ?? 0, max),
      median === null ? '–' : formatDuration(median),
      percentile90 === null ? '–' : formatDuration(percentile90),
    ]),
  );
}

type FigureRow = readonly [name: string, figures: Figures];

function renderMonths({ byMonth }: FunnelReport): string[] {
  const rows = byMonth.map(({ month, ...figures }): FigureRow => [month, figures]);
  return renderFigures('By month', rows);
}

function renderAgents({ byAgent, otherAgents }: FunnelReport): string[] {
  const rows = byAgent.map(({ agent, ...figures }): FigureRow => [agent ?? 'sin agente', figures]);
  const others: FigureRow[] = otherAgents === null ? [] : [['others', otherAgents]];
  return renderFigures('By agent', [...rows, ...others]);
}

/** Campaigns are indented below their portal. */
function renderOrigins({ byOrigin, otherOrigins }: FunnelReport): string[] {
  const rows = byOrigin.flatMap((row) => [
    renderOrigin(nameOrigin(row), row),
    ...row.campaigns.map(({ campaign, ...figures }) => renderOrigin(`  ${campaign}`, figures)),
  ]);
  const others = otherOrigins === null ? [] : [renderOrigin('others', otherOrigins)];
  return renderTable(
    ['By origin', 'leads', 'enquiries', 'answered', 'median', 'visited', 'offers', 'won'],
    [...rows, ...others],
    MAX_FIGURE_NAME_LENGTH,
  );
}

function nameOrigin({ portal, source }: OriginRow): string {
  if (portal !== null) return portal;
  return source === null ? '(no portal)' : `(${source || 'unknown'})`;
}

function renderOrigin(name: string, figures: OriginFigures): string[] {
  const { leads, enquiries, answered, medianToAnswer, visited, offered, won } = figures;
  return [
    name,
    ...[leads, enquiries, answered].map(formatNumber),
    medianToAnswer === null ? '–' : formatDuration(medianToAnswer),
    ...[visited, offered, won].map(formatNumber),
  ];
}

function renderFigures(title: string, rows: readonly FigureRow[]): string[] {
  const max = Math.max(1, ...rows.map(([, { begun }]) => begun));
  return renderTable(
    [title, 'begun', '', 'visited', 'offers', 'won', 'lost', 'no-shows'],
    rows.map(([name, { begun, visited, offered, won, lost, noShows }]) => [
      name,
      formatNumber(begun),
      renderBar(begun, max, FIGURE_BAR_WIDTH),
      ...[visited, offered, won, lost, noShows].map(formatNumber),
    ]),
    MAX_FIGURE_NAME_LENGTH,
  );
}

function renderReasons({ total, lostReasons, otherLostReasons }: FunnelReport): string[] {
  const others = otherLostReasons === 0 ? [] : [{ reason: 'others', leads: otherLostReasons }];
  const rows = [...lostReasons, ...others];
  const max = Math.max(...rows.map(({ leads }) => leads));
  return renderTable(
    ['Lost because', 'leads', '', 'of lost'],
    rows.map(({ reason, leads }) => [
      reason === '' ? '(no reason given)' : reason,
      formatNumber(leads),
      renderBar(leads, max),
      formatPercent(leads, total.lost),
    ]),
  );
}

// --- How a table and a bar are drawn -----------------------------------------------------------------

/** Names and bars (the columns with an empty head) are left-aligned, figures right-aligned. */
function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  maxNameLength = MAX_NAME_LENGTH,
): string[] {
  const cells = [head, ...rows].map(([name = '', ...figures]) => [
    formatOneLine(name, maxNameLength),
    ...figures,
  ]);
  const widths = head.map((_, column) => Math.max(...cells.map((row) => measure(row[column]))));
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - measure(cell));
        return column === 0 || head[column] === '' ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

function measure(text = ''): number {
  return Array.from(text).length;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Every value above 0 shows at least an eighth of a column. */
function renderBar(value: number, max: number, width = BAR_WIDTH): string {
  const eighths = Math.max(value > 0 ? 1 : 0, Math.round((value / max) * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** Dark up to the median, light up to the 90th percentile. */
function renderRangeBar(median: number, percentile90: number, max: number): string {
  const dark = Math.round((median / max) * BAR_WIDTH);
  const all = Math.round((percentile90 / max) * BAR_WIDTH);
  return '█'.repeat(dark) + '░'.repeat(all - dark);
}
