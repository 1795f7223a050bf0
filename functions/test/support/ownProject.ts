/**
 * Imported first by every test in this folder's neighbour `emulator/`: it gives the test file a
 * project of its own, so that neither another file nor the events of the Functions emulator (which
 * belong to the project `demo-embudo`) get in its way. The handlers read the project when they are
 * imported, so nothing that imports them may come before this.
 */
import { basename } from 'node:path';
import functionsTest from 'firebase-functions-test';

if (process.env['FIRESTORE_EMULATOR_HOST'] === undefined) {
  throw new Error('These tests need the Firestore emulator: set FIRESTORE_EMULATOR_HOST');
}

// Nothing here runs on Google Cloud: without this the client looks for a metadata server, and warns.
process.env['METADATA_SERVER_DETECTION'] = 'none';

const { testPath = 'unknown' } = expect.getState();
const file = basename(testPath).replace(/\.test\.ts$/, '');
export const projectId = `demo-embudo-${file.toLowerCase()}`;

const { wrap, cleanup } = functionsTest({ projectId });
afterAll(cleanup);

/** Makes of a deployed function one that takes an event. */
export { wrap };
