/** A real Chromium for the browser tests. */
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { LIMIT_MS, within } from '../../../functions/test/support/until';

let started: Promise<Browser> | undefined;

/** The Chromium that `CHROMIUM` names (its path), without a window. The windows of a test file share one process. */
export function startedChromium(): Promise<Browser> {
  return (started ??= chromium.launch(options()));
}

/** Ends it, if it was started. */
export async function endChromium(): Promise<void> {
  await (await started)?.close();
}

/** Starts that Chromium with a profile that stays on the disk, as on a person's computer. */
export function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    ...options(),
    locale: 'es-ES',
    timezoneId: 'Europe/Madrid',
  });
}

/**
 * Ends the Chromium of a profile. Afterwards the profile has everything that it wrote. If it does not end by itself, it is
 * killed, with a warning: the tests are about its disk.
 */
export async function closeProfile(context: BrowserContext, folder: string): Promise<void> {
  const isClosed = context.close();
  try {
    await within('Chromium ends', isClosed);
  } catch (error) {
    console.warn(error);
    // Chromium names its process there: `host-4711`.
    process.kill(Number(readlinkSync(join(folder, 'SingletonLock')).split('-').at(-1)), 'SIGKILL');
    await isClosed;
  }
}

function options() {
  const executablePath = process.env['CHROMIUM'];
  if (executablePath === undefined) throw new Error('Set CHROMIUM to the path of a Chromium');
  return {
    executablePath,
    timeout: LIMIT_MS,
    // Chromium has no sandbox for root, the user of most containers.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--disable-sync', '--disable-component-update'],
  };
}
