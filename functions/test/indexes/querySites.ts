/** Finds the conditions and orders of queries in source files, and which of them were ever sent. */
import ts from 'typescript';
import { conditionsOf, DOCUMENT_ID } from './queryShape';
import type { RecordedQuery } from './record';

/** A condition, an order, or a sum or average. The field is null where the source does not name it. */
type Clause =
  | { kind: 'where'; field: string | null; op: string }
  | { kind: 'orderBy'; field: string | null; op: string }
  | { kind: 'aggregate'; field: string | null; op: string };

/** A place in the sources that adds a clause to a query. */
export interface QuerySite {
  file: string;
  line: number;
  clause: Clause;
  /** The collections that it may be about; null if the source does not name them. */
  collections: readonly string[] | null;
}

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '==': ['EQUAL', 'IS_NULL', 'IS_NAN'],
  '!=': ['NOT_EQUAL', 'IS_NOT_NULL', 'IS_NOT_NAN'],
  '<': ['LESS_THAN'],
  '<=': ['LESS_THAN_OR_EQUAL'],
  '>': ['GREATER_THAN'],
  '>=': ['GREATER_THAN_OR_EQUAL'],
  in: ['IN'],
  'not-in': ['NOT_IN'],
  'array-contains': ['ARRAY_CONTAINS'],
  'array-contains-any': ['ARRAY_CONTAINS_ANY'],
};
const DIRECTIONS: Readonly<Record<string, string>> = { asc: 'ASCENDING', desc: 'DESCENDING' };
const AGGREGATES: ReadonlyMap<string, string> = new Map([
  ['sum', 'sum'],
  ['average', 'avg'],
]);
const COLLECTION_CALLS: readonly string[] = ['collection', 'collectionGroup'];

/** Finds the query clauses of a source file. Reads text alone: it follows no variable and no call. */
export function findQuerySites(file: string, text: string): QuerySite[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const inFile = collectionsIn(source);
  return source.statements.flatMap((statement) => {
    const inStatement = collectionsIn(statement);
    const collections = inStatement.isNamed ? inStatement : inFile;
    return callsIn(statement).flatMap((call) => {
      const clause = clauseOf(call);
      if (clause === null) return [];
      const { line } = source.getLineAndCharacterOfPosition(endOfName(call));
      return [{ file, line: line + 1, clause, collections: collections.names }];
    });
  });
}

/**
 * Whether a clause was ever part of a query that was sent. A server's query is sent by the file that builds
 * it; the board's files are one bundle, and there the collection decides.
 */
export function isSent(
  { file, clause, collections }: QuerySite,
  queries: readonly RecordedQuery[],
): boolean {
  // The board's queries are those of the client library that it uses, too.
  const isBoard = file.startsWith('web/') || file.startsWith('client/');
  // The tools run from bundles, in which a file is not known.
  const sender = isBoard ? 'board' : file.startsWith('tools/') ? 'tools/' : file;
  return queries
    .filter(({ origin }) => origin === sender)
    .filter(
      ({ query }) =>
        !isBoard || collections === null || collections.includes(query.from[0].collectionId),
    )
    .some((query) => clausesOf(query).some((sent) => isSame(sent, clause)));
}

export function formatSite({ file, line, clause: { kind, field, op } }: QuerySite): string {
  return `${file}:${String(line)}: ${kind}(${field ?? '…'}, ${op})`;
}

function clausesOf({ query, aggregations = [] }: RecordedQuery): Clause[] {
  return [
    ...(query.where ? conditionsOf(query.where) : []).map(({ field, op }): Clause => ({
      kind: 'where',
      field,
      op,
    })),
    ...(query.orderBy ?? []).map(({ field, direction }): Clause => ({
      kind: 'orderBy',
      field: field.fieldPath,
      op: direction,
    })),
    ...aggregations.flatMap((aggregation) =>
      (['sum', 'avg'] as const).flatMap((op): Clause[] => {
        const field = aggregation[op]?.field.fieldPath;
        return field === undefined ? [] : [{ kind: 'aggregate', field, op }];
      }),
    ),
  ];
}

function isSame(sent: Clause, { kind, field, op }: Clause): boolean {
  const ops = kind === 'where' ? OPERATORS[op] : [op];
  return (
    sent.kind === kind &&
    (field === null || sent.field === field) &&
    ops?.includes(sent.op) === true
  );
}

function clauseOf(call: ts.CallExpression): Clause | null {
  const [first, second, third] = call.arguments;
  const name = nameOf(call.expression);
  if (first === undefined || name === null) return null;
  if (name === 'where' && second !== undefined && third !== undefined) {
    const op = textOf(second);
    if (op === null || !Object.hasOwn(OPERATORS, op)) {
      throw new Error(`The operator of this condition is not written out: ${call.getText()}`);
    }
    return { kind: 'where', field: fieldOf(first), op };
  }
  if (name === 'orderBy') {
    const direction = second === undefined ? 'asc' : textOf(second);
    const op = direction === null ? undefined : DIRECTIONS[direction];
    if (op === undefined) throw new Error(`This direction is not written out: ${call.getText()}`);
    return { kind: 'orderBy', field: fieldOf(first), op };
  }
  const op = AGGREGATES.get(name);
  const field = textOf(first);
  return op === undefined || field === null ? null : { kind: 'aggregate', field, op };
}

/** A field that is written out, or the document's id. */
function fieldOf(argument: ts.Expression): string | null {
  const isDocumentId =
    ts.isCallExpression(argument) &&
    ['documentId', 'idField'].includes(nameOf(argument.expression) ?? '');
  return isDocumentId ? DOCUMENT_ID : textOf(argument);
}

/** The collections that calls of `collection` and `collectionGroup` name. */
function collectionsIn(node: ts.Node): { isNamed: boolean; names: string[] | null } {
  const calls = callsIn(node).filter(({ expression }) =>
    COLLECTION_CALLS.includes(nameOf(expression) ?? ''),
  );
  const names = calls.map((call) => textOf(call.arguments.at(-1)));
  const isKnown = names.every((name) => name !== null);
  return { isNamed: calls.length > 0, names: isKnown && names.length > 0 ? names : null };
}

function callsIn(node: ts.Node): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (each: ts.Node): void => {
    if (ts.isCallExpression(each)) calls.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return calls;
}

/** The last name of what is called. */
function nameOf(expression: ts.Expression): string | null {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : null;
}

/** Where the name of what is called ends: of a chain of calls, the line of this one. */
function endOfName({ expression }: ts.CallExpression): number {
  return expression.getEnd();
}

function textOf(expression: ts.Expression | undefined): string | null {
  return expression !== undefined && ts.isStringLiteralLike(expression) ? expression.text : null;
}
