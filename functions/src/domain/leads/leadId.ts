/** The subject of a lead: one contact's interest in one listing, or in no listing yet. */
export interface Pair {
  contactId: string;
  listingId: string | null;
}

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal. Passed in, because each platform has its own. */
export type Sha256 = (text: string) => string;

/**
 * The id of the one lead of a (contact, listing) pair: 32 hexadecimal characters (docs/contract.md §3).
 * The pair is encoded as JSON before it is hashed, so that `("a_b", "c")` and `("a", "b_c")`, and no
 * listing and a listing called "null", stay apart.
 */
export function leadId({ contactId, listingId }: Pair, sha256: Sha256): string {
  return sha256(JSON.stringify([contactId, listingId])).slice(0, 32);
}
