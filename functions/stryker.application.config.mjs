// npm run test:mutation, second half: the use cases, on the Firestore emulator. It reports, and never fails.
import { mutationTests } from './stryker.config.mjs';

/** The tests that run the code in Jest's own process. The Functions emulator runs lib/, without mutants. */
const tests = [
  ...['concurrency', 'firestore', 'application'].map((folder) => `src/${folder}/**/*`),
  ...['newLead', 'contractScenarios', 'viewings', 'deletions', 'moving', 'consoleEdits'].map(
    (name) => `test/emulator/${name}`,
  ),
  ...['races', 'badInput', 'olderLeads', 'cost', 'check', 'checkLeads'].map(
    (name) => `test/emulator/${name}`,
  ),
];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  ...mutationTests(
    'application',
    tests.map((name) => `<rootDir>/${name}.test.ts`),
  ),
  // Left out is code whose tests Stryker cannot follow: moves by hand are tested with the Auth emulator,
  // through the callable function, and the operator's tool runs in a process of its own.
  mutate: [
    'src/{application,concurrency}/**/*.ts',
    'src/firestore/retryOnConflict.ts',
    '!src/**/*.test.ts',
    '!src/application/leads/{moveLead,showLead}.ts',
    '!src/application/checks/adopt.ts',
    '!src/application/reports/**',
  ],
  coverageAnalysis: 'perTest',
  thresholds: { high: 90, low: 80, break: null },
};
