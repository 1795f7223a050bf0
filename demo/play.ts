// The demo that `npm start` plays: signed-in clients write enquiries, schedule viewings and record their outcomes.
import { styleText } from 'node:util';
import { terminate } from 'firebase/firestore';
import { findEmulators, leadRef, signIn } from './client';
import { writeAgenda, writeOffice } from './office';
import { readLead, renderLeads, type ShownLead } from './renderLeads';
import { STORIES, type Clients, type ExpectedLead, type PrintOutcome } from './stories';
import { CUSTOMER, DEMO_USERS, LUCIA, MATEO, createUsers, type DemoUser } from './demoUsers';

const isStaying = process.argv.includes('--stay');

async function main(): Promise<number> {
  const { auth, project } = findEmulators();
  await createUsers(auth, project);
  console.log(`\nUsers (email, password, role):\n${DEMO_USERS.map(renderUser).join('\n')}`);
  const [lucia, mateo, customer] = await Promise.all(
    [LUCIA, MATEO, CUSTOMER].map((user) => signIn(user)),
  );
  if (lucia === undefined || mateo === undefined || customer === undefined) return 1;
  const clients: Clients = { lucia, mateo, customer };

  const expected: ExpectedLead[] = [];
  for (const [n, { title, play }] of STORIES.entries()) {
    console.log(`\n${styleText('bold', `${n + 1}. ${title}`)}`);
    expected.push(...(await play(clients, printAction)));
  }
  const leads = await Promise.all(expected.map(({ leadId }) => readLead(leadRef(lucia, leadId))));
  console.log(`\n${styleText('bold', 'The leads and their history')}\n\n${renderLeads(leads)}\n`);

  const mismatches = expected.flatMap((each, n) => findMismatch(each, leads[n]));
  for (const line of mismatches) console.error(styleText('red', `✖ ${line}`));
  if (mismatches.length === 0) console.log(`✔ ${leads.length} leads are where they should be.`);
  if (isStaying) {
    await writeOffice();
    await writeAgenda(clients);
    printAddresses();
  }
  await Promise.all([lucia, mateo, customer].map(({ db }) => terminate(db)));
  return mismatches.length === 0 ? 0 : 1;
}

function renderUser({ email, password, claims }: DemoUser): string {
  return `  ${email.padEnd(24)} ${password.padEnd(16)} ${claims.role ?? 'none yet'}`;
}

/** Prints an action once its outcome is known, with the time that it took. */
function printAction(action: string): PrintOutcome {
  const began = performance.now();
  return (outcome) => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(
      `   ${action}\n     → ${styleText('green', outcome)} ${styleText('dim', `${seconds} s`)}`,
    );
  };
}

/** What is wrong with a lead: its status, or the statuses before it. Empty if it is as expected. */
function findMismatch({ leadId, path }: ExpectedLead, shown: ShownLead | undefined): string[] {
  const actual = shown?.history.map(({ to }) => to) ?? [];
  const status = shown?.lead.status ?? 'not there';
  if (actual.join(' → ') === path.join(' → ') && status === path.at(-1)) return [];
  return [
    `leads/${leadId} is ${status} by ${actual.join(' → ')}; it should have gone ${path.join(' → ')}`,
  ];
}

function printAddresses(): void {
  const { auth, firestore, project } = findEmulators();
  const { FUNCTIONS_EMULATOR_HOST: functions = '', EMULATOR_UI_URL: ui } = process.env;
  const { HOSTING_EMULATOR_HOST: board = '' } = process.env;
  const address = (name: string, value: string): string => `  ${name.padEnd(12)} ${value}`;
  console.log(`
${styleText('bold', 'Embudo is up. Ctrl-C ends it.')}
${[
  address('Board', `http://${board}  (sign in as one of the users above)`),
  address('Project', project),
  address('Firestore', firestore),
  address('Auth', auth),
  address('Functions', functions),
  address('Console', ui || 'not available: the Emulator UI could not be downloaded'),
].join('\n')}

Schedule an appointment of your own in another terminal, and see its lead:
  npm run schedule -- <contactId> [listingId]
It signs in and writes as an app would. The code is in demo/schedule.ts.
`);
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(styleText('red', `✖ ${error instanceof Error ? error.message : String(error)}`));
    process.exit(1);
  },
);
