import { SYSTEM } from '../actor';
import {
  REASONS,
  type HistoryEntry,
  type RecordedEntry,
  type StoredEntry,
} from '../documents/history';
import { INITIAL_STATUS, type LeadStatus } from '../leadStatus';
import type { StoredLead } from '../leads/lead';
import type { EntryRewrite } from '../sync/syncPlan';
import { secondsBefore, secondsBetween, type Micros } from '../time';

/** If more entries than this are missing, something else is wrong, and none is reconstructed. */
const MAX_MISSING_ENTRIES = 100;

/** The faults of a lead's history, and the entries that put them right. */
export interface HistoryRepair {
  faults: readonly string[];
  missing: readonly HistoryEntry[];
  rewrites: readonly EntryRewrite[];
}

/**
 * Checks that a history never breaks (docs/contract.md §4): `seq` is gapless, each `from` is the `to` of
 * the entry before it, and the history goes as far as the lead says. A missing entry is reconstructed from
 * its neighbours; an entry that exists is changed only as far as it breaks the rule.
 *
 * Entries beyond the lead's own are no fault of the history: the lead is behind, and catches up.
 */
export function findHistoryFaults(lead: StoredLead, stored: readonly StoredEntry[]): HistoryRepair {
  const entries = new Map(
    stored.flatMap((each) => (isEntryId(each.id) ? [[Number(each.id), each] as const] : [])),
  );
  const length = Math.max(lead.history?.seq ?? 0, ...entries.keys());
  const lacking = length - entries.size;
  if (lacking > MAX_MISSING_ENTRIES) {
    return { faults: [`${lacking} entries are missing`], missing: [], rewrites: [] };
  }

  const faults: string[] = [];
  const missing: HistoryEntry[] = [];
  const rewrites: EntryRewrite[] = [];
  let before: HistoryEntry | RecordedEntry | null = null;
  for (let seq = 1; seq <= length; seq += 1) {
    const existing = entries.get(seq);
    const readable = readableEntry(existing, seq);
    if (existing !== undefined && readable !== null) {
      const from = before?.to ?? null;
      if (readable.from !== from) {
        faults.push(`entry ${seq} begins at ${quoted(readable.from)}, not at ${quoted(from)}`);
        rewrites.push({ leadId: lead.id, seq, version: existing.version, fields: { from } });
      }
      before = readable;
      continue;
    }
    const entry = entryBetween(before, nextReadableEntry(entries, seq, length), seq, lead);
    if (existing === undefined) {
      faults.push(`entry ${seq} is missing`);
      missing.push(entry);
    } else {
      faults.push(`entry ${seq} cannot be read`);
      rewrites.push({ leadId: lead.id, seq, version: existing.version, fields: entry });
    }
    before = entry;
  }
  return { faults, missing, rewrites };
}

/** Entries have a zero-padded number as their id. Any other document there is not part of the history. */
function isEntryId(id: string): boolean {
  return /^\d{6,9}$/.test(id) && Number(id) > 0;
}

function readableEntry(stored: StoredEntry | undefined, seq: number): RecordedEntry | null {
  return stored?.entry?.seq === seq ? stored.entry : null;
}

function nextReadableEntry(
  entries: ReadonlyMap<number, StoredEntry>,
  seq: number,
  length: number,
): RecordedEntry | null {
  for (let next = seq + 1; next <= length; next += 1) {
    const readable = readableEntry(entries.get(next), next);
    if (readable !== null) return readable;
  }
  return null;
}

/** The entry that must have been between two others. The last one leads to the lead's own status. */
function entryBetween(
  before: HistoryEntry | RecordedEntry | null,
  next: RecordedEntry | null,
  seq: number,
  lead: StoredLead,
): HistoryEntry {
  const effectiveAt =
    beginningBefore(next, seq) ??
    before?.effectiveAt ??
    next?.effectiveAt ??
    lead.statusChangedAt ??
    lead.version;
  return {
    seq,
    from: before?.to ?? null,
    to: (next === null ? lead.history?.status : next.from) ?? INITIAL_STATUS,
    cause: 'repaired',
    reason: REASONS.repaired,
    source: { collection: 'leads', id: lead.id },
    actor: SYSTEM,
    effectiveAt,
    secondsInPrevious: before && secondsBetween(before.effectiveAt, effectiveAt),
  };
}

/** When the entry `seq` took effect, as the entry right after it still tells. */
function beginningBefore(next: RecordedEntry | null, seq: number): Micros | null {
  if (next?.seq !== seq + 1 || next.secondsInPrevious === null) return null;
  return secondsBefore(next.effectiveAt, next.secondsInPrevious);
}

function quoted(status: LeadStatus | null): string {
  return status === null ? 'nothing' : `«${status}»`;
}
