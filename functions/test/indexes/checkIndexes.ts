/**
 * The last check of `npm test`: does production serve every query that a suite sent, and is every index
 * needed? Takes the folder of the record and the repository's root. Prints what is wrong, and ends with 1.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionsSchema } from './indexDefinitions';
import { findQuerySites, type QuerySite } from './querySites';
import { formatShape } from './queryShape';
import { readRecord } from './record';
import { distinctShapes, judge } from './verdict';

const SOURCES = ['functions/src', 'tools', 'web/src', 'client/src'];

const [, , folder, root] = process.argv;
if (folder === undefined || root === undefined) throw new Error('Name the record and the root');

const definitions = definitionsSchema.parse(
  JSON.parse(readFileSync(join(root, 'firestore.indexes.json'), 'utf8')),
);
const record = readRecord(folder);
const found = judge({ definitions, ...record, sites: SOURCES.flatMap(sitesIn) });
if (process.argv.includes('--list')) {
  for (const shape of distinctShapes(record.queries)) console.log(formatShape(shape));
}
for (const sentence of found) console.log(sentence);
process.exitCode = found.length > 0 ? 1 : 0;

/** The query clauses of the sources in a folder. Tests are no sources. */
function sitesIn(part: string): QuerySite[] {
  return readdirSync(join(root ?? '', part), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^test\/|\.test\.ts$/.test(name))
    .map((name) => join(part, name))
    .flatMap((file) => findQuerySites(file, readFileSync(join(root ?? '', file), 'utf8')));
}
