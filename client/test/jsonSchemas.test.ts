import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSchema, SCHEMA_NAMES } from '../jsonSchemas';

const FOLDER = join(__dirname, '../../docs/schemas');

test.each(SCHEMA_NAMES)('docs/schemas/%s.json is what `npm run schemas` writes', (name) => {
  expect(readFileSync(join(FOLDER, `${name}.json`), 'utf8')).toBe(renderSchema(name));
});

test('there are no other files', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(SCHEMA_NAMES.map((name) => `${name}.json`).sort());
});
