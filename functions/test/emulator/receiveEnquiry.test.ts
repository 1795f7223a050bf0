/** `receiveEnquiry` over HTTP (docs/contract.md §11). */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { contactKeysOf } from '../../src/domain/enquiries/contactKeys';
import { normalisePhone } from '../../src/application/enquiries/phoneNumbers';
import { enquirySchema } from '../../src/domain/documents/enquiry';
import { database } from '../../src/firestore/database';
import { sha256 } from '../../src/firestore/leadIds';
import { empty, emptyProject } from '../support/emptyProject';
import { COMMIT_FAULTS, injectCommitFault } from '../support/commits';
import { failEveryCommit } from '../support/faults';
import { catchLogs } from '../support/logs';
import { FORMER_SECRET, SECRET, sign, withReceiver } from '../support/receiving';
import { measure } from '../support/traffic';
import { until } from '../support/until';
import { readEverything } from '../support/wholeDatabase';

const logs = catchLogs();
const receiver = withReceiver();
emptyProject(projectId);

const db = database();
const ANA = { name: 'Ana Quintanar', email: 'Ana@Quintanar.example', phone: '600 11 22 33' };
const WORDS = '¿Sigue libre el ático?';

const messageOf = (externalId: string, contact: object = ANA, more: object = {}) => ({
  portal: 'idealista',
  externalId,
  contact,
  ...more,
});
const keysOf = (email: string | null, phone: string | null = null) =>
  contactKeysOf({ email, phone }, { normalisePhone, sha256 }).map(({ hash }) => hash);

async function idsOf(collection: string): Promise<string[]> {
  return (await db.collection(collection).listDocuments()).map(({ id }) => id);
}

const dataOf = async (path: string) => (await db.doc(path).get()).data();

describe('a message of somebody new', () => {
  test('becomes an enquiry, a contact, and the keys that find it again', async () => {
    const more = {
      listingId: 'L-7',
      message: WORDS,
      campaign: 'verano',
      receivedAt: '2026-07-01T10:00:00+02:00',
    };
    const { status, body } = await receiver.send(messageOf('m1', ANA, more));
    expect([status, body]).toEqual([202, { id: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    const [contactId] = keysOf(ANA.email);
    const enquiry = await dataOf(`enquiries/${String(body['id'])}`);
    const at = Timestamp.fromDate(new Date('2026-07-01T08:00:00Z'));
    expect(enquiry).toEqual({
      contactId,
      listingId: 'L-7',
      status: 'open',
      channel: 'portal',
      origin: { portal: 'idealista', campaign: 'verano' },
      externalId: 'm1',
      message: WORDS,
      createdBy: 'receiveEnquiry',
      createdAt: at,
      statusAt: at,
      updatedBy: 'receiveEnquiry',
      updatedAt: expect.any(Timestamp),
    });
    expect(enquirySchema.safeParse(enquiry).success).toBe(true);
    expect(await dataOf(`contacts/${contactId ?? ''}`)).toEqual({
      ...ANA,
      createdBy: 'receiveEnquiry',
      createdAt: expect.any(Timestamp),
    });
    expect((await idsOf('contactKeys')).sort()).toEqual(keysOf(ANA.email, ANA.phone).sort());
  });

  test('without a listing, a message or a time has none, and is of now', async () => {
    const before = Timestamp.now();
    const { body } = await receiver.send({ ...messageOf('m1'), portal: 'web' });
    const enquiry = (await dataOf(`enquiries/${String(body['id'])}`)) ?? {};
    expect(Object.keys(enquiry)).not.toContain('listingId');
    expect(Object.keys(enquiry)).not.toContain('message');
    expect([enquiry['channel'], enquiry['origin']]).toEqual(['web', { portal: 'web' }]);
    expect(enquiry['createdAt']).toEqual(enquiry['updatedAt']);
    expect((enquiry['statusAt'] as Timestamp).toMillis()).toBeGreaterThanOrEqual(
      before.toMillis() - 60_000,
    );
  });

  test('a time that has not come does not count', async () => {
    const more = { receivedAt: '2199-01-01T00:00:00Z' };
    const { body } = await receiver.send(messageOf('m1', ANA, more));
    const enquiry = (await dataOf(`enquiries/${String(body['id'])}`)) ?? {};
    expect(enquiry['createdAt']).toEqual(enquiry['updatedAt']);
    expect(enquiry['statusAt']).toEqual(enquiry['updatedAt']);
  });

  test('reads 4 documents and writes 4, in 3 requests', async () => {
    const cost = await measure(() => receiver.send(messageOf('m1')));
    expect(cost).toEqual({ read: 4, written: 4, rpcs: 3 });
  });
});

describe('a message of somebody known', () => {
  test('goes to their contact, which stays as the other systems wrote it', async () => {
    await db.doc('contacts/crm-7').set({ name: 'A. Quintanar' });
    const [email = '', phone = ''] = keysOf(ANA.email, ANA.phone);
    await db.doc(`contactKeys/${email}`).set({ contactId: 'crm-7', kind: 'email' });
    const { body } = await receiver.send(messageOf('m1'));
    expect((await dataOf(`enquiries/${String(body['id'])}`))?.['contactId']).toBe('crm-7');
    expect(await dataOf('contacts/crm-7')).toEqual({ name: 'A. Quintanar' });
    expect(await dataOf(`contactKeys/${phone}`)).toEqual({ contactId: 'crm-7', kind: 'phone' });
    expect(await idsOf('contacts')).toEqual(['crm-7']);
  });

  test('the e-mail decides, where e-mail and phone are of two contacts', async () => {
    const [email = '', phone = ''] = keysOf(ANA.email, ANA.phone);
    await db.doc(`contactKeys/${email}`).set({ contactId: 'ana', kind: 'email' });
    await db.doc(`contactKeys/${phone}`).set({ contactId: 'bea', kind: 'phone' });
    const { body } = await receiver.send(messageOf('m1'));
    expect((await dataOf(`enquiries/${String(body['id'])}`))?.['contactId']).toBe('ana');
    expect((await dataOf(`contactKeys/${phone}`))?.['contactId']).toBe('bea');
  });

  test('a contact that was made here gains the phone that it lacked', async () => {
    await receiver.send(messageOf('m1', { email: ANA.email }));
    await receiver.send(messageOf('m2', { email: ANA.email.toLowerCase(), phone: ANA.phone }));
    const [contactId = ''] = await idsOf('contacts');
    expect(await dataOf(`contacts/${contactId}`)).toMatchObject({
      email: ANA.email,
      phone: ANA.phone,
    });
    expect(await idsOf('contacts')).toHaveLength(1);
    expect(await idsOf('enquiries')).toHaveLength(2);
  });

  test('reads 4 documents and writes 2, in 3 requests', async () => {
    await receiver.send(messageOf('m1'));
    const cost = await measure(() => receiver.send(messageOf('m2')));
    expect(cost).toEqual({ read: 4, written: 2, rpcs: 3 });
  });
});

describe('once', () => {
  test('a message that comes again changes nothing', async () => {
    const first = await receiver.send(messageOf('m1'));
    const before = await readEverything(db);
    const cost = await measure(async () => {
      const again = await receiver.send(messageOf('m1', { email: 'eva@example.com' }));
      expect([again.status, again.body]).toEqual([202, first.body]);
    });
    expect(cost).toEqual({ read: 2, written: 0, rpcs: 1 });
    expect(await readEverything(db)).toEqual(before);
  });

  test('a hundred simultaneous deliveries of one message', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, () => receiver.send(messageOf('m1', ANA, { message: WORDS }))),
    );
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(all.map(({ body }) => body['id'])).size).toBe(1);
    expect(await idsOf('enquiries')).toEqual([all[0]?.body['id']]);
    expect(await idsOf('contacts')).toEqual(keysOf(ANA.email));
    expect(await idsOf('contactKeys')).toHaveLength(2);
    const stored = logs.filter(({ message }) => message === 'Enquiry stored');
    expect(stored).toHaveLength(1);
  });

  const FAULTS = COMMIT_FAULTS.filter((fault) => !fault.startsWith('dies'));
  test.each(FAULTS)('a commit whose %s', async (name) => {
    const fault = injectCommitFault(0, name);
    const { status } = await receiver.send(messageOf('m1'));
    fault.remove();
    expect([status, fault.isReached()]).toEqual([202, true]);
    expect([await idsOf('enquiries'), await idsOf('contacts')]).toEqual([
      [expect.any(String)],
      keysOf(ANA.email),
    ]);
  });

  test.each(['dies before', 'dies after'] as const)(
    'a process that %s its commit, and the message comes again',
    async (name) => {
      const fault = injectCommitFault(0, name);
      const abort = new AbortController();
      const body = JSON.stringify(messageOf('m1'));
      const init = { method: 'POST', headers: sign(body), body, signal: abort.signal };
      const dying = expect(fetch(receiver.url(), init)).rejects.toThrow();
      while (!fault.isReached()) await new Promise((resolve) => setImmediate(resolve));
      abort.abort();
      await dying;
      fault.remove();
      const { status } = await receiver.send(messageOf('m1'));
      expect(status).toBe(202);
      const found = await Promise.all(['enquiries', 'contacts', 'contactKeys'].map(idsOf));
      expect(found.map(({ length }) => length)).toEqual([1, 1, 2]);
      fault.bury();
      await until('the dead process has given up', () =>
        logs.some(({ message }) => message === 'An enquiry could not be stored'),
      );
    },
  );

  test('what cannot be stored now is answered with 503, and can be sent again', async () => {
    const heal = failEveryCommit('permissionDenied');
    const { status, headers } = await receiver.send(messageOf('m1'));
    heal();
    expect([status, headers.get('retry-after')]).toEqual([503, '60']);
    expect(await readEverything(db)).toEqual([]);
    expect((await receiver.send(messageOf('m1'))).status).toBe(202);
  });
});

describe('two simultaneous messages of one new person', () => {
  test.each([
    ['both by mail', { email: 'ana@q.example' }, { email: 'ANA@q.example' }],
    [
      'one by mail, one by mail and phone',
      { email: 'ana@q.example' },
      { ...ANA, email: 'ana@q.example' },
    ],
    ['one by phone, one by mail and phone', { phone: '600112233' }, ANA],
    ['both by phone', { phone: '600112233' }, { phone: '+34 600 11 22 33' }],
  ])('make one contact: %s', async (_, one, other) => {
    for (const order of [
      [one, other],
      [other, one],
    ]) {
      await empty(projectId);
      const sent = await Promise.all(
        order.flatMap((contact, n) => [
          receiver.send(messageOf(`a${n}`, contact)),
          receiver.send(messageOf(`b${n}`, contact)),
        ]),
      );
      expect(sent.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      expect(await idsOf('contacts')).toHaveLength(1);
      const named = (await db.collection('enquiries').get()).docs.map(
        (each) => each.get('contactId') as string,
      );
      expect(named).toHaveLength(4);
      expect(new Set(named)).toEqual(new Set(await idsOf('contacts')));
      const keys = (await db.collection('contactKeys').get()).docs.map(
        (each) => each.get('contactId') as string,
      );
      expect(new Set(keys)).toEqual(new Set(named));
    }
  });
});

test('a contact that is erased between reading and writing is not written to', async () => {
  await receiver.send(messageOf('m1', { email: ANA.email }));
  const [contactId = ''] = await idsOf('contacts');
  const [key = ''] = await idsOf('contactKeys');
  const request = db.getAll.bind(db);
  // Another process erases the contact as soon as this one has read its key.
  jest.spyOn(db, 'getAll').mockImplementationOnce(async (...refs) => {
    const read = await request(...refs);
    await db.doc(`contactKeys/${key}`).delete();
    await db.doc(`contactKeys/${key}`).set({ contactId: 'another', kind: 'email' });
    return read;
  });
  const { body } = await receiver.send(messageOf('m2', { email: ANA.email }));
  expect((await dataOf(`enquiries/${String(body['id'])}`))?.['contactId']).toBe('another');
  expect(contactId).not.toBe('another');
});

describe('what is refused', () => {
  afterEach(async () => {
    expect(await readEverything(db)).toEqual([]);
  });
  const minutes = (n: number) => new Date(Date.now() + n * 60_000);

  test.each([
    ['another secret', { secret: FORMER_SECRET }],
    ['a timestamp of six minutes ago', { at: minutes(-6) }],
    ['a timestamp six minutes ahead', { at: minutes(6) }],
  ])('%s: 401', async (_, signing) => {
    expect((await receiver.send(messageOf('m1'), signing)).status).toBe(401);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'no %s: 401',
    async (name) => {
      const body = JSON.stringify(messageOf('m1'));
      const { [name]: _, ...headers } = sign(body);
      expect((await receiver.request({ method: 'POST', headers, body })).status).toBe(401);
    },
  );

  test('another body under a signature: 401', async () => {
    const headers = sign(JSON.stringify(messageOf('m1')));
    const body = JSON.stringify(messageOf('m2'));
    expect((await receiver.request({ method: 'POST', headers, body })).status).toBe(401);
  });

  test('the secret of the mails opens nothing here', async () => {
    const init = { method: 'POST', body: JSON.stringify(messageOf('m1')) };
    const { status } = await receiver.request(init, '?secret=correct-horse-battery-staple');
    expect(status).toBe(401);
  });

  test.each(['GET', 'PUT', 'DELETE'])('%s: 405', async (method) => {
    const { status, headers } = await receiver.request({ method });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('more than 64 kB: 413, signed or not', async () => {
    const { status } = await receiver.send(messageOf('m1', ANA, { message: 'x'.repeat(65_536) }));
    expect(status).toBe(413);
  });

  test.each([
    ['a misspelt field', { ...messageOf('m1'), listing: 'L' }, ''],
    ['no contact', { portal: 'web', externalId: 'm1' }, 'contact'],
    ['a contact that nobody can reach', messageOf('m1', { name: 'Ana', phone: 'no' }), 'contact'],
    ['a list', [], ''],
  ])('%s: 400 with the issues', async (_, message, path) => {
    const { status, body } = await receiver.send(message);
    expect([status, body]).toEqual([
      400,
      { error: 'The body cannot be used', issues: [{ path, message: expect.any(String) }] },
    ]);
  });

  test.each([
    ['no JSON', 'text/plain', 'hello'],
    ['nothing', 'application/json', ''],
    ['bytes that are no text', 'application/octet-stream', '\u0000\u0001'],
  ])('%s, signed: 400', async (_, type, body) => {
    const headers = { ...sign(body), 'content-type': type };
    expect((await receiver.request({ method: 'POST', headers, body })).status).toBe(400);
  });

  test('everything, with 503, where there is no secret: the log says so once', async () => {
    delete process.env['ENQUIRY_SECRET'];
    for (const secret of ['', ' \n ']) {
      process.env['ENQUIRY_SECRET'] = secret;
      expect((await receiver.send(messageOf('m1'))).status).toBe(503);
    }
    expect(logs).toEqual([
      {
        severity: 'error',
        message: 'A secret is missing: everything is refused',
        facts: { secret: 'ENQUIRY_SECRET' },
      },
    ]);
  });

  test('everything, with 503, where the secret is not base64', async () => {
    process.env['ENQUIRY_SECRET'] = 'not base64!';
    expect((await receiver.send(messageOf('m1'))).status).toBe(503);
    expect(logs.map(({ facts }) => facts['name'])).toEqual(['UnusableSecretError']);
  });
});

test('while a secret is changed for another, both are valid', async () => {
  process.env['ENQUIRY_SECRET'] = `${SECRET} ${FORMER_SECRET}\n`;
  expect((await receiver.send(messageOf('m1'))).status).toBe(202);
  expect((await receiver.send(messageOf('m2'), { secret: FORMER_SECRET })).status).toBe(202);
});

test('neither name, address, number nor message goes into the log, whatever happens', async () => {
  const printed = jest.spyOn(process.stdout, 'write');
  const failed = jest.spyOn(process.stderr, 'write');
  const message = messageOf('externo-77', ANA, { message: WORDS, campaign: 'verano' });
  await receiver.send(message);
  await receiver.send(message);
  await receiver.send(message, { secret: FORMER_SECRET });
  await receiver.send({ ...message, [WORDS]: 1 });
  const heal = failEveryCommit('permissionDenied');
  await receiver.send({ ...message, externalId: 'otro' });
  heal();
  const said = JSON.stringify([logs, printed.mock.calls, failed.mock.calls]);
  expect(logs.map(({ message: text }) => text)).toEqual([
    'Enquiry stored',
    'Enquiry repeated',
    'An enquiry could not be stored',
  ]);
  for (const text of [
    ANA.name,
    'quintanar',
    '600',
    '112233',
    'ático',
    'verano',
    'externo',
    ...keysOf(ANA.email),
  ]) {
    expect(said.toLowerCase()).not.toContain(text.toLowerCase());
  }
});
