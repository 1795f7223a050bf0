#!/usr/bin/env node
// npm run emulators:exec -- "<command>": runs a command with the emulators up, and ends with its status.
import { mainWithArguments } from './arguments.js';
import { freePorts, withEmulators } from './emulators.js';
import { runVisibly } from './processes.js';

const USAGE = `Runs a command with the Auth, Firestore and Functions emulators up, and ends with its exit status.

  npm run emulators:exec -- "<command>"
  npm run emulators:exec -- --official "<command>"   with the official Firestore emulator (Java 21 or newer)

The command finds GCLOUD_PROJECT, FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST and
FUNCTIONS_EMULATOR_HOST set. The ports are free ones, so that it can run beside npm start.`;

const words = { words: 1, wordsMissing: 'Name one command, in quotes.' };
await mainWithArguments(
  { usage: USAGE, flags: ['official'], ...words },
  async ({ official }, [command]) => {
    return withEmulators({ ports: await freePorts(), official }, (environment) =>
      runVisibly(command, [], { shell: true, env: { ...process.env, ...environment } }),
    );
  },
);
