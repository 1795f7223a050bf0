import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../../domain/checks/finding';
import { recogniseLeadStatus } from '../../domain/leadStatus';
import { isAdopted, type StoredLead } from '../../domain/leads/lead';
import { knowsListing, type ListingVersion } from '../../domain/leads/listingStatus';
import { readLead } from '../../firestore/leadStore';
import { readListing } from '../../firestore/listings';
import { tellLead } from '../leads/tellListing';
import type { SettledOptions } from './checkAll';

/** The listings of leads that have to know what these say: those of open leads that the pipeline keeps. */
export function listingsToRead(leads: readonly StoredLead[]): ReadonlySet<string> {
  return new Set(leads.flatMap((lead) => (hasToKnow(lead) ? (lead.listingId ?? []) : [])));
}

/**
 * Checks whether a lead knows what its listing says (docs/contract.md §10). It learns of a listing that was gone before it
 * began only here, or when the listing is next written. A listing that does not exist says nothing.
 */
export async function checkListing(
  db: Firestore,
  lead: StoredLead,
  listings: ReadonlyMap<string, ListingVersion>,
  { apply, writtenBefore }: Pick<SettledOptions, 'apply' | 'writtenBefore'>,
): Promise<Finding[]> {
  const { listingId } = lead;
  const listing = listingId === null ? undefined : listings.get(listingId);
  if (listingId === null || listing === undefined || isTold(lead, listing)) return [];
  // Only what fresh reads show as well is reported. The event of a listing that was just written may be on its way.
  const current = await readLead(db, lead.id);
  const now = await readListing(db, listingId);
  if (current === null || now === null || now.version > writtenBefore) return [];
  if (isTold(current, now)) return [];
  const isRepaired = apply && (await tellLead(db, lead.id, now));
  const detail = 'listingStatus is not that of its listing';
  return [{ ...leadFinding(lead, 'wrong-detail', detail), isRepaired }];
}

function isTold(lead: StoredLead, listing: ListingVersion): boolean {
  return !hasToKnow(lead) || knowsListing(lead, listing);
}

function hasToKnow(lead: StoredLead): boolean {
  return isAdopted(lead) && recogniseLeadStatus(lead.status) !== 'Cerrado';
}
