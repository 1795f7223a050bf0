#!/usr/bin/env node
// npm run dev: serves the board from its sources, and reloads it when they change.
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { fixedPorts } from './emulators.js';
import { installPackages, root } from './install.js';
import { runVisibly } from './processes.js';
import { SetupError } from './say.js';

const USAGE = `Serves the board from its sources, beside emulators that are running, and reloads it when they change.

  npm run dev                  with the emulators that \`npm start\` has started in another terminal

HOSTING_EMULATOR_HOST names the Hosting emulator if it has another address, as \`npm start -- --free-ports\` prints it.`;

await mainWithArguments({ usage: USAGE, flags: [] }, async () => {
  const hosting = process.env.HOSTING_EMULATOR_HOST ?? `127.0.0.1:${fixedPorts().hosting}`;
  const isUp = await fetch(`http://${hosting}/__/firebase/init.json`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isUp) {
    throw new SetupError(
      `No Hosting emulator answers at ${hosting}: run \`npm start\` in another terminal, wait for the demo to end, and try again.`,
    );
  }
  await installPackages();
  const env = { ...process.env, HOSTING_EMULATOR_HOST: hosting };
  return runVisibly('npx', ['--no-install', 'vite'], { cwd: join(root, 'web'), env });
});
