#!/usr/bin/env node
// npm run emulators:exec -- "<command>": runs a command while the emulators are up, and exits with its status.
import { mainWithArguments } from './arguments.js';
import { freePorts, withEmulators } from './emulators.js';
import { installPackages } from './install.js';
import { runVisibly } from './processes.js';

const USAGE = `Runs a command while the Auth, Firestore and Functions emulators are up, and exits with its status.

  npm run emulators:exec -- "<command>"
  npm run emulators:exec -- --official "<command>"   with the official Firestore emulator (Java 21 or newer)

The command's environment has GCLOUD_PROJECT, FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST and
FUNCTIONS_EMULATOR_HOST. The emulators take free ports, so the command can run beside npm start.`;

const words = { words: 1, wordsMissing: 'Name one command, in quotes.' };
await mainWithArguments(
  { usage: USAGE, flags: ['official'], ...words },
  async ({ official }, [command]) => {
    await installPackages({ bench: true }); // Some measures are started by hand, with this command.
    return withEmulators({ ports: await freePorts(), official }, (environment) =>
      runVisibly(command, [], { shell: true, env: { ...process.env, ...environment } }),
    );
  },
);
