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
  /**
   * The leads and viewings that have held the document's state so far, if they differ from the target lead
   * and its viewing. There are several only if the document was created again under its id before all
   * events of its former self were handled.
   */
  previousLeads: readonly PreviousLead[];
}

/**
 * The document at the event's path now. `document` is the newest version that is known: on the first attempt the
 * event's own, after a failed commit the one that was read.
 */
export type CurrentDocument = { document: SourceDocument } & (
  | { presence: 'exists' }
  /** It was deleted, and nothing was found at its path since: the commit requires that nothing is. */
  | { presence: 'deleted' }
  /** It was deleted, and the document at its path since then cannot be used. */
  | { presence: 'replaced' }
);

/** The lead that a document belongs to; `lead` is null if it has to be created. */
export interface TargetLead {
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
}

/** The previous leads other than the target. */
export function previousElsewhere({ previousLeads, target }: SyncInput): PreviousLead[] {
  return previousLeads.filter(({ lead }) => lead.id !== target.id);
}
