import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { documentId } from '../domain/fields';
import { leadFieldsSchema } from '../domain/leads/lead';
import {
  knowsListing,
  readListingStatus,
  type ListingStatus,
  type ListingVersion,
} from '../domain/leads/listingStatus';
import { OPEN_LEAD_STATUSES } from '../domain/leadStatus';
import { getAll } from './getAll';
import { LEADS, listingPath } from './paths';
import { toMicros } from './timestamps';

/** What a listing says (docs/contract.md §10). Null if it does not exist. */
export async function readListing(db: Firestore, id: string): Promise<ListingVersion | null> {
  return listingOf(await db.doc(listingPath(id)).get());
}

/** What listings say, by their ids, in as few requests as possible. Leaves out those that do not exist. */
export async function readListings(
  db: Firestore,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ListingVersion>> {
  // A lead's `listingId` may be any text.
  const usable = [...ids].filter((id) => documentId.safeParse(id).success);
  const snapshots = await getAll(db, usable.map(listingPath));
  return new Map(
    snapshots.flatMap((snapshot) => {
      const listing = listingOf(snapshot);
      return listing === null ? [] : [[snapshot.id, listing]];
    }),
  );
}

function listingOf(snapshot: DocumentSnapshot): ListingVersion | null {
  const { updateTime } = snapshot;
  if (updateTime === undefined) return null;
  return { status: listingStatusOf(snapshot), version: toMicros(updateTime) };
}

/** What a version of a listing says. Nothing if it is none. */
export function listingStatusOf(snapshot: DocumentSnapshot): ListingStatus | null {
  return readListingStatus(snapshot.get('status'));
}

const markSchema = leadFieldsSchema.pick({
  status: true,
  listingStatus: true,
  listingStatusAt: true,
});

/**
 * The ids of the open leads of a listing that do not know what it says. One read for each of its open leads, and one
 * request. A lead of an older system is not among them: it learns it once it is adopted.
 */
export async function findLeadsToTell(
  db: Firestore,
  id: string,
  listing: ListingVersion,
): Promise<string[]> {
  const { docs } = await db
    .collection(LEADS)
    .where('listingId', '==', id)
    .where('status', 'in', OPEN_LEAD_STATUSES)
    .select('listingStatus', 'listingStatusAt', 'history.seq')
    .get();
  return docs
    .filter((lead) => lead.get('history.seq') !== undefined)
    .filter((lead) => !knowsListing(markSchema.parse(lead.data()), listing))
    .map((lead) => lead.id);
}
