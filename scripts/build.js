#!/usr/bin/env node
// npm run build: builds all that is deployed or published.
import { mainWithArguments } from './arguments.js';
import { buildPackage } from './buildPackage.js';
import { installPackages } from './install.js';
import { step } from './say.js';

const USAGE = `Builds the functions (functions/lib), the board (web/dist) and the client library (client/dist). The board is built
for the emulators: a deployment builds it again, for its project.

  npm run build`;

await mainWithArguments({ usage: USAGE, flags: [] }, async () => {
  await installPackages();
  await step('Building the functions', () => buildPackage('functions', 'The functions do'));
  await step('Building the board', () => buildPackage('web', 'The board does'));
  await step('Building the client library', () =>
    buildPackage('client', 'The client library does'),
  );
  return 0;
});
