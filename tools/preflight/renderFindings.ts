import { formatCount, formatOneLine } from '../lib/format';
import { TOPICS, type Finding, type Level, type Topic } from './finding';

/** Lines of text are broken after this many characters; commands are not. */
const WIDTH = 100;
const LEVEL_WIDTH = 'problem'.length;
const INDENT = ' '.repeat('  '.length + LEVEL_WIDTH + '  '.length);

/** One finding, under the heading of its topic if it is the first one of that. */
export function renderFinding(finding: Finding, previous: Topic | null): string[] {
  const { topic, level, found, advice, commands } = finding;
  const [first = '', ...rest] = wrap(found);
  return [
    ...(topic === previous ? [] : ['', TOPICS[topic]]),
    `  ${level.padEnd(LEVEL_WIDTH)}  ${first}`,
    ...[...rest, ...(advice === null ? [] : wrap(`→ ${advice}`))].map((line) => INDENT + line),
    ...commands.map((command) => `${INDENT}  ${formatOneLine(command, Infinity)}`),
  ];
}

export type Counts = Record<Level, number>;

export function countByLevel(findings: readonly Finding[]): Counts {
  const counts: Counts = { problem: 0, advice: 0, unknown: 0, ok: 0 };
  for (const { level } of findings) counts[level] += 1;
  return counts;
}

/** What the findings come to, in two lines. */
export function renderSummary({ problem, advice, unknown, ok }: Counts): string[] {
  const counted = [
    formatCount(problem, 'problem', 'problems'),
    formatCount(advice, 'piece of advice', 'pieces of advice'),
    formatCount(unknown, 'question without an answer', 'questions without an answer'),
    `${ok} ok`,
  ].join(', ');
  return ['', `${counted}.`, conclude(problem, unknown)];
}

function conclude(problem: number, unknown: number): string {
  if (problem > 0) return 'Do not deploy before the problems are solved.';
  return unknown > 0 ? 'Nothing is known to stand in the way.' : 'Nothing stands in the way.';
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of formatOneLine(text, Infinity).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= WIDTH - INDENT.length || line === '') {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
