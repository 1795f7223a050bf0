import type { Figures, FunnelReport } from '../functions/src/domain/report';

/**
 * A report as one table for spreadsheets and pivot tables: a figure a line. RFC 4180, and no text is
 * taken for a formula. Durations are in seconds; what is not known is empty.
 */
export function csvOf(report: FunnelReport): string {
  const lines: Line[] = [
    ['leads', '', 'in period', report.leads],
    ...figureLines('total', '', report.total),
    ...report.statuses.flatMap(({ status, reached, thenNext, thenFurther, stays }): Line[] => [
      ['status', status, 'reached', reached],
      ['status', status, 'then next', thenNext],
      ['status', status, 'then further', thenFurther],
      ['status', status, 'stays', stays.count],
      ['status', status, 'median seconds', rounded(stays.median)],
      ['status', status, '90th percentile seconds', rounded(stays.percentile90)],
    ]),
    ...report.byMonth.flatMap(({ month, ...figures }) => figureLines('month', month, figures)),
    ...report.byAgent.flatMap(({ agent, ...figures }) =>
      figureLines('agent', agent ?? 'sin agente', figures),
    ),
    ...(report.otherAgents === null ? [] : figureLines('agent', 'others', report.otherAgents)),
    ...report.lostReasons.map(({ reason, leads }): Line => ['lost reason', reason, 'leads', leads]),
    ['lost reason', 'others', 'leads', report.otherLostReasons],
    ['left out', 'moved', 'leads', report.leftOut.moved],
    ['left out', 'without history', 'leads', report.leftOut.withoutHistory],
    ['left out', 'unreadable', 'entries', report.leftOut.unreadableEntries],
  ];
  return [['table', 'name', 'figure', 'value'] as const, ...lines].map(csvLine).join('');
}

type Line = readonly [table: string, name: string, figure: string, value: number | null];

const FIGURE_NAMES: Readonly<Record<keyof Figures, string>> = {
  begun: 'begun',
  visited: 'visited',
  offered: 'offered',
  won: 'won',
  lost: 'lost',
  noShows: 'no-shows',
};

function figureLines(table: string, name: string, figures: Figures): Line[] {
  return (Object.keys(FIGURE_NAMES) as (keyof Figures)[]).map((figure) => [
    table,
    name,
    FIGURE_NAMES[figure],
    figures[figure],
  ]);
}

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds);
}

function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
