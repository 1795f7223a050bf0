/**
 * Requests to Firestore that are never answered. An event, or a move by hand, that is not finished in time
 * throws, and nothing waits for it any longer (docs/contract.md §2). Delivered again, it counts once.
 */
import '../support/ownProject';
import { randomUUID } from 'node:crypto';
import { getAuth } from 'firebase-admin/auth';
import type { CallableRequest } from 'firebase-functions/https';
import { project } from '../../src/app';
import { syncDocument } from '../../src/application/sync/syncDocument';
import { setRole } from '../../src/auth/users';
import * as deadlines from '../../src/concurrency/deadline';
import type { LeadStatus } from '../../src/domain/leadStatus';
import { database } from '../../src/firestore/database';
import { sourceOf } from '../../src/firestore/sourceDocuments';
import { changeLeadStatus } from '../../src/index';
import { deliver, deliverWithoutData, type DocumentEvent } from '../support/events';
import { holdNextCommit, holdNextRead, type HeldRequest } from '../support/faults';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { measure } from '../support/traffic';
import { until } from '../support/until';

catchLogs();

const DEADLINE_MS = 400;

/** Begins something with a short deadline. What begins later has the ordinary one. */
function soon<Result>(begin: () => Promise<Result>): Promise<Result> {
  const shortened = jest.replaceProperty(deadlines, 'EVENT_DEADLINE_MS', DEADLINE_MS);
  const begun = begin();
  shortened.restore();
  return begun;
}

const expectTooLate = (begun: Promise<unknown>) =>
  expect(begun).rejects.toThrow(deadlines.DeadlineExceededError);

const causesOf = ({ chain }: { chain: readonly (readonly [to: string, cause: string])[] }) =>
  chain.map(([, cause]) => cause);

/** Answers a held request after all, and runs whatever may come of that, without a pause. */
async function answerLate({ release, ended }: HeldRequest, event: DocumentEvent) {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  return measure(async () => {
    release();
    await ended;
    await deliver(event);
  });
}

describe.each([
  ['commit', holdNextCommit],
  ['read', holdNextRead],
])('an event whose %s is never answered', (_what, holdNext) => {
  test('throws in time, and the next event of the lead is handled; delivered again, it counts', async () => {
    const fixture = new Fixture();
    const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
    const [first, second] = [await A.create({}), await B.create({})];
    const held = holdNext();
    const tooLate = expectTooLate(soon(() => deliver(first)));
    await until('the request', held.isReached);
    const next = deliver(second);
    await tooLate;
    await next;
    expect((await fixture.lead()).appointments).toEqual([B.id]);

    await fixture.deliver(first);
    expect((await fixture.lead()).appointments).toHaveLength(2);
    const { version } = await fixture.lead();
    // One read is that of the event that is delivered meanwhile: the late answer starts no other attempt.
    expect(await answerLate(held, second)).toEqual({ read: 1, written: 0, rpcs: 1 });
    const lead = await fixture.lead();
    expect(lead.version).toEqual(version);
    expect(causesOf(lead)).toEqual(['lead.created', 'appointment.scheduled']);
  });

  test('does not write when it is answered late', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const created = await A.create({});
    await fixture.deliver(created);
    const completed = await A.update({ status: 'Completed' });
    const held = holdNext();
    const tooLate = expectTooLate(soon(() => deliver(completed)));
    await until('the request', held.isReached);
    await tooLate;
    await deliver(completed);
    const { version } = await fixture.lead();
    await answerLate(held, created);
    const lead = await fixture.lead();
    expect(lead.version).toEqual(version);
    expect(causesOf(lead)).toEqual([
      'lead.created',
      'appointment.scheduled',
      'appointment.completed',
    ]);
  });
});

test('an event whose commit is applied after its deadline counts once when it is delivered again', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const created = await A.create({});
  const held = holdNextCommit();
  const tooLate = expectTooLate(soon(() => deliver(created)));
  await until('the commit', held.isReached);
  await tooLate;
  held.release();
  await held.ended;
  expect(await measure(() => deliver(created))).toMatchObject({ written: 0 });
  const lead = await fixture.lead();
  expect(lead.appointments).toEqual([A.id]);
  expect(causesOf(lead)).toEqual(['lead.created', 'appointment.scheduled']);
});

test('events that wait for a turn until their deadline are not handled, and those behind them are', async () => {
  const fixture = new Fixture();
  const [A, B, C] = [fixture.appointment('A'), fixture.appointment('B'), fixture.appointment('C')];
  const [first, second, third] = [await A.create({}), await B.create({}), await C.create({})];
  const held = holdNextCommit();
  const slow = deliver(first);
  await until('the commit', held.isReached);
  const tooLate = expectTooLate(soon(() => deliver(second)));
  const last = deliver(third);
  await tooLate;
  held.release();
  await Promise.all([slow, last]);
  expect([...(await fixture.lead()).appointments].sort()).toEqual([A.id, C.id].sort());
  await fixture.deliver(second);
  expect((await fixture.lead()).appointments).toHaveLength(3);
});

test('the deadline can be passed in, and covers the reads before the turn', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const V = fixture.visit('V', A);
  await fixture.play(() => A.create({}));
  const { after } = await V.create({ outcome: 'offer_made' });
  const source = sourceOf(after);
  if (source === null) throw new Error('The visit exists');
  const held = holdNextRead();
  const change = { kind: 'created', ref: source.ref, after: source } as const;
  const sync = (deadline: deadlines.Deadline) => syncDocument(database(), change, { deadline });
  await expectTooLate(sync(new deadlines.Deadline(DEADLINE_MS)));
  expect(held.isReached()).toBe(true);
  expect(await sync(new deadlines.Deadline())).toMatchObject({ result: 'linked' });
});

test('an event without its data throws in time if its document cannot be read', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const events = [await A.create({}), await A.update({ status: 'Completed' })];
  for (const event of events) {
    holdNextRead();
    await expectTooLate(soon(() => deliverWithoutData(event)));
    await deliverWithoutData(event);
  }
  expect((await fixture.lead()).status).toBe('Visita Realizada');
});

test('a console edit whose commit is never answered throws in time, and is recorded once', async () => {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({}));
  const edited = await fixture.editLead(await fixture.lead(), { status: 'Oferta Aceptada' })();
  const held = holdNextCommit();
  const tooLate = expectTooLate(soon(() => deliver(edited)));
  await until('the commit', held.isReached);
  const next = deliver(await fixture.appointment('B').create({}));
  await tooLate;
  await next;
  await deliver(edited);
  held.release();
  await held.ended;
  const lead = await fixture.lead();
  expect(lead.status).toBe('Oferta Aceptada');
  expect(causesOf(lead).filter((cause) => cause === 'console.edited')).toHaveLength(1);
});

describe('a move by hand whose commit is never answered', () => {
  /** An agent, who can move leads. */
  async function createAgent() {
    const { uid } = await getAuth(project()).createUser({ uid: randomUUID() });
    await setRole(uid, { role: 'agent' });
    return (data: object) => {
      const token = { auth_time: Math.floor(Date.now() / 1_000) };
      const request: unknown = { auth: { uid, token }, data };
      return Promise.resolve(changeLeadStatus.run(request as CallableRequest));
    };
  }

  const requestFor = (leadId: string, from: LeadStatus, to: LeadStatus) => ({
    ...{ leadId, from, to },
    reason: 'Lo pide el cliente',
    requestId: randomUUID(),
  });

  test('is answered in time with deadline-exceeded, and holds up no other move', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const { id } = await fixture.lead();
    const [moveByOne, moveByOther] = [await createAgent(), await createAgent()];
    const request = requestFor(id, 'Visita Pendiente', 'Respuesta Pendiente');
    const held = holdNextCommit();
    const tooLate = expect(soon(() => moveByOne(request))).rejects.toMatchObject({
      code: 'deadline-exceeded',
      message: expect.stringContaining('send the same request again'),
    });
    await until('the commit', held.isReached);
    const other = moveByOther(requestFor(id, 'Visita Pendiente', 'Información Solicitada'));
    await tooLate;
    expect(await other).toMatchObject({ status: 'Información Solicitada', seq: 3 });
    held.release();
    await held.ended;
    await expect(moveByOne(request)).rejects.toMatchObject({ code: 'failed-precondition' });
    expect(causesOf(await fixture.lead()).filter((cause) => cause === 'manual')).toHaveLength(1);
  });

  test('gets the first answer when it is sent again after it was made after all', async () => {
    const fixture = new Fixture();
    await fixture.play(() => fixture.appointment('A').create({}));
    const { id } = await fixture.lead();
    const move = await createAgent();
    const request = requestFor(id, 'Visita Pendiente', 'Respuesta Pendiente');
    const held = holdNextCommit();
    const tooLate = expect(soon(() => move(request))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
    await until('the commit', held.isReached);
    await tooLate;
    held.release();
    await held.ended;
    expect(await move(request)).toEqual({ leadId: id, status: 'Respuesta Pendiente', seq: 3 });
    expect(causesOf(await fixture.lead()).filter((cause) => cause === 'manual')).toHaveLength(1);
  });
});
