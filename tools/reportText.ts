import type { Figures, FunnelReport, StaysReport } from '../functions/src/domain/report';
import { durationOf } from './duration';
import { numberOf } from './progress';
import type { Scope } from './report';

const BAR = 26;
const LONGEST_NAME = 44;

/** A report for the terminal: tables with bars, within 100 columns. */
export function textOf(report: FunnelReport, scope: Scope): string {
  const { leads, total, statuses, lostReasons, otherLostReasons } = report;
  const head = [
    `Funnel of ${scope.project}, ${periodOf(scope)} (${scope.timeZone})`,
    `  ${counted(leads, 'lead', 'leads')}${leftOutOf(report)}`,
  ];
  if (leads === 0) return [...head, '  Nothing happened to any lead in this time.'].join('\n');

  const most = Math.max(...statuses.map(({ reached }) => reached));
  const longest = Math.max(1, ...statuses.map(({ stays }) => stays.percentile90 ?? 0));
  return [
    ...head,
    `  won ${numberOf(total.won)}   lost ${numberOf(total.lost)}   no-shows ${numberOf(total.noShows)}`,
    '',
    ...table(
      ['Reached', 'leads', '', 'of all', '→ next', '→ further'],
      statuses.map(({ status, reached, thenNext, thenFurther }, n) => [
        status,
        numberOf(reached),
        bar(reached, most),
        percentOf(reached, leads),
        n + 1 === statuses.length ? '' : percentOf(thenNext, reached),
        n + 1 === statuses.length ? '' : percentOf(thenFurther, reached),
      ]),
    ),
    '',
    ...table(
      ['Time in status', 'stays', '', 'median', '90th pct.'],
      statuses.map(({ status, stays }) => [
        status,
        numberOf(stays.count),
        rangeBar(stays, longest),
        stays.median === null ? '–' : durationOf(stays.median),
        stays.percentile90 === null ? '–' : durationOf(stays.percentile90),
      ]),
    ),
    '',
    ...figureTable(
      'By month',
      report.byMonth.map(({ month, ...figures }) => [month, figures]),
    ),
    '',
    ...figureTable('By agent', [
      ...report.byAgent.map(({ agent, ...figures }): [string, Figures] => [
        agent ?? 'sin agente',
        figures,
      ]),
      ...(report.otherAgents === null ? [] : [['others', report.otherAgents] as [string, Figures]]),
    ]),
    ...(total.lost === 0
      ? []
      : ['', ...reasonTable(total.lost, [...lostReasons, ...others(otherLostReasons)])]),
  ].join('\n');
}

function periodOf({ since, until }: Scope): string {
  if (since === null && until === null) return 'all time';
  if (until === null) return `since ${since ?? ''}`;
  return since === null ? `until ${until}` : `${since} to ${until}`;
}

function leftOutOf({ leftOut }: FunnelReport): string {
  const { moved, withoutHistory, unreadableEntries } = leftOut;
  const parts = [
    moved > 0 && `${numberOf(moved)} that moved`,
    withoutHistory > 0 && `${numberOf(withoutHistory)} without history`,
    unreadableEntries > 0 && counted(unreadableEntries, 'unreadable entry', 'unreadable entries'),
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `; left out: ${parts.join(', ')}`;
}

function counted(count: number, one: string, many: string): string {
  return `${numberOf(count)} ${count === 1 ? one : many}`;
}

function others(leads: number): { reason: string; leads: number }[] {
  return leads === 0 ? [] : [{ reason: 'others', leads }];
}

function figureTable(title: string, rows: readonly [name: string, Figures][]): string[] {
  const most = Math.max(1, ...rows.map(([, { begun }]) => begun));
  return table(
    [title, 'begun', '', 'visited', 'offers', 'won', 'lost', 'no-shows'],
    rows.map(([name, { begun, visited, offered, won, lost, noShows }]) => [
      name,
      numberOf(begun),
      bar(begun, most, 16),
      ...[visited, offered, won, lost, noShows].map(numberOf),
    ]),
    28,
  );
}

function reasonTable(
  lost: number,
  rows: readonly { reason: string; leads: number }[],
): readonly string[] {
  const most = Math.max(...rows.map(({ leads }) => leads));
  return table(
    ['Lost because', 'leads', '', 'of lost'],
    rows.map(({ reason, leads }) => [
      reason === '' ? '(no reason given)' : reason,
      numberOf(leads),
      bar(leads, most),
      percentOf(leads, lost),
    ]),
  );
}

/** Names to the left, bars (under an empty head) as they are, figures to the right. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  longestName = LONGEST_NAME,
): string[] {
  const cells = [head, ...rows].map(([name = '', ...figures]) => [
    fitting(name, longestName),
    ...figures,
  ]);
  const widths = head.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column]))));
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - lengthOf(cell));
        return column === 0 || head[column] === '' ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** On one line, without what a terminal would obey. */
function fitting(text: string, longest: number): string {
  const characters = Array.from(text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' '));
  return characters.length <= longest
    ? characters.join('')
    : `${characters.slice(0, longest - 1).join('')}…`;
}

function lengthOf(text = ''): number {
  return Array.from(text).length;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** What is there at all is at least a hair. */
function bar(value: number, most: number, width = BAR): string {
  const eighths = Math.max(value > 0 ? 1 : 0, Math.round((value / most) * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** Dark to the median, light to the 90th percentile. */
function rangeBar({ median, percentile90 }: StaysReport, longest: number): string {
  const [dark = 0, all = 0] = [median, percentile90].map((seconds) =>
    Math.round(((seconds ?? 0) / longest) * BAR),
  );
  return '█'.repeat(dark) + '░'.repeat(all - dark);
}

function percentOf(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? '<1 %' : `${Math.round(percent)} %`;
}
