import type { Row } from './measures/measure';
import type { Summary } from './statistics';

const HEAD = ['', '', 'median', 'from – to', 'Embudo is', 'goal', ''] as const;

/** Rows as lines of text, in columns. Those that all rows leave empty are left out. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
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

function cellsOf({ what, who, measured, embudoTo, goal, found = {} }: Row): string[] {
  return [
    what,
    who,
    measured === undefined ? '' : inDigits(measured.median, ` ${measured.unit}`),
    measured === undefined ? '' : spread(measured),
    embudoTo === undefined ? '' : `${embudoTo.median.toFixed(2)} × it`,
    goal === undefined || embudoTo === undefined ? '' : judged(goal, embudoTo),
    Object.entries(found)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  ];
}

function spread({ lowest, highest, runs }: Summary): string {
  return runs === 1 ? '' : `${inDigits(lowest)} – ${inDigits(highest)}`;
}

function judged(goal: number, { median }: Summary): string {
  return `≤ ${goal.toFixed(2)} ${median <= goal ? '✔' : '✘'}`;
}

function inDigits(value: number, unit = ''): string {
  if (value === Infinity) return 'no end';
  return `${value.toFixed(value < 100 ? 1 : 0)}${unit}`;
}
