// Where the scripts keep what they installed: outside the checkout, so that a new checkout need not install it again.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of one version of one thing. It need not exist. */
export function cacheFolder(name) {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'embudo', name);
}
