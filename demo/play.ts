// The demo that `npm start` plays: visits from scheduling to outcome, as signed-in clients of the web SDK.
import { styleText } from 'node:util';
import { terminate } from 'firebase/firestore';
import { Client, emulators } from './client';
import { writeAgenda, writeOffice } from './office';
import { readLead, showLeads, type ShownLead } from './show';
import { STORIES, type Cast, type Expected, type Teller } from './stories';
import { CUSTOMER, DEMO_USERS, LUCIA, MATEO, seedUsers, type DemoUser } from './users';

const isStaying = process.argv.includes('--stay');

async function main(): Promise<number> {
  const { auth, project } = emulators();
  await seedUsers(auth, project);
  console.log(`\nUsers (email, password, role):\n${DEMO_USERS.map(showUser).join('\n')}`);
  const [lucia, mateo, customer] = await Promise.all(
    [LUCIA, MATEO, CUSTOMER].map((user) => Client.signIn(user)),
  );
  if (lucia === undefined || mateo === undefined || customer === undefined) return 1;
  const cast: Cast = { lucia, mateo, customer };

  const expected: Expected[] = [];
  for (const [n, { title, play }] of STORIES.entries()) {
    console.log(`\n${styleText('bold', `${n + 1}. ${title}`)}`);
    expected.push(...(await play(cast, tell)));
  }
  const leads = await Promise.all(expected.map(({ leadId }) => readLead(lucia.lead(leadId))));
  console.log(`\n${styleText('bold', 'The leads and their history')}\n\n${showLeads(leads)}\n`);

  const wrong = expected.flatMap((each, n) => mismatch(each, leads[n]));
  for (const line of wrong) console.error(styleText('red', `✖ ${line}`));
  if (wrong.length === 0) console.log(`✔ ${leads.length} leads are where they should be.`);
  if (isStaying) {
    await writeOffice();
    await writeAgenda(cast);
    printAddresses();
  }
  await Promise.all([lucia, mateo, customer].map(({ db }) => terminate(db)));
  return wrong.length === 0 ? 0 : 1;
}

function showUser({ email, password, claims }: DemoUser): string {
  return `  ${email.padEnd(24)} ${password.padEnd(16)} ${claims.role ?? 'none yet'}`;
}

/** Prints what somebody does, and then what became of it and how long that took. */
function tell(scene: string): Teller {
  const began = performance.now();
  return (outcome) => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(
      `   ${scene}\n     → ${styleText('green', outcome)} ${styleText('dim', `${seconds} s`)}`,
    );
  };
}

/** Where a lead is not where it should be: its status, or its way there. */
function mismatch({ leadId, path }: Expected, shown: ShownLead | undefined): string[] {
  const is = shown?.history.map(({ to }) => to) ?? [];
  const status = shown?.lead.status ?? 'not there';
  if (is.join(' → ') === path.join(' → ') && status === path.at(-1)) return [];
  return [
    `leads/${leadId} is ${status} by ${is.join(' → ')}; it should have gone ${path.join(' → ')}`,
  ];
}

function printAddresses(): void {
  const { auth, firestore, project } = emulators();
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
  address('Console', ui || 'not here: the Emulator UI could not be downloaded'),
].join('\n')}

Write an appointment of your own, in another terminal, and see its lead here:
  npm run schedule -- <contactId> [listingId]
It signs in and writes as an app would: demo/schedule.ts is the whole of it.
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
