/**
 * Measures `npm run leads -- export` on many leads: its time, its peak memory, and the documents that it reads.
 *
 *   npm run emulators:exec -- "npx tsx bench/export.ts --leads 20000"
 *
 * The script empties a project of the emulator, which only it uses. Then it writes N leads as the server writes them, each
 * with five history entries, two viewings and an enquiry, and exports them all, then those of the last tenth of the days
 * on which they were written.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DocumentData } from 'firebase-admin/firestore';
import { LEAD_STATUSES } from '../functions/src/domain/leadStatus';
import { microsOfMillis } from '../functions/src/domain/time';
import { leadIdOf } from '../functions/src/firestore/leadIds';
import { toTimestamp } from '../functions/src/firestore/timestamps';
import { empty } from '../functions/test/support/emptyProject';
import { meterTool, secondsSince } from './meterTool';
import { write } from '../functions/test/support/writeDocuments';

const PROJECT = 'demo-embudo-export-bench';
const HOUR = 3_600_000;
const ENTRIES = 5;
const DAYS = 700;
const AT_A_TIME = 2_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { leads: { type: 'string' } } });
  const leads = Number(values.leads);
  if (!Number.isInteger(leads) || leads < 10) {
    throw new Error('--leads takes a whole number, 10 or more');
  }
  if (process.env['FIRESTORE_EMULATOR_HOST'] === undefined) {
    throw new Error('This empties a project, so it needs an emulator: set FIRESTORE_EMULATOR_HOST');
  }
  delete process.env['FIREBASE_CONFIG'];
  process.env['GCLOUD_PROJECT'] = PROJECT;

  const startedAt = Date.now();
  await empty(PROJECT);
  const begins = startedAt - (DAYS + 1) * 24 * HOUR;
  for (let first = 0; first < leads; first += AT_A_TIME) {
    const length = Math.min(AT_A_TIME, leads - first);
    await write(Array.from({ length }, (_, n) => documentsOf(first + n, begins)).flat());
  }
  console.log(`filled in ${secondsSince(startedAt)} s`);

  const folder = await mkdtemp(join(tmpdir(), 'embudo-bench-'));
  const since = new Date(startedAt - (DAYS / 10) * 24 * HOUR).toISOString();
  const words = ['--json', 'export', '--force', '--out', folder];
  await meterTool(words, 'export');
  await meterTool([...words, '--since', since], 'export --since');
  await rm(folder, { recursive: true });
}

/** A lead that was visited, with its history: its last entry took effect on a day of its own. */
function documentsOf(n: number, begins: number): [string, DocumentData][] {
  const pair = { contactId: `contacto-${n}`, listingId: `piso-${n % 997}` };
  const at = (step: number) =>
    toTimestamp(microsOfMillis(begins + ((n * 7_919) % DAYS) * 24 * HOUR + step * HOUR));
  const id = leadIdOf(pair);
  const agent = `agente-${n % 25}`;
  const entries = Array.from({ length: ENTRIES }, (_, step): [string, DocumentData] => [
    `leads/${id}/statusHistory/${String(step + 1).padStart(6, '0')}`,
    {
      seq: step + 1,
      from: LEAD_STATUSES[step - 1] ?? null,
      to: LEAD_STATUSES[step],
      at: at(step),
      effectiveAt: at(step),
      cause: step === 0 ? 'lead.created' : 'appointment.scheduled',
      reason: 'Visita programada',
      source: { collection: 'appointments', id: `cita-${n}` },
      actor: { type: 'user', id: agent },
      secondsInPrevious: step === 0 ? null : HOUR / 1_000,
    },
  ]);
  const last = at(ENTRIES - 1);
  const status = LEAD_STATUSES[ENTRIES - 1];
  const viewing = { status: 'Completed', at: last, by: at(0), agent, prospect: `dueño-${n % 499}` };
  return [
    ...entries,
    [
      `leads/${id}`,
      {
        ...{ ...pair, prospectId: `dueño-${n % 499}`, assignedTo: agent, status },
        ...{ source: 'Enquiry', origin: { portal: `Portal ${n % 7}`, campaign: null } },
        ...{ missingInfo: [], nextViewingAt: null, attention: { at: last, why: 'stale' } },
        ...{ createdAt: at(0), updatedAt: last, statusChangedAt: last },
        history: { seq: ENTRIES, status, at: last, decision: null },
        viewings: {
          enquiries: {
            [`E-${n}`]: { status: 'answered', by: at(0), at: at(1), portal: `Portal ${n % 7}` },
          },
          appointments: { [`A-${n}`]: viewing, [`B-${n}`]: viewing },
          visits: {},
        },
      },
    ],
  ];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
