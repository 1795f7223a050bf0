/** The indexes that a project has: those of `firestore.indexes.json`, and the automatic ones. */
import { z } from 'zod';
import { DOCUMENT_ID, type Scope } from './queryShape';

type Mode = 'ASCENDING' | 'DESCENDING' | 'CONTAINS';

const scopeSchema = z.enum(['COLLECTION', 'COLLECTION_GROUP']);
const orderSchema = z.enum(['ASCENDING', 'DESCENDING']);
const containsSchema = z.literal('CONTAINS');

const indexFieldSchema = z.union([
  z.strictObject({ fieldPath: z.string(), order: orderSchema }),
  z.strictObject({ fieldPath: z.string(), arrayConfig: containsSchema }),
]);
const compositeSchema = z.strictObject({
  collectionGroup: z.string(),
  queryScope: scopeSchema,
  fields: z.array(indexFieldSchema).min(2),
});
const singleFieldSchema = z.union([
  z.strictObject({ order: orderSchema, queryScope: scopeSchema }),
  z.strictObject({ arrayConfig: containsSchema, queryScope: scopeSchema }),
]);
const overrideSchema = z.strictObject({
  collectionGroup: z.string(),
  fieldPath: z.string(),
  indexes: z.array(singleFieldSchema),
});

/** The contents of `firestore.indexes.json`. */
export const definitionsSchema = z.strictObject({
  indexes: z.array(compositeSchema),
  fieldOverrides: z.array(overrideSchema),
});
export type Definitions = z.infer<typeof definitionsSchema>;
export type Composite = z.infer<typeof compositeSchema>;
export type SingleField = z.infer<typeof singleFieldSchema>;

export interface IndexEntry {
  field: string;
  mode: Mode;
}

/** Of a collection, in one scope. Without the document's name, which every index ends with. */
export type Index = readonly IndexEntry[];

/** The composite indexes of a collection. */
export function compositesOf({ indexes }: Definitions, collection: string, scope: Scope): Index[] {
  return indexes
    .filter((each) => each.collectionGroup === collection && each.queryScope === scope)
    .map(({ fields }) => fields.map((field) => ({ field: field.fieldPath, mode: modeOf(field) })));
}

/**
 * The indexes of one field: the automatic ones, or those of the override of the field, of the nearest map
 * around it, or of all fields (`*`).
 */
export function singleFieldIndexesOf(
  { fieldOverrides }: Definitions,
  collection: string,
  scope: Scope,
  field: string,
): Index[] {
  const parts = field.split('.');
  const isDocumentId = field === DOCUMENT_ID;
  const paths = [
    ...parts.map((_, n) => parts.slice(0, parts.length - n).join('.')),
    ...(isDocumentId ? [] : ['*']),
  ];
  const override = paths
    .map((path) =>
      fieldOverrides.find((each) => each.collectionGroup === collection && each.fieldPath === path),
    )
    .find((found) => found !== undefined);
  const automatic: readonly Mode[] = isDocumentId ? ['ASCENDING'] : AUTOMATIC[scope];
  const modes =
    override === undefined
      ? automatic
      : override.indexes.filter(({ queryScope }) => queryScope === scope).map(modeOf);
  return modes.map((mode) => [{ field, mode }]);
}

const AUTOMATIC: Readonly<Record<Scope, readonly Mode[]>> = {
  COLLECTION: ['ASCENDING', 'DESCENDING', 'CONTAINS'],
  COLLECTION_GROUP: [],
};

function modeOf(index: { order: 'ASCENDING' | 'DESCENDING' } | { arrayConfig: 'CONTAINS' }): Mode {
  return 'order' in index ? index.order : index.arrayConfig;
}
