#!/usr/bin/env node
// npm run typecheck: checks the types of everything.
import { mainWithArguments } from './arguments.js';
import { checkTypes } from './checks.js';
import { installPackages } from './install.js';
import { step } from './say.js';

const USAGE = `Checks the types of the functions, the board, the tools, the client library, the benchmarks and the tests.

  npm run typecheck`;

await mainWithArguments({ usage: USAGE, flags: [] }, async () => {
  await installPackages({ bench: true });
  await step('Types', checkTypes);
  return 0;
});
