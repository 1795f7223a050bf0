/** Which leads of Firestore a preflight takes for those of an older system (docs/contract.md §3). */
import { projectId } from '../../../functions/test/support/ownProject';
import type { BulkWriter } from 'firebase-admin/firestore';
import { lookForOlderLeads } from '../../../functions/src/application/checks/lookForOlderLeads';
import { database } from '../../../functions/src/firestore/database';
import { leadIdOf } from '../../../functions/src/firestore/leadIds';
import { emptyProject } from '../../../functions/test/support/emptyProject';
import { Fixture, type Fields } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { loadPreflight } from '../support/preflight';
import { serveGoogleApis } from '../../../functions/test/support/googleApis';
import { OLDER_SYSTEM, PROJECT } from '../../../functions/test/support/projects';
import { ROOT } from '../../../functions/test/support/firebaseTools';
import { measure } from '../../../functions/test/support/traffic';

catchLogs();
emptyProject(projectId);

const WAIT_MS = 20_000;
const look = () => lookForOlderLeads(database(), WAIT_MS);

const write = (id: string, fields: Fields) => database().collection('leads').doc(id).create(fields);

test('there are none in an empty project, and none that Embudo wrote itself', async () => {
  expect(await look()).toEqual({ count: 0, hasOlder: false });
  const fixture = new Fixture();
  await fixture.play(
    () => fixture.appointment('A').create({}),
    () => fixture.appointment('B').create({ listingId: null }),
  );
  expect(await look()).toEqual({ count: 2, hasOlder: false });
});

test.each<[what: string, fields: Fields]>([
  ['with another id than that of its pair', { contactId: 'c', listingId: 'l' }],
  ['without a contact', { listingId: 'l' }],
  ['with a contact that is no text', { contactId: 7, listingId: 'l' }],
])('a lead %s is one', async (_what, fields) => {
  await write('older', fields);
  expect(await look()).toEqual({ count: 1, hasOlder: true });
});

test.each<[what: string, listingId: Fields]>([
  ['null', { listingId: null }],
  ['empty', { listingId: '' }],
  ['missing', {}],
])(
  'a listing that is %s is none: such a lead has the id of its contact alone',
  async (_, fields) => {
    await write(leadIdOf({ contactId: 'c', listingId: null }), { contactId: 'c', ...fields });
    expect(await look()).toEqual({ count: 1, hasOlder: false });
  },
);

test('each lead is read once, 2,000 in a request, until one is of an older system', async () => {
  const pairs = Array.from({ length: 2_005 }, (_, n) => ({
    contactId: `c${String(n)}`,
    listingId: 'l',
  }));
  const writer: BulkWriter = database().bulkWriter();
  for (const pair of pairs) {
    void writer.create(database().collection('leads').doc(leadIdOf(pair)), pair);
  }
  await writer.close();
  expect(
    await measure(async () => {
      expect(await look()).toEqual({ count: 2_005, hasOlder: false });
    }),
  ).toEqual({ read: 2_005, written: 0, rpcs: 2 });

  await write('!first', { contactId: 'c', listingId: 'l' });
  const traffic = await measure(async () => {
    expect(await look()).toEqual({ count: 2_000, hasOlder: true });
  });
  expect(traffic).toEqual({ read: 2_000, written: 0, rpcs: 1 });
});

test('a preflight says so', async () => {
  await write('older', { contactId: 'c', listingId: 'l', status: 'Oferta Presentada' });
  const { newGoogleApi, preflight, readCheckout } = await loadPreflight();
  const checkout = readCheckout(ROOT, PROJECT, {});
  checkout.parameters.OLDER_LEADS = true;
  const { originOf, close } = await serveGoogleApis(OLDER_SYSTEM);
  const found: string[] = [];
  try {
    for await (const { topic, level } of preflight({
      projectId: PROJECT,
      api: newGoogleApi({ projectId: PROJECT, accessToken: 'token', originOf }),
      checkout,
      lookForOlderLeads: look,
    })) {
      found.push(`${topic} ${level}`);
    }
  } finally {
    await close();
  }
  expect(found).toContain('rules problem');
  expect(found.at(-1)).toBe('olderLeads advice');
});
