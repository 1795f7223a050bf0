import { createHash } from 'node:crypto';

/**
 * The id of the one lead of a (contact, listing) pair: 32 hexadecimal characters (contract, section 3).
 * The pair is encoded as JSON before it is hashed, so that `("a_b", "c")` and `("a", "b_c")`, and no
 * listing and a listing called "null", stay apart.
 */
export function leadId(contactId: string, listingId: string | null): string {
  return createHash('sha256')
    .update(JSON.stringify([contactId, listingId]))
    .digest('hex')
    .slice(0, 32);
}
