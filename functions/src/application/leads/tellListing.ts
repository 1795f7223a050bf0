import type { Firestore } from 'firebase-admin/firestore';
import type { Deadline } from '../../concurrency/deadline';
import { mapConcurrently } from '../../concurrency/mapConcurrently';
import { isAdopted } from '../../domain/leads/lead';
import {
  withListing,
  type ListingStatus,
  type ListingVersion,
} from '../../domain/leads/listingStatus';
import { reconcileAndDerive } from '../../domain/leads/reconcileLead';
import { planForLead } from '../../domain/sync/syncPlan';
import { findLeadsToTell, readListing } from '../../firestore/listings';
import { isPermanent } from '../../firestore/retryOnConflict';
import { withLead } from './withLead';

/** What the open leads of a listing were told. */
export interface ToldListing {
  status: ListingStatus | null;
  /** How many leads learned it. */
  told: number;
  /** The leads that Firestore refuses to write. */
  refused: readonly string[];
}

/**
 * Tells the open leads of a listing what it says now (docs/contract.md §10). A lead that knows it is left alone, so a
 * run that broke off is taken up by the next one. Null if the listing does not exist: then nothing says anything.
 *
 * If there was anything to tell, the listing is read again afterwards. So of two runs at the same time, the one that ends
 * last leaves what the listing says then, whichever version it began with.
 */
export async function tellListing(
  db: Firestore,
  listingId: string,
  deadline: Deadline,
): Promise<ToldListing | null> {
  let listing = await deadline.limit(readListing(db, listingId));
  let told = 0;
  const refused = new Set<string>();
  while (listing !== null) {
    const { status, version } = listing;
    const leads = await tellLeads(db, listingId, listing, deadline);
    told += leads.told;
    for (const id of leads.refused) refused.add(id);
    const now = leads.tried === 0 ? listing : await deadline.limit(readListing(db, listingId));
    if (now?.version === version) return { status, told, refused: [...refused] };
    listing = now;
  }
  return null;
}

async function tellLeads(
  db: Firestore,
  listingId: string,
  listing: ListingVersion,
  deadline: Deadline,
): Promise<{ tried: number; told: number; refused: readonly string[] }> {
  const ids = await deadline.limit(findLeadsToTell(db, listingId, listing));
  const results = await mapConcurrently(ids, (id) => tellOne(db, id, listing, deadline));
  return {
    tried: ids.length,
    told: results.filter((result) => result === 'told').length,
    refused: ids.filter((_, n) => results[n] === 'refused'),
  };
}

/** Firestore refuses a lead that is too large, whenever it is written. The others learn it nevertheless. */
async function tellOne(
  db: Firestore,
  leadId: string,
  listing: ListingVersion,
  deadline: Deadline,
): Promise<'told' | 'unchanged' | 'refused'> {
  try {
    return (await tellLead(db, leadId, listing, deadline)) ? 'told' : 'unchanged';
  } catch (error) {
    if (isPermanent(error)) return 'refused';
    throw error;
  }
}

/** Tells one lead. False if it is closed, gone or of an older system, or knows it already. */
export async function tellLead(
  db: Firestore,
  leadId: string,
  listing: ListingVersion,
  deadline?: Deadline,
): Promise<boolean> {
  const isTold = await withLead(
    db,
    leadId,
    ({ lead, historyEnd }) => {
      if (!isAdopted(lead)) return { answer: false };
      const change = withListing(reconcileAndDerive(lead, historyEnd), listing);
      if (!change.isChanged) return { answer: false };
      return { answer: true, plan: planForLead(lead, change) };
    },
    deadline,
  );
  return isTold ?? false;
}
