/** A query reduced to what decides which indexes serve it. */
import type { Sent, SentFilter } from './request';

export type Direction = 'ASCENDING' | 'DESCENDING';
export type Scope = 'COLLECTION' | 'COLLECTION_GROUP';

export interface Order {
  field: string;
  direction: Direction;
}

/** One conjunction of filters, with its order. A query with OR is several of them. */
export interface QueryShape {
  collection: string;
  scope: Scope;
  /** Fields that are compared with `==` or `in`. Sorted, each once. */
  equalities: readonly string[];
  /** Fields that are searched with `array-contains` or `array-contains-any`. */
  contains: readonly string[];
  /** Fields with a range, `!=` or `not-in`. */
  inequalities: readonly string[];
  /** As they were sent. */
  orders: readonly Order[];
  /** Fields of a sum or an average. */
  aggregated: readonly string[];
  /** Whether it is one of several disjuncts: of OR, `in` or `array-contains-any`. */
  isDisjunct: boolean;
}

export const DOCUMENT_ID = '__name__';

const OPERATORS: Readonly<Record<string, 'equality' | 'contains' | 'inequality'>> = {
  EQUAL: 'equality',
  IN: 'equality',
  IS_NULL: 'equality',
  IS_NAN: 'equality',
  ARRAY_CONTAINS: 'contains',
  ARRAY_CONTAINS_ANY: 'contains',
  LESS_THAN: 'inequality',
  LESS_THAN_OR_EQUAL: 'inequality',
  GREATER_THAN: 'inequality',
  GREATER_THAN_OR_EQUAL: 'inequality',
  NOT_EQUAL: 'inequality',
  NOT_IN: 'inequality',
  IS_NOT_NULL: 'inequality',
  IS_NOT_NAN: 'inequality',
};
const DISJUNCTIONS: readonly string[] = ['IN', 'ARRAY_CONTAINS_ANY'];

interface Condition {
  field: string;
  op: string;
}

/** The shapes of a query: one for each conjunction of its filters. Throws for an unknown operator. */
export function shapesOf({ query, aggregations = [] }: Sent): QueryShape[] {
  const { collectionId, allDescendants } = query.from[0];
  const aggregated = aggregations.flatMap(({ sum, avg }) => (sum ?? avg)?.field.fieldPath ?? []);
  const orders = (query.orderBy ?? []).map(({ field, direction }) => ({
    field: field.fieldPath,
    direction,
  }));
  const conjunctions = query.where ? conjunctionsOf(query.where) : [[]];
  return conjunctions.map((conditions) => {
    const ofKind = (kind: string) =>
      sortedSet(conditions.filter(({ op }) => kindOf(op) === kind).map(({ field }) => field));
    return {
      collection: collectionId,
      scope: allDescendants === true ? 'COLLECTION_GROUP' : 'COLLECTION',
      equalities: ofKind('equality'),
      contains: ofKind('contains'),
      inequalities: ofKind('inequality'),
      orders,
      aggregated: sortedSet(aggregated),
      isDisjunct: conjunctions.length > 1 || conditions.some(({ op }) => DISJUNCTIONS.includes(op)),
    };
  });
}

/** Describes a shape in one line, the same for the same shape. */
export function formatShape(shape: QueryShape): string {
  const filters = [
    ...shape.equalities.map((field) => `${field} ==`),
    ...shape.contains.map((field) => `${field} contains`),
    ...shape.inequalities.map((field) => `${field} in a range`),
  ];
  const orders = shape.orders.map(({ field, direction }) => `${field} ${direction}`);
  return [
    `${shape.collection}${shape.scope === 'COLLECTION_GROUP' ? ' (group)' : ''}`,
    ...(filters.length === 0 ? [] : [`where ${filters.join(', ')}`]),
    ...(orders.length === 0 ? [] : [`ordered by ${orders.join(', ')}`]),
    ...(shape.aggregated.length === 0 ? [] : [`with a sum of ${shape.aggregated.join(', ')}`]),
    ...(shape.isDisjunct ? ['(a disjunct)'] : []),
  ].join(' ');
}

function kindOf(op: string) {
  const kind = OPERATORS[op];
  if (kind === undefined) throw new Error(`Unknown operator ${op}`);
  return kind;
}

/** Every condition of a filter, wherever it stands. */
export function conditionsOf(filter: SentFilter): Condition[] {
  if ('compositeFilter' in filter) return filter.compositeFilter.filters.flatMap(conditionsOf);
  const { field, op } = 'fieldFilter' in filter ? filter.fieldFilter : filter.unaryFilter;
  return [{ field: field.fieldPath, op }];
}

/** The disjunctive normal form. */
function conjunctionsOf(filter: SentFilter): Condition[][] {
  if (!('compositeFilter' in filter)) return [conditionsOf(filter)];
  const parts = filter.compositeFilter.filters.map(conjunctionsOf);
  if (filter.compositeFilter.op === 'OR') return parts.flat();
  return parts.reduce<Condition[][]>(
    (product, part) => product.flatMap((left) => part.map((right) => [...left, ...right])),
    [[]],
  );
}

function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
