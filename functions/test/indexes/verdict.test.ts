import type { Definitions } from './indexDefinitions';
import { findQuerySites } from './querySites';
import type { RecordedQuery, RecordedWrite } from './record';
import { judge, type Evidence } from './verdict';

const ORIGINS = ['functions/src/firestore/leadStore.ts', 'functions/lib/index.js', 'board'];

/** Queries of one shape by everything that sends queries. */
function sent(op: string, ...fields: string[]): RecordedQuery[] {
  const filters = fields.map((fieldPath, n) => ({
    fieldFilter: { field: { fieldPath }, op: n === 0 ? 'EQUAL' : op },
  }));
  const query: RecordedQuery['query'] = {
    from: [{ collectionId: 'leads' }],
    where: { compositeFilter: { op: 'AND', filters } },
  };
  return ORIGINS.map((origin) => ({ kind: 'query', origin, query }));
}
const writing = (...fields: string[]): RecordedWrite[] => [
  { kind: 'write', origin: 'board', collection: 'leads', fields },
];
const RANGE: Definitions['indexes'][number] = {
  collectionGroup: 'leads',
  queryScope: 'COLLECTION',
  fields: [
    { fieldPath: 'a', order: 'ASCENDING' },
    { fieldPath: 'b', order: 'ASCENDING' },
  ],
};
const exempt = (fieldPath: string) => ({ collectionGroup: 'leads', fieldPath, indexes: [] });
const judged = ({ definitions, ...evidence }: Partial<Evidence>) =>
  judge({
    definitions: definitions ?? { indexes: [], fieldOverrides: [] },
    queries: sent('EQUAL', 'a'),
    writes: [],
    sites: [],
    ...evidence,
  });

test('nothing is wrong if each query has its index, and each index its query', () => {
  const definitions = { indexes: [RANGE], fieldOverrides: [exempt('b')] };
  const queries = sent('LESS_THAN', 'a', 'b');
  expect(judged({ definitions, queries, writes: writing('a', 'b') })).toEqual([]);
});

test('a query that production refuses is named, once, with the index that it wants', () => {
  expect(judged({ queries: sent('LESS_THAN', 'a', 'b') })).toEqual([
    `No index serves leads where a ==, b in a range: add ${JSON.stringify({ indexes: RANGE })}`,
  ]);
});

test('an index that nothing needs is named; of two that replace each other, one', () => {
  const definitions = { indexes: [RANGE, { ...RANGE }], fieldOverrides: [] };
  const remove = `No query needs the index ${JSON.stringify(RANGE)}: remove it.`;
  expect(judged({ definitions, queries: sent('LESS_THAN', 'a', 'b') })).toEqual([remove]);
  expect(judged({ definitions, queries: sent('EQUAL', 'a', 'b') })).toEqual([remove, remove]);
});

test('an index of an override that nothing needs is named', () => {
  const indexes: Definitions['fieldOverrides'][number]['indexes'] = [
    { order: 'ASCENDING', queryScope: 'COLLECTION' },
    { order: 'DESCENDING', queryScope: 'COLLECTION' },
  ];
  const definitions = { indexes: [], fieldOverrides: [{ ...exempt('a'), indexes }] };
  expect(judged({ definitions })).toEqual([
    'No query needs the index {"collectionGroup":"leads","fieldPath":"a","order":"DESCENDING","queryScope":"COLLECTION"}: remove it from its override.',
  ]);
});

test('a written field keeps the index of its override that a query needs', () => {
  const indexes: Definitions['fieldOverrides'][number]['indexes'] = [
    { arrayConfig: 'CONTAINS', queryScope: 'COLLECTION' },
  ];
  const definitions = { indexes: [], fieldOverrides: [{ ...exempt('b'), indexes }] };
  const query: RecordedQuery['query'] = {
    from: [{ collectionId: 'leads' }],
    where: { fieldFilter: { field: { fieldPath: 'b' }, op: 'ARRAY_CONTAINS_ANY' } },
  };
  const queries = ORIGINS.map((origin) => ({ kind: 'query', origin, query }) as const);
  expect(judged({ definitions, queries, writes: writing('b') })).toEqual([]);
});

test('written fields whose automatic indexes nothing needs are named: a whole map, if it may be', () => {
  const queries = [...sent('EQUAL', 'a', 'm.used'), ...sent('LESS_THAN', 'a', 'b')];
  const writes = writing('a', 'b', 'm.used', 'm.unused', 'n.x', 'n.y');
  const add = 'No query needs the automatic indexes of a field: add';
  const fields = ['b', 'm.unused', 'n'];
  expect(
    judged({ definitions: { indexes: [RANGE], fieldOverrides: [] }, queries, writes }),
  ).toEqual(fields.map((field) => `${add} ${JSON.stringify(exempt(field))}`));
  const definitions = { indexes: [RANGE], fieldOverrides: fields.map(exempt) };
  expect(judged({ definitions, queries, writes })).toEqual([]);
});

test('what people ask for in the console is served, too', () => {
  const fieldOverrides = [{ collectionGroup: 'visits', fieldPath: 'leadSync', indexes: [] }];
  const [found, ...others] = judged({ definitions: { indexes: [], fieldOverrides } });
  expect(found).toContain('No index serves visits where leadSync.state ==: add');
  expect(others).toEqual([]);
});

test('a query in the sources that nothing sent is named', () => {
  const sites = findQuerySites('web/src/a.ts', `where('a', '==', x), where('z', '==', x)`);
  expect(judged({ sites })).toEqual(['No suite sent a query with web/src/a.ts:1: where(z, ==)']);
});

test('a sender of which nothing was recorded is named', () => {
  const queries = sent('EQUAL', 'a').filter(({ origin }) => origin !== 'board');
  expect(judged({ queries })).toEqual([
    'No query of the board was recorded: the recorder does not see it.',
  ]);
});
