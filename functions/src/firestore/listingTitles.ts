import type { Firestore } from 'firebase-admin/firestore';
import { documentId } from '../domain/fields';
import { shorten } from '../domain/text';
import { getAll } from './getAll';
import { listingPath } from './paths';

const MAX_LENGTH = 120;

/**
 * The titles of listings by their ids, as the agency's other systems write them. A listing without a title has its id
 * instead. One read for each listing.
 */
export async function readListingTitles(
  db: Firestore,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const all = [...new Set(ids)];
  const titles = new Map(all.map((id) => [id, shorten(id, MAX_LENGTH)]));
  const readable = all.filter((id) => documentId.safeParse(id).success);
  for (const listing of await getAll(db, readable.map(listingPath))) {
    const title: unknown = listing.get('title');
    if (typeof title === 'string' && title.trim() !== '') {
      titles.set(listing.id, shorten(title.trim(), MAX_LENGTH));
    }
  }
  return titles;
}
