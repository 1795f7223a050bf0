import '../support/ownProject';
import { anotherProcess, deliver, type DocumentEvent } from '../support/events';
import { CONSOLE, Fixture, type Fields, type Source } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { failNextCommit, holdNextCommit } from '../support/faults';
import { measure, wire } from '../support/traffic';
import { until } from '../support/until';

catchLogs();

const another = anotherProcess();
afterAll(another.stop);

/** Sends every second event to another process, which has a queue of its own. */
const inTwoProcesses = (n: number) => (n % 2 === 0 ? undefined : another.functions);

async function createAll(sources: readonly Source[]): Promise<DocumentEvent[]> {
  const events: DocumentEvent[] = [];
  for (const source of sources) events.push(await source.create({}));
  return events;
}

/** Counts the reads and queries that this process sends from now on. */
function countReads(): () => number {
  const spy = jest.spyOn(wire(), 'requestStream');
  return () => spy.mock.calls.length;
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('simultaneous events', () => {
  test('of one pair, 50 in one process, are committed together', async () => {
    const fixture = new Fixture();
    const appointments = numbered(50).map((n) => fixture.appointment(`A${String(n)}`));
    const events = await createAll(appointments);
    const cost = await measure(() => Promise.all(events.map((event) => deliver(event))));
    expect(cost).toEqual({ read: 2, written: 1 + 2 + 50, rpcs: 3 });
    const { chain } = await fixture.lead();
    expect(chain.map(([, cause]) => cause)).toEqual(['lead.created', 'appointment.scheduled']);
  });

  test('that come during a commit are committed together next, without a read', async () => {
    const fixture = new Fixture();
    const [first, ...others] = await createAll(
      numbered(10).map((n) => fixture.appointment(`A${String(n)}`)),
    );
    if (first === undefined) throw new Error('There are ten');
    const commit = holdNextCommit();
    const one = deliver(first);
    await until('the first commit is decided', commit.isReached);
    const cost = await measure(async () => {
      const all = others.map((event) => deliver(event));
      commit.release();
      await Promise.all([one, ...all]);
    });
    expect(cost).toEqual({ read: 0, written: 1 + 9, rpcs: 1 });
    expect((await fixture.lead()).appointments).toHaveLength(10);
  });

  test('of another lead do not wait for a commit', async () => {
    const [fixture, other] = [new Fixture(), new Fixture()];
    const first = await fixture.appointment('A').create({});
    const second = await other.appointment('A').create({});
    const commit = holdNextCommit();
    const one = deliver(first);
    await until('the first commit is decided', commit.isReached);
    await deliver(second);
    expect((await other.lead()).status).toBe('Visita Pendiente');
    commit.release();
    await one;
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
  });

  test('include one that was placed by its lead before others changed that lead', async () => {
    const fixture = new Fixture();
    const [A, B, C] = [
      fixture.appointment('A'),
      fixture.appointment('B'),
      fixture.appointment('C'),
    ];
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
      () => A.remove(),
    );
    const [first, second] = [await B.create({}), await C.create({})];
    const corrected = await V.update({ outcome: 'more_info_needed' });
    const commit = holdNextCommit();
    const delivered = [deliver(first)];
    await until('the first commit is decided', commit.isReached);
    const reads = countReads();
    delivered.push(deliver(second), deliver(corrected));
    await until('the visit is placed', () => reads() >= 2);
    await fixture.leads(); // By then those reads were answered, too.
    commit.release();
    await Promise.all(delivered);
    await fixture.settle();
    const lead = await fixture.lead();
    expect(lead.appointments).toHaveLength(3);
    expect(lead.chain.at(-1)).toEqual(['Información Solicitada', 'visit.more_info_needed']);
  });

  test('of one document count in the order of the writes', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const events = [
      await A.create({}),
      await A.update({ status: 'Completed' }),
      await A.update({ status: 'Scheduled' }),
      await A.update({ status: 'NoShow' }),
      await A.remove(),
    ];
    await fixture.deliverAtOnce([...events].reverse());
    expect((await fixture.lead()).status).toBe('Información Solicitada');
    await fixture.deliverAtOnce(events);
    expect((await fixture.lead()).status).toBe('Información Solicitada');
  });

  test('are handled even if one of them has no room on the lead', async () => {
    const fixture = new Fixture();
    const [A, B, C] = [
      fixture.appointment('A'),
      fixture.appointment('B'),
      fixture.appointment('C'),
    ];
    const events = await createAll([A, B, C]);
    failNextCommit('invalidArgument', 'before it is applied');
    await fixture.deliverAtOnce(events);
    expect((await fixture.lead()).appointments).toHaveLength(3);
    for (const each of [A, B, C]) {
      expect(await each.read()).toMatchObject({ leadSync: { state: 'linked' } });
    }
  });

  test('read the lead again if it changed since the event before passed it on', async () => {
    const fixture = new Fixture();
    const [A, B, C] = [
      fixture.appointment('A'),
      fixture.appointment('B'),
      fixture.appointment('C'),
    ];
    const [first, second, third] = await createAll([A, B, C]);
    if (!first || !second || !third) throw new Error('There are three');
    const [own, next] = [holdNextCommit(), holdNextCommit()];
    const delivered = [deliver(first)];
    await until('the first commit is decided', own.isReached);
    delivered.push(deliver(second));
    own.release();
    await until('the second commit is decided', next.isReached);
    await deliver(third, another.functions);
    next.release();
    await Promise.all(delivered);
    expect((await fixture.lead()).appointments).toHaveLength(3);
  });

  test('count once if they are the same one, twenty times', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    await fixture.deliverAtOnce(
      numbered(20).map(() => created),
      inTwoProcesses,
    );
    const V = fixture.visit('V', A);
    const visited = await V.create({ outcome: 'offer_made' });
    await fixture.deliverAtOnce(
      numbered(20).map(() => visited),
      inTwoProcesses,
    );
    expect((await fixture.lead()).chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
      'Visita Realizada',
      'Oferta Presentada',
    ]);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('of a new visit and its new appointment both count', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    const events = [await A.create({}), await V.create({ outcome: 'more_info_needed' })];
    await fixture.deliverAtOnce(events, inTwoProcesses);
    const lead = await fixture.lead();
    expect(lead.status).toBe('Información Solicitada');
    expect(await A.read()).toMatchObject({ status: 'Completed', leadId: lead.id });
    expect(await V.read()).toMatchObject({ leadId: lead.id });
  });

  test('of an enquiry, its answer and an appointment of their new pair all count', async () => {
    const fixture = new Fixture();
    const [E, A] = [fixture.enquiry('E'), fixture.appointment('A')];
    const events = [
      await E.create({}),
      await A.create({}),
      await E.update({ status: 'answered', origin: { portal: 'Idealista' } }),
    ];
    await fixture.deliverAtOnce([...events, ...events], inTwoProcesses);
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(lead.data).toMatchObject({ source: 'Enquiry', origin: { portal: 'Idealista' } });
    expect(lead.data['viewings']).toMatchObject({ enquiries: { [E.id]: { status: 'answered' } } });
    for (const source of [E, A]) expect(await source.read()).toMatchObject({ leadId: lead.id });
  });

  test('of a corrected listing and a visit move the visit along', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const visited = await fixture.visit('V', A).create({ outcome: 'offer_made' });
    const corrected = await A.update({ listingId: fixture.named('L2') });
    await fixture.deliverAtOnce([visited, corrected], inTwoProcesses);
    expect(await fixture.lead()).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved' },
    });
    const lead = await fixture.lead(fixture.named('L2'));
    expect(lead.status).toBe('Oferta Presentada');
    expect(await A.read()).toMatchObject({ leadId: lead.id, status: 'Completed' });
  });

  test('of a console edit and an appointment both count', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const edited = await fixture.editLead(await fixture.lead(), { status: 'Oferta Aceptada' })();
    const created = await fixture.appointment('B').create({});
    await fixture.deliverAtOnce([edited, created], inTwoProcesses);
    const lead = await fixture.lead();
    expect(lead.status).toBe('Oferta Aceptada');
    expect(lead.appointments).toHaveLength(2);
    expect(lead.chain.filter(([, cause]) => cause === 'console.edited')).toHaveLength(1);
  });
});

/** The result: the status of each lead, and the lead of each document. */
async function outcome(
  fixture: Fixture,
  sources: readonly Source[],
  listings: readonly (string | null)[],
) {
  const leads = await fixture.leads();
  const ofListing = (listing: unknown) => leads.find(({ data }) => data['listingId'] === listing);
  return {
    leads: listings.map((listing) => {
      const lead = ofListing(listing);
      return lead && { status: lead.status, closed: lead.closed?.outcome };
    }),
    documents: await Promise.all(
      sources.map(async (source) => {
        const { status, leadId, leadSync } = await source.read();
        expect(leadSync).toMatchObject({ state: 'linked' });
        return { status, lead: listings.findIndex((each) => ofListing(each)?.id === leadId) };
      }),
    ),
  };
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, n) =>
    permutations(items.filter((_, other) => other !== n)).map((rest) => [item, ...rest]),
  );
}

/** Plays the four events of a scenario in every order, each twice, and all at once: they end the same. */
function testEveryOrder(
  createScenario: () => Promise<{
    fixture: Fixture;
    events: readonly DocumentEvent[];
    end: () => Promise<unknown>;
  }>,
  expected: unknown,
): void {
  test.each(permutations([0, 1, 2, 3]))(
    'end the same in the order %i, %i, %i, %i, and each twice',
    async (...order) => {
      const { fixture, events, end } = await createScenario();
      for (const n of [...order, ...order]) await fixture.deliver(...events.slice(n, n + 1));
      expect(await end()).toEqual(expected);
    },
  );

  test.each(numbered(5))('end the same when all come at once, in two processes (%i)', async () => {
    const { fixture, events, end } = await createScenario();
    await fixture.deliverAtOnce([...events, ...[...events].reverse()], inTwoProcesses);
    expect(await end()).toEqual(expected);
  });
}

describe('the events of one scenario', () => {
  /** An appointment gets its listing; its visit is recorded and then corrected. */
  async function createScenario() {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { listingId: null });
    const V = fixture.visit('V', A);
    const events = [
      await A.create({}),
      await A.update({ listingId: fixture.listingId }),
      await V.create({ outcome: 'offer_made' }),
      await V.update({ outcome: 'more_info_needed' }),
    ];
    return { fixture, events, end: () => outcome(fixture, [A, V], [fixture.listingId]) };
  }
  const END = {
    leads: [{ status: 'Información Solicitada', closed: undefined }],
    documents: [
      { status: 'Completed', lead: 0 },
      { status: 'visit_done', lead: 0 },
    ],
  };

  testEveryOrder(createScenario, END);
});

describe('the events of an enquiry', () => {
  /** An enquiry gets its listing and is answered; meanwhile another one comes. */
  async function createScenario() {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { listingId: null });
    const F = fixture.enquiry('F');
    const events = [
      await E.create({}),
      await F.create({ status: 'answered' }),
      await E.update({ listingId: fixture.listingId }),
      await E.update({ status: 'answered' }),
    ];
    return { fixture, events, end: () => outcome(fixture, [E, F], [fixture.listingId]) };
  }
  const END = {
    leads: [{ status: 'Respuesta Pendiente', closed: undefined }],
    documents: [
      { status: 'answered', lead: 0 },
      { status: 'answered', lead: 0 },
    ],
  };

  testEveryOrder(createScenario, END);
});

describe('an unstamped new date after the visit', () => {
  test.each(permutations([0, 1, 2]))(
    'counts in the order %i, %i, %i of the events',
    async (...order) => {
      const fixture = new Fixture();
      const A = fixture.appointment('A');
      const events = [
        await A.create({ status: 'Cancelled' }),
        await fixture.visit('V', A).create({ outcome: 'more_info_needed' }),
        await A.update({ status: 'Scheduled' }, CONSOLE),
      ];
      for (const n of order) await fixture.deliver(...events.slice(n, n + 1));
      expect(await A.read()).toMatchObject({ status: 'Scheduled' });
      expect((await fixture.lead()).status).toBe('Visita Pendiente');
    },
  );
});

describe('simultaneous moves', () => {
  test.each(numbered(5))(
    'of one viewing over three listings, in two processes, end at its last listing (%i)',
    async () => {
      const fixture = new Fixture();
      const A = fixture.appointment('A');
      const V = fixture.visit('V', A);
      const [L2, L3] = [fixture.named('L2'), fixture.named('L3')];
      await fixture.play(
        () => A.create({}),
        () => V.create({ outcome: 'offer_made' }),
      );
      const events = [
        await A.update({ listingId: L2 }),
        await A.update({ listingId: L3 }),
        await V.update({ outcome: 'more_info_needed' }),
      ];
      await fixture.deliverAtOnce([...events, ...events], inTwoProcesses);
      expect(await outcome(fixture, [A, V], [fixture.listingId, L3])).toEqual({
        leads: [
          { status: 'Cerrado', closed: 'moved' },
          { status: 'Información Solicitada', closed: undefined },
        ],
        documents: [
          { status: 'Completed', lead: 1 },
          { status: 'visit_done', lead: 1 },
        ],
      });
      const intermediate = (await fixture.leads()).find(({ data }) => data['listingId'] === L2);
      expect(intermediate?.status ?? 'Cerrado').toBe('Cerrado');
    },
  );

  test('of two viewings that swap leads both succeed', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B', { listingId: L2 })];
    await fixture.play(
      () => A.create({}),
      () => B.create({ status: 'Cancelled' }),
    );
    const events = [
      await A.update({ listingId: L2 }),
      await B.update({ listingId: fixture.listingId }),
    ];
    await fixture.deliverAtOnce([...events, ...events], inTwoProcesses);
    expect(await outcome(fixture, [A, B], [fixture.listingId, L2])).toEqual({
      leads: [
        { status: 'Información Solicitada', closed: undefined },
        { status: 'Visita Pendiente', closed: undefined },
      ],
      documents: [
        { status: 'Scheduled', lead: 1 },
        { status: 'Cancelled', lead: 0 },
      ],
    });
  });

  test('of 20 viewings to another lead leave none behind', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const appointments = numbered(20).map((n) => fixture.appointment(`A${String(n)}`));
    await fixture.deliverAtOnce(await createAll(appointments));
    const events: DocumentEvent[] = [];
    for (const A of appointments) events.push(await A.update({ listingId: L2 }));
    await fixture.deliverAtOnce(events, inTwoProcesses);
    const [previous, lead] = [await fixture.lead(), await fixture.lead(L2)];
    expect(previous.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    expect([...lead.appointments].sort()).toEqual(appointments.map(({ id }) => id).sort());
    for (const A of appointments) expect(await A.read()).toMatchObject({ leadId: lead.id });
  });
});

/** Decides on one event, then runs `happens`, and only then commits. */
async function meanwhile<Result>(
  event: DocumentEvent,
  happens: () => Promise<Result>,
): Promise<Result> {
  const commit = holdNextCommit();
  const handled = deliver(event);
  await until('the decision', commit.isReached);
  const result = await happens();
  commit.release();
  await handled;
  return result;
}

describe('a change of another process between a decision and its commit', () => {
  const deliverElsewhere = async (event: DocumentEvent) => {
    await deliver(event, another.functions);
    return event;
  };
  const visits: [what: string, fields: Fields, status: string][] = [
    ['took place', { outcome: 'offer_made' }, 'Oferta Presentada'],
    ['is pending', { status: 'visit_pending' }, 'Visita Pendiente'],
  ];

  test('is found if both create the lead of a pair', async () => {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    const [ofA, ofB] = [await A.create({}), await B.create({})];
    await meanwhile(ofA, () => deliverElsewhere(ofB));
    await fixture.settle();
    const lead = await fixture.lead();
    expect(lead.history).toHaveLength(2);
    expect([...lead.appointments].sort()).toEqual([A.id, B.id].sort());
  });

  test('is found if both handle the same event', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    await meanwhile(created, () => deliverElsewhere(created));
    await fixture.settle();
    expect((await fixture.lead()).history).toHaveLength(2);
  });

  test.each(visits)(
    'moves along if it is a visit that %s, during a move',
    async (_what, fields, status) => {
      const fixture = new Fixture();
      const L2 = fixture.named('L2');
      const A = fixture.appointment('A');
      const V = fixture.visit('V', A);
      await fixture.play(() => A.create({}));
      const visited = await V.create(fields);
      const moved = await A.update({ listingId: L2 });
      await meanwhile(moved, () => deliverElsewhere(visited));
      await fixture.settle();
      const lead = await fixture.lead(L2);
      expect(lead.status).toBe(status);
      expect((await fixture.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
      for (const source of [A, V]) expect(await source.read()).toMatchObject({ leadId: lead.id });
    },
  );

  test.each(visits)(
    'takes a visit along that %s, if it is a move',
    async (_what, fields, status) => {
      const fixture = new Fixture();
      const L2 = fixture.named('L2');
      const A = fixture.appointment('A');
      const V = fixture.visit('V', A);
      await fixture.play(() => A.create({}));
      const visited = await V.create(fields);
      await meanwhile(visited, async () => deliverElsewhere(await A.update({ listingId: L2 })));
      await fixture.settle();
      const lead = await fixture.lead(L2);
      expect(lead.status).toBe(status);
      expect((await fixture.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
      for (const source of [A, V]) expect(await source.read()).toMatchObject({ leadId: lead.id });
    },
  );

  test('is not undone by an older event of the appointment, if it is a move', async () => {
    const fixture = new Fixture();
    const L2 = fixture.named('L2');
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const completed = await A.update({ status: 'Completed' });
    await meanwhile(completed, async () => deliverElsewhere(await A.update({ listingId: L2 })));
    await fixture.settle();
    expect((await fixture.lead()).closed).toMatchObject({ outcome: 'moved' });
    expect((await fixture.lead(L2)).status).toBe('Visita Realizada');
  });

  test('keeps the visit from completing the appointment, if it is a new date', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const visited = await fixture.visit('V', A).create({ outcome: 'more_info_needed' });
    await fixture.deliver(await meanwhile(visited, () => A.update({ status: 'Scheduled' })));
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
  });

  test('has an unlinked visit rejected, if it is the deletion of the appointment', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(() => A.create({}));
    const visited = await V.create({ outcome: 'offer_made' });
    await meanwhile(visited, async () => deliverElsewhere(await A.remove()));
    await fixture.settle();
    expect((await fixture.lead()).status).toBe('Información Solicitada');
    expect(await V.read()).toMatchObject({
      leadSync: { state: 'rejected', issues: [{ path: 'appointmentId' }] },
    });
  });

  test('is recorded once, if it is a console edit', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const lead = await fixture.lead();
    const created = await fixture.appointment('B').create({ status: 'Completed' });
    const edited = await meanwhile(created, async () =>
      deliverElsewhere(await fixture.editLead(lead, { status: 'Respuesta Pendiente' })()),
    );
    await fixture.deliver(edited);
    const { chain, status, appointments } = await fixture.lead();
    expect(status).toBe('Respuesta Pendiente');
    expect(chain.filter(([, cause]) => cause === 'console.edited')).toHaveLength(1);
    expect(appointments).toHaveLength(2);
  });

  test("is kept, if it is a client's note on the lead", async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const lead = await fixture.lead();
    const completed = await A.update({ status: 'Completed' });
    await meanwhile(completed, fixture.editLead(lead, { notes: 'Llamar el lunes' }));
    const { data } = await fixture.lead();
    expect(data).toMatchObject({ notes: 'Llamar el lunes', status: 'Visita Realizada' });
  });
});

describe('a document that changes between the decision and the commit', () => {
  test('is read again if it got its listing', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { listingId: null });
    const created = await A.create({});
    const filled = await meanwhile(created, () => A.update({ listingId: fixture.listingId }));
    await fixture.deliver(filled);
    expect((await fixture.leads()).map(({ data }) => data['listingId'])).toEqual([
      fixture.listingId,
    ]);
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
  });

  test('is read again if it is an enquiry that got its listing', async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { listingId: null });
    const created = await E.create({});
    const filled = await meanwhile(created, () => E.update({ listingId: fixture.listingId }));
    await fixture.deliver(filled);
    expect((await fixture.leads()).map(({ data }) => data['listingId'])).toEqual([
      fixture.listingId,
    ]);
    expect((await fixture.lead()).status).toBe('Información Solicitada');
  });

  test('is left to the event of its deletion', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    const removed = await meanwhile(created, () => A.remove());
    expect(await fixture.leads()).toEqual([]);
    await fixture.deliver(removed);
    expect((await fixture.lead()).status).toBe('Información Solicitada');
  });
});

describe('a deletion whose document is created again between the decision and the commit', () => {
  test('stays where the former one was, wherever the new one goes', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const removed = await A.remove();
    const [again, moved] = await meanwhile(removed, async () => [
      await A.create({}),
      await A.update({ listingId: fixture.named('L2') }),
    ]);
    await fixture.deliver(again, moved);
    const [first, second] = [await fixture.lead(), await fixture.lead(fixture.named('L2'))];
    expect([first.status, first.closed?.outcome]).toEqual(['Información Solicitada', undefined]);
    expect(second.status).toBe('Visita Pendiente');
    expect((await A.read())['leadId']).toBe(second.id);
  });

  test('counts if the new document cannot be used', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const removed = await A.remove();
    const unusable = await meanwhile(removed, () => A.create({ status: 'Programada' }));
    await fixture.deliver(unusable);
    const { chain } = await fixture.lead();
    expect(chain.at(-1)).toEqual(['Información Solicitada', 'appointment.removed']);
    expect(await A.read()).toMatchObject({ leadSync: { state: 'rejected' } });
  });
});
