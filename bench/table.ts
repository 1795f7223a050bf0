import type { Row } from './measures/measure';
import type { Summary } from './statistics';

const HEAD = ['', '', 'median', 'from – to', 'Embudo is', 'goal', ''] as const;

/** Renders rows as lines of text, in columns. A column that is empty in all rows is left out. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(renderCells)];
  const isUsed = HEAD.map((_, column) => lines.slice(1).some((line) => line[column] !== ''));
  const used = lines.map((line) => line.filter((_, column) => isUsed[column]));
  const widths = (used[0] ?? []).map((_, column) =>
    Math.max(...used.map((line) => line[column]?.length ?? 0)),
  );
  return used
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `  ${line}`.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

function renderCells({ what, who, measured, embudoTo, goal, found = {} }: Row): string[] {
  return [
    what,
    who,
    measured === undefined ? '' : formatNumber(measured.median, ` ${measured.unit}`),
    measured === undefined ? '' : formatSpread(measured),
    embudoTo === undefined ? '' : `${embudoTo.median.toFixed(2)} × it`,
    goal === undefined || embudoTo === undefined ? '' : formatGoal(goal, embudoTo),
    Object.entries(found)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  ];
}

function formatSpread({ lowest, highest, runs }: Summary): string {
  return runs === 1 ? '' : `${formatNumber(lowest)} – ${formatNumber(highest)}`;
}

function formatGoal(goal: number, { median }: Summary): string {
  return `≤ ${goal.toFixed(2)} ${median <= goal ? '✔' : '✘'}`;
}

function formatNumber(value: number, unit = ''): string {
  if (value === Infinity) return 'no end';
  return `${value.toFixed(value < 100 ? 1 : 0)}${unit}`;
}
