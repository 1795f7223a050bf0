import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

const ROOT = join(__dirname, '..');

/** What meter.cjs writes about a process. */
interface Metered {
  /** The highest resident memory of the process. */
  peakMegabytes: number;
  /** The CPU time of all threads. Waiting for Firestore does not count. */
  cpuSeconds: number;
  /** Documents that were read by id, and results of queries. */
  read: number;
  rpcs: number;
}

/** Runs a command of the operator's tool in a separate process, and prints what it took, under a name. */
export async function meterTool(words: readonly string[], name = words.join(' ')): Promise<void> {
  const startedAt = Date.now();
  const tool = spawn(
    process.execPath,
    ['--require', join(__dirname, 'meter.cjs'), 'scripts/leads.js', ...words],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
  );
  const [answer = '', metered = ''] = await Promise.all(
    [tool.stdout, tool.stdio[3]].map((pipe) =>
      pipe instanceof Readable ? text(pipe) : Promise.resolve(''),
    ),
  );
  if (metered === '') throw new Error(`leads ${words.join(' ')} was interrupted: ${answer}`);
  const { peakMegabytes, cpuSeconds, read, rpcs } = JSON.parse(metered) as Metered;
  console.log(
    [
      name.padEnd(16),
      `«${answer.split('\n', 1).join('')}»`,
      `${secondsSince(startedAt)} s, of which it computed ${cpuSeconds} s`,
      `${peakMegabytes} MB at most`,
      `${read} documents in ${rpcs} requests`,
    ].join('  '),
  );
}

/** Rounded to tenths. */
export function secondsSince(startedAt: number): string {
  return ((Date.now() - startedAt) / 1_000).toFixed(1);
}
