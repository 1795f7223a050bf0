#!/usr/bin/env node
// npm run test:unit, test:emulator and test:browser: one suite, or the files of it that are named.
import { basename, join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { findChromium } from './chromium.js';
import { freePorts, withEmulators } from './emulators.js';
import { installPackages, root } from './install.js';
import { runVisibly } from './processes.js';
import { SetupError, UsageError } from './say.js';

/** The projects of functions/jest.config.js that each suite runs. */
const PROJECTS = {
  unit: ['unit', 'scripts', 'board', 'client', 'indexes'],
  emulator: ['rules', 'emulator', 'served', 'client-emulator'],
  browser: ['browser'],
};

const USAGE = `Runs one suite of the tests, or those of its files whose path contains a word.

  npm run test:unit                       without emulators
  npm run test:unit -- attention nextStep
  npm run test:unit -- --watch attention  again after each change
  npm run test:emulator -- newLead        with the Auth, Firestore and Functions emulators; of rules, too
  npm run test:browser -- board           in Chromium, with the board as Hosting serves it
  npm run test:browser -- board --test "Deshacer"   only the tests whose name contains this

npm test runs all of them, and more.`;

const [, , suite = '', ...rest] = process.argv;
// What is left is the command line of `npm run test:…`.
process.argv = [...process.argv.slice(0, 2), ...rest];

await mainWithArguments(
  { usage: USAGE, flags: ['watch', 'official'], values: { test: '' }, words: 'any' },
  async ({ watch, official, test }, names) => {
    const projects = PROJECTS[suite];
    if (projects === undefined) throw new UsageError(USAGE);
    if (watch && suite !== 'unit') throw new UsageError(`--watch is for test:unit.\n\n${USAGE}`);
    await installPackages({ bench: true });
    const jest = [
      '--no-install',
      'jest',
      '--selectProjects',
      ...projects,
      ...(watch ? ['--watchAll'] : []),
      ...(suite === 'unit' ? [] : ['--runInBand']),
      ...(test === '' ? [] : ['--testNamePattern', escape(test)]),
      ...(names.length === 0 ? [] : ['--testPathPatterns', ...names.map(patternOf)]),
    ];
    const run = (environment = {}) => {
      const env = { ...process.env, ...environment };
      return runVisibly('npx', jest, { cwd: join(root, 'functions'), env });
    };
    if (suite === 'unit') return run();
    const isBrowser = suite === 'browser';
    const chromium = isBrowser ? findChromium() : null;
    if (isBrowser && chromium === null) {
      throw new SetupError('No Chromium was found: install one, or set CHROMIUM to its path.');
    }
    const emulators = { ports: await freePorts(), official, bare: true, board: isBrowser };
    return withEmulators(emulators, (environment) =>
      run({ ...environment, ...(chromium !== null && { CHROMIUM: chromium }) }),
    );
  },
);

/** A word, or the path of a file, as the end of a path of a test. */
function patternOf(name) {
  return `${escape(basename(name).replace(/(\.test)?(\.ts)?$/, ''))}[^/]*\\.test\\.ts$`;
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
