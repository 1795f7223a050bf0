/**
 * Gives a test file a project of its own, so that neither another file nor the Functions emulator (whose
 * project is `demo-embudo`) interferes. Every test in `emulator/` imports this first: the handlers read
 * the project when they are imported.
 */
import { basename } from 'node:path';
import functionsTest from 'firebase-functions-test';

if (process.env['FIRESTORE_EMULATOR_HOST'] === undefined) {
  throw new Error('These tests need the Firestore emulator: set FIRESTORE_EMULATOR_HOST');
}

const { testPath = 'unknown' } = expect.getState();
const file = basename(testPath).replace(/\.test\.ts$/, '');
export const projectId = `demo-embudo-${file.toLowerCase()}`;

const { wrap, cleanup } = functionsTest({ projectId });
afterAll(cleanup);

/** Turns a deployed function into one that takes an event. */
export { wrap };
