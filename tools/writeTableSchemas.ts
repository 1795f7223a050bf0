// Part of `npm run schemas`: writes the schemas of the export's tables into analytics/schema/. A test fails where a file
// differs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLE_NAMES, TABLES } from '../functions/src/domain/analytics/tables';
import { renderSchema } from './export/schema';

const folder = join(import.meta.dirname, '../analytics/schema');
mkdirSync(folder, { recursive: true });
for (const table of TABLE_NAMES) {
  writeFileSync(join(folder, `${table}.schema.json`), renderSchema(TABLES[table]));
}
