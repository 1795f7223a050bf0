import {
  findHistoryEnd,
  readableEntry,
  type HistoryEnd,
  type StoredEntry,
} from '../documents/history';
import { recogniseLeadStatus } from '../leadStatus';
import { withOwnAttention, type AttentionDays } from '../leads/attention';
import { rederiveStatus, type LeadChange } from '../leads/changeLead';
import { isAdopted, unreadableTimes, type AdoptedLead, type StoredLead } from '../leads/lead';
import { latestOffer } from '../viewings/latestOffer';
import { nextViewing } from '../viewings/nextViewing';
import { reconcileLead } from '../leads/reconcileLead';
import { EMPTY_PLAN, planForLead, type SyncPlan } from '../sync/syncPlan';
import type { FindingKind } from './finding';
import { describeUnreadable } from './remarks';
import { findHistoryFaults, type HistoryRepair } from './repairHistory';

/** A fault of a lead by itself, whatever its documents say. */
interface LeadFault {
  kind: Extract<
    FindingKind,
    | 'console-edit'
    | 'unknown-status'
    | 'broken-history'
    | 'foreign-entry'
    | 'underived'
    | 'wrong-detail'
    | 'undated'
    | 'unreadable-time'
    | 'moved-to-itself'
  >;
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
  read: StoredLead,
  stored: readonly StoredEntry[],
  days: AttentionDays,
): LeadRepair | null {
  if (!isAdopted(read)) return null;
  const undated = faultsOfTimes(read);
  const found = withTimeOfEntry(read, stored);
  const history = findHistoryFaults(found, stored);
  const end = findHistoryEnd(stored, found.history.seq);
  const lead = leadAtOwnEntry(found, stored);
  const reconciled = reconcileLead(lead, end);
  const derived = rederiveStatus(reconciled, found.id);
  const details = [
    ...faultsOfNextViewing(read),
    ...faultsOfOffer(read),
    ...(derived.isChanged ? [] : faultsOfAttention(withOwnAttention(read, derived, days))),
  ];

  const faults = [
    ...faultsOfHistory(history),
    ...faultsAgainstHistory(found, lead, end),
    ...faultsAgainstDerivation(reconciled, derived),
    ...undated,
    ...details,
    ...faultsOfClosing(found, derived),
  ];
  const isChanged =
    derived.isChanged ||
    lead !== found ||
    history.missing.length + history.rewrites.length + details.length > 0 ||
    undated.some(({ kind }) => kind === 'undated');
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

/** Every write of a lead writes its time of change, which its newest entry has. `createdAt` nothing tells. */
function faultsOfTimes(lead: StoredLead): LeadFault[] {
  return unreadableTimes(lead).map((field) =>
    field === 'createdAt'
      ? newFault('unreadable-time', describeUnreadable([field]), true)
      : newFault('undated', describeUnreadable([field])),
  );
}

/** Every write of a lead writes its `nextViewingAt`. */
function faultsOfNextViewing({
  nextViewingAt: stored,
  viewings,
  unusable,
}: AdoptedLead): LeadFault[] {
  const derived = nextViewing(viewings)?.startsAt ?? null;
  if (stored === derived && !('nextViewingAt' in unusable)) return [];
  return [newFault('wrong-detail', 'nextViewingAt is not that of its viewings')];
}

/** Every write of a lead writes its `offer`. */
function faultsOfOffer({ offer: stored, viewings, unusable }: AdoptedLead): LeadFault[] {
  const derived = latestOffer(viewings);
  const isSame =
    stored?.amount === derived?.amount &&
    stored?.currency === derived?.currency &&
    stored?.at === derived?.at;
  if (isSame && !('offer' in unusable)) return [];
  return [newFault('wrong-detail', 'offer is not that of its visits')];
}

/** Every write of a lead writes its `attention`. */
function faultsOfAttention({ isChanged }: LeadChange): LeadFault[] {
  return isChanged ? [newFault('wrong-detail', 'attention is not that of its state')] : [];
}

/** A lead whose viewings, or which itself, went to itself: nothing tells where it really went. */
function faultsOfClosing({ id }: StoredLead, { lead: { closed } }: LeadChange): LeadFault[] {
  if (closed?.leadId !== id) return [];
  return [newFault('moved-to-itself', 'is closed as moved, and names itself', true)];
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

/** The lead with the time of its newest entry, if it cannot say it itself. */
function withTimeOfEntry(found: AdoptedLead, stored: readonly StoredEntry[]): AdoptedLead {
  if (found.statusChangedAt !== null) return found;
  const entry = ownEntryOf(found, stored);
  return entry === undefined ? found : { ...found, statusChangedAt: entry.effectiveAt };
}

function ownEntryOf({ history }: AdoptedLead, stored: readonly StoredEntry[]) {
  return stored.flatMap((each) => readableEntry(each) ?? []).find(({ seq }) => seq === history.seq);
}

/** The lead at the status of its newest entry: what the history says counts. */
function leadAtOwnEntry(found: AdoptedLead, stored: readonly StoredEntry[]): AdoptedLead {
  const { history, status } = found;
  const entry = ownEntryOf(found, stored);
  if (entry === undefined || entry.to === history.status) return found;
  const isTyped = recogniseLeadStatus(status) !== history.status;
  return {
    ...found,
    history: { ...history, status: entry.to },
    status: isTyped ? status : entry.to,
  };
}
