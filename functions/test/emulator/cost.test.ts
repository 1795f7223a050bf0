import '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { anotherProcess, deliver, type DocumentEvent } from '../support/events';
import { holdNextCommit } from '../support/faults';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { measure, type Traffic } from '../support/traffic';
import { until } from '../support/until';

catchLogs();

function withoutOlderLeads(): void {
  process.env['OLDER_LEADS'] = 'false';
}
afterEach(() => {
  delete process.env['OLDER_LEADS'];
});

const NOTHING: Traffic = { read: 0, written: 0, rpcs: 0 };

/** The documents that the server wrote, and the cost of the events of those writes. */
async function costOfOwnWrites(fixture: Fixture): Promise<{ writes: string[]; cost: Traffic }> {
  const events = await fixture.ownWrites();
  const cost = await measure(async () => {
    for (const event of events) await deliver(event);
  });
  return { writes: events.map(({ ref }) => ref.parent.id).sort(), cost };
}

test('the appointment of a new pair reads 2 documents and writes 4, in 3 requests', async () => {
  const fixture = new Fixture();
  const created = await fixture.appointment('A').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 2, written: 4, rpcs: 3 });
});

test('so it reads 1 document, in 2 requests, where OLDER_LEADS says that there are none', async () => {
  withoutOlderLeads();
  const created = await new Fixture().appointment('A').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 4, rpcs: 2 });
});

test('the enquiry of a new pair costs the same', async () => {
  const fixture = new Fixture();
  const created = await fixture.enquiry('E').create({ origin: { portal: 'idealista' } });
  expect(await measure(() => deliver(created))).toEqual({ read: 2, written: 4, rpcs: 3 });
  expect(await costOfOwnWrites(fixture)).toEqual({ writes: ['enquiries'], cost: NOTHING });
  withoutOlderLeads();
  const other = await new Fixture().enquiry('E').create({});
  expect(await measure(() => deliver(other))).toEqual({ read: 1, written: 4, rpcs: 2 });
});

test('another enquiry of a known pair reads 1 document and writes 2, in 2 requests', async () => {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({}));
  const created = await fixture.enquiry('E').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 2, rpcs: 2 });
});

test('an answer reads 1 document and writes 2, in 2 requests; a duplicate of it writes none', async () => {
  const fixture = new Fixture();
  const E = fixture.enquiry('E');
  await fixture.play(() => E.create({}));
  const answered = await E.update({ status: 'answered' });
  expect(await measure(() => deliver(answered))).toEqual({ read: 1, written: 2, rpcs: 2 });
  expect(await measure(() => deliver(answered))).toEqual({ read: 1, written: 0, rpcs: 1 });
  const [told, edited] = [
    await E.update({ message: 'Llamar por la tarde' }),
    await E.update({ channel: 'phone' }),
  ];
  for (const edit of [told, edited]) expect(await measure(() => deliver(edit))).toEqual(NOTHING);
  const removed = await E.remove();
  expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 2, rpcs: 2 });
});

test('an enquiry that gets its listing reads 3 documents and writes 6, in 4 requests, as an appointment does', async () => {
  const fixture = new Fixture();
  const E = fixture.enquiry('E');
  await fixture.play(() => E.create({}));
  const moved = await E.update({ listingId: fixture.named('L2') });
  expect(await measure(() => deliver(moved))).toEqual({ read: 3, written: 6, rpcs: 4 });
});

test('another appointment of a known pair reads 1 document and writes 2, in 2 requests', async () => {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({}));
  const created = await fixture.appointment('B').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 2, rpcs: 2 });
});

test('another appointment that changes the status reads 1 document and writes 3, in 2 requests', async () => {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({ status: 'Cancelled' }));
  const created = await fixture.appointment('B').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 3, rpcs: 2 });
});

describe('an appointment that the customer asked for reads 1 more, in 1 request more, until it is linked', () => {
  const asked = { requestedBy: 'contact' };

  test('of a new pair: 3 documents and 4 requests; later events cost what others do', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', asked);
    const created = await A.create({});
    expect(await measure(() => deliver(created))).toEqual({ read: 3, written: 4, rpcs: 4 });
    expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 0, rpcs: 1 });
    const cancelled = await A.update({ status: 'Cancelled' });
    expect(await measure(() => deliver(cancelled))).toEqual({ read: 1, written: 2, rpcs: 2 });
    const removed = await A.remove();
    expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 1, rpcs: 2 });
  });

  test('beyond the limit: 3 documents, and 1 is written; cancelled, 2 documents', async () => {
    const fixture = new Fixture();
    for (let n = 0; n < 20; n += 1) await fixture.appointment(`A${n}`, asked).create({});
    const B = fixture.appointment('B', asked);
    const created = await B.create({});
    expect(await measure(() => deliver(created))).toEqual({ read: 3, written: 1, rpcs: 4 });
    expect(await costOfOwnWrites(fixture)).toEqual({ writes: ['appointments'], cost: NOTHING });
    const cancelled = await B.update({ status: 'Cancelled' });
    expect(await measure(() => deliver(cancelled))).toEqual({ read: 2, written: 0, rpcs: 2 });
  });
});

test('a status change of a linked appointment reads 1 document and writes 2, in 2 requests', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({}));
  const completed = await A.update({ status: 'Completed' });
  expect(await measure(() => deliver(completed))).toEqual({ read: 1, written: 2, rpcs: 2 });
});

test('a deletion reads 1 document and writes 2, in 2 requests', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({}));
  const removed = await A.remove();
  expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 2, rpcs: 2 });
  expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 0, rpcs: 1 });
});

test('a deletion that says nothing reads 1 document and writes 1: the lead notes that it is gone', async () => {
  const fixture = new Fixture();
  const expireAt = Timestamp.fromMillis(Date.now() - 60_000);
  const [A, B] = [fixture.appointment('A', { expireAt }), fixture.appointment('B')];
  await fixture.play(
    () => A.create({}),
    () => B.create({ status: 'Completed' }),
  );
  for (const removed of [await A.remove(), await B.remove()]) {
    expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 1, rpcs: 2 });
    expect(await measure(() => deliver(removed))).toEqual({ read: 1, written: 0, rpcs: 1 });
  }
});

test('an appointment that moves to a new pair reads 3 documents and writes 6, in 4 requests', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({}));
  const moved = await A.update({ listingId: fixture.named('L2') });
  expect(await measure(() => deliver(moved))).toEqual({ read: 3, written: 6, rpcs: 4 });
});

test('a visit with its outcome reads 2 documents and writes 5, in 3 requests', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({}));
  const visited = await fixture.visit('V', A).create({ outcome: 'offer_made' });
  expect(await measure(() => deliver(visited))).toEqual({ read: 2, written: 5, rpcs: 3 });
});

test("a duplicate of an appointment's event reads 1 document and writes none", async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const created = await A.create({});
  await fixture.deliver(created);
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 0, rpcs: 1 });
  const completed = await A.update({ status: 'Completed' });
  await fixture.deliver(completed);
  expect(await measure(() => deliver(completed))).toEqual({ read: 1, written: 0, rpcs: 1 });
});

test("a duplicate of a visit's event reads 2 documents and writes none", async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({}));
  const visited = await fixture.visit('V', A).create({ outcome: 'offer_made' });
  await fixture.deliver(visited);
  expect(await measure(() => deliver(visited))).toEqual({ read: 2, written: 0, rpcs: 2 });
});

test("the events of the server's own writes cost nothing", async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await deliver(await A.create({}));
  expect(await costOfOwnWrites(fixture)).toEqual({ writes: ['appointments'], cost: NOTHING });

  await deliver(await fixture.visit('V', A).create({ outcome: 'offer_made' }));
  expect(await costOfOwnWrites(fixture)).toEqual({
    writes: ['appointments', 'leads', 'visits'],
    cost: NOTHING,
  });
});

test('the events of back-links that move with an appointment cost nothing', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(
    () => A.create({}),
    () => fixture.visit('V', A).create({}),
  );
  await deliver(await A.update({ listingId: fixture.named('L2') }));
  expect(await costOfOwnWrites(fixture)).toEqual({
    writes: ['appointments', 'leads', 'visits'],
    cost: NOTHING,
  });
});

test('an edit without meaning for the lead costs nothing', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const V = fixture.visit('V', A);
  await fixture.play(
    () => A.create({}),
    () => V.create({}),
  );
  const edits = [
    await A.update({ notes: 'Llamar antes' }),
    await V.update({ notes: 'Les gustó la terraza' }),
  ];
  for (const edit of edits) expect(await measure(() => deliver(edit))).toEqual(NOTHING);
});

test('a change of times, agent or prospect reads 1 document and writes 1, in 2 requests', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({}));
  const edits = [
    await A.update({ startsAt: new Date(), endsAt: new Date() }),
    await A.update({ agentId: 'agent-7' }),
    await A.update({ prospectId: 'owner' }),
  ];
  for (const edit of edits) {
    expect(await measure(() => deliver(edit))).toEqual({ read: 1, written: 1, rpcs: 2 });
  }
  const again = await measure(() => Promise.all(edits.map((edit) => deliver(edit))));
  expect(again).toMatchObject({ written: 0 });
  expect(await costOfOwnWrites(fixture)).toEqual({ writes: ['leads'], cost: NOTHING });
});

test("a change of a visit's offer reads 2 documents and writes 1, in 3 requests", async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const V = fixture.visit('V', A);
  await fixture.play(
    () => A.create({}),
    () => V.create({ outcome: 'offer_made' }),
  );
  const edit = await V.update({ offer: { amount: 285_000, currency: 'EUR' } });
  expect(await measure(() => deliver(edit))).toEqual({ read: 2, written: 1, rpcs: 3 });
  expect(await costOfOwnWrites(fixture)).toEqual({ writes: ['leads'], cost: NOTHING });
});

describe('a visit that takes its word back sets its appointment back in the same commit', () => {
  async function playVisit(outcome?: string) {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    const V = fixture.visit('V', A);
    await fixture.play(
      () => A.create({}),
      () => B.create({}),
      () => V.create({ outcome }),
    );
    return { fixture, A, B, V };
  }

  test('retracted: reads 2 documents and writes 3, in 3 requests', async () => {
    const { fixture, A, V } = await playVisit('offer_made');
    const retracted = await V.update({ status: 'visit_pending', outcome: null });
    expect(await measure(() => deliver(retracted))).toEqual({ read: 2, written: 3, rpcs: 3 });
    expect((await A.read())['status']).toBe('Scheduled');
    expect(await costOfOwnWrites(fixture)).toEqual({
      writes: ['appointments', 'leads'],
      cost: NOTHING,
    });
    expect(await measure(() => deliver(retracted))).toEqual({ read: 2, written: 0, rpcs: 2 });
  });

  test('deleted: reads 2 documents and writes 3, in 3 requests', async () => {
    const { A, V } = await playVisit();
    const removed = await V.remove();
    expect(await measure(() => deliver(removed))).toEqual({ read: 2, written: 3, rpcs: 3 });
    expect((await A.read())['status']).toBe('Scheduled');
  });

  test('leaving for another appointment of the pair: reads 3 documents and writes 4, in 4 requests', async () => {
    const { A, B, V } = await playVisit('offer_made');
    const left = await V.update({ appointmentId: B.id });
    expect(await measure(() => deliver(left))).toEqual({ read: 3, written: 4, rpcs: 4 });
    expect([(await A.read())['status'], (await B.read())['status']]).toEqual([
      'Scheduled',
      'Completed',
    ]);
  });

  test('a corrected outcome reads 2 documents and writes 2: the appointment stays as it is', async () => {
    const { V } = await playVisit('offer_made');
    const corrected = await V.update({ outcome: 'more_info_needed' });
    expect(await measure(() => deliver(corrected))).toEqual({ read: 2, written: 2, rpcs: 3 });
  });
});

test("a client's edit of a lead's notes, tags and assignment costs nothing", async () => {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({}));
  const lead = await fixture.lead();
  const edits = [
    await fixture.editLead(lead, { notes: 'Busca dos habitaciones' })(),
    await fixture.editLead(lead, { tags: ['terraza'] })(),
    await fixture.editLead(lead, { assignedTo: 'agent-2' })(),
  ];
  for (const edit of edits) expect(await measure(() => deliver(edit))).toEqual(NOTHING);
});

test('a status typed over in the console reads 1 document and writes 2, in 2 requests', async () => {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({}));
  const lead = await fixture.lead();
  const edit = await fixture.editLead(lead, { status: 'Respuesta Pendiente' })();
  expect(await measure(() => deliver(edit))).toEqual({ read: 1, written: 2, rpcs: 2 });
  expect(await costOfOwnWrites(fixture)).toEqual({ writes: ['leads'], cost: NOTHING });
  expect(await measure(() => deliver(edit))).toEqual({ read: 1, written: 0, rpcs: 1 });
});

test('a rejected document reads none and writes 1, and the event of that write costs nothing', async () => {
  const fixture = new Fixture();
  const created = await fixture.appointment('A').create({ status: 'Programada' });
  expect(await measure(() => deliver(created))).toEqual({ read: 0, written: 1, rpcs: 1 });
  expect(await costOfOwnWrites(fixture)).toEqual({ writes: ['appointments'], cost: NOTHING });
});

test('an edit of a rejected document that stays unusable costs nothing', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({ status: 'Programada' }));
  const edit = await A.update({ notes: 'Sin confirmar' });
  expect(await measure(() => deliver(edit))).toEqual(NOTHING);
});

describe('an event that conflicts with a commit of another process reads again in 1 request', () => {
  const another = anotherProcess();
  afterAll(another.stop);

  /** The cost of an event if another process handles another one before its commit. */
  async function costOfConflict(events: { slow: DocumentEvent; quick: DocumentEvent }) {
    const { isReached, release } = holdNextCommit();
    const cost = measure(() => deliver(events.slow));
    await until('the commit', isReached);
    await deliver(events.quick, another.functions);
    release();
    return cost;
  }

  test('of a new pair: 5 requests', async () => {
    const fixture = new Fixture();
    const slow = await fixture.appointment('A').create({});
    const quick = await fixture.appointment('B').create({});
    expect(await costOfConflict({ slow, quick })).toEqual({ read: 2 + 2, written: 4 + 2, rpcs: 5 });
    expect((await fixture.lead()).appointments).toHaveLength(2);
  });

  test('of a new pair, where there are no older leads: 4 requests', async () => {
    withoutOlderLeads();
    const fixture = new Fixture();
    const slow = await fixture.appointment('A').create({});
    const quick = await fixture.appointment('B').create({});
    expect(await costOfConflict({ slow, quick })).toEqual({ read: 1 + 2, written: 4 + 2, rpcs: 4 });
    expect((await fixture.lead()).appointments).toHaveLength(2);
  });

  test('of a known pair: 4 requests', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({ status: 'Cancelled' }));
    const slow = await fixture.appointment('B').create({});
    const quick = await fixture.appointment('C').create({});
    expect(await costOfConflict({ slow, quick })).toEqual({ read: 1 + 2, written: 3 + 2, rpcs: 4 });
  });

  test('with the visit of an appointment: 5 requests', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const slow = await fixture.visit('V', A).create({ outcome: 'offer_made' });
    const quick = await fixture.appointment('B').create({});
    expect(await costOfConflict({ slow, quick })).toEqual({ read: 2 + 3, written: 5 + 5, rpcs: 5 });
  });
});

test('the cost of a document does not grow with the number of viewings of its lead', async () => {
  const fixture = new Fixture();
  for (let n = 0; n < 20; n += 1) await fixture.play(() => fixture.appointment(`A${n}`).create({}));
  const created = await fixture.appointment('B').create({});
  expect(await measure(() => deliver(created))).toEqual({ read: 1, written: 2, rpcs: 2 });
});
