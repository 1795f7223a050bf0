#!/usr/bin/env node
// npm test: sets the machine up, checks lint, formatting, types, unused code and rules, and runs all tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { checkSources } from './checks.js';
import { findChromium } from './chromium.js';
import { freePorts, withEmulators } from './emulators.js';
import { FOLDERS, installPackages, root } from './install.js';
import { checkManifest, findNode24 } from './node24.js';
import { checkIndexes, startQueryRecord } from './queryRecord.js';
import { note, SetupError, step } from './say.js';
import { runSuites } from './suites.js';

/** The project of the rules tests (functions/test/support/rules.ts). */
const RULES_PROJECT = 'demo-embudo-rules';

/** Suites that share a project are in one lane. */
const LANES = [['emulator'], ['served', 'browser']];

const USAGE = `Checks and tests everything.

  npm test                    with the Firestore emulator that is there
  npm test -- --official      with the official Firestore emulator (Java 21 or newer)
  npm test -- --durations     also list the files of each suite that took longest`;

await mainWithArguments(
  { usage: USAGE, flags: ['official', 'durations'] },
  async ({ official, durations }) => {
    await installPackages({ bench: true });
    await step(
      'Lock files hold the hash of every package, and no download addresses',
      checkLockFiles,
    );
    await step('Lint (also of the rules), formatting, types and unused code', checkSources);
    for (const suite of ['unit', 'long']) {
      note(`Tests: ${suite}`);
      const status = await runSuites([suite], { durations });
      if (status !== 0) return status;
    }
    const record = await startQueryRecord();
    const chromium = findChromium();
    const emulators = { ports: await freePorts(), official, bare: true, board: chromium !== null };
    return withEmulators(emulators, async (environment) => {
      await step('The emulator compiles the rules without complaint', () =>
        compileRules(environment),
      );
      await loadOnNode24();
      if (chromium === null) {
        note(
          'Tests: browser, and the check of the indexes: SKIPPED, because no Chromium was found (install one, or set CHROMIUM to its path)',
        );
      }
      const env = {
        ...process.env,
        ...environment,
        ...(chromium !== null && { CHROMIUM: chromium }),
      };
      const status = await runLanes(chromium === null ? [['emulator'], ['served']] : LANES, {
        env,
        durations,
      });
      if (status !== 0) return status;
      await step('The tests evaluated every expression of the rules', () =>
        checkRuleCoverage(environment),
      );
      if (chromium === null) return 0;
      await step('Every query has its index, and every index its query', () =>
        checkIndexes(record),
      );
      return 0;
    });
  },
);

/**
 * Runs the suites of each lane one after another, and the lanes side by side: alone, none of them keeps two cores busy.
 * Resolves to the first exit status that is not 0, once all lanes have ended.
 */
async function runLanes(lanes, options) {
  note(`Tests: ${lanes.map((suites) => suites.join(', then ')).join('; beside them ')}`);
  const statuses = await Promise.all(
    lanes.map(async (suites) => {
      for (const suite of suites) {
        const status = await runSuites([suite], { ...options, isBeside: true });
        if (status !== 0) return status;
      }
      return 0;
    }),
  );
  return statuses.find((status) => status !== 0) ?? 0;
}

function checkLockFiles() {
  for (const folder of [...FOLDERS, 'scripts/node24']) {
    const name = join(folder, 'package-lock.json');
    const text = readFileSync(join(root, name), 'utf8');
    const addresses = text.match(/"resolved": "http[^"]*"/g) ?? [];
    if (addresses.length > 0) {
      throw new SetupError(`${name} holds ${addresses.length} download addresses: remove them.`);
    }
    const unpinned = Object.entries(JSON.parse(text).packages)
      .filter(([path, { link, integrity }]) => {
        const isHere = path === '' || path.startsWith('../') || link === true;
        return !isHere && integrity === undefined;
      })
      .map(([path]) => path);
    if (unpinned.length > 0) {
      throw new SetupError(`${name} has no hash (integrity) of ${unpinned.join(', ')}.`);
    }
  }
}

/** The functions are deployed to Node 24, and most of these tests may run on another. */
async function loadOnNode24() {
  const folder = await findNode24();
  if (folder === null) {
    note('What is deployed was NOT LOADED on Node 24, because none can be had here');
    return;
  }
  await step('What is deployed loads on Node 24', () => checkManifest(folder));
}

/** Compiles the rules in the emulator, which finds more than the linter does. */
async function compileRules({ FIRESTORE_EMULATOR_HOST, GCLOUD_PROJECT }) {
  const content = readFileSync(join(root, 'firestore.rules'), 'utf8');
  const response = await fetch(
    `http://${FIRESTORE_EMULATOR_HOST}/emulator/v1/projects/${GCLOUD_PROJECT}:securityRules`,
    {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content }] } }),
    },
  );
  const { issues = [] } = response.ok ? await response.json() : {};
  if (!response.ok || issues.length > 0) {
    const found = response.ok ? JSON.stringify(issues, null, 2) : `HTTP ${response.status}`;
    throw new SetupError(`firestore.rules: ${found}`);
  }
}

/** Fails if the rules tests left an expression of the rules unevaluated: no test would notice its change. */
async function checkRuleCoverage({ FIRESTORE_EMULATOR_HOST }) {
  const response = await fetch(
    `http://${FIRESTORE_EMULATOR_HOST}/emulator/v1/projects/${RULES_PROJECT}:ruleCoverage`,
  );
  const { report = [] } = response.ok ? await response.json() : {};
  if (report.length === 0) throw new SetupError('The emulator reports no coverage of the rules.');
  const missed = report.flatMap(findUnevaluated);
  if (missed.length > 0) {
    throw new SetupError(
      `firestore.rules has expressions that no test reaches: ${missed.join(', ')}`,
    );
  }
}

/** Where the expressions are that were never evaluated. Of nested ones only the outermost is named. */
function findUnevaluated({ sourcePosition, values = [], children = [] }) {
  if (values.length > 0) return children.flatMap(findUnevaluated);
  return [`line ${sourcePosition.line}, column ${sourcePosition.column}`];
}
