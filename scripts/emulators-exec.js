#!/usr/bin/env node
// npm run emulators:exec -- "<command>": runs a command with the emulators up, and ends with its status.
import { parseArgs } from 'node:util';
import { freePorts, withEmulators } from './emulators.js';
import { runVisibly } from './processes.js';
import { main, UsageError } from './say.js';

const USAGE = `Runs a command with the Auth, Firestore and Functions emulators up, and ends with its exit status.

  npm run emulators:exec -- "<command>"
  npm run emulators:exec -- --official "<command>"   with the official Firestore emulator (Java 21 or newer)

The command finds GCLOUD_PROJECT, FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST and
FUNCTIONS_EMULATOR_HOST set. The ports are free ones, so that it can run beside npm start.`;

await main(async () => {
  const { command, official, help } = readArguments();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  return withEmulators({ ports: await freePorts(), official }, (environment) =>
    runVisibly(command, [], { shell: true, env: { ...process.env, ...environment } }),
  );
});

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        official: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
    if (!values.help && positionals.length !== 1) throw new Error('Name one command, in quotes.');
    return { command: positionals[0], ...values };
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${USAGE}`);
  }
}
