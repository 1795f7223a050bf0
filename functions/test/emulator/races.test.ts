import '../support/ownProject';
import { anotherProcess, deliver, type DocumentEvent } from '../support/events';
import { CONSOLE, Scene, type Fields, type Source } from '../support/firestore';
import { catchLogs } from '../support/logs';
import { failNextCommit, holdNextCommit } from '../support/faults';
import { measure, wire } from '../support/traffic';
import { until } from '../support/until';

catchLogs();
jest.setTimeout(60_000);

const another = anotherProcess();
afterAll(another.stop);

/** Every second event goes to another process, whose turns this one does not know. */
const inTwoProcesses = (n: number) => (n % 2 === 0 ? undefined : another.functions);

async function createAll(sources: readonly Source[]): Promise<DocumentEvent[]> {
  const events: DocumentEvent[] = [];
  for (const source of sources) events.push(await source.create({}));
  return events;
}

/** How many reads and queries this process has sent since. */
function countReads(): () => number {
  const spy = jest.spyOn(wire(), 'requestStream');
  return () => spy.mock.calls.length;
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('simultaneous events', () => {
  test('50 of one pair in one process are committed together', async () => {
    const scene = new Scene();
    const appointments = numbered(50).map((n) => scene.appointment(`A${String(n)}`));
    const events = await createAll(appointments);
    const cost = await measure(() => Promise.all(events.map((event) => deliver(event))));
    expect(cost).toEqual({ read: 2, written: 1 + 2 + 50, rpcs: 3 });
    const { chain } = await scene.lead();
    expect(chain.map(([, cause]) => cause)).toEqual(['lead.created', 'appointment.scheduled']);
  });

  test('those that come while a commit is underway are the next one, without a read', async () => {
    const scene = new Scene();
    const [first, ...others] = await createAll(
      numbered(10).map((n) => scene.appointment(`A${String(n)}`)),
    );
    if (first === undefined) throw new Error('There are ten');
    const held = holdNextCommit();
    const one = deliver(first);
    await until('the first commit is decided', held.isReached);
    const cost = await measure(async () => {
      const all = others.map((event) => deliver(event));
      held.release();
      await Promise.all([one, ...all]);
    });
    expect(cost).toEqual({ read: 0, written: 1 + 9, rpcs: 1 });
    expect((await scene.lead()).appointments).toHaveLength(10);
  });

  test('of another lead do not wait for that commit', async () => {
    const [scene, other] = [new Scene(), new Scene()];
    const first = await scene.appointment('A').create({});
    const second = await other.appointment('A').create({});
    const held = holdNextCommit();
    const one = deliver(first);
    await until('the first commit is decided', held.isReached);
    await deliver(second);
    expect((await other.lead()).status).toBe('Visita Pendiente');
    held.release();
    await one;
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('one that was placed by its lead, before others changed that, counts beside them', async () => {
    const scene = new Scene();
    const [A, B, C] = [scene.appointment('A'), scene.appointment('B'), scene.appointment('C')];
    const V = scene.visit('V', A);
    await scene.play(
      () => A.create({}),
      () => V.create({ outcome: 'offer_made' }),
      () => A.remove(),
    );
    const [first, second] = [await B.create({}), await C.create({})];
    const corrected = await V.update({ outcome: 'more_info_needed' });
    const held = holdNextCommit();
    const delivered = [deliver(first)];
    await until('the first commit is decided', held.isReached);
    const reads = countReads();
    delivered.push(deliver(second), deliver(corrected));
    await until('the visit is placed', () => reads() >= 2);
    await scene.leads(); // By then the answers of those reads are there, too.
    held.release();
    await Promise.all(delivered);
    await scene.settle();
    const lead = await scene.lead();
    expect(lead.appointments).toHaveLength(3);
    expect(lead.chain.at(-1)).toEqual(['Información Solicitada', 'visit.more_info_needed']);
  });

  test('of one document, at once and out of order, count as they were written', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const events = [
      await A.create({}),
      await A.update({ status: 'Completed' }),
      await A.update({ status: 'Scheduled' }),
      await A.update({ status: 'NoShow' }),
      await A.remove(),
    ];
    await scene.deliverAtOnce([...events].reverse());
    expect((await scene.lead()).status).toBe('Información Solicitada');
    await scene.deliverAtOnce(events);
    expect((await scene.lead()).status).toBe('Información Solicitada');
  });

  test('one that its lead has no room for is not the end of the others', async () => {
    const scene = new Scene();
    const [A, B, C] = [scene.appointment('A'), scene.appointment('B'), scene.appointment('C')];
    const events = await createAll([A, B, C]);
    failNextCommit('invalidArgument', 'before it is applied');
    await scene.deliverAtOnce(events);
    expect((await scene.lead()).appointments).toHaveLength(3);
    for (const each of [A, B, C]) {
      expect(await each.read()).toMatchObject({ leadSync: { state: 'linked' } });
    }
  });

  test('what an event takes over from the one before it may have changed: then it is read', async () => {
    const scene = new Scene();
    const [A, B, C] = [scene.appointment('A'), scene.appointment('B'), scene.appointment('C')];
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
    expect((await scene.lead()).appointments).toHaveLength(3);
  });

  test('the same one, twenty times at once, counts once', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    await scene.deliverAtOnce(
      numbered(20).map(() => created),
      inTwoProcesses,
    );
    const V = scene.visit('V', A);
    const visited = await V.create({ outcome: 'offer_made' });
    await scene.deliverAtOnce(
      numbered(20).map(() => visited),
      inTwoProcesses,
    );
    expect((await scene.lead()).chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
      'Visita Realizada',
      'Oferta Presentada',
    ]);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('a visit and its appointment, both new, in either process', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    const events = [await A.create({}), await V.create({ outcome: 'more_info_needed' })];
    await scene.deliverAtOnce(events, inTwoProcesses);
    const lead = await scene.lead();
    expect(lead.status).toBe('Información Solicitada');
    expect(await A.read()).toMatchObject({ status: 'Completed', leadId: lead.id });
    expect(await V.read()).toMatchObject({ leadId: lead.id });
  });

  test('a corrected listing and a visit: the visit goes where its appointment goes', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const visited = await scene.visit('V', A).create({ outcome: 'offer_made' });
    const corrected = await A.update({ listingId: scene.named('L2') });
    await scene.deliverAtOnce([visited, corrected], inTwoProcesses);
    expect(await scene.lead()).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved' },
    });
    const lead = await scene.lead(scene.named('L2'));
    expect(lead.status).toBe('Oferta Presentada');
    expect(await A.read()).toMatchObject({ leadId: lead.id, status: 'Completed' });
  });

  test('a console edit and an appointment: both count', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    const edited = await scene.editLead(await scene.lead(), { status: 'Oferta Aceptada' })();
    const created = await scene.appointment('B').create({});
    await scene.deliverAtOnce([edited, created], inTwoProcesses);
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Aceptada');
    expect(lead.appointments).toHaveLength(2);
    expect(lead.chain.filter(([, cause]) => cause === 'console.edited')).toHaveLength(1);
  });
});

/** What is seen in the end: how the leads stand, and where each document belongs. */
async function outcome(
  scene: Scene,
  sources: readonly Source[],
  listings: readonly (string | null)[],
) {
  const leads = await scene.leads();
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

describe('the events of one story', () => {
  /** A lead begins without a listing and gets it; its visit is recorded, and then corrected. */
  async function story() {
    const scene = new Scene();
    const A = scene.appointment('A', { listingId: null });
    const V = scene.visit('V', A);
    const events = [
      await A.create({}),
      await A.update({ listingId: scene.listingId }),
      await V.create({ outcome: 'offer_made' }),
      await V.update({ outcome: 'more_info_needed' }),
    ];
    return { scene, events, end: () => outcome(scene, [A, V], [scene.listingId]) };
  }
  const END = {
    leads: [{ status: 'Información Solicitada', closed: undefined }],
    documents: [
      { status: 'Completed', lead: 0 },
      { status: 'visit_done', lead: 0 },
    ],
  };

  test.each(permutations([0, 1, 2, 3]))(
    'end the same in the order %i, %i, %i, %i, and each twice',
    async (...order) => {
      const { scene, events, end } = await story();
      for (const n of [...order, ...order]) await scene.deliver(...events.slice(n, n + 1));
      expect(await end()).toEqual(END);
    },
  );

  test.each(numbered(5))('end the same when all come at once, in two processes (%i)', async () => {
    const { scene, events, end } = await story();
    await scene.deliverAtOnce([...events, ...[...events].reverse()], inTwoProcesses);
    expect(await end()).toEqual(END);
  });
});

describe('a new date that the console set after the visit, without a stamp', () => {
  test.each(permutations([0, 1, 2]))(
    'counts, whatever is handled first: in the order %i, %i, %i',
    async (...order) => {
      const scene = new Scene();
      const A = scene.appointment('A');
      const events = [
        await A.create({ status: 'Cancelled' }),
        await scene.visit('V', A).create({ outcome: 'more_info_needed' }),
        await A.update({ status: 'Scheduled' }, CONSOLE),
      ];
      for (const n of order) await scene.deliver(...events.slice(n, n + 1));
      expect(await A.read()).toMatchObject({ status: 'Scheduled' });
      expect((await scene.lead()).status).toBe('Visita Pendiente');
    },
  );
});

describe('simultaneous moves', () => {
  test.each(numbered(5))(
    'of one viewing, over three listings in two processes, end where it belongs now (%i)',
    async () => {
      const scene = new Scene();
      const A = scene.appointment('A');
      const V = scene.visit('V', A);
      const [L2, L3] = [scene.named('L2'), scene.named('L3')];
      await scene.play(
        () => A.create({}),
        () => V.create({ outcome: 'offer_made' }),
      );
      const events = [
        await A.update({ listingId: L2 }),
        await A.update({ listingId: L3 }),
        await V.update({ outcome: 'more_info_needed' }),
      ];
      await scene.deliverAtOnce([...events, ...events], inTwoProcesses);
      expect(await outcome(scene, [A, V], [scene.listingId, L3])).toEqual({
        leads: [
          { status: 'Cerrado', closed: 'moved' },
          { status: 'Información Solicitada', closed: undefined },
        ],
        documents: [
          { status: 'Completed', lead: 1 },
          { status: 'visit_done', lead: 1 },
        ],
      });
      const between = (await scene.leads()).find(({ data }) => data['listingId'] === L2);
      expect(between?.status ?? 'Cerrado').toBe('Cerrado');
    },
  );

  test('of two viewings that change places both arrive', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const [A, B] = [scene.appointment('A'), scene.appointment('B', { listingId: L2 })];
    await scene.play(
      () => A.create({}),
      () => B.create({ status: 'Cancelled' }),
    );
    const events = [
      await A.update({ listingId: L2 }),
      await B.update({ listingId: scene.listingId }),
    ];
    await scene.deliverAtOnce([...events, ...events], inTwoProcesses);
    expect(await outcome(scene, [A, B], [scene.listingId, L2])).toEqual({
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

  test('of 20 viewings of one lead to another leave none behind', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const appointments = numbered(20).map((n) => scene.appointment(`A${String(n)}`));
    await scene.deliverAtOnce(await createAll(appointments));
    const events: DocumentEvent[] = [];
    for (const A of appointments) events.push(await A.update({ listingId: L2 }));
    await scene.deliverAtOnce(events, inTwoProcesses);
    const [former, lead] = [await scene.lead(), await scene.lead(L2)];
    expect(former.closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    expect([...lead.appointments].sort()).toEqual(appointments.map(({ id }) => id).sort());
    for (const A of appointments) expect(await A.read()).toMatchObject({ leadId: lead.id });
  });
});

/** Decides on one event here, lets other things happen elsewhere, and only then commits. */
async function meanwhile<Result>(
  event: DocumentEvent,
  happens: () => Promise<Result>,
): Promise<Result> {
  const held = holdNextCommit();
  const handled = deliver(event);
  await until('the decision', held.isReached);
  const result = await happens();
  held.release();
  await handled;
  return result;
}

describe('what another process commits between a decision and its commit', () => {
  const elsewhere = async (event: DocumentEvent) => {
    await deliver(event, another.functions);
    return event;
  };
  const visits: [what: string, fields: Fields, status: string][] = [
    ['took place', { outcome: 'offer_made' }, 'Oferta Presentada'],
    ['is pending', { status: 'visit_pending' }, 'Visita Pendiente'],
  ];

  test('is found where both create the lead of a pair', async () => {
    const scene = new Scene();
    const [A, B] = [scene.appointment('A'), scene.appointment('B')];
    const [ofA, ofB] = [await A.create({}), await B.create({})];
    await meanwhile(ofA, () => elsewhere(ofB));
    await scene.settle();
    const lead = await scene.lead();
    expect(lead.history).toHaveLength(2);
    expect([...lead.appointments].sort()).toEqual([A.id, B.id].sort());
  });

  test('is found where both handle the same event', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    await meanwhile(created, () => elsewhere(created));
    await scene.settle();
    expect((await scene.lead()).history).toHaveLength(2);
  });

  test.each(visits)('goes along with a move: a visit that %s', async (_what, fields, status) => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(() => A.create({}));
    const visited = await V.create(fields);
    const moved = await A.update({ listingId: L2 });
    await meanwhile(moved, () => elsewhere(visited));
    await scene.settle();
    const lead = await scene.lead(L2);
    expect(lead.status).toBe(status);
    expect((await scene.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    for (const source of [A, V]) expect(await source.read()).toMatchObject({ leadId: lead.id });
  });

  test.each(visits)('is a move, and a visit that %s goes there', async (_what, fields, status) => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(() => A.create({}));
    const visited = await V.create(fields);
    await meanwhile(visited, async () => elsewhere(await A.update({ listingId: L2 })));
    await scene.settle();
    const lead = await scene.lead(L2);
    expect(lead.status).toBe(status);
    expect((await scene.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
    for (const source of [A, V]) expect(await source.read()).toMatchObject({ leadId: lead.id });
  });

  test('is a move, which an older event of the appointment does not undo', async () => {
    const scene = new Scene();
    const L2 = scene.named('L2');
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const completed = await A.update({ status: 'Completed' });
    await meanwhile(completed, async () => elsewhere(await A.update({ listingId: L2 })));
    await scene.settle();
    expect((await scene.lead()).closed).toMatchObject({ outcome: 'moved' });
    expect((await scene.lead(L2)).status).toBe('Visita Realizada');
  });

  test('is a new date, and the visit does not complete the appointment', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const visited = await scene.visit('V', A).create({ outcome: 'more_info_needed' });
    await scene.deliver(await meanwhile(visited, () => A.update({ status: 'Scheduled' })));
    expect(await A.read()).toMatchObject({ status: 'Scheduled' });
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('is the deletion of an appointment, and a visit that was not linked yet is told so', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    await scene.play(() => A.create({}));
    const visited = await V.create({ outcome: 'offer_made' });
    await meanwhile(visited, async () => elsewhere(await A.remove()));
    await scene.settle();
    expect((await scene.lead()).status).toBe('Información Solicitada');
    expect(await V.read()).toMatchObject({
      leadSync: { state: 'rejected', issues: [{ path: 'appointmentId' }] },
    });
  });

  test('is a console edit, which is recorded once', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    const lead = await scene.lead();
    const created = await scene.appointment('B').create({ status: 'Completed' });
    const edited = await meanwhile(created, async () =>
      elsewhere(await scene.editLead(lead, { status: 'Respuesta Pendiente' })()),
    );
    await scene.deliver(edited);
    const { chain, status, appointments } = await scene.lead();
    expect(status).toBe('Respuesta Pendiente');
    expect(chain.filter(([, cause]) => cause === 'console.edited')).toHaveLength(1);
    expect(appointments).toHaveLength(2);
  });

  test("is a client's note on the lead, which stays", async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const lead = await scene.lead();
    const completed = await A.update({ status: 'Completed' });
    await meanwhile(completed, scene.editLead(lead, { notes: 'Llamar el lunes' }));
    const { data } = await scene.lead();
    expect(data).toMatchObject({ notes: 'Llamar el lunes', status: 'Visita Realizada' });
  });
});

describe('a document that changes between the decision and the commit', () => {
  test('is read again: its listing has come meanwhile', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { listingId: null });
    const created = await A.create({});
    const filled = await meanwhile(created, () => A.update({ listingId: scene.listingId }));
    await scene.deliver(filled);
    expect((await scene.leads()).map(({ data }) => data['listingId'])).toEqual([scene.listingId]);
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('is left to its deletion where that has come meanwhile', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    const removed = await meanwhile(created, () => A.remove());
    expect(await scene.leads()).toEqual([]);
    await scene.deliver(removed);
    expect((await scene.lead()).status).toBe('Información Solicitada');
  });
});

describe('a deletion whose document is created again between the decision and the commit', () => {
  test('is decided again, and leaves nothing where the document is not', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const removed = await A.remove();
    const [again, moved] = await meanwhile(removed, async () => [
      await A.create({}),
      await A.update({ listingId: scene.named('L2') }),
    ]);
    await scene.deliver(again, moved);
    const [first, second] = [await scene.lead(), await scene.lead(scene.named('L2'))];
    expect([first.status, first.closed?.outcome]).toEqual(['Cerrado', 'moved']);
    expect(second.status).toBe('Visita Pendiente');
    expect((await A.read())['leadId']).toBe(second.id);
  });

  test('counts after all where what was created cannot be used', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const removed = await A.remove();
    const unusable = await meanwhile(removed, () => A.create({ status: 'Programada' }));
    await scene.deliver(unusable);
    const { chain } = await scene.lead();
    expect(chain.at(-1)).toEqual(['Información Solicitada', 'appointment.removed']);
    expect(await A.read()).toMatchObject({ leadSync: { state: 'rejected' } });
  });
});
