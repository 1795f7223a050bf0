/** `npm run leads -- roles …`, run as an operator runs it, against the Auth emulator. */
import { initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { getFirestore } from 'firebase-admin/firestore';
import { newLeadsCommand, runLeads, runNode } from '../support/operator';
import { until } from '../../../functions/test/support/until';

const app = initializeApp({ projectId: 'demo-embudo' }, 'roles');
const auth = getAuth(app);
const db = getFirestore(app);
const leads = newLeadsCommand();

/** Somebody who has an account. `isVerified` says whether they have proved that the address is theirs. */
async function newUser(isVerified = true): Promise<{ uid: string; email: string }> {
  const email = newAddress();
  const { uid } = await auth.createUser({
    email,
    password: 'only-in-the-emulator',
    emailVerified: isVerified,
  });
  return { uid, email };
}

const newAddress = () => `${crypto.randomUUID()}@embudo.example`;

const isDenied = async (uid: string) => (await db.doc(`denied/${uid}`).get()).exists;

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
  const { metadata } = await auth.getUser(uid);
  expect(JSON.parse((await leads('--json', 'roles', 'show', email)).output)).toEqual([
    {
      uid,
      email,
      isVerified: true,
      isDisabled: false,
      canSignIn: true,
      createdAt: new Date(metadata.creationTime).toISOString(),
      claims: { role: 'agent' },
    },
  ]);
});

test('nobody gets a role who has not proved that the address is theirs', async () => {
  const { uid, email } = await newUser(false);
  const refused = await leads('roles', 'set', email, 'admin');
  expect(refused).toMatchObject({
    status: 1,
    output: expect.stringMatching(
      `^${email} \\(uid ${uid}, since \\d{4}-\\d\\d-\\d\\d, address not verified\\) has not proved`,
    ),
  });
  const invited = await leads('roles', 'invite', email, 'admin');
  expect(invited).toMatchObject({ status: 1, output: expect.stringContaining('no role yet') });
  expect((await auth.getUser(uid)).customClaims).toBeUndefined();

  await followLink(invited.output);
  expect(await leads('roles', 'set', email, 'admin')).toMatchObject({ status: 0 });
  expect((await auth.getUser(uid)).customClaims).toEqual({ role: 'admin' });
});

test('whoever is invited gets an account with the role, which nobody can use before they follow the link', async () => {
  const email = newAddress();
  const first = await leads('roles', 'invite', email, 'agent');
  expect(first).toMatchObject({
    status: 0,
    output: expect.stringMatching(/agent {2}\(address not verified\)$/),
  });
  expect(await auth.getUserByEmail(email)).toMatchObject({
    providerData: [],
    customClaims: { role: 'agent' },
  });
  // Interrupted or lost in the mail: inviting again sends the link again.
  const again = await leads('roles', 'invite', email, 'admin');
  expect(again).toMatchObject({ status: 0 });

  await followLink(again.output);
  expect(await auth.getUserByEmail(email)).toMatchObject({
    emailVerified: true,
    customClaims: { role: 'admin' },
  });
  expect(await leads('roles', 'invite', email, 'admin')).toMatchObject({
    status: 1,
    output: expect.stringContaining('needs no invitation'),
  });
});

/** Sets a password by the link that the tool printed, as the page behind it does. */
async function followLink(output: string): Promise<void> {
  const [link = ''] = /http:\S+/.exec(output) ?? [];
  const url = new URL(link);
  url.searchParams.set('newPassword', 'only-in-the-emulator');
  expect((await fetch(url)).ok).toBe(true);
}

test('a role that is removed is gone at once: claims, sessions, and what the rules ask', async () => {
  const { uid, email } = await newUser();
  await auth.setCustomUserClaims(uid, { beta: true, role: 'admin' });
  const { tokensValidAfterTime: before = '' } = await auth.getUser(uid);
  await until('a second passes', () => Date.now() >= Date.parse(before) + 1_000);
  const removal = { status: 0, output: expect.stringMatching(/ no role$/) };
  expect(await leads('roles', 'remove', email)).toMatchObject(removal);
  expect(await leads('roles', 'remove', email)).toMatchObject(removal); // It may be run again.
  const { customClaims, tokensValidAfterTime: after = '' } = await auth.getUser(uid);
  expect(customClaims).toEqual({ beta: true });
  expect(Date.parse(after)).toBeGreaterThan(Date.parse(before));
  expect(await isDenied(uid)).toBe(true);

  expect(await leads('roles', 'set', email, 'agent')).toMatchObject({ status: 0 });
  expect(await isDenied(uid)).toBe(false);
});

test.each<[what: string, args: string[], status: number, message: RegExp]>([
  ['an unknown user', ['set', 'nobody@embudo.example', 'agent'], 1, /There is no user nobody@/],
  ['a contact without a contact', ['set', 'x@embudo.example', 'contact'], 1, /--contact-id/],
  ['an agent with one', ['set', 'x@embudo.example', 'agent', '--contact-id', 'c'], 1, /only/],
  ['an unknown role', ['set', 'x@embudo.example', 'boss'], 2, /Allowed choices are admin, agent/],
  ['no email', ['show'], 2, /missing required argument 'email'/],
  ['a removal of nobody', ['remove', 'nobody@embudo.example'], 1, /There is no user nobody@/],
  ['an unknown subcommand', ['rename'], 2, /unknown command 'rename'/],
])('%s is refused in one sentence', async (_what, args, status, message) => {
  const answer = await leads('roles', ...args);
  expect(answer.output).toMatch(message);
  expect(answer.output).not.toContain('    at ');
  expect(answer.status).toBe(status);
});

test('with --project it asks the real project, and not the emulator', async () => {
  const { email } = await newUser();
  const words = ['--project', 'embudo-is-not-there', 'roles', 'show', email];
  const { status, output } = await runLeads(words, { GCLOUD_PROJECT: undefined });
  expect(output).toMatch(/^Firebase refused: /m);
  expect(status).toBe(1);
});

test.each([
  ['a real project', { isReal: true }, /^Make x admin in project p\? Pass --yes/],
  ['a real project, with --yes', { isReal: true, yes: true }, /^may write$/],
  ['the emulators', {}, /^may write$/],
])('a write to %s, if nobody can answer', async (_what, target, message) => {
  const script = `
    import { confirmWrite } from './tools/lib/target.ts';
    const asked = confirmWrite(${JSON.stringify({ projectId: 'p', ...target })}, 'Make x admin');
    await asked.then(() => console.log('may write'), ({ message }) => console.log(message));`;
  const { output } = await runNode(['--input-type=module', '--eval', script]);
  expect(output).toMatch(message);
});
