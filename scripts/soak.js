#!/usr/bin/env node
// npm run test:soak -- --minutes N: random histories against the emulators, for as long as one likes.
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { freePorts, withEmulators } from './emulators.js';
import { installPackages, root } from './install.js';
import { runVisibly } from './processes.js';
import { UsageError } from './say.js';

const USAGE = `Plays random histories, in memory and in Firestore, and compares how they end with a model of the contract.

  npm run test:soak                     for 5 minutes
  npm run test:soak -- --minutes 60     for an hour
  npm run test:soak -- --official       with the official Firestore emulator (Java 21 or newer)

Each round says how many histories there were so far. One that fails ends it with exit status 1, and with its
seed and the shortest history that fails.`;

const options = { usage: USAGE, flags: ['official'], values: { minutes: '5' } };
await mainWithArguments(options, async ({ official, minutes }) => {
  if (!(Number(minutes) > 0)) throw new UsageError(`--minutes takes a number over 0.\n\n${USAGE}`);
  await installPackages();
  return withEmulators({ ports: await freePorts(), official }, (environment) =>
    runVisibly('npx', ['--no-install', 'jest', '--selectProjects', 'soak', '--runInBand'], {
      cwd: join(root, 'functions'),
      env: { ...process.env, ...environment, SOAK_MINUTES: minutes },
    }),
  );
});
