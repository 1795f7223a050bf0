import type { CollectionReference, Firestore } from 'firebase-admin/firestore';
import { plainFields } from '../../src/firestore/plainValues';

/** Every document of a database as one text, with its path: also those below documents that do not exist. */
export async function readEverything(db: Firestore): Promise<string[]> {
  const collections = await db.listCollections();
  return (await Promise.all(collections.map(readBelow))).flat();
}

async function readBelow(collection: CollectionReference): Promise<string[]> {
  const refs = await collection.listDocuments();
  const found = await Promise.all(
    refs.map(async (ref) => {
      const data = (await ref.get()).data();
      const own = data === undefined ? [] : [`${ref.path} ${JSON.stringify(plainFields(data))}`];
      const below = await Promise.all((await ref.listCollections()).map(readBelow));
      return [...own, ...below.flat()];
    }),
  );
  return found.flat();
}
