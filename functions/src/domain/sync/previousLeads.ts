import type { SourceDocument } from '../documents/sourceDocument';
import { isSameSource, sourceKey, type SourceRef } from '../documents/sourceRef';
import type { KnownLead } from '../leads/lead';
import { findHolder } from '../viewings/moveViewing';
import { hasLiveState, hasState, type Viewing } from '../viewings/viewing';

/**
 * The leads that may hold a document's state elsewhere than in the viewing that it belongs to
 * (docs/contract.md §3): those that the versions name, and those that the versions belonged to. A document
 * that was created again under its id names no lead at first; then only the events of its former versions
 * lead to them.
 */
export function candidateLeadIds({
  eventDocument,
  eventLeadId,
  document,
  targetId,
  isInPlace,
}: {
  /** The version that the event is about, and the lead that this version belonged to. */
  eventDocument: SourceDocument;
  eventLeadId: string | null;
  /** The current version, and the lead that it belongs to. */
  document: SourceDocument;
  targetId: string;
  /** Whether that lead holds it in the right viewing already. */
  isInPlace: boolean;
}): string[] {
  const ids = new Set([eventDocument.leadId, document.leadId, eventLeadId, targetId]);
  return [...ids].filter((id) => id !== null).filter((id) => id !== targetId || !isInPlace);
}

/** Whether a lead holds a document's state in the viewing that the document belongs to. */
export function isInPlace(
  lead: KnownLead | null,
  viewing: SourceRef,
  { ref, isDeleted }: { ref: SourceRef; isDeleted: boolean },
): boolean {
  const known = lead?.viewings?.get(sourceKey(viewing)) ?? null;
  if (known === null || known.movedTo !== null) return false;
  return isDeleted ? hasState(known, ref) : hasLiveState(known, ref);
}

/**
 * The viewing in which a lead holds a document's state, and the visits that move along with the document
 * if the whole viewing moves to the lead `toLeadId`. Null if the lead holds no state of it.
 */
export function findPreviousViewing(
  lead: KnownLead | null,
  ref: SourceRef,
  toLeadId: string,
): { lead: KnownLead; viewing: Viewing; visits: SourceRef[] } | null {
  const viewing = lead?.viewings && findHolder(lead.viewings, ref);
  if (!lead || !viewing) return null;
  const movesAsWhole = isSameSource(viewing.ref, ref) && lead.id !== toLeadId;
  const visits = [...viewing.visits.keys()]
    .map((id): SourceRef => ({ collection: 'visits', id }))
    .filter((visit) => !isSameSource(visit, ref));
  return { lead, viewing, visits: movesAsWhole ? visits : [] };
}
