// npm run test:mutation, second half: src/application, against the Firestore emulator. It only reports.
import { mutationTests } from './stryker.config.mjs';

/** The tests that run in the process of Jest itself: the other emulators run what is in lib/. */
const tests = [
  ...['optimistically', 'placeDocument', 'severalAtOnce', 'turns'].map((name) => `unit/${name}`),
  ...['sync', 'races', 'badInput', 'olderLeads', 'cost', 'review', 'checkLeads'].map(
    (name) => `emulator/${name}`,
  ),
];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  ...mutationTests(
    'application',
    tests.map((name) => `<rootDir>/test/${name}.test.ts`),
  ),
  // Who has which role is asked of the Auth emulator, by tests that drive the callable function; and what
  // only the operator's tool uses is run in a process of its own, in which Stryker sees no tests.
  mutate: [
    'src/application/**/*.ts',
    '!src/application/{moveLead,roles,adopt,reportFunnel,showLead}.ts',
  ],
  coverageAnalysis: 'perTest',
  thresholds: { high: 90, low: 80, break: null },
};
