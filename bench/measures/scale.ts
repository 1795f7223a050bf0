import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Measure, Row } from './measure';

const script = join(__dirname, '..', 'scale.ts');

/** Measures the operator's tool on many appointments (scale.ts), once for each number of them. */
export const createScaleMeasure = (appointments: readonly number[]): Measure => ({
  name: 'scale',
  title: 'The operator’s tool on many appointments (there are 0.6 leads for each)',
  run: async () => {
    const rows: Row[] = [];
    for (const count of appointments) rows.push(...(await scale(count)));
    return rows;
  },
});

async function scale(appointments: number): Promise<Row[]> {
  const words = ['--import', 'tsx', script, '--appointments', String(appointments)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const rows: Row[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [verb, , ...facts] = line.split(/ {2,}/);
    if (verb === undefined || facts.length === 0) continue;
    rows.push({
      what: `${verb}, ${appointments} appointments`,
      who: 'Embudo',
      found: { took: facts.join(', ') },
    });
  }
  if (rows.length === 0) throw new Error('scale.ts measured nothing: see its messages above');
  return rows;
}
