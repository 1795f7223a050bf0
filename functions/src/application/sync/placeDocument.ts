import type { Issue, SourceDocument } from '../../domain/documents/sourceDocument';
import { isSameSource, sourceKey, type SourceRef } from '../../domain/documents/sourceRef';
import type { KnownLead } from '../../domain/leads/lead';
import type { Pair } from '../../domain/leads/leadId';
import { holds, viewingsHolding, type Viewing } from '../../domain/viewings/viewing';
import { leadIdOf } from '../../firestore/leadIds';
import { showsLoss } from './gatherLinked';
import type { LeadReader } from './leadReader';

/** Where a document belongs, or why it cannot be used. */
export type Placement = Place | { kind: 'rejected'; issues: readonly Issue[] };
export type Place =
  /** To a viewing of a pair. `appointment` is a visit's appointment, which names the pair. */
  | { kind: 'pair'; pair: Pair; viewing: SourceRef; appointment: SourceDocument | null }
  /** To the lead that holds it already: nothing else names its pair any more. */
  | { kind: 'lead'; leadId: string; viewing: SourceRef };

/**
 * Finds where one version of a document belongs. A visit's appointment is read: its contact and listing
 * count (docs/contract.md §2). `named` are the leads that versions of the document named: one of them may
 * hold it.
 */
export async function placeDocument(
  reader: LeadReader,
  document: SourceDocument,
  { isDeleted, named }: { isDeleted: boolean; named: readonly string[] },
): Promise<Placement> {
  const { ref, content, issues } = document;
  if (content !== null && (content.collection !== 'visits' || content.appointmentId === null)) {
    const { contactId, listingId } = content;
    return { kind: 'pair', pair: { contactId, listingId }, viewing: ref, appointment: null };
  }
  const placed: Placement =
    content === null
      ? { kind: 'rejected', issues }
      : await placeVisit(
          reader,
          document,
          { collection: 'appointments', id: content.appointmentId },
          named,
        );
  if (placed.kind !== 'rejected' || !isDeleted) return placed;
  // A document that became unusable stays where it is: there its deletion counts.
  const holder = await findHolder(reader, document, named);
  return holder === null ? placed : placeAt(holder);
}

/** A visit belongs to its appointment's viewing. */
async function placeVisit(
  reader: LeadReader,
  document: SourceDocument,
  viewing: SourceRef,
  named: readonly string[],
): Promise<Placement> {
  const appointment = await reader.source(viewing);
  const content = appointment?.content;
  if (content?.collection === 'appointments') {
    const isElsewhere = named.some((id) => id !== appointment?.leadId);
    const holder = isElsewhere ? await findHolder(reader, document, named) : null;
    if (holder !== null && isOfFormerAppointment(holder.viewing, appointment)) {
      return placeAt(holder);
    }
    const { contactId, listingId } = content;
    return { kind: 'pair', pair: { contactId, listingId }, viewing, appointment };
  }
  // A visit that was linked stays with its lead when its appointment is deleted (§2).
  const holder = await findHolder(reader, document, named);
  if (holder !== null && isSameSource(holder.viewing.ref, viewing)) return placeAt(holder);
  const message =
    appointment === null
      ? 'names an appointment that does not exist'
      : 'names an appointment that cannot be used: see its leadSync';
  return { kind: 'rejected', issues: [{ path: 'appointmentId', message }] };
}

/**
 * Whether a viewing is that of an appointment that was deleted, and its id is another one's now. Its
 * visits stay with it (docs/contract.md §3).
 */
function isOfFormerAppointment(
  { ref, appointment: known }: Viewing,
  appointment: SourceDocument | null,
): boolean {
  return (
    known !== null &&
    appointment !== null &&
    isSameSource(ref, appointment.ref) &&
    known.createTime !== appointment.createTime
  );
}

/** The place of a document whose state a lead holds: with that lead, in that viewing. */
export function placeAt({ lead, viewing }: Holder): Place {
  return { kind: 'lead', leadId: lead.id, viewing: viewing.ref };
}

/** A lead that holds a document's state, and the viewing in which it does. */
interface Holder {
  lead: KnownLead;
  viewing: Viewing;
}

/** A search for a viewing that moved on ends after so many leads. */
const MAX_LEADS_SEARCHED = 20;

/**
 * The lead that holds a document's state: one of the named ones, or one that a viewing of theirs moved to
 * since. Null if none does.
 */
export async function findHolder(
  reader: LeadReader,
  document: SourceDocument,
  named: readonly string[],
): Promise<Holder | null> {
  const searched = new Set(named);
  for (const id of searched) {
    const lead = await reader.lead(id);
    const [viewing] = lead?.viewings ? viewingsHolding(lead.viewings, document) : [];
    if (lead !== null && viewing !== undefined) return { lead, viewing };
    if (searched.size > MAX_LEADS_SEARCHED) return null;
    for (const { leadId: next } of lead?.moves.values() ?? []) searched.add(next);
  }
  return null;
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
    const lead = await reader.lead(place.leadId);
    return { id: place.leadId, lead, namedLead: lead };
  }
  const { pair, viewing, appointment } = place;
  const id = leadIdOf(pair);
  const namedId = (appointment ?? document).leadId;
  const namedLead = namedId === null ? null : await reader.lead(namedId);
  const holdsAppointment =
    appointment !== null &&
    holds(namedLead?.viewings?.get(sourceKey(viewing)) ?? null, appointment);
  if (namedLead !== null && holdsAppointment)
    return { id: namedLead.id, lead: namedLead, namedLead };
  const lead = namedId === id ? namedLead : await reader.lead(id);
  if (lead !== null) return { id, lead, namedLead };
  const isNamedOwn =
    namedLead !== null &&
    (isLeadOf(pair, namedLead) || hasLostPair(namedLead, appointment ?? document));
  if (isNamedOwn) return { id: namedLead.id, lead: namedLead, namedLead };
  const older = await reader.olderLead(pair);
  return { id: older?.id ?? id, lead: older, namedLead };
}

/** Whether a lead does not say whose it is any more, and a document shows that it was in use. */
function hasLostPair(lead: KnownLead, document: SourceDocument): boolean {
  return lead.contactId === null && lead.kind === 'stored' && showsLoss(lead, document);
}

/** A lead that was merged into another is no pair's lead any more. */
function isLeadOf({ contactId, listingId }: Pair, lead: KnownLead): boolean {
  return (
    lead.contactId === contactId && lead.listingId === listingId && lead.closed?.outcome !== 'moved'
  );
}
