/**
 * Faults at the seam to Firestore (docs/reliability.md): whatever request of whatever event fails, with
 * whatever answer, and whenever the process is killed, the event changes everything that it means to
 * or nothing, and once it has been delivered again all is as without the fault.
 */
import '../support/ownProject';
import { randomUUID } from 'node:crypto';
import { moveLead } from '../../src/application/moveLead';
import { moveRequestSchema } from '../../src/domain/moveByHand';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { anotherProcess, deliver, type DocumentEvent, type Functions } from '../support/events';
import { CONSOLE, Scene, type Source } from '../support/firestore';
import { catchLogs } from '../support/logs';
import {
  disturb,
  failEveryCommit,
  failNextCommit,
  type Disturbance,
  type Fault,
} from '../support/faults';
import { measure } from '../support/traffic';
import { until } from '../support/until';

const logs = catchLogs();
jest.setTimeout(60_000);

const doomed = anotherProcess();
afterAll(doomed.stop);

/** A scene up to the event that meets the fault, which has been committed and not been delivered. */
interface Story {
  scene: Scene;
  sources: readonly Source[];
  event: DocumentEvent;
  /** Events that are delivered at the same time. */
  others?: readonly DocumentEvent[];
}

/** Delivers what a story is about, all at once; throws what the first of them that fails has thrown. */
async function deliverAll({ event, others = [] }: Story, functions?: Functions): Promise<void> {
  const all = [event, ...others].map((each) => deliver(each, functions));
  for (const ended of await Promise.allSettled(all)) {
    if (ended.status === 'rejected') throw ended.reason;
  }
}

const STORIES: Readonly<Record<string, () => Promise<Story>>> = {
  'a new pair': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    return { scene, sources: [A], event: await A.create({}) };
  },
  'a known pair': async () => {
    const scene = new Scene();
    const [A, B] = [scene.appointment('A'), scene.appointment('B')];
    await scene.play(() => A.create({}));
    return { scene, sources: [A, B], event: await B.create({ status: 'Completed' }) };
  },
  'three at once of a known pair': async () => {
    const scene = new Scene();
    const [A, B, C] = [scene.appointment('A'), scene.appointment('B'), scene.appointment('C')];
    await scene.play(() => A.create({}));
    const event = await B.create({ status: 'Completed' });
    const others = [await A.update({ status: 'Cancelled' }), await C.create({})];
    return { scene, sources: [A, B, C], event, others };
  },
  'the lead of an older system': async () => {
    const scene = new Scene();
    await scene.restoreLead(scene.named('older'), { status: 'Oferta Presentada' });
    const A = scene.appointment('A');
    return { scene, sources: [A], event: await A.create({}) };
  },
  'a lead that was deleted, and whose history stands': async () => {
    const scene = new Scene();
    const [A, B] = [scene.appointment('A'), scene.appointment('B')];
    await scene.play(() => A.create({}));
    await (await scene.lead()).ref.delete();
    return { scene, sources: [B], event: await B.create({}) };
  },
  'a new status': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    return { scene, sources: [A], event: await A.update({ status: 'Cancelled' }) };
  },
  'a visit that completes its appointment': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(() => A.create({}));
    return { scene, sources: [A, V], event: await V.create({ outcome: 'offer_made' }) };
  },
  'a visit whose appointment nothing has told of': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await A.create({});
    return { scene, sources: [A, V], event: await V.create({ outcome: 'more_info_needed' }) };
  },
  'a listing that is corrected, with a visit': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
    );
    return { scene, sources: [A, V], event: await A.update({ listingId: scene.named('L2') }) };
  },
  'a deletion': async () => {
    const scene = new Scene();
    const [A, B] = [scene.appointment('A'), scene.appointment('B', { type: 'Firma' })];
    await scene.play(
      () => A.create({}),
      () => B.create({}),
    );
    return { scene, sources: [B], event: await A.remove() };
  },
  'a document that cannot be used': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    return { scene, sources: [A], event: await A.create({ status: 'Programada' }) };
  },
  'a document that was mended': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({ status: 'Programada' }));
    return { scene, sources: [A], event: await A.update({ status: 'Completed' }) };
  },
  'a status that is typed over in the console': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const edit = scene.editLead(await scene.lead(), { status: 'Cerrado' });
    return { scene, sources: [A], event: await edit() };
  },
  'a status that is none of the ten': async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}, CONSOLE));
    const edit = scene.editLead(await scene.lead(), { status: 'Ganado' });
    return { scene, sources: [A], event: await edit() };
  },
};

/** All that the contract says of what there is, without what no two scenes have in common. */
async function standing({ scene, sources }: Story) {
  const leads = await scene.leads();
  const listings = [scene.listingId, scene.named('L2')];
  const numberOf = (id: unknown) => {
    const listing: unknown = leads.find((lead) => lead.id === id)?.data['listingId'];
    return listings.findIndex((each) => each === listing);
  };
  return {
    leads: leads
      .map(({ id, chain, closed, appointments }) => ({
        listing: numberOf(id),
        chain,
        closed: closed && { ...closed, leadId: numberOf(closed.leadId) },
        appointments: appointments.length,
      }))
      .sort((a, b) => a.listing - b.listing),
    documents: await Promise.all(
      sources.map(async (source) => {
        const { status, leadId, leadSync } = await source.read();
        return { status, lead: numberOf(leadId), leadSync: { ...Object(leadSync), at: null } };
      }),
    ),
  };
}

/** Which documents have been written, and when: what "nothing has changed" means. */
async function versions({ scene, sources }: Story) {
  const leads = await scene.leads().catch(() => 'typed over');
  return [
    typeof leads === 'string' ? leads : leads.map(({ version }) => version),
    await Promise.all(sources.map((source) => source.version())),
  ];
}

const FAULTS: [what: string, fault: Fault][] = [
  ['ABORTED', { code: 'aborted', when: 'before it is applied' }],
  ['ALREADY_EXISTS', { code: 'alreadyExists', when: 'before it is applied' }],
  ['FAILED_PRECONDITION', { code: 'failedPrecondition', when: 'before it is applied' }],
  ['DEADLINE_EXCEEDED, not applied', { code: 'deadlineExceeded', when: 'before it is applied' }],
  ['DEADLINE_EXCEEDED, applied', { code: 'deadlineExceeded', when: 'after it was applied' }],
  ['UNAVAILABLE, not applied', { code: 'unavailable', when: 'before it is applied' }],
  ['UNAVAILABLE, applied', { code: 'unavailable', when: 'after it was applied' }],
];

let faultsPlayed = 0;
afterAll(() => {
  process.stdout.write(`faults: ${String(faultsPlayed)} faults and kills were played\n`);
});

/** Plays with a fault at each request in turn, until there is no such request; tells how many there were. */
async function atEachRequest(isReachedAt: (nth: number) => Promise<boolean>): Promise<number> {
  let nth = 0;
  while (await isReachedAt(nth)) nth += 1;
  faultsPlayed += nth;
  return nth;
}

describe.each(Object.entries(STORIES))('the event of %s', (_what, story) => {
  /** How all stands in the end, and how many requests the event makes, without any fault. */
  let undisturbed: Awaited<ReturnType<typeof standing>> | undefined;
  let rpcs: number;

  beforeEach(async () => {
    if (undisturbed !== undefined) return;
    const played = await story();
    ({ rpcs } = await measure(() => deliverAll(played)));
    await played.scene.settle();
    undisturbed = await standing(played);
  });

  test.each(FAULTS)('meets %s at each of its requests, and loses nothing', async (_name, fault) => {
    const requests = await atEachRequest(async (nth) => {
      const played = await story();
      const before = await versions(played);
      const disturbance = disturb(nth, fault);
      const thrown = await deliverAll(played).then(
        () => null,
        (error: unknown) => error,
      );
      disturbance.calm();
      if (thrown !== null) {
        // The event comes again for a day: only what passes may be thrown, and nothing is half done.
        expect(thrown).toMatchObject({ message: expect.stringContaining('made by a test') });
        if (fault.when === 'before it is applied') expect(await versions(played)).toEqual(before);
        await deliverAll(played);
      }
      await played.scene.settle();
      expect(await standing(played)).toEqual(undisturbed);
      return disturbance.isReached();
    });
    expect(requests).toBe(rpcs);
  });

  test.each(['before', 'after'] as const)(
    'dies with its process %s each of its requests, and is whole when it comes again',
    async (when) => {
      const requests = await atEachRequest(async (nth) => {
        const played = await story();
        const disturbance = disturb(nth, { dies: when }, doomed.db);
        const hasDied = await diesOrEnds(played, disturbance);
        disturbance.calm();
        await deliverAll(played);
        await played.scene.settle();
        expect(await standing(played)).toEqual(undisturbed);
        return hasDied;
      });
      expect(requests).toBe(rpcs);
    },
  );

  /** Hands the event to the process that may die of it; true where it did. */
  async function diesOrEnds(played: Story, { isReached }: Disturbance): Promise<boolean> {
    let isHandled = false;
    // Where the process dies, this never ends.
    const handled = deliverAll(played, doomed.functions).then(() => {
      isHandled = true;
    });
    await until('the end of the event, or of its process', () => isHandled || isReached());
    if (!isReached()) await handled;
    return isReached();
  }
});

describe('a move by hand', () => {
  test.each(FAULTS)('meets %s at each of its requests, and is made once', async (_what, fault) => {
    const requests = await atEachRequest(async (nth) => {
      const scene = new Scene();
      await scene.play(() => scene.appointment('A').create({}));
      const request = moveRequestSchema.parse({
        leadId: (await scene.lead()).id,
        from: 'Visita Pendiente',
        to: 'Respuesta Pendiente',
        reason: 'Lo pide el cliente',
        requestId: randomUUID(),
      });
      const mover = { uid: 'agent-1', role: 'agent' } as const;
      const move = () => moveLead(database(), request, mover, microsOfMillis(Date.now()));
      const disturbance = disturb(nth, fault);
      await move().catch(() => move());
      disturbance.calm();
      expect((await scene.lead()).chain.map(([, cause]) => cause)).toEqual([
        'lead.created',
        'appointment.scheduled',
        'manual',
      ]);
      expect(await move()).toMatchObject({ result: 'repeated', seq: 3 });
      return disturbance.isReached();
    });
    expect(requests).toBe(3);
  });
});

describe('a commit that fails', () => {
  test('again and again throws, so that the event is delivered again; then it counts', async () => {
    const scene = new Scene();
    const created = await scene.appointment('A').create({});
    const mend = failEveryCommit('unavailable');
    await expect(deliver(created)).rejects.toMatchObject({ code: 14 });
    mend();
    expect(await scene.leads()).toEqual([]);
    await scene.deliver(created);
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('for good is told to the document, and not tried for a day', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    failNextCommit('invalidArgument', 'before it is applied');
    await deliver(created);
    expect(await A.read()).toMatchObject({
      leadSync: { state: 'rejected', issues: [{ path: '' }] },
    });
    expect(logs.filter(({ severity }) => severity === 'warn')).toHaveLength(1);
  });

  // There is no document left to tell it to: it is logged, and `checkLeads` finds it.
  test('for good, of a deletion, is logged and not tried for a day', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const removed = await A.remove();
    failNextCommit('invalidArgument', 'before it is applied');
    await deliver(removed);
    expect(logs.filter(({ severity }) => severity !== 'info')).toHaveLength(1);
  });

  test('for good, of a console edit, is logged and not tried for a day', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    const edited = await scene.editLead(await scene.lead(), { status: 'Cerrado' })();
    failNextCommit('invalidArgument', 'before it is applied');
    await deliver(edited);
    expect(logs.filter(({ severity }) => severity !== 'info')).toHaveLength(1);
  });
});
