import { renderCsvCell } from '#domain/csvCell';
import type { Figures } from '#domain/reports/figures';
import { nameOrigin } from '#domain/reports/originNames';
import type { Funnel } from './reports';
import { FIGURES } from './tables';

/** With it, Excel reads the file as UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

type Line = readonly [table: string, name: string, figure: string, value: number | null];

/**
 * The figures of a report as one table for spreadsheets: a figure on each line, as in RFC 4180 but with the semicolon
 * that Spanish spreadsheets want. Durations are in seconds, and an unknown figure is empty.
 */
export function renderReportCsv(
  funnel: Funnel,
  nameAgent: (agent: string | null) => string,
): string {
  const head = ['tabla', 'nombre', 'dato', 'valor'];
  const rows = [head, ...listLines(funnel, nameAgent)].map((cells) =>
    cells.map((cell) => renderCell(cell)).join(';'),
  );
  return `${BYTE_ORDER_MARK}${rows.join('\r\n')}\r\n`;
}

function listLines(
  { isExact, statuses, details }: Funnel,
  nameAgent: (agent: string | null) => string,
): Line[] {
  const stay = isExact ? 'estancia mediana (s)' : 'estancia media (s)';
  const ofStatuses = statuses.flatMap(({ status, reached, seconds }): Line[] => [
    ['estado', status, isExact ? 'leads' : 'entradas', reached],
    ['estado', status, stay, seconds],
  ]);
  if (details === null) return ofStatuses;
  const { byMonth, byAgent, otherAgents, byOrigin, otherOrigins } = details;
  return [
    ...ofStatuses,
    ...byMonth.flatMap(({ month, ...figures }) => listFigures('mes', month, figures)),
    ...byAgent.flatMap(({ agent, ...figures }) => listFigures('agente', nameAgent(agent), figures)),
    ...(otherAgents === null ? [] : listFigures('agente', 'Otros', otherAgents)),
    ...[
      ...byOrigin.map((row) => ({ name: nameOrigin(row), row })),
      ...(otherOrigins === null ? [] : [{ name: 'Otras', row: otherOrigins }]),
    ].flatMap(({ name, row }): Line[] => [
      ['procedencia', name, 'Leads', row.leads],
      ['procedencia', name, 'Consultas', row.enquiries],
      ['procedencia', name, 'Contestadas', row.answered],
      ['procedencia', name, 'respuesta mediana (s)', row.medianToAnswer],
      ...listFigures('procedencia', name, row),
    ]),
  ];
}

function listFigures(table: string, name: string, figures: Figures): Line[] {
  return FIGURES.map(({ figure, title }) => [table, name, title, figures[figure]]);
}

function renderCell(cell: string | number | null): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(Math.round(cell)) : renderCsvCell(cell);
}
