import type { StoredLead } from './lead';
import { viewingHolding } from './moveViewing';
import type { SourceDocument } from './sourceDocument';
import { holds, knows, viewingKey, type SourceRef, type Viewing } from './viewing';

/** What tells where a document's state may be besides the viewing that it belongs to. */
export interface Traces {
  /** The version that the event told of, and the lead that this version belonged to. */
  told: SourceDocument;
  toldTargetId: string | null;
  /** The newest version that has been read, and the lead that it belongs to. */
  document: SourceDocument;
  targetId: string;
  /** Whether that lead holds it there already. */
  isHeld: boolean;
}

/**
 * The leads that may hold a document's state besides the viewing that it belongs to (contract, section 3).
 * A document that was created again under its id is linked to none at first, so that only the events of
 * its former versions know where these were.
 */
export function formerLeadIds(traces: Traces): string[] {
  const { told, toldTargetId, document, targetId, isHeld } = traces;
  const ids = new Set([told.leadId, document.leadId, toldTargetId, targetId]);
  return [...ids].filter((id) => id !== null).filter((id) => id !== targetId || !isHeld);
}

/** Whether a document's lead holds it in the viewing that it belongs to. */
export function isHeldThere(
  lead: StoredLead | null,
  viewing: SourceRef,
  { ref, isGone }: { ref: SourceRef; isGone: boolean },
): boolean {
  const here = lead?.viewings?.get(viewingKey(viewing)) ?? null;
  return here?.left === null && (isGone ? knows : holds)(here, ref);
}

/**
 * What a lead holds of a document: the viewing, and the other documents of it that go along when that
 * is named after the document and goes to another lead. Null where it holds nothing of it.
 */
export function heldBy(
  lead: StoredLead | null,
  ref: SourceRef,
  targetId: string,
): { lead: StoredLead; viewing: Viewing; visits: SourceRef[] } | null {
  const viewing = lead?.viewings && viewingHolding(lead.viewings, ref);
  if (!lead || !viewing) return null;
  const isWhole = viewingKey(viewing.ref) === viewingKey(ref) && lead.id !== targetId;
  const visits = [...viewing.visits.keys()]
    .map((id): SourceRef => ({ collection: 'visits', id }))
    .filter((visit) => viewingKey(visit) !== viewingKey(ref));
  return { lead, viewing, visits: isWhole ? visits : [] };
}
