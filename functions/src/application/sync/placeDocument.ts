import type { Issue, SourceDocument } from '../../domain/documents/sourceDocument';
import { isSameSource, sourceKey, type SourceRef } from '../../domain/documents/sourceRef';
import type { KnownLead } from '../../domain/leads/lead';
import type { Pair } from '../../domain/leads/leadId';
import { findHolder } from '../../domain/viewings/moveViewing';
import { belongsHere } from '../../domain/viewings/viewing';
import { leadIdOf } from '../../firestore/leadIds';
import type { LeadReader } from './leadReader';

/** Where a document belongs, or why it cannot be used. */
export type Placement = Place | { kind: 'rejected'; issues: readonly Issue[] };
export type Place =
  /** To a viewing of a pair. `appointment` is a visit's appointment, which names the pair. */
  | { kind: 'pair'; pair: Pair; viewing: SourceRef; appointment: SourceDocument | null }
  /** To the lead that holds it already: nothing else names its pair any more. */
  | { kind: 'lead'; lead: KnownLead; viewing: SourceRef };

/**
 * Finds where one version of a document belongs. A visit's appointment is read: its contact and listing
 * count (docs/contract.md §2).
 */
export async function placeDocument(
  reader: LeadReader,
  document: SourceDocument,
  isDeleted: boolean,
): Promise<Placement> {
  const { ref, content, issues } = document;
  if (content?.collection === 'appointments' || content?.appointmentId === null) {
    const { contactId, listingId } = content;
    return { kind: 'pair', pair: { contactId, listingId }, viewing: ref, appointment: null };
  }
  if (isDeleted) {
    const held = await placeAtHolder(reader, document);
    if (held !== null) return held;
  }
  if (content === null) return { kind: 'rejected', issues };
  const viewing: SourceRef = { collection: 'appointments', id: content.appointmentId };
  return placeWithAppointment(reader, document, viewing, content.contactId);
}

/** A visit belongs to its appointment's viewing. `contactId` is the one that the visit itself names. */
async function placeWithAppointment(
  reader: LeadReader,
  document: SourceDocument,
  viewing: SourceRef,
  contactId: string | null,
): Promise<Placement> {
  const appointment = await reader.source(viewing);
  if (appointment?.content?.collection !== 'appointments') {
    // A visit that was linked stays with its lead when its appointment is deleted (§2).
    const held = await placeAtHolder(reader, document);
    if (held !== null && isSameSource(held.viewing, viewing)) return held;
    return rejected(
      'appointmentId',
      appointment === null
        ? 'names an appointment that does not exist'
        : 'names an appointment that cannot be used: see its leadSync',
    );
  }
  const { contactId: ownerId, listingId } = appointment.content;
  if (contactId !== null && contactId !== ownerId) {
    return rejected('contactId', 'is not the contact of the appointment');
  }
  return { kind: 'pair', pair: { contactId: ownerId, listingId }, viewing, appointment };
}

function rejected(path: string, message: string): Placement {
  return { kind: 'rejected', issues: [{ path, message }] };
}

/** The place of a document at the lead that it names, if that lead holds its state. */
async function placeAtHolder(
  reader: LeadReader,
  { ref, leadId }: SourceDocument,
): Promise<Extract<Place, { kind: 'lead' }> | null> {
  const lead = leadId === null ? null : await reader.lead(leadId);
  const viewing = lead?.viewings && findHolder(lead.viewings, ref);
  return lead && viewing ? { kind: 'lead', lead, viewing: viewing.ref } : null;
}

/** The lead of a place. */
export interface FoundTarget {
  id: string;
  /** Null if it has to be created. */
  lead: KnownLead | null;
  /** The lead that the document, or its appointment, names: it was read along the way. */
  namedLead: KnownLead | null;
}

/**
 * Finds the lead of a place (docs/contract.md §3): the lead that holds the viewing of a visit's
 * appointment; else the lead under the pair's id; else a lead that an older system wrote for the pair.
 */
export async function findTarget(
  reader: LeadReader,
  place: Place,
  document: SourceDocument,
): Promise<FoundTarget> {
  if (place.kind === 'lead') {
    return { id: place.lead.id, lead: place.lead, namedLead: place.lead };
  }
  const { pair, viewing, appointment } = place;
  const id = leadIdOf(pair);
  const namedId = (appointment ?? document).leadId;
  const namedLead = namedId === null ? null : await reader.lead(namedId);

  const holdsAppointment =
    appointment !== null && belongsHere(namedLead?.viewings?.get(sourceKey(viewing)) ?? null);
  if (namedLead !== null && holdsAppointment)
    return { id: namedLead.id, lead: namedLead, namedLead };
  const lead = namedId === id ? namedLead : await reader.lead(id);
  if (lead !== null) return { id, lead, namedLead };
  if (namedLead !== null && isLeadOf(pair, namedLead))
    return { id: namedLead.id, lead: namedLead, namedLead };
  const older = await reader.olderLead(pair);
  return { id: older?.id ?? id, lead: older, namedLead };
}

/** A lead that was merged into another is no pair's lead any more. */
function isLeadOf({ contactId, listingId }: Pair, lead: KnownLead): boolean {
  return (
    lead.contactId === contactId && lead.listingId === listingId && lead.closed?.outcome !== 'moved'
  );
}
