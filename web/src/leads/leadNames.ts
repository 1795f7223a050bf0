import { names } from '../shared/names';
import type { Lead } from './leads';

type Pair = Pick<Lead, 'contactId' | 'listingId'>;

export function nameContact({ contactId }: Pair): string {
  return contactId === null ? 'Sin contacto' : names.contact(contactId);
}

export function nameListing({ listingId }: Pair): string {
  return listingId === null ? 'Inmueble por decidir' : names.listing(listingId);
}

/** The contact and the listing: a contact may have several leads. */
export function nameLead(lead: Pair): string {
  return `${nameContact(lead)}, ${nameListing(lead)}`;
}
