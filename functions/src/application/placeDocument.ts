import type { StoredLead } from '../domain/lead';
import type { Pair } from '../domain/leadId';
import { viewingHolding } from '../domain/moveViewing';
import type { Issue, SourceDocument } from '../domain/sourceDocument';
import { isHere, viewingKey, type SourceRef } from '../domain/viewing';
import { leadIdOf } from '../firestore/leadStore';
import type { Reads } from './reads';

/**
 * Where a document belongs: to a viewing of a pair, or to the lead that holds it already where
 * nothing else tells its pair any more; or nowhere, since it cannot be used.
 */
export type Placement = Place | { kind: 'rejected'; issues: readonly Issue[] };
export type Place =
  | { kind: 'pair'; pair: Pair; viewing: SourceRef; appointment: SourceDocument | null }
  | { kind: 'held'; lead: StoredLead; viewing: SourceRef };

/**
 * Finds where a document belongs by its own version, reading its appointment where it is the visit of
 * one: then the appointment's contact and listing count (contract, section 2).
 */
export async function placeDocument(
  reads: Reads,
  document: SourceDocument,
  isDeleted: boolean,
): Promise<Placement> {
  const { ref, content, issues } = document;
  if (
    content !== null &&
    (content.collection === 'appointments' || content.appointmentId === null)
  ) {
    const { contactId, listingId } = content;
    return { kind: 'pair', pair: { contactId, listingId }, viewing: ref, appointment: null };
  }
  if (isDeleted) {
    const held = await placeOfHeld(reads, document);
    if (held !== null) return held;
  }
  if (content === null) return { kind: 'rejected', issues };

  const viewing: SourceRef = { collection: 'appointments', id: content.appointmentId };
  const appointment = await reads.source(viewing);
  if (appointment?.content?.collection !== 'appointments') {
    // A visit that was linked stays with its lead when its appointment is deleted (section 2).
    const held = await placeOfHeld(reads, document);
    if (held !== null && viewingKey(held.viewing) === viewingKey(viewing)) return held;
    const message =
      appointment === null
        ? 'names an appointment that does not exist'
        : 'names an appointment that cannot be used: see its leadSync';
    return { kind: 'rejected', issues: [{ path: 'appointmentId', message }] };
  }
  const { contactId, listingId } = appointment.content;
  if (content.contactId !== null && content.contactId !== contactId) {
    const message = 'is not the contact of the appointment';
    return { kind: 'rejected', issues: [{ path: 'contactId', message }] };
  }
  return { kind: 'pair', pair: { contactId, listingId }, viewing, appointment };
}

async function placeOfHeld(
  reads: Reads,
  { ref, leadId }: SourceDocument,
): Promise<Extract<Placement, { kind: 'held' }> | null> {
  const lead = leadId === null ? null : await reads.lead(leadId);
  const viewing = lead?.viewings && viewingHolding(lead.viewings, ref);
  return lead && viewing ? { kind: 'held', lead, viewing: viewing.ref } : null;
}

export interface FoundTarget {
  id: string;
  /** Null where it has to be created. */
  lead: StoredLead | null;
  /** The lead that the document, or its appointment, is linked to: it was read on the way. */
  linked: StoredLead | null;
}

/**
 * Finds a placement's lead (contract, section 3): the one that holds the viewing of the visit's
 * appointment; else the one under the pair's id; else, where there is none, one that an older system
 * wrote for the pair.
 */
export async function findTarget(
  reads: Reads,
  placement: Place,
  document: SourceDocument,
): Promise<FoundTarget> {
  if (placement.kind === 'held') {
    return { id: placement.lead.id, lead: placement.lead, linked: placement.lead };
  }
  const { pair, viewing, appointment } = placement;
  const id = leadIdOf(pair);
  const linkedId = (appointment ?? document).leadId;
  const linked = linkedId === null ? null : await reads.lead(linkedId);

  if (
    linked !== null &&
    appointment !== null &&
    isHere(linked.viewings?.get(viewingKey(viewing)) ?? null)
  ) {
    return { id: linked.id, lead: linked, linked };
  }
  const lead = linkedId === id ? linked : await reads.lead(id);
  if (lead !== null) return { id, lead, linked };
  const isOfPair = linked?.contactId === pair.contactId && linked.listingId === pair.listingId;
  // A lead that was merged into another is the lead of no pair any more.
  if (isOfPair && linked.closed?.outcome !== 'moved') {
    return { id: linked.id, lead: linked, linked };
  }
  const older = await reads.olderLead(pair);
  return { id: older?.id ?? id, lead: older, linked };
}
