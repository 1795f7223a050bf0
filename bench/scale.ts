/**
 * Measures `npm run leads -- check`, `repair --apply` and `report` on many documents: their time, their peak
 * memory, and the documents that they read.
 *
 *   npm run emulators:exec -- "npx tsx bench/scale.ts --appointments 10000"
 *
 * `--filled` measures the data of an earlier run again, if the emulator is still up.
 *
 * The script empties a project of the emulator, which only it uses. Then it writes N appointments and 0.2 N
 * visits of 0.6 N leads. Two thirds of the leads have two appointments, one third has a visit that took
 * place, and a fifth of the second appointments were called off.
 *
 * Documents are written as clients write them, with stamps of the last two years. The triggers' own decision
 * decides on each, and `commitPlan` commits it. Only two things differ from production: the plans of many
 * leads share one commit, and no leads of an older system are looked for, since there are none.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { decideOn } from '../functions/src/application/checks/checkDocument';
import { prefetchReader, type LeadReader } from '../functions/src/application/sync/leadReader';
import type { SourceChange } from '../functions/src/domain/documents/sourceChange';
import type { SourceDocument } from '../functions/src/domain/documents/sourceDocument';
import type { SourceCollection, SourceRef } from '../functions/src/domain/documents/sourceRef';
import type { Pair } from '../functions/src/domain/leads/leadId';
import { EMPTY_PLAN, type SyncPlan } from '../functions/src/domain/sync/syncPlan';
import { microsOfMillis } from '../functions/src/domain/time';
import { database } from '../functions/src/firestore/database';
import { leadIdOf } from '../functions/src/firestore/leadIds';
import { commitPlan, readLeads } from '../functions/src/firestore/leadStore';
import { sourcePath } from '../functions/src/firestore/paths';
import { readSources } from '../functions/src/firestore/sourceDocuments';
import { toTimestamp } from '../functions/src/firestore/timestamps';
import { empty } from '../functions/test/support/emptyProject';
import { meterTool, secondsSince } from './meterTool';

const PROJECT = 'demo-embudo-scale';

/** How many leads are filled together. Their writes share commits. */
const PAIRS_PER_GROUP = 150;
const GROUPS_AT_ONCE = 3;

const DAY = 24 * 60 * 60 * 1_000;
const DAYS = 730;
const AGENTS = 25;
const OUTCOMES = ['offer_made', 'more_info_needed', null] as const;
const CALLED_OFF = ['Cancelled', 'NoShow'] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { appointments: { type: 'string' }, filled: { type: 'boolean', default: false } },
  });
  const appointments = Number(values.appointments);
  if (!Number.isInteger(appointments) || appointments < 10) {
    throw new Error('--appointments takes a whole number, 10 or more');
  }
  if (process.env['FIRESTORE_EMULATOR_HOST'] === undefined) {
    throw new Error('This empties a project, so it needs an emulator: set FIRESTORE_EMULATOR_HOST');
  }
  delete process.env['FIREBASE_CONFIG'];
  process.env['GCLOUD_PROJECT'] = PROJECT;

  if (!values.filled) {
    const startedAt = Date.now();
    await empty(PROJECT);
    await fill(Math.round(appointments * 0.6), startedAt);
    console.log(`filled in ${secondsSince(startedAt)} s`);
  }
  for (const words of [['check'], ['repair', '--apply'], ['report']]) await meterTool(words);
}

// --- Filling ---------------------------------------------------------------------------------------

async function fill(leads: number, now: number): Promise<void> {
  const starts = Array.from({ length: Math.ceil(leads / PAIRS_PER_GROUP) }).keys();
  const worker = async (): Promise<void> => {
    for (const start of starts) {
      const first = start * PAIRS_PER_GROUP;
      const length = Math.min(PAIRS_PER_GROUP, leads - first);
      await fillGroup(
        Array.from({ length }, (_, n) => first + n),
        now,
      );
    }
  };
  await Promise.all(Array.from({ length: GROUPS_AT_ONCE }, worker));
}

/** A client's write to a document of pair `n`. */
interface Write {
  n: number;
  ref: SourceRef;
  isNew: boolean;
  fields: Record<string, unknown>;
  /** The time of the write, in milliseconds since the epoch. */
  at: number;
}

/** Plays the documents of some pairs, step by step. All pairs take a step together. */
async function fillGroup(pairs: readonly number[], now: number): Promise<void> {
  const begun = (n: number): number => now - DAYS * DAY + ((n * 7_919) % (DAYS - 60)) * DAY;
  const day = (n: number, days: number): number => begun(n) + days * DAY;
  const first = (n: number): SourceRef => refOf('appointments', 2 * n);
  const second = (n: number): SourceRef => refOf('appointments', 2 * n + 1);
  const again = pairs.filter((n) => n % 3 !== 0);

  await play(pairs.map((n) => scheduled(n, first(n), day(n, 0))));
  await play(
    pairs
      .filter((n) => n % 3 === 1)
      .map((n) => {
        const outcome = OUTCOMES[n % OUTCOMES.length] ?? null;
        const fields = { appointmentId: first(n).id, status: 'visit_done', outcome };
        return { n, ref: refOf('visits', n), isNew: true, fields, at: day(n, 6) };
      }),
  );
  await play(again.map((n) => scheduled(n, second(n), day(n, 20))));
  await play(
    again
      .filter((n) => n % 5 === 0)
      .map((n) => {
        const fields = { status: CALLED_OFF[n % CALLED_OFF.length] };
        return { n, ref: second(n), isNew: false, fields, at: day(n, 25) };
      }),
  );
}

function scheduled(n: number, ref: SourceRef, at: number): Write {
  const fields = {
    ...pairOf(n),
    prospectId: `propietario-${n % 9_973}`,
    agentId: `agente-${n % AGENTS}`,
    status: 'Scheduled',
    type: 'Visita',
    notes: 'Prefiere por la tarde; llamar antes al portero y preguntar por la plaza de garaje.',
  };
  return { n, ref, isNew: true, fields, at };
}

function pairOf(n: number): Pair {
  return { contactId: `contacto-${n % 40_009}`, listingId: `piso-${n}` };
}

/** A document with an id like Firestore's: twenty characters, in no order. So a page's leads are spread widely. */
function refOf(collection: SourceCollection, n: number): SourceRef {
  const id = createHash('sha256').update(`${collection} ${n}`).digest('hex').slice(0, 20);
  return { collection, id };
}

/** Writes to one document of each pair, and brings the changes to their leads. */
async function play(writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return;
  const db = database();
  const before = await documentsOf(writes.filter(({ isNew }) => !isNew));
  const batch = db.batch();
  for (const { ref, isNew, fields, at } of writes) {
    const [time, by] = [toTimestamp(microsOfMillis(at)), `agente-${at % AGENTS}`];
    const stamps = { statusAt: time, updatedAt: time, updatedBy: by };
    const doc = db.doc(sourcePath(ref));
    if (isNew) batch.create(doc, { ...fields, ...stamps, createdAt: time, createdBy: by });
    else batch.update(doc, { ...fields, ...stamps });
  }
  await batch.commit();

  const after = await documentsOf(writes);
  const reader = await readerFor(writes, [...after.values()]);
  const plans = await Promise.all(
    writes.flatMap(({ ref, isNew }) => {
      const earlier = before.get(ref.id);
      const now = after.get(ref.id);
      if (now === undefined) return [];
      const change: SourceChange =
        isNew || earlier === undefined
          ? { kind: 'created', ref, after: now }
          : { kind: 'updated', ref, before: earlier, after: now };
      return makePlan(reader, change);
    }),
  );
  await commitPlan(db, {
    ...EMPTY_PLAN,
    leads: plans.flatMap(({ leads }) => leads),
    links: plans.flatMap(({ links }) => links),
  });
}

async function documentsOf(writes: readonly Write[]): Promise<Map<string, SourceDocument>> {
  const documents = await readSources(
    database(),
    writes.map(({ ref }) => ref),
  );
  return new Map(documents.map((document) => [document.ref.id, document]));
}

/** Reads what the decisions need, the leads of these pairs among it. There are no other leads. */
async function readerFor(
  writes: readonly Write[],
  documents: readonly SourceDocument[],
): Promise<LeadReader> {
  const ids = writes.map(({ n }) => leadIdOf(pairOf(n)));
  const leads = new Map((await readLeads(database(), ids)).map((lead) => [lead.id, lead]));
  return {
    ...(await prefetchReader(database(), documents)),
    lead: (id) => Promise.resolve(leads.get(id) ?? null),
    olderLead: () => Promise.resolve(null),
  };
}

async function makePlan(reader: LeadReader, change: SourceChange): Promise<SyncPlan> {
  const decided = await decideOn(reader, change);
  if (decided.kind === 'commit') return decided.plan;
  throw new Error(`${sourcePath(change.ref)} cannot be used`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
