// Lists the licences of what is deployed: the production packages of functions/ and web/, by their lock files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.js';
import { SetupError } from './say.js';

/** What may be deployed without further thought. Another licence needs a reason beside it here. */
const ALLOWED = new Set([
  'MIT',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'Unlicense', // Given to the public domain, and asks for nothing: fast-sha256, of standardwebhooks.
]);

/** Packages whose lock file entry states no licence, and what they state elsewhere. */
const STATED_ELSEWHERE = {
  'limiter@1.1.5': 'MIT', // In `licenses` of its package.json, the older field, and in its LICENSE.txt.
};

const PARTS = { functions: 'functions', board: 'web' };

const INTRODUCTION = `# Licences of what is deployed

The packages that a deployment brings along: what Google Cloud installs for the functions (\`functions/package-lock.json\`), and what
the board is built from (\`web/package-lock.json\`; its bundle holds parts of them). What is only for development is not deployed,
and not listed. \`npm run licences\` writes this page, and \`npm test\` fails if it is out of date, if a package states no licence, or if
its licence is not allowed in \`scripts/licences.js\`.
`;

/** The text of docs/licences.md. Fails with all packages whose licence is missing or not allowed. */
export async function renderLicences() {
  const locks = Object.fromEntries(
    Object.entries(PARTS).map(([part, folder]) => [part, readLock(folder)]),
  );
  const rows = listLicences(locks).map(
    ({ name, version, licence, parts }) =>
      `| ${name} | ${version} | ${licence} | ${parts.join(', ')} |`,
  );
  const head = ['| package | version | licence | part |', '| - | - | - | - |'];
  const { format } = await import('prettier');
  return format([INTRODUCTION, ...head, ...rows].join('\n'), { parser: 'markdown' });
}

/** The packages of some lock files that are not only for development, by name and version. */
export function listLicences(locks) {
  const listed = new Map();
  for (const [part, { packages }] of Object.entries(locks)) {
    for (const [path, { version, license, dev }] of Object.entries(packages)) {
      if (path === '' || dev) continue;
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const id = `${name}@${version}`;
      const licence = license ?? STATED_ELSEWHERE[id];
      const { parts } = listed.get(id) ?? { parts: [] };
      listed.set(id, { name, version, licence, parts: [...new Set([...parts, part])] });
    }
  }
  const packages = [...listed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  refuseUnknown(packages);
  return packages;
}

function refuseUnknown(packages) {
  const refused = packages.filter(({ licence }) => !ALLOWED.has(licence));
  if (refused.length === 0) return;
  const reasons = refused.map(({ name, version, licence, parts }) =>
    licence === undefined
      ? `${name} ${version} (${parts.join(', ')}) states no licence`
      : `${name} ${version} (${parts.join(', ')}) has the licence ${licence}, which scripts/licences.js does not allow`,
  );
  throw new SetupError(reasons.join('\n'));
}

function readLock(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8'));
}
