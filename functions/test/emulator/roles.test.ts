/** `npm run leads -- roles …`, run as an operator runs it, against the Auth emulator. */
import { initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { newLeadsCommand, runNode } from '../support/operator';

const auth = getAuth(initializeApp({ projectId: 'demo-embudo' }, 'roles'));
jest.setTimeout(60_000);
const leads = newLeadsCommand();

async function newUser(): Promise<{ uid: string; email: string }> {
  const email = `${crypto.randomUUID()}@embudo.example`;
  const { uid } = await auth.createUser({ email });
  return { uid, email };
}

test('a role is set, shown and listed; it replaces the one before, and other claims stay', async () => {
  const { uid, email } = await newUser();
  await auth.setCustomUserClaims(uid, { beta: true });
  expect(await leads('roles', 'show', email)).toMatchObject({ status: 0 });
  expect((await leads('roles', 'set', email, 'contact', '--contact-id', 'c-1')).output).toMatch(
    /contact {2}contactId c-1$/,
  );
  expect((await auth.getUser(uid)).customClaims).toEqual({
    beta: true,
    role: 'contact',
    contactId: 'c-1',
  });
  expect(await leads('roles', 'set', email, 'agent')).toMatchObject({ status: 0 });
  expect((await auth.getUser(uid)).customClaims).toEqual({ beta: true, role: 'agent' });
  expect((await leads('roles', 'list')).output).toContain(email);
  expect(JSON.parse((await leads('--json', 'roles', 'show', email)).output)).toEqual([
    { uid, email, isDisabled: false, claims: { role: 'agent' } },
  ]);
});

test.each<[what: string, args: string[], status: number, message: RegExp]>([
  ['an unknown user', ['set', 'nobody@embudo.example', 'agent'], 1, /There is no user nobody@/],
  ['a contact without a contact', ['set', 'x@embudo.example', 'contact'], 1, /--contact-id/],
  ['an agent with one', ['set', 'x@embudo.example', 'agent', '--contact-id', 'c'], 1, /only/],
  ['an unknown role', ['set', 'x@embudo.example', 'boss'], 2, /Allowed choices are admin, agent/],
  ['no email', ['show'], 2, /missing required argument 'email'/],
  ['an unknown subcommand', ['remove'], 2, /unknown command 'remove'/],
])('%s is refused in one sentence', async (_what, args, status, message) => {
  const answer = await leads('roles', ...args);
  expect(answer.output).toMatch(message);
  expect(answer.output).not.toContain('    at ');
  expect(answer.status).toBe(status);
});

test('with --project it asks the real project, and not the emulator', async () => {
  const { email } = await newUser();
  const { status, output } = await leads(
    '--project',
    'embudo-is-not-there',
    'roles',
    'show',
    email,
  );
  expect(output).toMatch(/^Firebase refused: /m);
  expect(status).toBe(1);
});

test.each([
  ['a real project', { project: 'p' }, /^Make x admin in project p\? Pass --yes/],
  ['a real project, with --yes', { project: 'p', yes: true }, /^may write$/],
  ['the emulators', {}, /^may write$/],
])('a write to %s, if nobody can answer', async (_what, target, message) => {
  const script = `
    import { confirmWrite } from './tools/lib/target.ts';
    const asked = confirmWrite(${JSON.stringify(target)}, 'Make x admin');
    await asked.then(() => console.log('may write'), ({ message }) => console.log(message));`;
  const { output } = await runNode(['--input-type=module', '--eval', script]);
  expect(output).toMatch(message);
});
