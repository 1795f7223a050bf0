import type { HistoryEnd } from '../documents/history';
import type { Observation } from '../documents/observation';
import type { SourceDocument } from '../documents/sourceDocument';
import type { SourceRef } from '../documents/sourceRef';
import type { KnownLead } from '../leads/lead';
import type { Pair } from '../leads/leadId';
import type { Viewing } from '../viewings/viewing';

/** All that the plan for one event is based on. */
export interface SyncInput {
  observation: Observation;
  current: CurrentDocument;
  /** Names the viewing that the document belongs to. */
  viewingRef: SourceRef;
  /** The pair that it belongs to; null if only the lead that holds it can tell. */
  pair: Pair | null;
  /** A visit's appointment, if it was read. */
  appointment: SourceDocument | null;
  target: TargetLead;
  /** Where the document's state has been so far, if that is not the target lead's viewing. */
  previousLeads: readonly PreviousLead[];
}

/**
 * The document of the event now. `document` is the newest version that is known: on the first attempt the event's
 * own, after a failed commit the one that was read. A deleted document never exists again: one that is
 * created under its id is another document.
 */
export interface CurrentDocument {
  presence: 'exists' | 'deleted';
  document: SourceDocument;
}

/** The lead that a document belongs to; `lead` is null if it has to be created. */
interface TargetLead {
  id: string;
  lead: KnownLead | null;
  /** The end of the history under that id, if it was looked for. */
  historyEnd: HistoryEnd | null;
}

/** A lead, and its viewing, that has held a document's state so far. It may be the target lead, with another viewing. */
export interface PreviousLead {
  lead: KnownLead;
  viewing: Viewing;
  historyEnd: HistoryEnd | null;
  /** The visits that move along if the whole viewing moves to another lead, as they were read. */
  visits: readonly SourceDocument[];
  /** The viewing's appointment, if it may have to be set back because this document leaves it. */
  appointment: SourceDocument | null;
}

/** The previous leads other than the target. */
export function previousElsewhere({ previousLeads, target }: SyncInput): PreviousLead[] {
  return previousLeads.filter(({ lead }) => lead.id !== target.id);
}
