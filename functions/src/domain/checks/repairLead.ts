import { lastEntryOf, type LastEntry, type StoredEntry } from '../documents/history';
import { isLeadStatus } from '../leadStatus';
import { rederiveStatus, type LeadChange } from '../leads/changeLead';
import { isAdopted, type AdoptedLead, type StoredLead } from '../leads/lead';
import { reconcileLead } from '../leads/reconcileLead';
import { EMPTY_PLAN, planForLead, type SyncPlan } from '../sync/syncPlan';
import { findHistoryFaults } from './repairHistory';

/** A fault of a lead by itself, whatever its documents say. */
export interface LeadFault {
  kind: 'console-edit' | 'unknown-status' | 'broken-history' | 'underived';
  detail: string;
}

/** The faults of a lead, and the plan that puts them right. */
export interface LeadRepair {
  faults: LeadFault[];
  plan: SyncPlan;
}

/**
 * Compares a lead with its own history, its decision and its viewings (docs/contract.md §4), and plans its
 * repair. Null for a lead of an older system: that one has to be adopted.
 */
export function findLeadFaults(
  found: StoredLead,
  stored: readonly StoredEntry[],
): LeadRepair | null {
  if (!isAdopted(found)) return null;
  const history = findHistoryFaults(found, stored);
  const last = lastReadableEntry(stored);
  const lead = last === null ? found : leadAtEntry(found, last);
  const reconciled = reconcileLead(lead, last);
  const derived = rederiveStatus(reconciled, found.id);

  const faults = [
    ...history.faults.map((detail): LeadFault => ({ kind: 'broken-history', detail })),
    ...faultsAgainstHistory(found, lead, last),
    ...faultsAgainstDerivation(reconciled, derived),
  ];
  const isChanged =
    derived.isChanged || lead !== found || history.missing.length + history.rewrites.length > 0;
  const change: LeadChange = {
    lead: derived.lead,
    entries: [...history.missing, ...derived.entries],
    isChanged,
  };
  const plan = isChanged ? planForLead(found, change) : EMPTY_PLAN;
  return { faults, plan: { ...plan, rewrites: history.rewrites } };
}

/** How a lead differs from the last entry of its history; `lead` is the lead put at that entry. */
function faultsAgainstHistory(
  found: AdoptedLead,
  lead: AdoptedLead,
  last: LastEntry | null,
): LeadFault[] {
  const { seq, status } = found.history;
  const isBehind = last !== null && last.seq > seq;
  const faults: LeadFault[] = [];
  if (last !== null && (lead !== found || isBehind)) {
    const detail = `the lead is at entry ${seq}, «${status}», its history at ${last.seq}, «${last.status}»`;
    faults.push({ kind: 'broken-history', detail });
  }
  if (lead.status !== lead.history.status && !isBehind) {
    const typed = found.status ?? '';
    faults.push(
      isLeadStatus(typed)
        ? { kind: 'console-edit', detail: `«${typed}» is in no history entry` }
        : { kind: 'unknown-status', detail: `«${typed}» is none of the ten` },
    );
  }
  return faults;
}

function faultsAgainstDerivation(before: LeadChange, derived: LeadChange): LeadFault[] {
  if (derived === before) return [];
  const [from, to] = [before.lead.status, derived.lead.status];
  const detail =
    from === to
      ? `«${from}» is closed otherwise than was decided`
      : `«${from}», and its documents say «${to}»`;
  return [{ kind: 'underived', detail }];
}

/** The newest entry that can be read. */
function lastReadableEntry(stored: readonly StoredEntry[]): LastEntry | null {
  let last: LastEntry | null = null;
  for (const { id, entry } of stored) {
    if (entry === null || Number(id) !== entry.seq) continue;
    if (last === null || entry.seq > last.seq) last = lastEntryOf(entry);
  }
  return last;
}

/** The lead at the status of its newest entry: what the history says counts. */
function leadAtEntry(found: AdoptedLead, last: LastEntry): AdoptedLead {
  const { history, status } = found;
  if (history.seq !== last.seq || history.status === last.status) return found;
  return {
    ...found,
    history: { ...history, status: last.status },
    status: status === history.status ? last.status : status,
  };
}
