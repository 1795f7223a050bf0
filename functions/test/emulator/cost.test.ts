import '../support/ownProject';
import { anotherProcess, deliver, type DocumentEvent } from '../support/events';
import { holdNextCommit } from '../support/faults';
import { Scene } from '../support/firestore';
import { catchLogs } from '../support/logs';
import { measure, type Traffic } from '../support/traffic';
import { until } from '../support/until';

catchLogs();

const NOTHING: Traffic = { read: 0, written: 0, rpcs: 0 };

/** The documents that the server wrote meanwhile, and what their own events cost. */
async function costOfOwnWrites(scene: Scene): Promise<{ writes: string[]; cost: Traffic }> {
  const events = await scene.ownWrites();
  const cost = await measure(async () => {
    for (const event of events) await deliver(event);
  });
  return { writes: events.map(({ ref }) => ref.parent.id).sort(), cost };
}

test('the appointment of a new pair reads 2 documents and writes 4, in 3 requests', async () => {
  const scene = new Scene();
  const created = await scene.appointment('A').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 2, written: 4, rpcs: 3 });
});

test('another appointment of a known pair reads 1 document and writes 2, in 2 requests', async () => {
  const scene = new Scene();
  await scene.play(() => scene.appointment('A').create({}));
  const created = await scene.appointment('B').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 2, rpcs: 2 });
});

test('another appointment that changes the status reads 1 document and writes 3, in 2 requests', async () => {
  const scene = new Scene();
  await scene.play(() => scene.appointment('A').create({ status: 'Cancelled' }));
  const created = await scene.appointment('B').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 3, rpcs: 2 });
});

test('a status change of a linked appointment reads 1 document and writes 2, in 2 requests', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(() => A.create({}));
  const completed = await A.update({ status: 'Completed' });
  expect(await measure(() => deliver(completed))).toEqual({ read: 1, written: 2, rpcs: 2 });
});

test('a deletion reads 1 document and writes 2, and asks in the same request whether the document is gone', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(() => A.create({}));
  const removed = await A.remove();
  expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 3, rpcs: 2 });
  expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 0, rpcs: 1 });
});

test('an appointment that moves to a new pair reads 3 documents and writes 6, in 4 requests', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(() => A.create({}));
  const moved = await A.update({ listingId: scene.named('L2') });
  expect(await measure(() => deliver(moved))).toEqual({ read: 3, written: 6, rpcs: 4 });
});

test('a visit with its outcome reads 2 documents and writes 5, in 3 requests', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(() => A.create({}));
  const visited = await scene.visit('V', A).create({ outcome: 'offer_made' });
  expect(await measure(() => deliver(visited))).toEqual({ read: 2, written: 5, rpcs: 3 });
});

test("a duplicate of an appointment's event reads 1 document and writes none", async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  const created = await A.create({});
  await scene.deliver(created);
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 0, rpcs: 1 });
  const completed = await A.update({ status: 'Completed' });
  await scene.deliver(completed);
  expect(await measure(() => deliver(completed))).toEqual({ read: 1, written: 0, rpcs: 1 });
});

test("a duplicate of a visit's event reads 2 documents and writes none", async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(() => A.create({}));
  const visited = await scene.visit('V', A).create({ outcome: 'offer_made' });
  await scene.deliver(visited);
  expect(await measure(() => deliver(visited))).toEqual({ read: 2, written: 0, rpcs: 2 });
});

test("the server's own writes that come back cost nothing", async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await deliver(await A.create({}));
  expect(await costOfOwnWrites(scene)).toEqual({ writes: ['appointments'], cost: NOTHING });

  await deliver(await scene.visit('V', A).create({ outcome: 'offer_made' }));
  expect(await costOfOwnWrites(scene)).toEqual({
    writes: ['appointments', 'leads', 'visits'],
    cost: NOTHING,
  });
});

test('the back-links that move with an appointment cost nothing when they come back', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(
    () => A.create({}),
    () => scene.visit('V', A).create({}),
  );
  await deliver(await A.update({ listingId: scene.named('L2') }));
  expect(await costOfOwnWrites(scene)).toEqual({
    writes: ['appointments', 'leads', 'visits'],
    cost: NOTHING,
  });
});

test('an edit that concerns nothing costs nothing', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  const V = scene.visit('V', A);
  await scene.play(
    () => A.create({}),
    () => V.create({}),
  );
  const edits = [
    await A.update({ notes: 'Llamar antes', startsAt: new Date(), endsAt: new Date() }),
    await V.update({ notes: 'Les gustó la terraza', offer: { amount: 1, currency: 'EUR' } }),
  ];
  for (const edit of edits) expect(await measure(() => deliver(edit))).toEqual(NOTHING);
});

test("a client's edit of a lead's notes, tags and assignment costs nothing", async () => {
  const scene = new Scene();
  await scene.play(() => scene.appointment('A').create({}));
  const lead = await scene.lead();
  const edits = [
    await scene.editLead(lead, { notes: 'Busca dos habitaciones' })(),
    await scene.editLead(lead, { tags: ['terraza'] })(),
    await scene.editLead(lead, { assignedTo: 'agent-2' })(),
  ];
  for (const edit of edits) expect(await measure(() => deliver(edit))).toEqual(NOTHING);
});

test('a status typed over in the console reads 1 document and writes 2, in 2 requests', async () => {
  const scene = new Scene();
  await scene.play(() => scene.appointment('A').create({}));
  const lead = await scene.lead();
  const edit = await scene.editLead(lead, { status: 'Respuesta Pendiente' })();
  expect(await measure(() => deliver(edit))).toEqual({ read: 1, written: 2, rpcs: 2 });
  expect(await costOfOwnWrites(scene)).toEqual({ writes: ['leads'], cost: NOTHING });
  expect(await measure(() => deliver(edit))).toEqual({ read: 1, written: 0, rpcs: 1 });
});

test('a rejected document reads none and writes 1, and that write costs nothing when it comes back', async () => {
  const scene = new Scene();
  const created = await scene.appointment('A').create({ status: 'Programada' });
  expect(await measure(() => deliver(created))).toEqual({ read: 0, written: 1, rpcs: 1 });
  expect(await costOfOwnWrites(scene)).toEqual({ writes: ['appointments'], cost: NOTHING });
});

test('a rejected document that is edited and still unusable costs nothing', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(() => A.create({ status: 'Programada' }));
  const edit = await A.update({ notes: 'Sin confirmar' });
  expect(await measure(() => deliver(edit))).toEqual(NOTHING);
});

describe('an event that another process was quicker than reads again in 1 request', () => {
  const another = anotherProcess();
  afterAll(another.stop);

  /** What it costs to handle an event, where another is handled elsewhere before it can be committed. */
  async function costOfLosing(events: { slow: DocumentEvent; quick: DocumentEvent }) {
    const { isReached, release } = holdNextCommit();
    const cost = measure(() => deliver(events.slow));
    await until('the commit', isReached);
    await deliver(events.quick, another.functions);
    release();
    return cost;
  }

  test('of a new pair: 5 requests', async () => {
    const scene = new Scene();
    const slow = await scene.appointment('A').create({});
    const quick = await scene.appointment('B').create({});
    expect(await costOfLosing({ slow, quick })).toEqual({ read: 2 + 2, written: 4 + 2, rpcs: 5 });
    expect((await scene.lead()).appointments).toHaveLength(2);
  });

  test('of a known pair: 4 requests', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({ status: 'Cancelled' }));
    const slow = await scene.appointment('B').create({});
    const quick = await scene.appointment('C').create({});
    expect(await costOfLosing({ slow, quick })).toEqual({ read: 1 + 2, written: 3 + 2, rpcs: 4 });
  });

  test('with the visit of an appointment: 5 requests', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const slow = await scene.visit('V', A).create({ outcome: 'offer_made' });
    const quick = await scene.appointment('B').create({});
    expect(await costOfLosing({ slow, quick })).toEqual({ read: 2 + 3, written: 5 + 5, rpcs: 5 });
  });
});

test('what a document costs does not grow with the number of viewings of its lead', async () => {
  const scene = new Scene();
  for (let n = 0; n < 20; n += 1) await scene.play(() => scene.appointment(`A${n}`).create({}));
  const created = await scene.appointment('B').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 2, rpcs: 2 });
});
