import { logger } from 'firebase-functions/logger';
import {
  onDocumentWritten,
  type Change,
  type DocumentSnapshot,
} from 'firebase-functions/firestore';
import { tellListing } from '../application/leads/tellListing';
import { Deadline } from '../concurrency/deadline';
import { newsOf } from '../domain/leads/listingStatus';
import { database } from '../firestore/database';
import { listingStatusOf } from '../firestore/listings';
import { listingPath } from '../firestore/paths';
import { logMissingIndex } from '../logMissingIndex';
import { TRIGGER } from '../options';

/**
 * Tells the open leads of a listing that it is reserved, sold or withdrawn, or no longer (docs/contract.md §10). Other
 * edits of a listing that can be had are recognised by the event alone and cost nothing, and so does a deletion: what
 * leads know stands.
 */
export const onListingUpdated = onDocumentWritten(
  { document: listingPath('{listingId}'), ...TRIGGER },
  async ({ document, data }) => {
    if (data !== undefined && !isNews(data)) return;
    const listingId = (data?.after.ref ?? database().doc(document)).id;
    const telling = tellListing(database(), listingId, new Deadline());
    const told = await telling.catch(logMissingIndex);
    if (told === null) return;
    for (const leadId of told.refused) {
      logger.error('Firestore refuses to tell a lead of its listing', { leadId, listingId });
    }
    if (told.told === 0) return;
    logger.info('Open leads learned of their listing', {
      listingId,
      status: told.status,
      leads: told.told,
    });
  },
);

/** Whether leads have something to learn. Of a listing that is gone or reserved, also those that began since. */
function isNews({ before, after }: Change<DocumentSnapshot>): boolean {
  if (!after.exists) return false;
  const now = newsOf(listingStatusOf(after));
  return now !== null || newsOf(listingStatusOf(before)) !== null;
}
