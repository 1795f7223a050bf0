#!/usr/bin/env node
// npm run smoke: tries a deployed project from end to end (tools/smoke), with the Chromium of this machine.
import { findChromium } from './chromium.js';
import { root } from './install.js';
import { runVisibly } from './processes.js';
import { main } from './say.js';

await main(() => {
  const chromium = findChromium();
  const env = { ...process.env, ...(chromium !== null && { CHROMIUM: chromium }) };
  const program = ['--import', 'tsx', 'tools/smoke/smoke.ts', ...process.argv.slice(2)];
  return runVisibly(process.execPath, program, { cwd: root, env });
});
