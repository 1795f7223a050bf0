// Finds a Chromium for the browser tests. It installs none.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './say.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of a Chromium or Chrome: the one that `CHROMIUM` names, else one on the PATH or among the
 * applications. Null if there is none. Fails if `CHROMIUM` names a file that does not exist.
 */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupError(`CHROMIUM names ${named}, which does not exist: correct or unset it.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...APPLICATIONS].find((path) => existsSync(path)) ?? null;
}
