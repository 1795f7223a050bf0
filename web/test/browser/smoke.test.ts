/** `npm run smoke`, run as an operator runs it: a deployed project is tried from end to end. */
import { getAuth } from 'firebase-admin/auth';
import { initializeApp } from 'firebase-admin/app';
import { runScript } from '../../../tools/test/support/operator';
import { otherSystems } from '../../../functions/test/support/otherSystems';

const auth = getAuth(initializeApp({ projectId: 'demo-embudo' }, 'smoke'));

/** What is left of trials: users, leads and appointments. */
async function leftOvers(): Promise<string[]> {
  const users = (await auth.listUsers(1_000)).users.map(({ email = '' }) => email);
  const documents = await Promise.all(
    ['leads', 'appointments'].map(async (name) => {
      const { docs } = await otherSystems().collection(name).get();
      return docs.map((each) => String(each.get('contactId')));
    }),
  );
  return [...users, ...documents.flat()].filter((each) => each.startsWith('smoke-'));
}

test('every step succeeds, and nothing is left', async () => {
  const { status, output, stdout } = await runScript('smoke.js', []);
  expect(output).not.toContain('FAILED');
  expect(stdout.match(/^ {2}ok /gm)).toHaveLength(16);
  expect(output).toMatch(/demo-embudo works from end to end\.$/);
  expect(status).toBe(0);
  expect(await leftOvers()).toEqual([]);
});

test('a step that fails is named, and nothing is left', async () => {
  const { status, output } = await runScript('smoke.js', ['--board', 'http://127.0.0.1:1']);
  expect(output).toContain('ok      a temporary admin and a customer are created');
  expect(output).toContain('FAILED  the admin signs in on the board');
  expect(output).toContain('ok      everything that this made is removed');
  expect(status).toBe(1);
  expect(await leftOvers()).toEqual([]);
});

test('a real project is asked for first', async () => {
  const none = { GCLOUD_PROJECT: undefined };
  const { status, output } = await runScript('smoke.js', ['--project', 'agencia'], none);
  expect(output).toMatch(
    /try the board at https:\/\/agencia\.web\.app, and remove them again in project agencia\? Pass --yes/,
  );
  expect(status).toBe(1);
});
