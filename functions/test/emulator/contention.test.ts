/**
 * Many events at once, in one process and in four (docs/reliability.md): exact, and how long it takes
 * beside the same load on what people would write instead.
 */
import { projectId } from '../support/ownProject';
import { CONTENDERS, type Contender } from '../../bench/contenders';
import { Instances } from '../../bench/instances';
import { database } from '../../src/firestore/database';
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
const PATIENCE_MS = 20_000;

const ending: Instances[] = [];
const lines: string[] = [];
afterAll(async () => {
  await Promise.all(ending.map((instances) => instances.end()));
  process.stdout.write(`contention, wall time on this machine:\n${lines.join('\n')}\n`);
});

function tell(
  what: string,
  contender: Contender,
  result: Awaited<ReturnType<Instances['handle']>>,
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
    const instances = new Instances(projectId, processes);
    ending.push(instances);
    for (const contender of CONTENDERS) {
      const pairs = await create(count, each);
      const paths = pairs.flatMap(({ appointments }) => appointments.map(({ ref }) => ref.path));
      const result = await instances.handle(contender, paths, { patienceMs: PATIENCE_MS });
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
        case 'firestore-util':
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
