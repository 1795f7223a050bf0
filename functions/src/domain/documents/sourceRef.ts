/** The collections whose documents a lead is derived from. */
export const SOURCE_COLLECTIONS = ['appointments', 'visits'] as const;
export type SourceCollection = (typeof SOURCE_COLLECTIONS)[number];

/** Names one appointment or visit. */
export interface SourceRef {
  collection: SourceCollection;
  id: string;
}

/** A source document's key in maps. Its collection is part of it: an appointment and a visit may share an id. */
export type SourceKey = `${SourceCollection}/${string}`;

export function sourceKey({ collection, id }: SourceRef): SourceKey {
  return `${collection}/${id}`;
}

/** The document that a key stands for. */
export function sourceOfKey(key: SourceKey): SourceRef {
  const collection = key.startsWith('visits/') ? 'visits' : 'appointments';
  return { collection, id: key.slice(collection.length + 1) };
}

export function isSameSource(one: SourceRef, other: SourceRef): boolean {
  return one.collection === other.collection && one.id === other.id;
}
