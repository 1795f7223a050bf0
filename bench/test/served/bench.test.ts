/** The benchmarks run, and Embudo's results are exact (BENCHMARKS.md). Times are not checked. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const MEASURES = [
  'correctness',
  'cost',
  'volume',
  'latency',
  'contention',
  'deployed',
  'cold start',
  'growth',
  'memory',
  'heavy leads',
  'scale',
];

const resultsSchema = z.object({
  results: z.record(
    z.string(),
    z.array(z.object({ what: z.string(), who: z.string(), wrong: z.string().optional() })),
  ),
});

test('a small run measures everything, and Embudo is always exact', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'embudo-bench-'));
  try {
    const out = join(folder, 'results.json');
    const bench = join(__dirname, '..', '..', 'bench.ts');
    const args = ['--import', 'tsx', bench, '--smoke', '--out', out];
    await promisify(execFile)(process.execPath, args, { cwd: join(__dirname, '..', '..', '..') });
    const { results } = resultsSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    expect(Object.keys(results)).toEqual(MEASURES);
    for (const rows of Object.values(results)) expect(rows.length).toBeGreaterThan(0);
    expect(Object.values(results).flatMap((rows) => rows.filter(({ wrong }) => wrong))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
