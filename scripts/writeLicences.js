#!/usr/bin/env node
// npm run licences: writes docs/licences.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, root } from './install.js';
import { renderLicences } from './licences.js';
import { main } from './say.js';

await main(async () => {
  await installPackages();
  writeFileSync(join(root, 'docs', 'licences.md'), await renderLicences());
  return 0;
});
