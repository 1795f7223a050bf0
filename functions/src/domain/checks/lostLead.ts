import { readableEntry, type StoredEntry } from '../documents/history';
import { isAdopted, type StoredLead } from '../leads/lead';
import { leadFinding, type Finding } from './finding';

/** Whether a lead was in use, as its history shows, and does not know its viewings or its history any more. */
export function isLost(lead: StoredLead, history: readonly StoredEntry[]): boolean {
  return !isAdopted(lead) && history.some((each) => readableEntry(each) !== null);
}

/** The finding of a lead that is lost. */
export function lostFinding(lead: StoredLead): Finding {
  const what = lead.viewings === null ? 'viewings' : 'history';
  return leadFinding(lead, 'lost-bookkeeping', `has no ${what} that can be read`);
}
