import { readableEntry, type StoredEntry } from '../documents/history';
import type { StoredLead } from '../leads/lead';
import { enquiriesOf, type LeadEnquiry } from '../leads/leadEnquiry';
import type { Micros } from '../time';
import type { KnownHistory } from './countedSteps';

/**
 * The part of a lead that a report needs: all entries that can be read, or those of the period, with others
 * if they need them ({@link needsOtherEntries}).
 */
export interface ReportedLead
  extends Pick<StoredLead, 'assignedTo' | 'source' | 'origin'>, KnownHistory {
  enquiries: readonly LeadEnquiry[];
  /** Of each entry that cannot be read: when it took effect, or null if it does not say so. */
  unreadable: readonly (Micros | null)[];
}

/** A lead as reports count it, with its whole history or a part of it. */
export function reportedLead(
  lead: Omit<StoredLead, 'kind' | 'id' | 'version' | 'unusable'>,
  history: readonly Pick<StoredEntry, 'id' | 'entry' | 'effectiveAt'>[],
): ReportedLead {
  const { assignedTo, source, origin, closed } = lead;
  return {
    assignedTo,
    source,
    origin,
    closed,
    newest: lead.history?.seq ?? null,
    enquiries: enquiriesOf(lead),
    entries: history.flatMap((each) => readableEntry(each) ?? []).sort((a, b) => a.seq - b.seq),
    unreadable: history
      .filter((each) => readableEntry(each) === null)
      .map(({ effectiveAt }) => effectiveAt),
  };
}
