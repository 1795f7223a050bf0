import * as fc from 'fast-check';
import {
  definitionsSchema,
  type Composite,
  type Definitions,
  type SingleField,
} from './indexDefinitions';
import { isServed, missingIndexOf } from './indexRules';
import type { Direction, QueryShape, Scope } from './queryShape';

const C = 'leads';

/** A query without filters, with the changes of a test. */
const shape = (changes: Partial<QueryShape> = {}): QueryShape => ({
  collection: C,
  scope: 'COLLECTION',
  equalities: [],
  contains: [],
  inequalities: [],
  orders: [],
  aggregated: [],
  isDisjunct: false,
  ...changes,
});
const asc = (field: string) => ({ field, direction: 'ASCENDING' as const });
const desc = (field: string) => ({ field, direction: 'DESCENDING' as const });

/** An index in short: `a, b DESC, c CONTAINS`. */
function composite(text: string, queryScope: Scope = 'COLLECTION'): Composite {
  const fields = text.split(', ').map((each) => {
    const [fieldPath = '', mode = 'ASC'] = each.split(' ');
    if (mode === 'CONTAINS') return { fieldPath, arrayConfig: mode } as const;
    return { fieldPath, order: mode === 'DESC' ? 'DESCENDING' : 'ASCENDING' } as const;
  });
  return { collectionGroup: C, queryScope, fields };
}
const definitions = (...indexes: readonly Composite[]): Definitions => ({
  indexes: [...indexes],
  fieldOverrides: [],
});
const exempt = (fieldPath: string, ...indexes: SingleField[]): Definitions => ({
  indexes: [],
  fieldOverrides: [{ collectionGroup: C, fieldPath, indexes }],
});
const NONE = definitions();

describe('automatic indexes', () => {
  test.each([
    ['all documents', shape()],
    ['one equality', shape({ equalities: ['a'] })],
    ['a subfield', shape({ equalities: ['a.b'] })],
    ['equalities, merged', shape({ equalities: ['a', 'b', 'c'] })],
    ['equalities and a search in an array', shape({ equalities: ['a'], contains: ['b'] })],
    ['a range', shape({ inequalities: ['a'] })],
    ['a descending order', shape({ orders: [desc('a')] })],
    ['a range in its order', shape({ inequalities: ['a'], orders: [desc('a')] })],
    ['an order, then the id', shape({ orders: [asc('a'), asc('__name__')] })],
    ['the order of the id', shape({ orders: [asc('__name__')] })],
    ['an equality in the order of the id', shape({ equalities: ['a'], orders: [asc('__name__')] })],
    ['documents by their ids', shape({ equalities: ['__name__'], isDisjunct: true })],
    ['a sum of everything', shape({ aggregated: ['a'] })],
  ])('serve %s', (_, query) => {
    expect(isServed(query, NONE)).toBe(true);
  });

  test.each([
    ['an equality with a range', shape({ equalities: ['a'], inequalities: ['b'] })],
    ['an equality with an order', shape({ equalities: ['a'], orders: [asc('b')] })],
    ['two orders', shape({ orders: [asc('a'), asc('b')] })],
    ['the id backwards', shape({ orders: [desc('__name__')] })],
    [
      'an order, with the id in the other direction',
      shape({ orders: [asc('a'), desc('__name__')] }),
    ],
    ['a filtered sum', shape({ equalities: ['a'], aggregated: ['b'] })],
  ])('do not serve %s', (_, query) => {
    expect(isServed(query, NONE)).toBe(false);
  });
});

describe('collection groups', () => {
  const group = (changes: Partial<QueryShape>) => shape({ scope: 'COLLECTION_GROUP', ...changes });
  const onlyGroup: SingleField = { order: 'ASCENDING', queryScope: 'COLLECTION_GROUP' };

  test('have no automatic index, but the order of the id', () => {
    expect(isServed(group({ orders: [asc('__name__')] }), NONE)).toBe(true);
    expect(isServed(group({ equalities: ['a'] }), NONE)).toBe(false);
    expect(isServed(group({ equalities: ['a'] }), exempt('a', onlyGroup))).toBe(true);
  });

  test('are not served by the indexes of collections, nor the other way round', () => {
    const query = { equalities: ['a'], inequalities: ['b'] };
    expect(isServed(group(query), definitions(composite('a, b')))).toBe(false);
    const ofGroup = definitions(composite('a, b', 'COLLECTION_GROUP'));
    expect(isServed(group(query), ofGroup)).toBe(true);
    expect(isServed(shape(query), ofGroup)).toBe(false);
  });

  test('an override replaces the automatic indexes of the collection', () => {
    expect(isServed(shape({ orders: [desc('a')] }), exempt('a', onlyGroup))).toBe(false);
  });
});

describe('exemptions', () => {
  test('take the automatic indexes of a field, and of the fields of a map', () => {
    for (const field of ['a', 'a.b', 'a.b.c']) {
      expect(isServed(shape({ equalities: [field] }), exempt('a'))).toBe(false);
    }
    expect(isServed(shape({ equalities: ['ab'] }), exempt('a'))).toBe(true);
  });

  test('of a subfield stand before those of its map, and those before all fields', () => {
    const ascending: SingleField = { order: 'ASCENDING', queryScope: 'COLLECTION' };
    const fieldOverrides = [
      ...exempt('*').fieldOverrides,
      ...exempt('a').fieldOverrides,
      ...exempt('a.b', ascending).fieldOverrides,
    ];
    const all = { indexes: [], fieldOverrides };
    expect(isServed(shape({ equalities: ['a.b'] }), all)).toBe(true);
    expect(isServed(shape({ orders: [desc('a.b')] }), all)).toBe(false);
    expect(isServed(shape({ equalities: ['a.c'] }), all)).toBe(false);
    expect(isServed(shape({ equalities: ['x'] }), all)).toBe(false);
  });

  test('leave composite indexes as they are', () => {
    const both = { ...exempt('a'), indexes: [composite('a, b')] };
    expect(isServed(shape({ equalities: ['a'], inequalities: ['b'] }), both)).toBe(true);
  });
});

describe('composite indexes', () => {
  const served = (query: Partial<QueryShape>, ...indexes: string[]) =>
    isServed(shape(query), definitions(...indexes.map((each) => composite(each))));

  test('begin with the equalities, in any sequence and direction', () => {
    const query = { equalities: ['a', 'b'], orders: [desc('c')] };
    expect(served(query, 'a, b, c DESC')).toBe(true);
    expect(served(query, 'b DESC, a, c DESC')).toBe(true);
    expect(served(query, 'a, c DESC, b')).toBe(false);
  });

  test('are read in one direction', () => {
    expect(served({ equalities: ['a'], orders: [desc('b')] }, 'a, b')).toBe(false);
    expect(served({ orders: [asc('a'), desc('b')] }, 'a, b DESC')).toBe(true);
    expect(served({ orders: [desc('a'), asc('b')] }, 'a, b DESC')).toBe(false);
  });

  test('that descend serve no count of a range, unless it is ordered so', () => {
    const count = { equalities: ['a'], inequalities: ['b'] };
    expect(served(count, 'a, b DESC')).toBe(false);
    expect(served(count, 'a, b')).toBe(true);
    expect(served({ ...count, orders: [desc('b')] }, 'a, b DESC')).toBe(true);
  });

  test('have nothing that the query does not have', () => {
    expect(served({ equalities: ['a'], orders: [asc('c')] }, 'a, b, c')).toBe(false);
    expect(served({ equalities: ['a'], orders: [asc('c')] }, 'a, c, b')).toBe(false);
  });

  test('with the same order behind them are merged', () => {
    const query = { equalities: ['a', 'b'], orders: [asc('c')] };
    expect(served(query, 'a, c', 'b, c')).toBe(true);
    expect(served(query, 'a, c')).toBe(false);
    expect(served(query, 'a, c', 'b, c DESC')).toBe(false);
    expect(served({ ...query, isDisjunct: true }, 'a, c', 'b, c')).toBe(false);
  });

  test('hold the field of a sum behind the rest', () => {
    const query = { equalities: ['a'], inequalities: ['b'], aggregated: ['c'] };
    expect(served(query, 'a, b, c')).toBe(true);
    expect(served(query, 'a, b, c DESC')).toBe(true);
    expect(served(query, 'a, c, b')).toBe(false);
    expect(served({ ...query, aggregated: ['b'] }, 'a, b')).toBe(true);
  });

  test('search arrays only where they say so', () => {
    const query = { contains: ['a'], orders: [asc('b')] };
    expect(served(query, 'a CONTAINS, b')).toBe(true);
    expect(served(query, 'a, b')).toBe(false);
  });

  test('end with the id, in the direction of the last field or in their own', () => {
    const query = { equalities: ['a'], orders: [desc('b'), asc('__name__')] };
    expect(served(query, 'a, b DESC')).toBe(false);
    expect(served(query, 'a, b DESC, __name__')).toBe(true);
  });
});

const fields = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e.f'), { maxLength: 4 });
const anyShape: fc.Arbitrary<QueryShape> = fc
  .record({
    fields,
    scope: fc.constantFrom<Scope>('COLLECTION', 'COLLECTION_GROUP'),
    roles: fc.array(fc.constantFrom('equality', 'contains', 'inequality', 'order', 'sum'), {
      minLength: 4,
      maxLength: 4,
    }),
    direction: fc.constantFrom<Direction>('ASCENDING', 'DESCENDING'),
    ofDocumentId: fc.option(fc.constantFrom<Direction>('ASCENDING', 'DESCENDING')),
    isDisjunct: fc.boolean(),
  })
  .map(({ fields: used, scope, roles, direction, ofDocumentId, isDisjunct }) => {
    const withRole = (role: string) => used.filter((_, n) => roles[n] === role);
    const orders = withRole('order').map((field) => ({ field, direction }));
    return shape({
      scope,
      equalities: withRole('equality'),
      contains: withRole('contains').slice(0, 1),
      inequalities: withRole('inequality'),
      orders:
        ofDocumentId === null
          ? orders
          : [...orders, { field: '__name__', direction: ofDocumentId }],
      aggregated: withRole('sum'),
      isDisjunct,
    });
  });

/** Definitions with an index that was missing. */
function withIndex(query: QueryShape): Definitions {
  const missing = missingIndexOf(query);
  return definitionsSchema.parse(
    'indexes' in missing
      ? { indexes: [missing.indexes], fieldOverrides: [] }
      : { indexes: [], fieldOverrides: [missing.fieldOverrides] },
  );
}

test('what is said to be missing serves the query', () => {
  fc.assert(
    fc.property(anyShape, (query) => {
      fc.pre(!isServed(query, NONE));
      expect(isServed(query, withIndex(query))).toBe(true);
    }),
  );
});

test('more composite indexes serve no less', () => {
  fc.assert(
    fc.property(anyShape, anyShape, (query, other) => {
      const missing = missingIndexOf(other);
      if (!('indexes' in missing) || !isServed(query, NONE)) return;
      expect(isServed(query, definitions(missing.indexes))).toBe(true);
    }),
  );
});

test('the sequence of the equalities does not matter', () => {
  fc.assert(
    fc.property(anyShape, (query) => {
      const reversed = { ...query, equalities: [...query.equalities].reverse() };
      const indexes = withIndex(query);
      expect(isServed(reversed, indexes)).toBe(isServed(query, indexes));
    }),
  );
});
