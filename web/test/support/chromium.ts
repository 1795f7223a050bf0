/** A real Chromium for the browser tests. */
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

/** Starts the Chromium that `CHROMIUM` names (its path), without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch(options());
}

/** Starts that Chromium with a profile that stays on the disk, as on a person's computer. */
export function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    ...options(),
    locale: 'es-ES',
    timezoneId: 'Europe/Madrid',
  });
}

function options() {
  const executablePath = process.env['CHROMIUM'];
  if (executablePath === undefined) throw new Error('Set CHROMIUM to the path of a Chromium');
  return {
    executablePath,
    // Chromium has no sandbox for root, the user of most containers.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--disable-sync', '--disable-component-update'],
  };
}
