/**
 * Many events at once, in one process and in four (docs/reliability.md): exact, and how long it takes
 * beside the same load on what people would write instead.
 */
import { projectId } from '../support/ownProject';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { database } from '../../src/firestore/database';
import { CONTENDERS, type Contender, type Load } from '../support/contender';
import { AGENT, Scene, stamps, type Source } from '../support/firestore';

jest.setTimeout(180_000);

const PROCESSES = [1, 4];
const LOADS = [
  { load: '50 of one pair', pairs: 1, each: 50 },
  { load: '300 over 100 pairs', pairs: 100, each: 3 },
];

interface Pair {
  scene: Scene;
  appointments: readonly Source[];
}

/** Appointments that have been created, in one commit, and that nothing has been told of. */
async function create(pairs: number, each: number): Promise<Pair[]> {
  const numbered = (count: number) => Array.from({ length: count }, (_, n) => n);
  const batch = database().batch();
  const created = numbered(pairs).map((): Pair => {
    const scene = new Scene();
    const { contactId, listingId } = scene;
    const appointments = numbered(each).map((n) => scene.appointment(`A${n}`));
    for (const { ref } of appointments) {
      const fields = { contactId, listingId, status: 'Scheduled' };
      batch.create(ref, { ...fields, ...stamps(AGENT, fields, true) });
    }
    return { scene, appointments };
  });
  await batch.commit();
  return created;
}

/** Locks can keep a textbook transaction waiting for longer than anyone would. */
const PATIENCE_MS = 60_000;

const answerSchema = z.object({ failures: z.number() });

async function answerOf(child: ChildProcess): Promise<unknown> {
  const died = once(child, 'exit').then(() => {
    throw new Error('A process ended before it was done');
  });
  const [answer]: unknown[] = await Promise.race([once(child, 'message'), died]);
  return answer;
}

/**
 * Has processes handle the creation of these appointments, at the same time. Answers how long it took;
 * null where they were not done in time, and were ended.
 */
async function race(
  contender: Contender,
  processes: number,
  pairs: readonly Pair[],
): Promise<{ ms: number; failures: number } | null> {
  const paths = pairs.flatMap(({ appointments }) => appointments.map(({ ref }) => ref.path));
  const children: ChildProcess[] = [];
  const exits: Promise<unknown>[] = [];
  try {
    for (let n = 0; n < processes; n += 1) {
      const child = fork(join(__dirname, '..', 'support', 'contender.ts'), {
        execArgv: ['--import', 'tsx'],
        env: { ...process.env, GCLOUD_PROJECT: projectId },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      children.push(child);
      exits.push(once(child, 'exit'));
      const load: Load = { contender, paths: paths.filter((_, at) => at % processes === n) };
      child.send(load);
    }
    await Promise.all(children.map(answerOf));
    const start = performance.now();
    for (const child of children) child.send('go');
    const patience = new AbortController();
    const answers = await Promise.race([
      Promise.all(children.map(answerOf)),
      wait(PATIENCE_MS, null, { signal: patience.signal }),
    ]);
    patience.abort();
    if (answers === null) return null;
    const ms = performance.now() - start;
    const failures = answers.map((answer) => answerSchema.parse(answer).failures);
    return { ms, failures: failures.reduce((sum, each) => sum + each, 0) };
  } finally {
    for (const child of children) child.kill();
    await Promise.all(exits);
  }
}

const lines: string[] = [];
afterAll(() => {
  process.stdout.write(`contention, wall time on this machine:\n${lines.join('\n')}\n`);
});

function tell(
  what: string,
  contender: Contender,
  result: Awaited<ReturnType<typeof race>>,
  leads: number,
): void {
  const time = result === null ? `> ${PATIENCE_MS}` : result.ms.toFixed(0);
  const failures = result?.failures ?? 0;
  const again = failures === 0 ? '' : `, ${failures} deliveries failed and came again`;
  const cells = [what.padEnd(34), contender.padEnd(17), `${time} ms`.padStart(11)];
  lines.push(`  ${cells.join('')}  ${leads} leads${again}`);
}

describe.each(LOADS)('$load', ({ load, pairs: count, each }) => {
  test.each(PROCESSES)('in %i process(es) lose nothing', async (processes) => {
    for (const contender of CONTENDERS) {
      const pairs = await create(count, each);
      const result = await race(contender, processes, pairs);
      const leads = await database().collection('leads').select('contactId').get();
      const own = new Set<unknown>(pairs.map(({ scene }) => scene.contactId));
      const found = leads.docs.filter((lead) => own.has(lead.get('contactId'))).length;
      tell(`${load}, processes: ${processes}`, contender, result, found);
      switch (contender) {
        case 'Embudo':
          expect(result?.failures).toBe(0);
          await Promise.all(pairs.map(expectExact));
          break;
        case 'runTransaction':
          // Exact too, where it comes to an end.
          expect(found).toBe(count);
          break;
        case 'query, then add':
          // That it loses is why the others are there.
          expect(found).toBeGreaterThan(count);
          break;
      }
    }
  });
});

/** One lead, with each of the appointments, all of them linked; and a history of two entries. */
async function expectExact({ scene, appointments }: Pair): Promise<void> {
  const lead = await scene.lead();
  expect(lead.chain.map(([to]) => to)).toEqual([
    'Fase 0: Información Incompleta',
    'Visita Pendiente',
  ]);
  expect([...lead.appointments].sort()).toEqual(appointments.map(({ id }) => id).sort());
  for (const appointment of await database().getAll(...appointments.map(({ ref }) => ref))) {
    const linked = { leadId: lead.id, leadSync: { state: 'linked' } };
    expect(appointment.data()).toMatchObject(linked);
  }
}
