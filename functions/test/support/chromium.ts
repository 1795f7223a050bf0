/** A real Chromium for the browser tests. */
import { chromium, type Browser } from 'playwright-core';

/** Starts the Chromium that `CHROMIUM` names (its path), without a window. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'];
  if (executablePath === undefined) throw new Error('Set CHROMIUM to the path of a Chromium');
  return chromium.launch({
    executablePath,
    // Chromium has no sandbox for root, the user of most containers.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--disable-sync', '--disable-component-update'],
  });
}
