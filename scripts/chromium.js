// Finds a Chromium for the tests of what a browser does. None is installed: that is the system's to do.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './say.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of the Chromium (or Chrome) that `CHROMIUM` names, or that is on the PATH or among the
 * applications; null where there is none. Fails where `CHROMIUM` names nothing.
 */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupError(`CHROMIUM names ${named}, which is not there: correct or unset it.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...APPLICATIONS].find((path) => existsSync(path)) ?? null;
}
