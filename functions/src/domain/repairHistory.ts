import {
  REASONS,
  SYSTEM,
  type HistoryEntry,
  type RecordedEntry,
  type StoredEntry,
} from './history';
import type { StoredLead } from './lead';
import { INITIAL_STATUS } from './leadStatus';
import type { EntryRewrite } from './planSync';
import { secondsBetween, type Micros } from './time';

/** Where more entries than this are missing, something else is wrong, and nothing is made up. */
const MOST_MISSING = 100;

const MICROS_PER_SECOND = 1_000_000;

/** What is wrong with a lead's history, and what puts that right. */
export interface HistoryReview {
  faults: readonly string[];
  missing: readonly HistoryEntry[];
  rewrites: readonly EntryRewrite[];
}

/**
 * Holds a history against the rule that it never breaks (contract, section 4): `seq` is gapless, each
 * `from` is the `to` before it, and it goes as far as the lead says. What is missing between two
 * entries leads from the one to the other; what is there stays, but for what contradicts the rule.
 *
 * Entries beyond what the lead knows are no fault of the history: such a lead catches up with it.
 */
export function reviewHistory(lead: StoredLead, stored: readonly StoredEntry[]): HistoryReview {
  const entries = new Map(
    stored.flatMap((each) => (isSeq(each.id) ? [[Number(each.id), each] as const] : [])),
  );
  const length = Math.max(lead.history?.seq ?? 0, ...entries.keys());
  const lacking = length - entries.size;
  if (lacking > MOST_MISSING) {
    return { faults: [`${lacking} entries are missing`], missing: [], rewrites: [] };
  }

  const faults: string[] = [];
  const missing: HistoryEntry[] = [];
  const rewrites: EntryRewrite[] = [];
  let before: HistoryEntry | RecordedEntry | null = null;
  for (let seq = 1; seq <= length; seq += 1) {
    const there = entries.get(seq);
    const sound = soundEntry(there, seq);
    const from = before?.to ?? null;
    if (there !== undefined && sound !== null) {
      if (sound.from !== from) {
        faults.push(`entry ${seq} begins at ${quoted(sound.from)}, not at ${quoted(from)}`);
        rewrites.push({ leadId: lead.id, seq, version: there.version, fields: { from } });
      }
      before = sound;
      continue;
    }
    const entry = entryBetween(before, nextSound(entries, seq, length), seq, lead);
    if (there === undefined) {
      faults.push(`entry ${seq} is missing`);
      missing.push(entry);
    } else {
      faults.push(`entry ${seq} cannot be read`);
      rewrites.push({ leadId: lead.id, seq, version: there.version, fields: entry });
    }
    before = entry;
  }
  return { faults, missing, rewrites };
}

/** An id that an entry may have: a zero-padded number. What else stands there is none of the chain's. */
function isSeq(id: string): boolean {
  return /^\d{6,9}$/.test(id) && Number(id) > 0;
}

function soundEntry(stored: StoredEntry | undefined, seq: number): RecordedEntry | null {
  return stored?.entry?.seq === seq ? stored.entry : null;
}

function nextSound(
  entries: ReadonlyMap<number, StoredEntry>,
  seq: number,
  length: number,
): RecordedEntry | null {
  for (let next = seq + 1; next <= length; next += 1) {
    const sound = soundEntry(entries.get(next), next);
    if (sound !== null) return sound;
  }
  return null;
}

/** What must have stood between two entries; the last one leads to where the lead says that it is. */
function entryBetween(
  before: HistoryEntry | RecordedEntry | null,
  next: RecordedEntry | null,
  seq: number,
  lead: StoredLead,
): HistoryEntry {
  const effectiveAt =
    beganBefore(next, seq) ??
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

/** When the entry right before this one took effect, as this one still tells. */
function beganBefore(next: RecordedEntry | null, seq: number): Micros | null {
  if (next?.seq !== seq + 1 || next.secondsInPrevious === null) return null;
  return next.effectiveAt - Math.round(next.secondsInPrevious * MICROS_PER_SECOND);
}

function quoted(status: string | null): string {
  return status === null ? 'nothing' : `«${status}»`;
}
