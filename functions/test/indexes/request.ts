/**
 * What Firestore clients send, without its values. The Admin SDK's requests and the web SDK's have the same
 * form: the one in which JSON writes Firestore's protocol.
 */
import { z } from 'zod';

const fieldSchema = z.object({ fieldPath: z.string() });

const fieldFilterSchema = z.object({
  fieldFilter: z.object({ field: fieldSchema, op: z.string() }),
});
const unaryFilterSchema = z.object({
  unaryFilter: z.object({ field: fieldSchema, op: z.string() }),
});
const compositeFilterSchema = z.object({
  compositeFilter: z.object({
    op: z.enum(['AND', 'OR']),
    get filters() {
      return z.array(filterSchema);
    },
  }),
});
const filterSchema = z.union([fieldFilterSchema, unaryFilterSchema, compositeFilterSchema]);
export type SentFilter = z.infer<typeof filterSchema>;

const sourceSchema = z.object({
  collectionId: z.string(),
  allDescendants: z.boolean().nullish(),
});

const sentQuerySchema = z.object({
  from: z.tuple([sourceSchema]),
  where: filterSchema.nullish(),
  orderBy: z
    .array(z.object({ field: fieldSchema, direction: z.enum(['ASCENDING', 'DESCENDING']) }))
    .nullish(),
});

const aggregationSchema = z.object({
  count: z.object({}).nullish(),
  sum: z.object({ field: fieldSchema }).nullish(),
  avg: z.object({ field: fieldSchema }).nullish(),
});

const aggregationQuerySchema = z.object({
  structuredQuery: sentQuerySchema,
  aggregations: z.array(aggregationSchema),
});

/** A query as it was sent: an aggregation if `aggregations` is there. zod leaves all values out. */
export const sentSchema = z.object({
  query: sentQuerySchema,
  aggregations: z.array(aggregationSchema).optional(),
});
export type Sent = z.infer<typeof sentSchema>;

const queryRequestSchema = z.object({ structuredQuery: sentQuerySchema });
const aggregationRequestSchema = z.object({ structuredAggregationQuery: aggregationQuerySchema });

/** The query of a `runQuery` or `runAggregationQuery`, or of a `listen` to one. Throws for anything else. */
export function parseQueryRequest(request: unknown): Sent {
  const aggregation = aggregationRequestSchema.safeParse(request);
  if (aggregation.success) {
    const { structuredQuery: query, aggregations } = aggregation.data.structuredAggregationQuery;
    return { query, aggregations };
  }
  return { query: queryRequestSchema.parse(request).structuredQuery };
}

/** The fields that a commit writes to the documents of one collection, as `name` or `map.name`. */
export interface WrittenFields {
  collection: string;
  fields: string[];
}

const valueSchema = z.object({
  mapValue: z.object({ fields: z.record(z.string(), z.unknown()).nullish() }),
});
const transformSchema = z.object({ fieldPath: z.string() });
const writeSchema = z.object({
  update: z
    .object({ name: z.string(), fields: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
  updateTransforms: z.array(transformSchema).nullish(),
});
const commitSchema = z.object({ writes: z.array(writeSchema).nullish() });

/** The fields that a `commit` (or a message of the web SDK's `write` channel) writes. */
export function parseWriteRequest(request: unknown): WrittenFields[] {
  return (commitSchema.parse(request).writes ?? []).flatMap(({ update, updateTransforms }) => {
    const collection = update?.name.split('/').at(-2);
    if (!update || collection === undefined) return [];
    const fields = [
      ...fieldsOf(update.fields ?? {}),
      ...(updateTransforms ?? []).map(({ fieldPath }) => fieldPath),
    ];
    return [{ collection, fields: [...new Set(fields)].sort() }];
  });
}

/** The paths of a document's fields and of their subfields. What is deeper has the path of its parent. */
function fieldsOf(fields: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const map = valueSchema.safeParse(value).data?.mapValue.fields ?? {};
    const inner = Object.keys(map).map((key) => `${name}.${key}`);
    return inner.length === 0 ? [name] : inner;
  });
}
