/**
 * Which queries production serves. Emulators serve all. The rules are those of Firestore's documentation:
 * "Standard edition index overview" (automatic indexes and their exemptions, scopes, merging), the proto
 * comments of `StructuredQuery.order_by` (implied orders) and of `Index.fields` (the direction of the
 * document's name), and "Summarize data with aggregation queries". Firestore reads an index in one direction
 * only: an index that descends serves no query that ascends, and no unordered count of a range
 * (seen in production by others: github.com/BasedHardware/omi, issue 10777 and pull request 13457).
 *
 * Where the documentation is silent, the stricter reading counts: a sum or an average wants its field behind
 * the order in every index that serves it, and a disjunct with an order is not served by merging.
 */
import {
  compositesOf,
  singleFieldIndexesOf,
  type Composite,
  type Definitions,
  type Index,
  type IndexEntry,
  type SingleField,
} from './indexDefinitions';
import { DOCUMENT_ID, type Direction, type Order, type QueryShape } from './queryShape';

/** Whether production serves a query of this shape. */
export function isServed(shape: QueryShape, definitions: Definitions): boolean {
  const { collection, scope } = shape;
  const order = orderOf(shape);
  const filtered = filteredOf(shape);
  const isByDocumentId = order.fields.length === 0 && shape.aggregated.length === 0;
  if (filtered.length === 0 && isByDocumentId) {
    return singleFieldIndexesOf(definitions, collection, scope, DOCUMENT_ID).some(
      ([entry]) => entry?.mode === order.ofDocumentId,
    );
  }
  const fields = [...filtered, ...order.fields, ...shape.aggregated.map(ascending)];
  const indexes = [
    ...compositesOf(definitions, collection, scope),
    ...[...new Set(fields.map(({ field }) => field))].flatMap((field) =>
      singleFieldIndexesOf(definitions, collection, scope, field),
    ),
  ];
  const covered = indexes
    .map((index) => coveredBy(index, shape, order))
    .filter((filters) => filters !== null);
  if (filtered.length === 0) return covered.length > 0;
  const mayMerge = !shape.isDisjunct || isByDocumentId;
  return mayMerge
    ? filtered.every((filter) => covered.some((filters) => includes(filters, filter)))
    : covered.some((filters) => filtered.every((filter) => includes(filters, filter)));
}

/** What to add to `firestore.indexes.json` so that a shape is served. */
export type MissingIndex =
  | { indexes: Composite }
  | { fieldOverrides: { collectionGroup: string; fieldPath: string; indexes: SingleField[] } };

/** The index that serves a shape by itself. */
export function missingIndexOf(shape: QueryShape): MissingIndex {
  const { collection: collectionGroup, scope: queryScope } = shape;
  const order = orderOf(shape);
  const entries = [
    ...filteredOf(shape),
    ...order.fields,
    ...aggregatedBehind(shape, order).map(ascending),
  ];
  // The name follows the direction of the last field, unless the index says something else.
  const lastDirection = entries.at(-1)?.mode === 'DESCENDING' ? 'DESCENDING' : 'ASCENDING';
  if (order.ofDocumentId !== lastDirection || entries.length === 0) {
    entries.push({ field: DOCUMENT_ID, mode: order.ofDocumentId });
  }
  const [first, ...others] = entries.map(({ field, mode }) => ({
    fieldPath: field,
    ...(mode === 'CONTAINS' ? { arrayConfig: mode } : { order: mode }),
  }));
  if (first === undefined) throw new Error('Unreachable: the document’s name is an entry');
  if (others.length > 0) {
    return { indexes: { collectionGroup, queryScope, fields: [first, ...others] } };
  }
  const { fieldPath, ...index } = first;
  return { fieldOverrides: { collectionGroup, fieldPath, indexes: [{ ...index, queryScope }] } };
}

/** The order in which a query wants its results. */
interface FullOrder {
  fields: readonly IndexEntry[];
  ofDocumentId: Direction;
}

/**
 * The order that was sent, then the fields of inequalities that it lacks, then the document's name: each in
 * the direction of the last order that was sent. A field that is equal in all results orders nothing.
 */
function orderOf({ orders, inequalities, equalities }: QueryShape): FullOrder {
  const end = orders.findIndex(({ field }) => field === DOCUMENT_ID);
  const sent = end < 0 ? orders : orders.slice(0, end);
  const direction: Direction = orders.at(-1)?.direction ?? 'ASCENDING';
  const implied: Order[] = inequalities
    .filter((field) => field !== DOCUMENT_ID && !sent.some((order) => order.field === field))
    .map((field) => ({ field, direction }));
  const fields = [...sent, ...implied]
    .filter(({ field }) => !equalities.includes(field))
    .map((order) => ({ field: order.field, mode: order.direction }));
  return { fields, ofDocumentId: orders[end]?.direction ?? direction };
}

/** What the filters ask of an index, before its order. A document is found by its name without any. */
function filteredOf({ equalities, contains }: QueryShape): IndexEntry[] {
  return [
    ...equalities.filter((field) => field !== DOCUMENT_ID).map(ascending),
    ...contains.map((field): IndexEntry => ({ field, mode: 'CONTAINS' })),
  ];
}

/** The fields of sums and averages that neither filters nor order bring into the index. */
function aggregatedBehind({ aggregated, equalities }: QueryShape, { fields }: FullOrder): string[] {
  return aggregated.filter(
    (field) => !equalities.includes(field) && !fields.some((order) => order.field === field),
  );
}

/**
 * The filters that an index covers, if it has the query's order behind them; null if it cannot be used. It
 * begins with fields of the filters, in any sequence and direction, and has nothing that the query lacks.
 */
function coveredBy(index: Index, shape: QueryShape, order: FullOrder): IndexEntry[] | null {
  const last = index.at(-1);
  const isNamed = last?.field === DOCUMENT_ID;
  const entries = isNamed ? index.slice(0, -1) : index;
  const direction = last?.mode === 'DESCENDING' ? 'DESCENDING' : 'ASCENDING';
  const filtered = filteredOf(shape);
  const behind = aggregatedBehind(shape, order);
  const prefixLength = entries.length - order.fields.length - behind.length;
  if (prefixLength < 0) return null;
  const prefix = entries.slice(0, prefixLength);
  const ordered = entries.slice(prefixLength, prefixLength + order.fields.length);
  const aggregated = entries.slice(prefixLength + order.fields.length);
  const covered = filtered.filter((filter) => includes(prefix, filter));
  const fits =
    covered.length === prefix.length &&
    order.fields.every(
      ({ field, mode }, n) => ordered[n]?.field === field && ordered[n].mode === mode,
    ) &&
    behind.every((field) => aggregated.some((entry) => entry.field === field)) &&
    // A sum has no order, and no results that come in one.
    (behind.length > 0 || direction === order.ofDocumentId);
  return fits ? covered : null;
}

/** Whether entries serve a filter. An equality is served in both directions. */
function includes(entries: readonly IndexEntry[], { field, mode }: IndexEntry): boolean {
  return entries.some(
    (entry) => entry.field === field && (entry.mode === 'CONTAINS') === (mode === 'CONTAINS'),
  );
}

function ascending(field: string): IndexEntry {
  return { field, mode: 'ASCENDING' };
}
