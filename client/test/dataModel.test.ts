/** docs/data-model.md says what the schemas and the library say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemaOf, SCHEMA_NAMES, type SchemaName } from '../jsonSchemas';
import * as library from '../src/index';

const ROOT = join(__dirname, '../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/data-model.md'), 'utf8');

/** The fields of a schema: at its top, and at any depth. */
function fieldsOf(schema: object): string[] {
  const { properties = {} }: { properties?: object } = schema;
  return Object.keys(properties);
}
function allFieldsOf(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return [...fieldsOf(part), ...Object.values(part).flatMap(allFieldsOf)];
}

/** The part under a heading of the second level. */
function sectionOf(heading: string): string {
  const [, rest] = DOCUMENT.split(`\n## \`${heading}\`\n`);
  if (rest === undefined) throw new Error(`There is no section ${heading}`);
  return rest.split('\n## ')[0] ?? '';
}

const blocksIn = (language: string): string[] =>
  [...DOCUMENT.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  );

test.each<[heading: string, schema: SchemaName]>([
  ['appointments/{appointmentId}', 'appointment'],
  ['visits/{visitId}', 'visit'],
  ['enquiries/{enquiryId}', 'enquiry'],
  ['leads/{leadId}', 'lead'],
  ['leads/{leadId}/statusHistory/{seq}', 'historyEntry'],
  ['inbox/{mailId}', 'inboxMail'],
  ['settings/board', 'boardSettings'],
  ['contacts/{contactId}', 'contact'],
  ['listings/{listingId}', 'listing'],
  ['changeLeadStatus', 'changeLeadStatus.request'],
])('the table of %s names the fields of its schema', (heading, name) => {
  const named = [...sectionOf(heading).matchAll(/^\| `(\w+)` /gm)].map(([, field]) => field);
  expect(named.sort()).toEqual(fieldsOf(jsonSchemaOf(name)).sort());
});

test('it names every export of the library', () => {
  const [, section = ''] = DOCUMENT.split('\n## The client library\n');
  const missing = Object.keys(library).filter(
    (name) => !name.endsWith('Schema') && !new RegExp(`\\b${name}\\b`).test(section),
  );
  expect(missing).toEqual([]);
});

describe.each(['dart', 'kotlin', 'swift'])('the snippet in %s', (language) => {
  const [code = '', ...others] = blocksIn(language);

  test('is there, once', () => {
    expect(code).not.toBe('');
    expect(others).toEqual([]);
  });

  test('names fields that the schemas have', () => {
    const known = new Set(SCHEMA_NAMES.map((name) => jsonSchemaOf(name)).flatMap(allFieldsOf));
    // The keys of maps, and what queries filter and sort by.
    const keys = [...code.matchAll(/['"](\w+)['"](?::| to )/g)];
    const queried = [
      ...code.matchAll(/(?:where\w*|whereField|orderBy|order)\((?:by: )?['"](\w+)['"]/g),
    ];
    expect(queried).toHaveLength(2);
    const named = [...keys, ...queried].map(([, field = '']) => field);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((field) => !known.has(field))).toEqual([]);
  });

  test('stamps what it creates', () => {
    for (const stamp of ['createdBy', 'createdAt', 'updatedBy', 'updatedAt', 'statusAt']) {
      expect(code).toMatch(new RegExp(`['"]${stamp}['"]`));
    }
  });
});
