/**
 * The collections whose documents a lead is derived from, in the order in which documents that were opened at
 * the same time come (docs/contract.md §2).
 */
export const SOURCE_COLLECTIONS = ['enquiries', 'appointments', 'visits'] as const;
export type SourceCollection = (typeof SOURCE_COLLECTIONS)[number];

/** Names one enquiry, appointment or visit. */
export interface SourceRef {
  collection: SourceCollection;
  id: string;
}

/** A source document's key in maps. Its collection is part of it: documents of two collections may share an id. */
export type SourceKey = `${SourceCollection}/${string}`;

export function sourceKey({ collection, id }: SourceRef): SourceKey {
  return `${collection}/${id}`;
}

/** The document that a key stands for. */
export function sourceOfKey(key: SourceKey): SourceRef {
  const collection = SOURCE_COLLECTIONS.find((name) => key.startsWith(`${name}/`));
  if (collection === undefined) throw new Error(`${key} names no source document`);
  return { collection, id: key.slice(collection.length + 1) };
}

export function isSameSource(one: SourceRef, other: SourceRef): boolean {
  return one.collection === other.collection && one.id === other.id;
}
