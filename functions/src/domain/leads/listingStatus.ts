import { recogniseWord } from '../text';
import type { Micros } from '../time';
import type { LeadChange } from './changeLead';
import type { StoredLead } from './lead';

/** What the agency's systems may write to `listings/{id}.status` (docs/contract.md §10). */
export const LISTING_STATUSES = ['available', 'reserved', 'sold', 'withdrawn'] as const;
export type ListingStatus = (typeof LISTING_STATUSES)[number];

/** What a listing says, and the `updateTime` of the version that says it. Null: nothing that can be used. */
export interface ListingVersion {
  status: ListingStatus | null;
  version: Micros;
}

/** A listing's status as somebody wrote it. Anything but one of the four says nothing. */
export function readListingStatus(value: unknown): ListingStatus | null {
  return recogniseWord(LISTING_STATUSES, value);
}

/** The status, if it is news: a listing that says nothing counts as available. */
export function newsOf(status: ListingStatus | null): Exclude<ListingStatus, 'available'> | null {
  return status === 'available' ? null : status;
}

/** Whether nobody can buy or rent the listing any more. */
export function isGone(status: ListingStatus | null): status is 'sold' | 'withdrawn' {
  return status === 'sold' || status === 'withdrawn';
}

/** The fields of a lead that say what it knows of its listing. */
type ListingFields = Pick<StoredLead, 'status' | 'listingStatus' | 'listingStatusAt'>;

/**
 * The reason with which a lead is closed as lost because its listing is gone (docs/contract.md §10). Reports tell by the
 * first who was lost to another buyer or tenant (§13).
 */
export const GONE_REASONS = {
  sold: 'Vendido a otro',
  withdrawn: 'Inmueble retirado',
} as const satisfies Readonly<Record<'sold' | 'withdrawn', string>>;

/** What a lead knows of its listing, and since which version. Null if it knows nothing, as a closed lead does. */
export function knownListing({
  status,
  listingStatus,
  listingStatusAt,
}: ListingFields): { status: ListingStatus; at: Micros } | null {
  if (status === 'Cerrado' || listingStatus === null || listingStatusAt === null) return null;
  return { status: listingStatus, at: listingStatusAt };
}

/** Whether an open lead knows what its listing says. */
export function knowsListing(lead: ListingFields, listing: ListingVersion): boolean {
  return newsOf(knownListing(lead)?.status ?? null) === newsOf(listing.status);
}

/**
 * The lead once it knows what its listing says. A closed lead stays as it is. One that knows it already keeps the
 * version from which it has it.
 */
export function withListing(change: LeadChange, listing: ListingVersion): LeadChange {
  const { lead } = change;
  if (lead.status === 'Cerrado' || knowsListing(lead, listing)) return change;
  const { status, version } = listing;
  const listingStatusAt = status === null ? null : version;
  return { ...change, lead: { ...lead, listingStatus: status, listingStatusAt }, isChanged: true };
}
