/**
 * Faults between the functions and Firestore (docs/reliability.md). Any request of any event may fail, with
 * any error, or its process may die. The event then changes everything or nothing, and once it has been
 * delivered again the result is the same as without the fault.
 */
import '../support/ownProject';
import { randomUUID } from 'node:crypto';
import type { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { moveLead } from '../../src/application/leads/moveLead';
import { moveRequestSchema } from '../../src/domain/leads/manualMove';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { anotherProcess, deliver, type DocumentEvent, type Functions } from '../support/events';
import { CONSOLE, Fixture, timestampSchema, type Source } from '../support/fixture';
import { catchLogs } from '../support/logs';
import {
  injectFault,
  failCommitsOf,
  failEveryCommit,
  failure,
  failNextCommit,
  type Fault,
  type InjectedFault,
} from '../support/faults';
import { expectDocumented } from '../support/reliability';
import { measure } from '../support/traffic';
import { until } from '../support/until';

const logs = catchLogs();
const dyingProcess = anotherProcess();
afterAll(dyingProcess.stop);

/** A fixture, up to the event that meets the fault. The event's write is committed; it is not delivered yet. */
interface Scenario {
  fixture: Fixture;
  sources: readonly Source[];
  event: DocumentEvent;
  /** Events that are delivered at the same time. */
  others?: readonly DocumentEvent[];
}

/** Delivers the events of a scenario at the same time. Throws the first error. */
async function deliverAll({ event, others = [] }: Scenario, functions?: Functions): Promise<void> {
  const all = [event, ...others].map((each) => deliver(each, functions));
  for (const ended of await Promise.allSettled(all)) {
    if (ended.status === 'rejected') throw ended.reason;
  }
}

const SCENARIOS: Readonly<Record<string, () => Promise<Scenario>>> = {
  'a new pair': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    return { fixture, sources: [A], event: await A.create({}) };
  },
  'a known pair': async () => {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    await fixture.play(() => A.create({}));
    return { fixture, sources: [A, B], event: await B.create({ status: 'Completed' }) };
  },
  'three at once of a known pair': async () => {
    const fixture = new Fixture();
    const [A, B, C] = [
      fixture.appointment('A'),
      fixture.appointment('B'),
      fixture.appointment('C'),
    ];
    await fixture.play(() => A.create({}));
    const event = await B.create({ status: 'Completed' });
    const others = [await A.update({ status: 'Cancelled' }), await C.create({})];
    return { fixture, sources: [A, B, C], event, others };
  },
  'the lead of an older system': async () => {
    const fixture = new Fixture();
    await fixture.restoreLead(fixture.named('older'), { status: 'Oferta Presentada' });
    const A = fixture.appointment('A');
    return { fixture, sources: [A], event: await A.create({}) };
  },
  'a lead that was deleted without its history': async () => {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    await fixture.play(() => A.create({}));
    await (await fixture.lead()).ref.delete();
    return { fixture, sources: [B], event: await B.create({}) };
  },
  'a new status': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    return { fixture, sources: [A], event: await A.update({ status: 'Cancelled' }) };
  },
  'a visit that completes its appointment': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(() => A.create({}));
    return { fixture, sources: [A, V], event: await V.create({ outcome: 'offer_made' }) };
  },
  'a visit whose appointment was not handled yet': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await A.create({});
    return { fixture, sources: [A, V], event: await V.create({ outcome: 'more_info_needed' }) };
  },
  'a listing that is corrected, with a visit': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
    );
    return { fixture, sources: [A, V], event: await A.update({ listingId: fixture.named('L2') }) };
  },
  'a visit that is retracted': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
    );
    const event = await V.update({ status: 'visit_pending', outcome: null });
    return { fixture, sources: [A, V], event };
  },
  'a deletion': async () => {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B', { type: 'Firma' })];
    await fixture.play(
      () => A.create({}),
      () => B.create({}),
    );
    return { fixture, sources: [B], event: await A.remove() };
  },
  'an enquiry of a new pair': async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E');
    return { fixture, sources: [E], event: await E.create({}) };
  },
  'an enquiry of a known pair': async () => {
    const fixture = new Fixture();
    const [E, F] = [fixture.enquiry('E'), fixture.enquiry('F')];
    await fixture.play(
      () => E.create({}),
      () => E.update({ status: 'answered' }),
    );
    return { fixture, sources: [E, F], event: await F.create({}) };
  },
  'an enquiry that is answered': async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E');
    await fixture.play(() => E.create({}));
    return { fixture, sources: [E], event: await E.update({ status: 'answered' }) };
  },
  'an enquiry and its appointment, at once': async () => {
    const fixture = new Fixture();
    const [E, A] = [fixture.enquiry('E'), fixture.appointment('A')];
    const event = await E.create({});
    return { fixture, sources: [E, A], event, others: [await A.create({})] };
  },
  'an enquiry that gets its listing': async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { listingId: null });
    await fixture.play(() => E.create({}));
    return { fixture, sources: [E], event: await E.update({ listingId: fixture.listingId }) };
  },
  'an enquiry that is deleted': async () => {
    const fixture = new Fixture();
    const [E, B] = [fixture.enquiry('E'), fixture.appointment('B', { type: 'Firma' })];
    await fixture.play(
      () => E.create({}),
      () => B.create({}),
    );
    return { fixture, sources: [B], event: await E.remove() };
  },
  'an enquiry that cannot be used': async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { channel: 'paloma' });
    return { fixture, sources: [E], event: await E.create({}) };
  },
  'a document that cannot be used': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    return { fixture, sources: [A], event: await A.create({ status: 'Programada' }) };
  },
  'a document that was corrected': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({ status: 'Programada' }));
    return { fixture, sources: [A], event: await A.update({ status: 'Completed' }) };
  },
  'a status that is typed over in the console': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const edit = fixture.editLead(await fixture.lead(), { status: 'Cerrado' });
    return { fixture, sources: [A], event: await edit() };
  },
  'a status that is none of the ten': async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}, CONSOLE));
    const edit = fixture.editLead(await fixture.lead(), { status: 'Ganado' });
    return { fixture, sources: [A], event: await edit() };
  },
};

const leadSyncSchema = z.looseObject({
  id: z.string(),
  completedAt: timestampSchema.optional(),
  restored: z.object({ at: timestampSchema, version: timestampSchema }).optional(),
});

/** The state of a scenario, without the parts that differ between fixtures. */
async function readState({ fixture, sources }: Scenario) {
  const leads = await fixture.leads();
  const listings = [fixture.listingId, fixture.named('L2'), null];
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
        const { status, statusAt, leadId, leadSync } = await source.read();
        const { id, completedAt, restored, ...sync } = leadSyncSchema.parse(leadSync);
        const isStatusAt = (at: Timestamp) => at.isEqual(timestampSchema.parse(statusAt));
        return {
          status,
          lead: numberOf(leadId),
          leadSync: {
            ...sync,
            at: null,
            isOwn: id === source.id,
            isCompletedAsOf: completedAt === undefined ? null : isStatusAt(completedAt),
            isRestoredAsOf: restored === undefined ? null : isStatusAt(restored.at),
          },
        };
      }),
    ),
  };
}

/** The versions of all documents, to see whether anything was written. */
async function versions({ fixture, sources }: Scenario) {
  const leads = await fixture.leads().catch(() => 'typed over');
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

/** Plays with a fault at each request in turn, until there are no more requests. Returns their number. */
async function atEachRequest(isReachedAt: (nth: number) => Promise<boolean>): Promise<number> {
  let nth = 0;
  while (await isReachedAt(nth)) nth += 1;
  faultsPlayed += nth;
  return nth;
}

describe.each(Object.entries(SCENARIOS))('the event of %s', (_what, createScenario) => {
  /** The state at the end, and the number of requests, without a fault. */
  let expected: Awaited<ReturnType<typeof readState>> | undefined;
  let rpcs: number;

  beforeEach(async () => {
    if (expected !== undefined) return;
    const scenario = await createScenario();
    ({ rpcs } = await measure(() => deliverAll(scenario)));
    await scenario.fixture.settle();
    expected = await readState(scenario);
  });

  test.each(FAULTS)('loses nothing with %s at each of its requests', async (_name, fault) => {
    const requests = await atEachRequest(async (nth) => {
      const scenario = await createScenario();
      const before = await versions(scenario);
      const injected = injectFault(nth, fault);
      const thrown = await deliverAll(scenario).then(
        () => null,
        (error: unknown) => error,
      );
      injected.remove();
      if (thrown !== null) {
        // The event will be delivered again: only temporary errors may be thrown, and nothing is half done.
        expect(thrown).toMatchObject({ message: expect.stringContaining('made by a test') });
        if (fault.when === 'before it is applied') expect(await versions(scenario)).toEqual(before);
        await deliverAll(scenario);
      }
      await scenario.fixture.settle();
      expect(await readState(scenario)).toEqual(expected);
      return injected.isReached();
    });
    expect(requests).toBe(rpcs);
  });

  test.each(['before', 'after'] as const)(
    'is handled completely when it comes again after its process died %s each of its requests',
    async (when) => {
      const requests = await atEachRequest(async (nth) => {
        const scenario = await createScenario();
        const injected = injectFault(nth, { dies: when }, dyingProcess.db);
        const hasDied = await diesOrEnds(scenario, injected);
        injected.remove();
        await deliverAll(scenario);
        await scenario.fixture.settle();
        expect(await readState(scenario)).toEqual(expected);
        return hasDied;
      });
      expect(requests).toBe(rpcs);
    },
  );

  /** Delivers the event in the process that may die. Returns whether it died. */
  async function diesOrEnds(scenario: Scenario, { isReached }: InjectedFault): Promise<boolean> {
    let isHandled = false;
    const handled = deliverAll(scenario, dyingProcess.functions).then(() => {
      isHandled = true;
    });
    // The event of a dead process ends at its deadline, which nobody is there to see.
    void handled.catch(() => undefined);
    await until('the end of the event, or of its process', () => isHandled || isReached());
    if (!isReached()) await handled;
    return isReached();
  }
});

describe('a move by hand', () => {
  test.each(FAULTS)('is made once with %s at each of its requests', async (_what, fault) => {
    const requests = await atEachRequest(async (nth) => {
      const fixture = new Fixture();
      await fixture.play(() => fixture.appointment('A').create({}));
      const request = moveRequestSchema.parse({
        leadId: (await fixture.lead()).id,
        from: 'Visita Pendiente',
        to: 'Respuesta Pendiente',
        reason: 'Lo pide el cliente',
        requestId: randomUUID(),
      });
      const mover = { uid: 'agent-1', role: 'agent' } as const;
      const move = () => moveLead(database(), request, mover, microsOfMillis(Date.now()));
      const injected = injectFault(nth, fault);
      await move().catch(() => move());
      injected.remove();
      expect((await fixture.lead()).chain.map(([, cause]) => cause)).toEqual([
        'lead.created',
        'appointment.scheduled',
        'manual',
      ]);
      expect(await move()).toMatchObject({ result: 'repeated', seq: 3 });
      return injected.isReached();
    });
    expect(requests).toBe(3);
  });
});

test('docs/reliability.md says how much of this was played', () => {
  expectDocumented(Object.keys(SCENARIOS).length, 'kinds of event');
  expectDocumented(faultsPlayed, 'faults');
});

describe('of ten events that are handled together', () => {
  /** Ten appointments of one pair, and the events of their creation. */
  async function createTen() {
    const fixture = new Fixture();
    const appointments = Array.from({ length: 10 }, (_, n) => fixture.appointment(`A${String(n)}`));
    const events: DocumentEvent[] = [];
    for (const A of appointments) events.push(await A.create({}));
    const at = (n: number) => {
      const [A, event] = [appointments[n], events[n]];
      if (A === undefined || event === undefined) throw new Error('There are ten');
      return { A, event };
    };
    return { fixture, appointments, events, at };
  }

  const statusesOf = (ended: readonly PromiseSettledResult<void>[]) =>
    ended.map(({ status }) => status);

  test.each([
    ['PERMISSION_DENIED', failure('permissionDenied')],
    ['a TypeError', new TypeError('Made by a test')],
    ['UNAVAILABLE, again and again', failure('unavailable')],
  ])('one that fails with %s does not fail the other nine', async (_what, error) => {
    const { fixture, appointments, events, at } = await createTen();
    const { A, event } = at(4);
    const restore = failCommitsOf([[A.ref, error]]);
    const ended = await Promise.allSettled(events.map((each) => deliver(each)));
    restore();
    expect(statusesOf(ended)).toEqual(
      appointments.map((each) => (each === A ? 'rejected' : 'fulfilled')),
    );
    expect(ended[4]).toEqual({ status: 'rejected', reason: error });
    expect((await fixture.lead()).appointments).toHaveLength(9);
    for (const each of appointments.filter((other) => other !== A)) {
      expect(await each.read()).toMatchObject({ leadSync: { state: 'linked' } });
    }
    await fixture.deliver(event);
    const { appointments: counted, chain } = await fixture.lead();
    expect(counted).toHaveLength(10);
    expect(chain.map(([, cause]) => cause)).toEqual(['lead.created', 'appointment.scheduled']);
  });

  test('each that fails has its own error, and one that Firestore always refuses is rejected', async () => {
    const { fixture, events, at } = await createTen();
    const errors = [failure('permissionDenied'), new TypeError('Made by a test')] as const;
    const restore = failCommitsOf([
      [at(0).A.ref, errors[0]],
      [at(5).A.ref, errors[1]],
      [at(9).A.ref, failure('invalidArgument')],
    ]);
    const ended = await Promise.allSettled(events.map((each) => deliver(each)));
    restore();
    expect(ended[0]).toEqual({ status: 'rejected', reason: errors[0] });
    expect(ended[5]).toEqual({ status: 'rejected', reason: errors[1] });
    expect(statusesOf(ended).filter((status) => status === 'fulfilled')).toHaveLength(8);
    expect((await fixture.lead()).appointments).toHaveLength(7);
    expect(logs.filter(({ severity }) => severity === 'warn')).toMatchObject([
      { facts: { source: at(9).A.ref.path } },
    ]);
  });
});

describe('a commit that fails', () => {
  test('repeatedly throws, so that the event is delivered again, and then counts', async () => {
    const fixture = new Fixture();
    const created = await fixture.appointment('A').create({});
    const restore = failEveryCommit('unavailable');
    await expect(deliver(created)).rejects.toMatchObject({ code: 14 });
    restore();
    expect(await fixture.leads()).toEqual([]);
    await fixture.deliver(created);
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
  });

  test('permanently is recorded in the document, and not retried', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    failNextCommit('invalidArgument', 'before it is applied');
    await deliver(created);
    expect(await A.read()).toMatchObject({
      leadSync: { state: 'rejected', issues: [{ path: '' }] },
    });
    expect(logs.filter(({ severity }) => severity === 'warn')).toHaveLength(1);
  });

  // There is no document to record it in: it is logged, and `checkLeads` finds it.
  test('permanently for a deletion is logged, and not retried', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const removed = await A.remove();
    failNextCommit('invalidArgument', 'before it is applied');
    await deliver(removed);
    expect(logs.filter(({ severity }) => severity !== 'info')).toHaveLength(1);
  });

  test('permanently for a console edit is logged, and not retried', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const edited = await fixture.editLead(await fixture.lead(), { status: 'Cerrado' })();
    failNextCommit('invalidArgument', 'before it is applied');
    await deliver(edited);
    expect(logs.filter(({ severity }) => severity !== 'info')).toHaveLength(1);
  });
});
