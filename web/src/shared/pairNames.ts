import { names } from './names';

/** The contact and the listing of a lead or of an appointment. Null if there is none yet. */
interface Pair {
  contactId: string | null;
  listingId: string | null;
}

export function nameContact({ contactId }: Pick<Pair, 'contactId'>): string {
  return contactId === null ? 'Sin contacto' : names.contact(contactId);
}

export function nameListing({ listingId }: Pick<Pair, 'listingId'>): string {
  return listingId === null ? 'Inmueble por decidir' : names.listing(listingId);
}

/** Both of them: a contact may have several leads. */
export function namePair(pair: Pair): string {
  return `${nameContact(pair)}, ${nameListing(pair)}`;
}

/** The price of a listing in euros, as far as it is known. */
export function priceOf({ listingId }: Pick<Pair, 'listingId'>): number | null {
  return (listingId === null ? null : names.listings.get(listingId)?.price) ?? null;
}
