#!/usr/bin/env node
// npm run audit: known vulnerabilities of all packages, and the signatures of their registry.
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { FOLDERS, installPackages, root } from './install.js';
import { askSignatures, askVulnerabilities } from './packageAudit.js';
import { note, SetupError } from './say.js';

const USAGE = `Asks the package registry about the packages of all lock files: npm audit, and npm audit signatures.

  npm run audit

Exits with 1 if a package that is deployed has a known vulnerability of severity high or critical, or if any
package has a wrong or missing signature. If the registry does not answer a question, this is
reported, but is no failure.`;

await mainWithArguments({ usage: USAGE, flags: [] }, async () => {
  await installPackages({ bench: true });
  const failures = [];
  for (const folder of FOLDERS) {
    for (const ask of [askVulnerabilities, askSignatures]) {
      const { text, isFailure } = await ask(join(root, folder));
      const line = `${folder === '.' ? 'root' : folder}: ${text}`;
      note(line);
      if (isFailure) failures.push(line);
    }
  }
  if (failures.length > 0) throw new SetupError(`Failed:\n${failures.join('\n')}`);
  return 0;
});
