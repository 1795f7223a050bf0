import {
  findHistoryEnd,
  readableEntry,
  type HistoryEnd,
  type StoredEntry,
} from '../documents/history';
import { recogniseLeadStatus } from '../leadStatus';
import { rederiveStatus, type LeadChange } from '../leads/changeLead';
import { isAdopted, type AdoptedLead, type StoredLead } from '../leads/lead';
import { reconcileLead } from '../leads/reconcileLead';
import { EMPTY_PLAN, planForLead, type SyncPlan } from '../sync/syncPlan';
import { findHistoryFaults, type HistoryRepair } from './repairHistory';

/** A fault of a lead by itself, whatever its documents say. */
export interface LeadFault {
  kind: 'console-edit' | 'unknown-status' | 'broken-history' | 'foreign-entry' | 'underived';
  detail: string;
  /** Whether the plan leaves it to people. */
  isForPeople: boolean;
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
  const end = findHistoryEnd(stored, found.history.seq);
  const lead = leadAtOwnEntry(found, stored);
  const reconciled = reconcileLead(lead, end);
  const derived = rederiveStatus(reconciled, found.id);

  const faults = [
    ...faultsOfHistory(history),
    ...faultsAgainstHistory(found, lead, end),
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

function faultsOfHistory({ faults, unreadable, foreign }: HistoryRepair): LeadFault[] {
  return [
    ...faults.map((detail) => newFault('broken-history', detail)),
    ...unreadable.map((detail) => newFault('broken-history', detail, true)),
    ...foreign.map((detail) => newFault('foreign-entry', detail, true)),
  ];
}

function newFault(kind: LeadFault['kind'], detail: string, isForPeople = false): LeadFault {
  return { kind, detail, isForPeople };
}

/** How a lead differs from its history; `lead` is the lead as its own entry says. */
function faultsAgainstHistory(
  found: AdoptedLead,
  lead: AdoptedLead,
  { last }: HistoryEnd,
): LeadFault[] {
  const { seq, status } = found.history;
  const faults: LeadFault[] = [];
  if (lead !== found || last !== null) {
    const at = last ?? { seq, status: lead.history.status };
    const detail = `the lead is at entry ${seq}, «${status}», its history at ${at.seq}, «${at.status}»`;
    faults.push(newFault('broken-history', detail));
  }
  const isAtEnd = last !== null && recogniseLeadStatus(lead.status) === last.status;
  if (lead.status !== lead.history.status && !isAtEnd) {
    faults.push(faultOfTypedStatus(found.status ?? '', lead.history.status));
  }
  return faults;
}

function faultOfTypedStatus(typed: string, written: string): LeadFault {
  switch (recogniseLeadStatus(typed)) {
    case null:
      return newFault('unknown-status', `«${typed}» is none of the ten`);
    case written:
      return newFault('console-edit', `«${typed}» is «${written}» in another spelling`);
    default:
      return newFault('console-edit', `«${typed}» is in no history entry`);
  }
}

function faultsAgainstDerivation(before: LeadChange, derived: LeadChange): LeadFault[] {
  if (derived === before) return [];
  const [from, to] = [before.lead.status, derived.lead.status];
  const detail =
    from === to
      ? `«${from}» is closed otherwise than was decided`
      : `«${from}», and its documents say «${to}»`;
  return [newFault('underived', detail)];
}

/** The lead at the status of its newest entry: what the history says counts. */
function leadAtOwnEntry(found: AdoptedLead, stored: readonly StoredEntry[]): AdoptedLead {
  const { history, status } = found;
  const own = stored.flatMap((each) => readableEntry(each) ?? []);
  const entry = own.find(({ seq }) => seq === history.seq);
  if (entry === undefined || entry.to === history.status) return found;
  const isTyped = recogniseLeadStatus(status) !== history.status;
  return {
    ...found,
    history: { ...history, status: entry.to },
    status: isTyped ? status : entry.to,
  };
}
