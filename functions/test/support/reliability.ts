import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'reliability.md'), 'utf8');

/** Expects docs/reliability.md to say how much a test plays, such as `2,000 random histories`. */
export function expectDocumented(count: number, what: string): void {
  const figures = [...page.matchAll(/(\d[\d,]*) ([\w ]+)/g)];
  const said = figures.filter(([, , words]) => words?.startsWith(what)).map(([, number]) => number);
  expect([what, said]).toEqual([what, [count.toLocaleString('en-US')]]);
}
