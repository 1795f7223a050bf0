#!/usr/bin/env node
// npm test: sets the machine up, then lint, formatting, types, rules, unit, emulator and browser tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { findChromium } from './chromium.js';
import { freePorts, withEmulators } from './emulators.js';
import { installPackages, root } from './install.js';
import { runQuietly, runVisibly } from './processes.js';
import { note, SetupError, step } from './say.js';

/** The project in which the tests of the rules run (functions/test/support/rules.ts). */
const RULES_PROJECT = 'demo-embudo-rules';

const USAGE = `Checks and tests everything.

  npm test                    with whatever Firestore emulator is found
  npm test -- --official      with the official one (Java 21 or newer)`;

/** What is checked of the sources, the longest first. */
const CHECKS = [
  ['Lint', 'eslint', '.', '--max-warnings', '0'],
  ['Types of the functions', 'tsc', '--noEmit', '--project', 'functions'],
  ['Formatting', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['Types of the board', 'tsc', '--project', 'web'],
  ['Types of the tools', 'tsc', '--project', '.'],
  ['Types of the browser test', 'tsc', '--project', 'functions/test/browser/page'],
];

await mainWithArguments({ usage: USAGE, flags: ['official'] }, async ({ official }) => {
  await installPackages();
  await step('Lock files hold no download addresses', checkLockFiles);
  await step('Lint, also of the rules, formatting and types', checkSources);
  const unit = await jest('unit', process.env);
  if (unit !== 0) return unit;
  const chromium = findChromium();
  const emulators = { ports: await freePorts(), official, bare: true, board: chromium !== null };
  return withEmulators(emulators, async (environment) => {
    await step('The emulator’s compiler has nothing to say of the rules', () =>
      compileRules(environment),
    );
    const env = { ...process.env, ...environment };
    const status = await jest('emulator', env);
    if (status !== 0) return status;
    await step('Every expression of the rules was evaluated', () => checkRuleCoverage(environment));
    if (chromium !== null) return jest('browser', { ...env, CHROMIUM: chromium });
    note(
      'Tests: browser: SKIPPED, there is no Chromium here (install it, or name one with CHROMIUM=…)',
    );
    return 0;
  });
});

/** Checks the sources, two ways at a time, and says all that was found. */
async function checkSources() {
  const waiting = CHECKS.values();
  const found = [];
  const checkNext = async () => {
    for (const [title, ...command] of waiting) {
      const { status, output } = await runQuietly('npx', ['--no-install', ...command], {
        cwd: root,
      });
      if (status !== 0) found.push(`${title}:\n${output}`);
    }
  };
  await Promise.all([checkNext(), checkNext()]);
  if (found.length > 0) throw new SetupError(found.join('\n'));
}

function jest(suite, env) {
  note(`Tests: ${suite}`);
  const cwd = join(root, 'functions');
  return runVisibly('npm', ['run', '--silent', `test:${suite}`], { cwd, env });
}

function checkLockFiles() {
  for (const folder of ['.', 'functions', 'web']) {
    const name = join(folder, 'package-lock.json');
    const addresses =
      readFileSync(join(root, name), 'utf8').match(/"resolved": "http[^"]*"/g) ?? [];
    if (addresses.length > 0) {
      throw new SetupError(`${name} holds ${addresses.length} download addresses: take them out.`);
    }
  }
}

/** Lints the rules as the emulator compiles them, which sees more than a linter does. */
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

/** Fails where the tests of the rules never came to an expression: what none evaluates, none proves. */
async function checkRuleCoverage({ FIRESTORE_EMULATOR_HOST }) {
  const response = await fetch(
    `http://${FIRESTORE_EMULATOR_HOST}/emulator/v1/projects/${RULES_PROJECT}:ruleCoverage`,
  );
  const { report = [] } = response.ok ? await response.json() : {};
  if (report.length === 0) throw new SetupError('The emulator reports no coverage of the rules.');
  const missed = report.flatMap(neverEvaluated);
  if (missed.length > 0) {
    throw new SetupError(
      `firestore.rules has expressions that no test reaches: ${missed.join(', ')}`,
    );
  }
}

/** The places of the expressions that have no value: of the outermost, where one is within another. */
function neverEvaluated({ sourcePosition, values = [], children = [] }) {
  if (values.length > 0) return children.flatMap(neverEvaluated);
  return [`line ${sourcePosition.line}, column ${sourcePosition.column}`];
}
