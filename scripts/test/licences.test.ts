/** The licences of what is deployed, by the lock files: docs/licences.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from './runScripts';

const page = join(__dirname, '..', '..', 'docs', 'licences.md');

/** What the list says of one package of the board, with this entry in the lock file. */
function list(entry: object) {
  const packages = { '': {}, 'node_modules/a/node_modules/@b/c': { version: '1.0.0', ...entry } };
  const locks = JSON.stringify({ board: { packages } });
  return evaluate(`console.log(JSON.stringify(scripts.listLicences(${locks})))`);
}

test('the page of licences lists what the lock files deploy', async () => {
  const { status, output } = await evaluate('console.log(await scripts.renderLicences())');
  if (status !== 0) throw new Error(output);
  if (output !== readFileSync(page, 'utf8').trim()) {
    throw new Error('docs/licences.md is out of date. Write it anew: npm run licences');
  }
});

test('a package with an allowed licence is listed', async () => {
  const { output } = await list({ license: 'MIT' });
  const listed = { name: '@b/c', version: '1.0.0', licence: 'MIT', parts: ['board'] };
  expect(JSON.parse(output)).toEqual([listed]);
});

test('a package that is only for development is not listed', async () => {
  const { output } = await list({ dev: true });
  expect(JSON.parse(output)).toEqual([]);
});

test('a package without a licence is refused', async () => {
  const { status, output } = await list({});
  expect(status).toBe(1);
  expect(output).toBe('@b/c 1.0.0 (board) states no licence');
});

test('a package with a licence that is not allowed is refused', async () => {
  const { status, output } = await list({ license: 'GPL-3.0-only' });
  expect(status).toBe(1);
  expect(output).toMatch(/^@b\/c 1\.0\.0 \(board\) has the licence GPL-3\.0-only, which /);
});
