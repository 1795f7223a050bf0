#!/usr/bin/env node
// npm run test:soak -- --minutes N: plays random histories against the emulators for N minutes.
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { freePorts, withEmulators } from './emulators.js';
import { installPackages, root } from './install.js';
import { runVisibly } from './processes.js';
import { UsageError } from './say.js';

const USAGE = `Plays random histories, in memory and in Firestore, and compares their results with a model of the contract.

  npm run test:soak                     for 5 minutes
  npm run test:soak -- --minutes 60     for an hour
  npm run test:soak -- --official       with the official Firestore emulator (Java 21 or newer)

Each round prints how many histories were played so far. The first that fails ends the run: it prints the seed and
the shortest history that fails, and exits with 1.`;

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
