// `npm run schemas`: writes the JSON Schemas into docs/schemas/. A test fails where a file differs.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSchema, SCHEMA_NAMES } from './jsonSchemas';

const folder = join(import.meta.dirname, '../docs/schemas');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const name of SCHEMA_NAMES) writeFileSync(join(folder, `${name}.json`), renderSchema(name));
