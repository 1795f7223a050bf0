import { parseQueryRequest, parseWriteRequest } from './request';
import { formatShape, shapesOf } from './queryShape';

const filter = (fieldPath: string, op: string) => ({
  fieldFilter: { field: { fieldPath }, op, value: { stringValue: 'a secret' } },
});
const both = (op: 'AND' | 'OR', ...filters: object[]) => ({ compositeFilter: { op, filters } });
const request = (where: object | null, allDescendants?: boolean) => ({
  parent: 'projects/p/databases/(default)/documents',
  structuredQuery: {
    from: [{ collectionId: 'leads', ...(allDescendants !== undefined && { allDescendants }) }],
    where,
    orderBy: [{ field: { fieldPath: 'at' }, direction: 'DESCENDING' }],
    startAt: { values: [{ stringValue: 'a secret' }] },
    limit: { value: 10 },
  },
});
const formatted = (sent: object) => shapesOf(parseQueryRequest(sent)).map(formatShape);

test('no value of a query or of a write is kept', () => {
  const query = parseQueryRequest(request(filter('a', 'EQUAL')));
  const written = parseWriteRequest({
    writes: [
      { update: { name: 'x/documents/leads/1', fields: { a: { stringValue: 'a secret' } } } },
    ],
  });
  expect(JSON.stringify([query, written])).not.toContain('secret');
});

test('a query is reduced to its collection, its filters by kind, and its order', () => {
  const where = both(
    'AND',
    filter('b', 'GREATER_THAN'),
    filter('a', 'EQUAL'),
    { unaryFilter: { field: { fieldPath: 'c' }, op: 'IS_NULL' } },
    filter('d', 'ARRAY_CONTAINS'),
    filter('e', 'NOT_EQUAL'),
  );
  expect(formatted(request(where))).toEqual([
    'leads where a ==, c ==, d contains, b in a range, e in a range ordered by at DESCENDING',
  ]);
  expect(formatted(request(null, true))).toEqual(['leads (group) ordered by at DESCENDING']);
});

test('OR and `in` make disjuncts, each a query of its own', () => {
  const where = both(
    'AND',
    filter('a', 'EQUAL'),
    both('OR', filter('b', 'EQUAL'), both('AND', filter('c', 'EQUAL'), filter('d', 'LESS_THAN'))),
  );
  expect(formatted(request(where))).toEqual([
    'leads where a ==, b == ordered by at DESCENDING (a disjunct)',
    'leads where a ==, c ==, d in a range ordered by at DESCENDING (a disjunct)',
  ]);
  expect(formatted(request(filter('a', 'IN')))).toEqual([
    'leads where a == ordered by at DESCENDING (a disjunct)',
  ]);
});

test('an aggregation keeps the fields of its sums', () => {
  const { structuredQuery } = request(null);
  const aggregations = [{ count: {} }, { avg: { field: { fieldPath: 'seconds' } } }];
  expect(formatted({ structuredAggregationQuery: { structuredQuery, aggregations } })).toEqual([
    'leads ordered by at DESCENDING with a sum of seconds',
  ]);
});

test('an unknown operator is refused', () => {
  expect(() => formatted(request(filter('a', 'NEWER_THAN')))).toThrow(
    'Unknown operator NEWER_THAN',
  );
});

test('a write is reduced to its fields: those of maps, too, and those that the server sets', () => {
  const map = {
    mapValue: { fields: { state: {}, inner: { mapValue: { fields: { deep: {} } } } } },
  };
  const name = 'projects/p/databases/(default)/documents/leads/1/statusHistory/000001';
  const writes = [
    { update: { name, fields: { b: {}, a: map, empty: { mapValue: {} } } } },
    { update: { name, fields: {} }, updateTransforms: [{ fieldPath: 'at' }] },
    { delete: name },
  ];
  expect(parseWriteRequest({ writes })).toEqual([
    { collection: 'statusHistory', fields: ['a.inner', 'a.state', 'b', 'empty'] },
    { collection: 'statusHistory', fields: ['at'] },
  ]);
});
