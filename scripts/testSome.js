#!/usr/bin/env node
// npm run test:unit, test:emulator and test:browser: one suite, or the files of it that are named.
import { basename } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { findChromium } from './chromium.js';
import { freePorts, withEmulators } from './emulators.js';
import { installPackages } from './install.js';
import { SetupError, UsageError } from './say.js';
import { runSuites } from './suites.js';

/** The suites that each of the commands runs. */
const COMMANDS = { unit: ['unit'], emulator: ['emulator', 'served'], browser: ['browser'] };

const USAGE = `Runs one suite of the tests, or those of its files whose path contains a word.

  npm run test:unit                       without emulators, the tests that take seconds
  npm run test:unit -- --all              without emulators, all of them: also random histories, the tool, the scripts, the documents
  npm run test:unit -- attention nextStep
  npm run test:unit -- --watch attention  again after each change
  npm run test:emulator -- newLead        with the Auth, Firestore and Functions emulators; also the tests of rules
  npm run test:browser -- board           in Chromium, with the board as Hosting serves it
  npm run test:browser -- board --test "Deshacer"   only the tests whose name contains this

--durations lists the files that took longest. npm test runs all suites, and more.`;

const [, , suite = '', ...rest] = process.argv;
// What is left is the command line of `npm run test:…`.
process.argv = [...process.argv.slice(0, 2), ...rest];

await mainWithArguments(
  {
    usage: USAGE,
    flags: ['all', 'watch', 'official', 'durations'],
    values: { test: '' },
    words: 'any',
  },
  async ({ all, watch, official, durations, test }, names) => {
    const suites = COMMANDS[suite];
    if (suites === undefined) throw new UsageError(USAGE);
    for (const [flag, isSet] of Object.entries({ all, watch })) {
      if (isSet && suite !== 'unit') {
        throw new UsageError(`--${flag} is for test:unit.\n\n${USAGE}`);
      }
    }
    await installPackages({ bench: true });
    const isLong = suite === 'unit' && (all || names.length > 0);
    const run = (environment = {}) =>
      runSuites([...suites, ...(isLong ? ['long'] : [])], {
        env: { ...process.env, ...environment },
        durations,
        options: [
          ...(watch ? ['--watchAll'] : []),
          ...(test === '' ? [] : ['--testNamePattern', escape(test)]),
          ...(names.length === 0 ? [] : ['--testPathPatterns', ...names.map(patternOf)]),
        ],
      });
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
