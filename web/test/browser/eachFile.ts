/**
 * Set-up of every file of browser tests.
 *
 * - The database is emptied first: otherwise the columns would show the leads of other files, and every window read them.
 * - After each test, no window has complained.
 * - Chromium ends after the last test.
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
