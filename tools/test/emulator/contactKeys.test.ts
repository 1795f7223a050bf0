/** `npm run leads -- contact-keys`, run as an operator runs it (docs/contract.md §11). */
import { projectId } from '../../../functions/test/support/ownProject';
import { database } from '../../../functions/src/firestore/database';
import { emptyProject } from '../../../functions/test/support/emptyProject';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand } from '../support/operator';
import { withReceiver } from '../../../functions/test/support/receiving';
import { readEverything } from '../../../functions/test/support/wholeDatabase';

catchLogs();
emptyProject(projectId);
const receiver = withReceiver();
const leads = newLeadsCommand(projectId);
const db = database();

const CONTACTS = {
  ana: { name: 'Ana', email: 'Ana@Quintanar.example', phone: '600 11 22 33' },
  bea: { name: 'Bea', email: 'bea@quintanar.example', phone: '+34600112233' },
  carla: { name: 'Carla', email: 'carla', phone: 'no tiene' },
  dora: { name: 'Dora', phone: 600112244 },
  eva: { name: 'Eva', email: '', phone: null },
};

async function seed(): Promise<void> {
  for (const [id, fields] of Object.entries(CONTACTS)) await db.doc(`contacts/${id}`).set(fields);
}

async function holders(): Promise<string[]> {
  const { docs } = await db.collection('contactKeys').get();
  return docs.map((each) => `${String(each.get('contactId'))} ${String(each.get('kind'))}`).sort();
}

const ALL = ['ana email', 'ana phone', 'bea email', 'dora phone'];
const linesOf = (stdout: string) => stdout.split('\n').map((line) => line.trim());

test('a dry run counts and writes nothing; --apply writes; the next run finds all there', async () => {
  await seed();
  const before = await readEverything(db);
  const remarks = [
    'contacts/bea has a phone number of contacts/ana, which keeps it',
    'contacts/carla has an e-mail address that cannot be used',
    'contacts/carla has a phone number that cannot be used',
  ];
  const counts = (keys: string, known: number) => [
    '5  contacts',
    keys,
    `${known}  keys were there`,
    '2  contacts have nothing to be found by',
    '2  addresses and numbers cannot be used',
    '1  addresses and numbers are of another contact',
  ];
  const dry = await leads('contact-keys');
  expect(linesOf(dry.stdout)).toEqual([
    ...remarks,
    ...counts('4  keys would be written', 0),
    '',
    'contact-keys --apply writes them.',
    '',
  ]);
  expect([dry.status, await readEverything(db)]).toEqual([0, before]);

  const applied = await leads('contact-keys', '--apply');
  expect(linesOf(applied.stdout)).toEqual([...remarks, ...counts('4  keys written', 0), '']);
  expect(await holders()).toEqual(ALL);

  const again = await leads('contact-keys', '--apply');
  expect(linesOf(again.stdout)).toEqual([...remarks, ...counts('0  keys written', 4), '']);
  expect(await holders()).toEqual(ALL);
  for (const { output } of [dry, applied, again]) {
    expect(output).not.toMatch(/quintanar|6001122|no tiene/i);
    expect(output).toContain('5 contacts');
  }
});

test('messages then find the contacts that are there', async () => {
  await seed();
  await leads('contact-keys', '--apply');
  const contact = { email: 'ana@quintanar.example', phone: '999 999 999' };
  const { body } = await receiver.send({ portal: 'web', externalId: '1', contact });
  expect((await db.doc(`enquiries/${String(body['id'])}`).get()).get('contactId')).toBe('ana');
  expect((await db.collection('contacts').get()).size).toBe(5);
});

test('a key whose contact is gone goes to the contact that has it now', async () => {
  await seed();
  await leads('contact-keys', '--apply');
  await db.doc('contacts/ana').delete();
  const { stdout } = await leads('--json', 'contact-keys', '--apply');
  const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown;
  expect(summary).toEqual({
    summary: {
      isComplete: true,
      contacts: 4,
      written: 1,
      known: 2,
      without: 2,
      unusable: 2,
      shared: 0,
    },
  });
  expect(await holders()).toEqual(['ana email', 'bea email', 'bea phone', 'dora phone']);
});

test('more contacts than one page', async () => {
  const batch = db.batch();
  for (let n = 0; n < 450; n += 1) {
    batch.set(db.doc(`contacts/c${String(n).padStart(3, '0')}`), {
      email: `c${n % 300}@q.example`,
    });
  }
  await batch.commit();
  const dry = await leads('contact-keys');
  expect(dry.stdout).toContain('300  keys would be written');
  const { stdout } = await leads('contact-keys', '--apply');
  expect(stdout).toContain('300  keys written');
  expect(stdout).toContain('150  addresses and numbers are of another contact');
  expect(await holders()).toHaveLength(300);
});
