// npm run smoke: tries a deployed project from end to end, with the Chromium of this machine.
import { findChromium } from './chromium.js';
import { runTool } from './toolBundle.js';

const chromium = findChromium();
if (chromium !== null) process.env.CHROMIUM = chromium;
await runTool('smoke/smoke');
