/**
 * The benchmarks (BENCHMARKS.md). `npm run bench` starts the emulators and runs this. Prints a table for
 * each measure, and writes all figures to a file as JSON.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { logger } from 'firebase-functions';
import { empty } from '../functions/test/support/emptyProject';
import { contention } from './measures/contention';
import { coldStart } from './measures/coldStart';
import { correctness } from './measures/correctness';
import { cost } from './measures/cost';
import { deployed } from './measures/deployed';
import { growth } from './measures/growth';
import { heavyLeads } from './measures/heavyLeads';
import { latency } from './measures/latency';
import { FULL, SMOKE, type Measure, type Row } from './measures/measure';
import { memory } from './measures/memory';
import { createScaleMeasure } from './measures/scale';
import { volume } from './measures/volume';
import { renderTable } from './table';

const PROJECT = 'demo-embudo-bench';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      smoke: { type: 'boolean', default: false },
      runs: { type: 'string' },
      only: { type: 'string' },
      scale: { type: 'string', default: '1000,10000' },
      out: { type: 'string' },
    },
  });
  const preset = values.smoke ? SMOKE : FULL;
  const size = { ...preset, runs: parseWholeNumber('--runs', values.runs ?? String(preset.runs)) };
  const scales = values.scale.split(',').map((count) => parseWholeNumber('--scale', count));
  const measures = chooseMeasures(
    [
      correctness,
      cost,
      volume,
      latency,
      contention,
      deployed,
      coldStart,
      growth,
      memory,
      heavyLeads,
      createScaleMeasure(values.smoke ? [10] : scales),
    ],
    values.only,
  );

  delete process.env['FIREBASE_CONFIG'];
  process.env['GCLOUD_PROJECT'] = PROJECT;
  // Silences the handlers that run in this process: their log lines would break the tables.
  for (const severity of ['info', 'warn', 'error'] as const) logger[severity] = () => {};
  console.error = () => {};

  const results: Record<string, Row[]> = {};
  for (const [n, measure] of measures.entries()) {
    const startedAt = Date.now();
    process.stderr.write(`  ${n + 1}/${measures.length} ${measure.title} …\n`);
    await empty(PROJECT);
    const rows = await measure.run(size, PROJECT);
    results[measure.name] = rows;
    process.stdout.write(`\n${measure.title}\n${renderTable(rows)}\n\n`);
    process.stderr.write(`    done in ${Math.round((Date.now() - startedAt) / 1_000)} s\n`);
  }
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    const text = JSON.stringify({ ...describeMachine(), size, results }, null, 2);
    writeFileSync(values.out, `${text}\n`);
    process.stderr.write(`  All figures are in ${values.out}\n`);
  }
  const wrong = Object.values(results)
    .flat()
    .filter((row) => row.wrong !== undefined);
  for (const { what, wrong: how = '' } of wrong) process.stderr.write(`  WRONG: ${what}: ${how}\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

function chooseMeasures(
  measures: readonly Measure[],
  only: string | undefined,
): readonly Measure[] {
  if (only === undefined) return measures;
  const names = only.split(',');
  const unknown = names.find((name) => !measures.some((measure) => measure.name === name));
  if (unknown !== undefined) {
    const known = measures.map(({ name }) => name).join(', ');
    throw new UsageError(
      `--only takes names from this list: ${known}. «${unknown}» is none of them.`,
    );
  }
  return measures.filter(({ name }) => names.includes(name));
}

function parseWholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`${option} takes whole numbers over 0, not «${text}».`);
}

class UsageError extends Error {}

function describeMachine(): object {
  return {
    measuredAt: new Date().toISOString(),
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: process.platform,
  };
}

main()
  .catch((error: unknown) => {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`\n${isUsage ? error.message : String(error)}\n`);
    process.exitCode = isUsage ? 2 : 1;
  })
  // The alternatives' clients cannot be closed, and would keep this process alive.
  .finally(() => process.exit());
