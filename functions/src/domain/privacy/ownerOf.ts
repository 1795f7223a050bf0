import type { SourceCollection } from '../documents/sourceRef';

/** What a document says of whose it is, whether or not it can be used. */
export interface Ownership {
  collection: SourceCollection;
  contactId: string | null;
  /** Of a visit: the appointment that it names. */
  appointmentId: string | null;
  /** The contact of that appointment, if it exists and names one. */
  appointmentsContact: string | null;
  /** The contact of the lead that the server linked the document to. */
  leadsContact: string | null;
}

/**
 * The contact that a document belongs to; null if nothing says it. A visit belongs where its appointment does,
 * whatever contact it names (docs/contract.md §2), and stays with its lead once the appointment is gone (§3).
 */
export function ownerOf({
  collection,
  contactId,
  appointmentId,
  appointmentsContact,
  leadsContact,
}: Ownership): string | null {
  return collection === 'visits' && appointmentId !== null
    ? (appointmentsContact ?? leadsContact ?? contactId)
    : (contactId ?? leadsContact);
}
