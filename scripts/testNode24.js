#!/usr/bin/env node
// npm run test:node24: runs npm test, or another command, on Node 24.
import { delimiter } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { root } from './install.js';
import { findNode24 } from './node24.js';
import { runVisibly } from './processes.js';
import { SetupError } from './say.js';

const USAGE = `Runs npm test on Node 24, to which the functions are deployed.

  npm run test:node24
  npm run test:node24 -- --command "npm run test:unit"   another command

Node 24 comes from npm (scripts/node24/), unless this command already runs on it. Linux only; elsewhere, install
Node 24 and run npm test.`;

const options = { usage: USAGE, flags: [], values: { command: 'npm test' } };
await mainWithArguments(options, async ({ command }) => {
  const folder = await findNode24();
  if (folder === null) throw new SetupError('Install Node 24, and run `npm test` on it.');
  const PATH = [folder, process.env.PATH].join(delimiter);
  return runVisibly(command, [], { shell: true, cwd: root, env: { ...process.env, PATH } });
});
