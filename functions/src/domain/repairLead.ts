import { openLead, rederive, type LeadChange } from './changeLead';
import { REASONS, SYSTEM, type ChainEnd, type HistoryEntry, type StoredEntry } from './history';
import { isAdopted, type AdoptedLead, type StoredLead } from './lead';
import { isLeadStatus } from './leadStatus';
import { EMPTY_PLAN, type SyncPlan } from './planSync';
import { reviewHistory } from './repairHistory';

/** What is wrong with a lead by itself, whatever its documents say. */
export interface LeadFault {
  kind: 'console-edit' | 'unknown-status' | 'broken-history' | 'underived';
  detail: string;
}

/**
 * Holds a lead of the pipeline against its own history, its decision and its viewings (contract,
 * section 4), and decides what puts it right. Null for a lead of an older system, which is for
 * adoption.
 */
export function reviewLead(
  found: StoredLead,
  stored: readonly StoredEntry[],
): { faults: LeadFault[]; plan: SyncPlan } | null {
  if (!isAdopted(found)) return null;
  const history = reviewHistory(found, stored);
  const faults = history.faults.map((detail): LeadFault => ({ kind: 'broken-history', detail }));

  const end = endOf(stored);
  const standing = end === null ? found : standingAt(found, end);
  const isBehind = end !== null && end.seq > found.history.seq;
  if (end !== null && (standing !== found || isBehind)) {
    const detail = `the lead is at entry ${found.history.seq}, «${found.history.status}», its history at ${end.seq}, «${end.status}»`;
    faults.push({ kind: 'broken-history', detail });
  }
  const opened = openLead(standing, end);
  const isOverwritten = standing.status !== standing.history.status && !isBehind;
  if (isOverwritten) {
    const status = found.status ?? '';
    faults.push(
      isLeadStatus(status)
        ? { kind: 'console-edit', detail: `«${status}» is in no history entry` }
        : { kind: 'unknown-status', detail: `«${status}» is none of the ten` },
    );
  }
  const derived = rederive(opened, found.id);
  if (derived !== opened) {
    const [before, after] = [opened.lead, derived.lead];
    const detail =
      before.status === after.status
        ? `«${before.status}» is closed otherwise than was decided`
        : `«${before.status}», and its documents say «${after.status}»`;
    faults.push({ kind: 'underived', detail });
  }

  const isChanged =
    derived.isChanged || standing !== found || history.missing.length + history.rewrites.length > 0;
  const change: LeadChange = {
    lead: derived.lead,
    entries: [...history.missing, ...derived.entries],
    isChanged,
  };
  return {
    faults,
    plan: {
      ...EMPTY_PLAN,
      leads: isChanged ? [{ id: found.id, version: found.version, change }] : [],
      rewrites: history.rewrites,
    },
  };
}

/**
 * The same changes, where it was a repair that found them: their entries say so. How a chain began,
 * and what was typed over in the console, is told as ever.
 */
export function asRepaired(plan: SyncPlan): SyncPlan {
  return {
    ...plan,
    leads: plan.leads.map((write) => ({
      ...write,
      change: { ...write.change, entries: write.change.entries.map(repaired) },
    })),
  };
}

function repaired(entry: HistoryEntry): HistoryEntry {
  switch (entry.cause) {
    case 'lead.created':
    case 'lead.adopted':
    case 'console.edited':
      return entry;
    default:
      return { ...entry, cause: 'repaired', reason: REASONS.repaired, actor: SYSTEM };
  }
}

/** The newest entry that can be read. */
function endOf(stored: readonly StoredEntry[]): ChainEnd | null {
  let end: ChainEnd | null = null;
  for (const { id, entry } of stored) {
    if (entry === null || Number(id) !== entry.seq) continue;
    if (end === null || entry.seq > end.seq) {
      end = { seq: entry.seq, status: entry.to, effectiveAt: entry.effectiveAt };
    }
  }
  return end;
}

/** The lead where its newest entry says that it is: what the history says stands. */
function standingAt(found: AdoptedLead, end: ChainEnd): AdoptedLead {
  const { history, status } = found;
  if (history.seq !== end.seq || history.status === end.status) return found;
  return {
    ...found,
    history: { ...history, status: end.status },
    status: status === history.status ? end.status : status,
  };
}
