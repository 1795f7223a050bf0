import { renderCsvCell } from '../../functions/src/domain/csvCell';
import type { Figures } from '../../functions/src/domain/reports/figures';
import type { FunnelReport } from '../../functions/src/domain/reports/funnelReport';
import type {
  EnquiryFigures,
  OriginFigures,
  OriginRow,
} from '../../functions/src/domain/reports/originReport';

/**
 * A report as one table for spreadsheets and pivot tables: one figure on each line, as in RFC 4180 but
 * for the separator.
 * Durations are in seconds, and an unknown figure is empty. No text can be read as a formula.
 */
export function renderCsv(report: FunnelReport, separator: string): string[] {
  const head = ['table', 'name', 'figure', 'value'];
  return [head, ...listLines(report)].map((cells) => cells.map(renderCell).join(separator));
}

type Line = readonly [table: string, name: string, figure: string, value: number | null];

function listLines(report: FunnelReport): Line[] {
  const { byMonth, byAgent, otherAgents, byOrigin, otherOrigins } = report;
  const { lostReasons, otherLostReasons, leftOut } = report;
  return [
    ['leads', '', 'in period', report.leads],
    ...listFigures('total', '', report.total),
    ...listEnquiries('total', '', report.enquiries),
    ...report.statuses.flatMap(listStatus),
    ...byMonth.flatMap(({ month, ...figures }) => listFigures('month', month, figures)),
    ...byAgent.flatMap(({ agent, ...figures }) =>
      listFigures('agent', agent ?? 'sin agente', figures),
    ),
    ...(otherAgents === null ? [] : listFigures('agent', 'others', otherAgents)),
    ...byOrigin.flatMap(listOrigin),
    ...(otherOrigins === null ? [] : listOriginFigures('portal', 'others', otherOrigins)),
    ...lostReasons.map(({ reason, leads }): Line => ['lost reason', reason, 'leads', leads]),
    ['lost reason', 'others', 'leads', otherLostReasons],
    ['left out', 'moved', 'leads', leftOut.moved],
    ['left out', 'without history', 'leads', leftOut.withoutHistory],
    ['left out', 'unreadable', 'entries', leftOut.unreadableEntries],
  ];
}

function listStatus({
  status,
  reached,
  thenNext,
  thenFurther,
  stays,
}: FunnelReport['statuses'][number]): Line[] {
  return [
    ['status', status, 'reached', reached],
    ['status', status, 'then next', thenNext],
    ['status', status, 'then further', thenFurther],
    ['status', status, 'stays', stays.count],
    ['status', status, 'median seconds', roundSeconds(stays.median)],
    ['status', status, '90th percentile seconds', roundSeconds(stays.percentile90)],
  ];
}

const FIGURE_NAMES: Readonly<Record<keyof Figures, string>> = {
  begun: 'begun',
  visited: 'visited',
  offered: 'offered',
  won: 'won',
  lost: 'lost',
  lostToOther: 'lost to others',
  noShows: 'no-shows',
};

function listFigures(table: string, name: string, figures: Figures): Line[] {
  return (Object.keys(FIGURE_NAMES) as (keyof Figures)[]).map((figure) => [
    table,
    name,
    FIGURE_NAMES[figure],
    figures[figure],
  ]);
}

/** A campaign is named with its portal. */
function listOrigin({ portal, source, campaigns, ...figures }: OriginRow): Line[] {
  return [
    ...(source === null
      ? listOriginFigures('portal', portal ?? '', figures)
      : listOriginFigures('source', source, figures)),
    ...campaigns.flatMap(({ campaign, ...own }) =>
      listOriginFigures('campaign', portal === null ? campaign : `${portal}: ${campaign}`, own),
    ),
  ];
}

function listOriginFigures(table: string, name: string, figures: OriginFigures): Line[] {
  return [
    [table, name, 'leads', figures.leads],
    ...listFigures(table, name, figures),
    ...listEnquiries(table, name, figures),
  ];
}

function listEnquiries(
  table: string,
  name: string,
  { enquiries, answered, medianToAnswer }: EnquiryFigures,
): Line[] {
  return [
    [table, name, 'enquiries', enquiries],
    [table, name, 'answered enquiries', answered],
    [table, name, 'median seconds to answer', roundSeconds(medianToAnswer)],
  ];
}

function roundSeconds(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds);
}

function renderCell(cell: string | number | null): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(cell) : renderCsvCell(cell);
}
