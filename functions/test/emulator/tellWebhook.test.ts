/** Each history entry is posted to the webhook, to receivers on this machine (docs/contract.md §10). */
import { projectId } from '../support/ownProject';
import { join } from 'node:path';
import { Random } from '../../../bench/simulation/random';
import { database } from '../../src/firestore/database';
import { onStatusHistoryCreated } from '../../src/index';
import { creationEvent } from '../support/cloudEvents';
import { emptyProject } from '../support/emptyProject';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { newLeadsCommand, runNode } from '../../../tools/test/support/operator';
import { recordVisit, schedule } from '../support/steps';
import {
  deliverEntry,
  entryData,
  historyOf,
  readMessage,
  UNDER_THE_EMULATORS,
  WEBHOOK_SECRET,
  withParameters,
  writeHistory,
} from '../support/telling';
import { measure } from '../support/traffic';
import { until } from '../support/until';
import { answer, disappear, hang, WebhookReceiver } from '../support/webhookReceiver';

const logs = catchLogs();
emptyProject(projectId);
withParameters(UNDER_THE_EMULATORS);

const NOTHING = { read: 0, written: 0, rpcs: 0 };
const HOUR_MS = 3_600_000;

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await new WebhookReceiver().listen();
  process.env['WEBHOOK_URL'] = receiver.url;
});
afterEach(() => receiver.close());

type Entry = Parameters<typeof deliverEntry>[1];
const tell = (entry: Entry, options: { time?: Date; withoutData?: boolean } = {}) =>
  deliverEntry('onStatusHistoryCreated', entry, options);

async function oneEntry(fields: Readonly<Record<string, unknown>> = {}): Promise<Entry> {
  const [entry] = await writeHistory('lead-1', [entryData(1, fields)]);
  if (entry === undefined) throw new Error('There is no entry');
  return entry;
}

const errors = () => logs.filter(({ severity }) => severity === 'error');

test('every step that the pipeline records is told, in order, signed, and without anything of a person', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A', { notes: 'Ana Quintanar, 600 11 22 33' });
  await fixture.play(schedule(A), recordVisit(fixture.visit('V', A), 'offer_made'));
  const lead = await fixture.lead();
  for (const entry of await historyOf(lead.id)) await tell(entry);
  const told = receiver.received.map((each) => readMessage(each));
  expect(told.map(({ data }) => [data['leadId'], data['seq'], data['from'], data['to']])).toEqual(
    lead.history.map(({ seq, from, to }) => [lead.id, seq, from, to]),
  );
  expect(told.map(({ data }) => data['source'])).toEqual(lead.history.map(({ source }) => source));
  const text = receiver.received.map(({ body }) => body).join();
  for (const personal of ['Ana', '600 11', fixture.contactId, fixture.listingId]) {
    expect(text).not.toContain(personal);
  }
  expect(logs.filter(({ message }) => message === 'Entry told')).toHaveLength(told.length);
});

test('the first message of an instance costs one read, the others nothing; a field of the lead one read each', async () => {
  const entry = await oneEntry();
  expect(await measure(() => tell(entry))).toEqual({ read: 1, written: 0, rpcs: 1 });
  expect(await measure(() => tell(entry))).toEqual(NOTHING);
  process.env['WEBHOOK_FIELDS'] = 'reason,contactId,origin,notes';
  const origin = { portal: 'idealista', campaign: null };
  await database().doc('leads/lead-1').set({ contactId: 'ana', origin, status: 'x' });
  expect(await measure(() => tell(entry))).toEqual({ read: 1, written: 0, rpcs: 1 });
  await database().doc('leads/lead-1').delete();
  await tell(entry);
  const extras = receiver.received.map((each) => {
    const { reason, lead } = readMessage(each).data;
    return [reason, lead];
  });
  expect(extras).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    ['Cita programada', { contactId: 'ana', origin, notes: null }],
    ['Cita programada', { contactId: null, origin: null, notes: null }],
  ]);
});

test('an event that comes twice, or is put back, is told again under the same id', async () => {
  const entry = await oneEntry();
  await tell(entry);
  await tell(entry);
  await tell(entry, { withoutData: true });
  const ids = receiver.received.map((each) => readMessage(each).id);
  expect(ids).toEqual(['lead-1/1', 'lead-1/1', 'lead-1/1']);
});

test('while a secret is changed, a message is signed with both', async () => {
  const former = Buffer.from('the secret until yesterday').toString('base64');
  process.env['WEBHOOK_SECRET'] = `${WEBHOOK_SECRET} ${former}`;
  await tell(await oneEntry());
  const [received] = receiver.received;
  if (received === undefined) throw new Error('Nothing was received');
  expect(readMessage(received, former)).toEqual(readMessage(received));
  expect(() => readMessage(received, Buffer.from('another').toString('base64'))).toThrow();
});

test.each([
  ['', 'There is no secret'],
  ['not base64!', 'A secret is not base64'],
])(
  'with the secret «%s» nothing is sent, and the event is delivered again',
  async (secret, why) => {
    process.env['WEBHOOK_SECRET'] = secret;
    const entry = await oneEntry();
    await expect(tell(entry)).rejects.toThrow(why);
    expect(receiver.received).toEqual([]);
  },
);

describe('a receiver', () => {
  test.each([
    ['fails', answer(500), 'The webhook answered 500'],
    ['is overrun', answer(429), 'The webhook answered 429'],
    ['knows no such address', answer(404), 'The webhook answered 404'],
    ['redirects', answer(302, { location: 'http://127.0.0.1/' }), 'The webhook answered 302'],
    ['closes the connection', disappear, 'ECONNRESET'],
  ])('that %s gets the message again, until it takes it', async (_, behaviour, why) => {
    const entry = await oneEntry();
    receiver.behaviour = behaviour;
    await expect(tell(entry)).rejects.toThrow(why);
    receiver.behaviour = answer(200);
    await tell(entry);
    expect(receiver.received.map((each) => readMessage(each).id)).toEqual(['lead-1/1', 'lead-1/1']);
    expect(errors()).toEqual([]);
  });

  test('that hangs is left after ten seconds, and keeps nobody else waiting', async () => {
    const [slow, quick] = [
      await oneEntry(),
      ...(await writeHistory('lead-2', [entryData(1)])),
    ] as const;
    receiver.behaviour = (response, received) => {
      (readMessage(received).data.leadId === 'lead-1' ? hang : answer(204))(response, received);
    };
    let isOver = false;
    const hanging = expect(tell(slow)).rejects.toThrow('not within the time');
    void hanging.then(() => {
      isOver = true;
    });
    await until('the message has arrived', () => receiver.received.length === 1);
    if (quick === undefined) throw new Error('There is no entry');
    await tell(quick);
    expect(isOver).toBe(false);
    await hanging;
  });

  test('that is gone for a day is given up with one line, and not before', async () => {
    const entry = await oneEntry();
    receiver.behaviour = answer(503);
    const ago = (hours: number) => ({ time: new Date(Date.now() - hours * HOUR_MS) });
    await expect(tell(entry, ago(23.7))).rejects.toThrow('503');
    expect(errors()).toEqual([]);
    await tell(entry, ago(23.8));
    expect(errors()).toEqual([
      {
        severity: 'error',
        message: 'A message was given up',
        facts: { leadId: 'lead-1', seq: 1, reason: 'The webhook answered 503' },
      },
    ]);
    // What is later still is tried all the same.
    receiver.behaviour = answer(200);
    await tell(entry, ago(30));
    expect(errors()).toHaveLength(1);
  });

  test('that answers 410 turns the webhook off with one line, until somebody turns it on', async () => {
    const entry = await oneEntry();
    await tell(entry);
    receiver.behaviour = answer(410);
    const atOnce = [entry, ...(await writeHistory('lead-2', [entryData(1)]))];
    await Promise.all(atOnce.map((each) => tell(each)));
    expect(receiver.received).toHaveLength(3);
    const [line, ...more] = errors();
    expect([line?.message, more]).toEqual(['The webhook has turned itself off', []]);
    const path = String(line?.facts['path']);
    expect(path).toMatch(/^maintenance\/webhook-[0-9a-f]{64}$/);
    expect((await database().doc(path).get()).get('host')).toBe(`127.0.0.1:${receiver.port}`);
    expect(JSON.stringify(line)).not.toContain('/hook');

    const { length } = receiver.received;
    receiver.behaviour = answer(200);
    expect(await measure(() => tell(entry))).toEqual({ read: 1, written: 0, rpcs: 1 });
    expect(receiver.received).toHaveLength(length);
    await database().doc(path).delete();
    await tell(entry);
    expect(receiver.received).toHaveLength(length + 1);
  });

  test('at another address is not off because one was', async () => {
    const entry = await oneEntry();
    receiver.behaviour = answer(410);
    await tell(entry);
    receiver.behaviour = answer(200);
    process.env['WEBHOOK_URL'] = `${receiver.url}/new`;
    await tell(entry);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook/new']);
  });

  test('on this machine gets nothing but under the emulators, in a project of theirs', async () => {
    const entry = await oneEntry();
    for (const [name, value] of [
      ['WEBHOOK_LOOPBACK', 'false'],
      ['FUNCTIONS_EMULATOR', ''],
      ['FIREBASE_CONFIG', JSON.stringify({ projectId: 'agencia-madrid' })],
    ] as const) {
      const before = process.env[name];
      process.env[name] = value;
      await expect(tell(entry)).rejects.toThrow('not an https address');
      process.env[name] = before;
    }
    expect(receiver.received).toEqual([]);
    await tell(entry);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('what is no entry of a lead is not told', () => {
  test.each<[string, string, object]>([
    ['a document under no number', 'leads/x/statusHistory/note', entryData(1)],
    ['one under another number', 'leads/x/statusHistory/000002', entryData(1)],
    ['one that lacks what entries have', 'leads/x/statusHistory/000001', { seq: 1 }],
    [
      'one of a lead that is of nobody',
      'leads/x/statusHistory/000001',
      entryData(1, { source: { collection: 'leads', id: '' } }),
    ],
  ])('%s', async (_, path, data) => {
    await database().doc(path).set(data);
    for (const entry of await historyOf('x')) {
      expect(await measure(() => tell(entry))).toEqual(NOTHING);
    }
    expect(receiver.received).toEqual([]);
  });

  test('nor one that is gone when it has to be read', async () => {
    const entry = await oneEntry();
    await entry.ref.delete();
    await tell(entry, { withoutData: true });
    expect(receiver.received).toEqual([]);
  });

  test('so an erasure tells nothing again', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')));
    const erase = ['privacy', 'erase', '--contact', fixture.contactId, '--apply', '--by', 'x'];
    expect((await newLeadsCommand(projectId)(...erase)).status).toBe(0);
    const { docs } = await database().collectionGroup('statusHistory').get();
    expect(docs).toHaveLength(2);
    for (const entry of docs) await tell(entry);
    expect(receiver.received).toEqual([]);
  });
});

test('an entry that is too long to be told is logged, and not tried again', async () => {
  const entry = await oneEntry({ cause: 'x'.repeat(70_000) });
  await tell(entry);
  expect([receiver.received, errors().map(({ message }) => message)]).toEqual([
    [],
    ['An entry is too long to be told'],
  ]);
});

test('a thousand entries in any order reach a receiver that fails at random: each of them, and no other', async () => {
  const seed = 20_261_127;
  const random = new Random(seed);
  const LEADS = 50;
  const ENTRIES = 20;
  const seqs = Array.from({ length: ENTRIES }, (_, n) => n + 1);
  const leads = Array.from({ length: LEADS }, (_, n) => `año ${n}.😀`);
  const entries: Entry[] = [];
  for (const leadId of leads) {
    entries.push(
      ...(await writeHistory(
        leadId,
        seqs.map((seq) => entryData(seq)),
      )),
    );
  }

  /** What the receiver took: it answered 2xx, or the connection was lost after it had taken it. */
  const taken: ReturnType<typeof readMessage>[] = [];
  receiver.behaviour = (response, received) => {
    const message = readMessage(received);
    const fate = random.fraction();
    if (fate < 0.15) answer(500)(response, received);
    else if (fate < 0.2) answer(404)(response, received);
    else if (fate < 0.25) disappear(response, received);
    else {
      taken.push(message);
      (fate < 0.35 ? disappear : answer(202))(response, received);
    }
  };

  // As Firestore does: each twice, and what fails again later.
  let waiting = [...entries, ...entries];
  let rounds = 0;
  for (; waiting.length > 0 && rounds < 100; rounds += 1) {
    const shuffled = waiting
      .map((entry) => [random.fraction(), entry] as const)
      .sort(([one], [other]) => one - other)
      .map(([, entry]) => entry);
    const failed: Entry[] = [];
    const AT_ONCE = 80;
    for (let at = 0; at < shuffled.length; at += AT_ONCE) {
      await Promise.all(
        shuffled.slice(at, at + AT_ONCE).map((entry) =>
          tell(entry).catch(() => {
            failed.push(entry);
          }),
        ),
      );
    }
    waiting = failed;
  }
  expect(waiting).toEqual([]);

  for (const leadId of leads) {
    const own = new Set(taken.filter(({ data }) => data.leadId === leadId).map((m) => m.data.seq));
    expect([leadId, [...own].sort((one, other) => one - other)]).toEqual([leadId, seqs]);
  }
  expect(new Set(taken.map(({ id }) => id)).size).toBe(LEADS * ENTRIES);
  expect(taken.length).toBeGreaterThan(2 * LEADS * ENTRIES);
});

test('entries of one lead that come together are posted one after the other, in their order', async () => {
  const entries = await writeHistory(
    'lead-1',
    [1, 2, 3, 4, 5].map((seq) => entryData(seq)),
  );
  const [other] = await writeHistory('lead-2', [entryData(1)]);
  if (other === undefined) throw new Error('There is no entry');
  const come = () => receiver.received.map((each) => readMessage(each).id);
  let release = (): void => {};
  receiver.behaviour = (response, received) => {
    const isFirst = readMessage(received).id === 'lead-1/1';
    const take = (): void => {
      answer(200)(response, received);
    };
    if (isFirst) release = take;
    else take();
  };
  const telling = Promise.all(entries.map((entry) => tell(entry)));
  await until('the first has come', () => come().length === 1);
  // Whatever was sent with the first has come before these.
  for (let n = 0; n < 3; n += 1) await tell(other);
  expect(come()).toEqual(['lead-1/1', 'lead-2/1', 'lead-2/1', 'lead-2/1']);
  release();
  await telling;
  expect(come().slice(4)).toEqual(['lead-1/2', 'lead-1/3', 'lead-1/4', 'lead-1/5']);
});

test('what is deployed tells an event in the form in which Firestore sends it', async () => {
  const { ref } = await oneEntry();
  const bundle = join(__dirname, '../../lib/index.js');
  const script = `
    const { onStatusHistoryCreated } = require(${JSON.stringify(bundle)});
    onStatusHistoryCreated(JSON.parse(process.env.EVENT)).then(() => process.exit(0));
  `;
  const { status, output } = await runNode(['--input-type=commonjs', '--eval', script], {
    EVENT: JSON.stringify(await creationEvent(projectId, ref.path)),
    FIREBASE_CONFIG: JSON.stringify({ projectId }),
    GCLOUD_PROJECT: projectId,
  });
  expect([status, output]).toEqual([0, expect.stringContaining('Entry told')]);
  expect(receiver.received.map((each) => readMessage(each).id)).toEqual(['lead-1/1']);
});

test('the function is for the histories of leads alone, and is delivered again', () => {
  const { __endpoint: endpoint } = onStatusHistoryCreated;
  expect(endpoint.eventTrigger).toMatchObject({
    retry: true,
    eventType: 'google.cloud.firestore.document.v1.created',
    eventFilterPathPatterns: { document: 'leads/{leadId}/statusHistory/{entryId}' },
  });
});
