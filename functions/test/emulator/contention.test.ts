/**
 * Many simultaneous events, in one process and in four (docs/reliability.md): checks that the result is
 * exact, and prints the time beside that of other implementations under the same load.
 */
import { projectId } from '../support/ownProject';
import { CONTENDERS, type Contender } from '../../../bench/contenders';
import { Instances } from '../../../bench/instances';
import { database } from '../../src/firestore/database';
import { AGENT, Fixture, stamps, type Source } from '../support/fixture';

const PROCESSES = [1, 4];
const LOADS = [
  { load: '50 of one pair', pairs: 1, each: 50 },
  { load: '300 over 100 pairs', pairs: 100, each: 3 },
];

interface Pair {
  fixture: Fixture;
  appointments: readonly Source[];
}

/** Creates appointments in one commit. Their events are not delivered. */
async function create(pairs: number, each: number): Promise<Pair[]> {
  const numbered = (count: number) => Array.from({ length: count }, (_, n) => n);
  const batch = database().batch();
  const created = numbered(pairs).map((): Pair => {
    const fixture = new Fixture();
    const { contactId, listingId } = fixture;
    const appointments = numbered(each).map((n) => fixture.appointment(`A${n}`));
    for (const { ref } of appointments) {
      const fields = { contactId, listingId, status: 'Scheduled' };
      batch.create(ref, { ...fields, ...stamps(AGENT, fields, true) });
    }
    return { fixture, appointments };
  });
  await batch.commit();
  return created;
}

/** Locks can make transactions wait for very long: then the run is given up. */
const MAX_WAIT_MS = 20_000;

const ending: Instances[] = [];
const lines: string[] = [];
afterAll(async () => {
  await Promise.all(ending.map((instances) => instances.end()));
  process.stdout.write(`contention, wall time on this machine:\n${lines.join('\n')}\n`);
});

function report(
  what: string,
  contender: Contender,
  result: Awaited<ReturnType<Instances['handle']>>,
  leads: number,
): void {
  const time = result === null ? `> ${MAX_WAIT_MS}` : result.ms.toFixed(0);
  const failures = result?.failures ?? 0;
  const retries = failures === 0 ? '' : `, ${failures} deliveries failed and came again`;
  const cells = [what.padEnd(34), contender.padEnd(17), `${time} ms`.padStart(11)];
  lines.push(`  ${cells.join('')}  ${leads} leads${retries}`);
}

describe.each(LOADS)('$load', ({ load, pairs: count, each }) => {
  test.each(PROCESSES)('in %i process(es) lose nothing', async (processes) => {
    const instances = new Instances(projectId, processes);
    ending.push(instances);
    for (const contender of CONTENDERS) {
      const pairs = await create(count, each);
      const paths = pairs.flatMap(({ appointments }) => appointments.map(({ ref }) => ref.path));
      const result = await instances.handle(contender, paths, { patienceMs: MAX_WAIT_MS });
      const leads = await database().collection('leads').select('contactId').get();
      const own = new Set<unknown>(pairs.map(({ fixture }) => fixture.contactId));
      const found = leads.docs.filter((lead) => own.has(lead.get('contactId'))).length;
      report(`${load}, processes: ${processes}`, contender, result, found);
      switch (contender) {
        case 'Embudo':
          expect(result?.failures).toBe(0);
          await Promise.all(pairs.map(expectExact));
          break;
        case 'runTransaction':
          // Exact as well, unless the run was given up.
          if (result !== null) expect(found).toBe(count);
          break;
        case 'query, then add':
        case 'firestore-util':
          // They usually create duplicates. Whether they do is a matter of luck: it is printed, not tested.
          break;
      }
    }
  });
});

/** Expects one lead with every appointment linked to it, and a history of two entries. */
async function expectExact({ fixture, appointments }: Pair): Promise<void> {
  const lead = await fixture.lead();
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
