/**
 * What holds for every file of browser tests.
 *
 * - It begins with an empty database: the leads of the tests before it would stand in the columns of the board, and be
 *   read by every window.
 * - No window complains, in any test.
 * - Its Chromium ends with it.
 */
import { complaints } from '../support/board';
import { endChromium } from '../support/chromium';

beforeAll(async () => {
  const host = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
  const project = process.env['GCLOUD_PROJECT'] ?? '';
  const documents = `http://${host}/emulator/v1/projects/${project}/databases/(default)/documents`;
  const { ok, status } = await fetch(documents, { method: 'DELETE' });
  if (!ok) throw new Error(`The emulator does not delete its documents: ${String(status)}`);
});

afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

afterAll(endChromium);
