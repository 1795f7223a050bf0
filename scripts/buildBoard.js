#!/usr/bin/env node
// Builds the board for the project that it is deployed to. `firebase deploy` runs it (firebase.json, predeploy).
import { readBoardSettings } from './boardSettings.js';
import { root } from './install.js';
import { runVisibly } from './processes.js';
import { main, UsageError } from './say.js';

await main(() => {
  const project = process.env.GCLOUD_PROJECT; // The Firebase CLI sets it.
  if (!project) {
    throw new UsageError(
      'GCLOUD_PROJECT names no project: run `npx firebase deploy --only hosting`.',
    );
  }
  const env = { ...process.env, ...readBoardSettings(project) };
  return runVisibly('npm', ['--prefix', 'web', 'run', 'build'], { cwd: root, env });
});
