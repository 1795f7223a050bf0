import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { z } from 'zod';
import { mapConcurrently } from '../../functions/src/concurrency/mapConcurrently';
import { database } from '../../functions/src/firestore/database';
import { toTimestamp } from '../../functions/src/firestore/timestamps';
import { leadPath, LEADS } from '../../functions/src/firestore/paths';
import { creationEvent } from '../../functions/test/support/cloudEvents';
import { Instances } from '../instances';
import { createAppointments } from '../project';
import { summarize } from '../statistics';
import type { Measure, Row } from './measure';

const bench = join(__dirname, '..');
const NAME = 'onAppointmentCreated';

/** An instance's memory (options.ts). */
const INSTANCE_MEGABYTES = 256;

/**
 * The heap that Node may take of it. By itself it takes half, and a semi-space of 1 MB. Where the image of a
 * function was built with its memory known, all but 64 MB.
 */
const HEAPS = [
  { megabytes: 128, flags: ['--max-old-space-size=128', '--max-semi-space-size=1'] },
  { megabytes: 192, flags: ['--max-old-space-size=192'] },
];

const ROUNDS = 3;

/** Measures the memory of an instance that handles events of many leads at once, each with many documents. */
export const heavyLeads: Measure = {
  name: 'heavy leads',
  title: 'Memory of an instance that handles events of many large leads at once',
  run: async ({ heavy: { leads, documents } }, project) => {
    const rows: Row[] = [];
    for (const { megabytes, flags } of HEAPS) {
      const rounds = await createRounds(project, leads, documents);
      const peak = await measurePeak(project, flags, rounds);
      const wrong = await findFault(peak, documents);
      rows.push({
        what: `${leads} leads of ${documents} documents, a heap of ${megabytes} MB`,
        who: 'Embudo',
        ...(peak !== null && { measured: { ...summarize([peak]), unit: 'MB' as const } }),
        found: { 'an instance has': `${INSTANCE_MEGABYTES} MB` },
        ...(wrong !== null && { wrong }),
      });
    }
    return rows;
  },
};

/** Creates leads of so many documents less the rounds, and an appointment of each for each round. */
async function createRounds(
  project: string,
  leads: number,
  documents: number,
): Promise<unknown[][]> {
  const { paths } = await createAppointments(leads, 1 + ROUNDS);
  const instance = new Instances(project);
  try {
    await instance.handle('Embudo', paths.slice(0, leads));
  } finally {
    await instance.end();
  }
  await mapConcurrently(paths.slice(0, leads), (path) => fillLeadOf(path, documents - ROUNDS));
  const events = await mapConcurrently(paths.slice(leads), (path) => creationEvent(project, path));
  return Array.from({ length: ROUNDS }, (_, n) => events.slice(n * leads, (n + 1) * leads));
}

/** Gives the lead of an appointment other ones with every field that they can have, until it has so many. */
async function fillLeadOf(path: string, documents: number): Promise<void> {
  const appointment = await database().doc(path).get();
  const lead = database().doc(leadPath(String(appointment.get('leadId'))));
  const times = ['at', 'by', 'made', 'open', 'from', 'to', 'info', 'show'] as const;
  const entry = (n: number) => ({
    status: 'Scheduled',
    agent: 'agente-1',
    prospect: 'propietario-1',
    ...Object.fromEntries(times.map((time, at) => [time, toTimestamp((n * 10 + at) * 1_000_000)])),
  });
  const others = Array.from({ length: documents - 1 }, (_, n): [string, unknown] => [
    `${appointment.id}-${n}`,
    entry(n),
  ]);
  const appointments = { ...appointmentsOf(await lead.get()), ...Object.fromEntries(others) };
  await lead.update({ 'viewings.appointments': appointments });
}

function appointmentsOf(lead: DocumentSnapshot): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(lead.get('viewings.appointments'));
}

/** What is wrong with a run; null if it fits, and every lead has all of its documents. */
async function findFault(peak: number | null, documents: number): Promise<string | null> {
  if (peak === null) return 'the process died';
  if (peak > INSTANCE_MEGABYTES) return `it needs ${Math.round(peak)} MB`;
  const leads = await database().collection(LEADS).get();
  const counts = leads.docs.map((lead) => Object.keys(appointmentsOf(lead)).length);
  const incomplete = counts.filter((count) => count !== documents).length;
  return incomplete === 0 ? null : `${incomplete} leads have not all of their documents`;
}

/** The highest resident memory of a process that handles the rounds, in megabytes; null if it died. */
async function measurePeak(
  project: string,
  flags: readonly string[],
  rounds: readonly unknown[][],
): Promise<number | null> {
  const script = join(bench, 'atOnce.cjs');
  const module = join(bench, '..', 'functions', 'lib', 'index.js');
  const running = promisify(execFile)(process.execPath, [...flags, script, module, NAME], {
    env: { ...process.env, GCLOUD_PROJECT: project, FUNCTION_TARGET: NAME },
    maxBuffer: 2 ** 26,
  });
  running.child.stdin?.end(JSON.stringify(rounds));
  const ended = await running.catch(() => null);
  const peak = Number(ended?.stdout.trim().split('\n').at(-1) ?? NaN);
  return Number.isFinite(peak) ? peak : null;
}
