/** What is wrong with the indexes, by the record of what all suites sent. */
import { singleFieldIndexesOf, type Definitions } from './indexDefinitions';
import { isServed, missingIndexOf } from './indexRules';
import { formatShape, shapesOf, type QueryShape } from './queryShape';
import { formatSite, isSent, type QuerySite } from './querySites';
import type { RecordedQuery, RecordedWrite } from './record';

/**
 * The collections that grow. Of others, as `maintenance` with its one document, an index costs nothing, and
 * the agency's other systems own `contacts` and `listings`.
 */
const GROWING: readonly string[] = [
  'leads',
  'statusHistory',
  'enquiries',
  'appointments',
  'visits',
];

/** What people ask for in the console, as docs/checks.md says ("In the console"). No suite sends these. */
const IN_CONSOLE: readonly QueryShape[] = (
  [
    ['leads', 'status'],
    ['leads', 'assignedTo'],
    ['enquiries', 'status'],
    ['enquiries', 'leadSync.state'],
    ['appointments', 'leadSync.state'],
    ['visits', 'leadSync.state'],
  ] as const
).map(([collection, field]) => ({
  collection,
  scope: 'COLLECTION',
  equalities: [field],
  contains: [],
  inequalities: [],
  orders: [],
  aggregated: [],
  isDisjunct: false,
}));

/** What sends queries: each must have sent some, or the recorder does not see it any more. */
const SENDERS: Readonly<Record<string, (origin: string) => boolean>> = {
  'the functions in the tests’ process': (origin) => origin.startsWith('functions/src/'),
  'the deployed functions in their emulator': (origin) => origin.startsWith('functions/lib/'),
  'the board': (origin) => origin === 'board',
};

export interface Evidence {
  definitions: Definitions;
  queries: readonly RecordedQuery[];
  writes: readonly RecordedWrite[];
  sites: readonly QuerySite[];
}

/** Sentences that say what is wrong, and what to do. None if each query has its index and each index its query. */
export function judge({ definitions, queries, writes, sites }: Evidence): string[] {
  const shapes = [...distinctShapes(queries), ...IN_CONSOLE];
  const unserved = shapes.filter((shape) => !isServed(shape, definitions));
  const served = shapes.filter((shape) => isServed(shape, definitions));
  return [
    ...Object.entries(SENDERS)
      .filter(([, isSender]) => !queries.some(({ origin }) => isSender(origin)))
      .map(([name]) => `No query of ${name} was recorded: the recorder does not see it.`),
    ...unserved.map(
      (shape) =>
        `No index serves ${formatShape(shape)}: add ${JSON.stringify(missingIndexOf(shape))}`,
    ),
    ...findUnneeded(definitions, served),
    ...findUnqueriedFields(definitions, served, writes),
    ...sites
      .filter((site) => !isSent(site, queries))
      .map((site) => `No suite sent a query with ${formatSite(site)}`),
  ];
}

/** The distinct shapes of queries, in the order of their descriptions. */
export function distinctShapes(queries: readonly RecordedQuery[]): QueryShape[] {
  const shapes = queries.flatMap(shapesOf).map((shape) => [formatShape(shape), shape] as const);
  return [...new Map(shapes)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, shape]) => shape);
}

/** The indexes of the file without which all these shapes are served, too. All of them can go together. */
function findUnneeded(definitions: Definitions, shapes: readonly QueryShape[]): string[] {
  const found: string[] = [];
  let { indexes, fieldOverrides } = definitions;
  for (const index of indexes) {
    const others = indexes.filter((each) => each !== index);
    if (!areServed(shapes, { indexes: others, fieldOverrides })) continue;
    indexes = others;
    found.push(`No query needs the index ${JSON.stringify(index)}: remove it.`);
  }
  for (const { indexes: ofField, ...override } of fieldOverrides) {
    for (const index of ofField) {
      const others = fieldOverrides.map((each) =>
        each.indexes.includes(index)
          ? { ...each, indexes: each.indexes.filter((kept) => kept !== index) }
          : each,
      );
      if (!areServed(shapes, { indexes, fieldOverrides: others })) continue;
      fieldOverrides = others;
      found.push(
        `No query needs the index ${JSON.stringify({ ...override, ...index })}: remove it from its override.`,
      );
    }
  }
  return found;
}

/**
 * The fields that the product writes, and whose automatic indexes no query needs. A field that queries of its
 * collection compare with `==` keeps them, for other apps, even if a composite index serves all of ours.
 */
function findUnqueriedFields(
  definitions: Definitions,
  shapes: readonly QueryShape[],
  writes: readonly RecordedWrite[],
): string[] {
  const found = new Set<string>();
  let { fieldOverrides } = definitions;
  for (const collectionGroup of GROWING) {
    const fields = writes
      .filter(({ collection }) => collection === collectionGroup)
      .flatMap((write) => write.fields);
    for (const field of [...new Set(fields)].sort()) {
      const now = { ...definitions, fieldOverrides };
      const isIndexed = singleFieldIndexesOf(now, collectionGroup, 'COLLECTION', field).length > 0;
      const isCompared = shapes.some(
        ({ collection, scope, equalities }) =>
          collection === collectionGroup && scope === 'COLLECTION' && equalities.includes(field),
      );
      if (!isIndexed || isCompared) continue;
      // Preferably the whole map, of which it is a part.
      const [map = field] = field.split('.');
      for (const fieldPath of map === field ? [field] : [map, field]) {
        const override = { collectionGroup, fieldPath, indexes: [] };
        const exempt = [override, ...fieldOverrides]; // The first one counts: this one, not one that is there already.
        if (!areServed(shapes, { ...definitions, fieldOverrides: exempt })) continue;
        fieldOverrides = exempt;
        found.add(
          `No query needs the automatic indexes of a field: add ${JSON.stringify(override)}`,
        );
        break;
      }
    }
  }
  return [...found];
}

function areServed(shapes: readonly QueryShape[], definitions: Definitions): boolean {
  return shapes.every((shape) => isServed(shape, definitions));
}
