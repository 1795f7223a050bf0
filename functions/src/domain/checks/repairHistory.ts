import { SYSTEM } from '../actor';
import {
  entryNumber,
  readableEntry,
  REASONS,
  type HistoryEntry,
  type RecordedEntry,
  type StoredEntry,
} from '../documents/history';
import { INITIAL_STATUS, type LeadStatus } from '../leadStatus';
import type { StoredLead } from '../leads/lead';
import type { EntryRewrite } from '../sync/syncPlan';
import { shorten } from '../text';
import { secondsBefore, secondsBetween, type Micros } from '../time';

/** If more entries than this are missing, something else is wrong, and none is reconstructed. */
const MAX_MISSING_ENTRIES = 100;

/** Ids of documents that are no entries may be long, and are quoted in part. */
const MAX_ID = 100;

/** The faults of a lead's history, and the entries that put them right. */
export interface HistoryRepair {
  /** What `missing` and `rewrites` put right. */
  faults: readonly string[];
  /** What only people can put right: documents in the place of an entry. */
  unreadable: readonly string[];
  /** Documents that are no entries, in the place of none, or under no number at all. */
  foreign: readonly string[];
  missing: readonly HistoryEntry[];
  rewrites: readonly EntryRewrite[];
}

/**
 * Checks that a history never breaks (docs/contract.md §4): `seq` is gapless but for the numbers that a later
 * entry names as skipped (§3), each `from` is the `to` of the entry before it, and the history goes as far
 * as the lead says. A missing entry is reconstructed from its neighbours; of an entry that exists, only the
 * `from` is changed. A document that cannot be read as an entry is never written.
 *
 * Entries beyond the lead's own are no fault of the history: the lead is behind, and catches up.
 */
export function findHistoryFaults(lead: StoredLead, stored: readonly StoredEntry[]): HistoryRepair {
  const chain = readChain(lead, stored);
  const others = describeOthers(chain);
  const lacking = countMissing(chain);
  return lacking > MAX_MISSING_ENTRIES
    ? { ...others, faults: [`${lacking} entries are missing`], missing: [], rewrites: [] }
    : { ...others, ...repairChain(lead, chain) };
}

/** What stands under the numbers of a history. */
interface Chain {
  /** The number of its last entry. */
  length: number;
  entries: ReadonlyMap<number, { entry: RecordedEntry; version: Micros }>;
  /** The numbers of documents that cannot be read as entries. */
  unreadable: readonly number[];
  /** The numbers that an entry names as skipped, and that are no entries. */
  skipped: ReadonlySet<number>;
  /** The ids of documents that are no numbers of entries. */
  unnumbered: readonly string[];
}

function readChain({ history }: StoredLead, stored: readonly StoredEntry[]): Chain {
  const entries = new Map<number, { entry: RecordedEntry; version: Micros }>();
  const unreadable: number[] = [];
  for (const each of stored) {
    const entry = readableEntry(each);
    const number = entryNumber(each.id);
    if (entry !== null) entries.set(entry.seq, { entry, version: each.version });
    else if (number !== null) unreadable.push(number);
  }
  const named = [...entries.values()].flatMap(({ entry: { seq, skipped = [] } }) =>
    skipped.filter((number) => number < seq && !entries.has(number)),
  );
  const length = Math.max(history?.seq ?? 0, ...entries.keys());
  const unnumbered = stored.map(({ id }) => id).filter((id) => entryNumber(id) === null);
  return { length, entries, unreadable, skipped: new Set(named), unnumbered };
}

function countMissing({ length, entries, unreadable, skipped }: Chain): number {
  const inPlace = unreadable.filter((number) => number <= length && !skipped.has(number));
  return length - entries.size - skipped.size - inPlace.length;
}

/** Describes the documents that are no entries. */
function describeOthers({
  length,
  unreadable,
  skipped,
  unnumbered,
}: Chain): Pick<HistoryRepair, 'unreadable' | 'foreign'> {
  const isForeign = (number: number) => skipped.has(number) || number > length;
  return {
    unreadable: unreadable
      .filter((number) => !isForeign(number))
      .map(
        (number) =>
          `entry ${number} cannot be read: remove its document, and repair writes the entry again`,
      ),
    foreign: [
      ...unreadable
        .filter(isForeign)
        .map(
          (number) => `the document ${number} is no entry, and the history leaves its number out`,
        ),
      ...unnumbered.map((id) => `the document «${shorten(id, MAX_ID)}» is under no number`),
    ],
  };
}

function repairChain(
  lead: StoredLead,
  chain: Chain,
): Pick<HistoryRepair, 'faults' | 'missing' | 'rewrites'> {
  const faults: string[] = [];
  const missing: HistoryEntry[] = [];
  const rewrites: EntryRewrite[] = [];
  let before: HistoryEntry | RecordedEntry | null = null;
  let isBeforeKnown = true;
  for (let seq = 1; seq <= chain.length; seq += 1) {
    if (chain.skipped.has(seq)) continue;
    const existing = chain.entries.get(seq);
    if (existing !== undefined) {
      const from = before?.to ?? null;
      if (isBeforeKnown && existing.entry.from !== from) {
        faults.push(
          `entry ${seq} begins at ${quoted(existing.entry.from)}, not at ${quoted(from)}`,
        );
        rewrites.push({ leadId: lead.id, seq, version: existing.version, from });
      }
      before = existing.entry;
      isBeforeKnown = true;
    } else if (chain.unreadable.includes(seq)) {
      // The entry that follows is the only one that knows where this one led.
      isBeforeKnown = false;
    } else {
      const entry = entryBetween(before, nextEntryOf(chain, seq), seq, lead);
      faults.push(`entry ${seq} is missing`);
      missing.push(entry);
      before = entry;
      isBeforeKnown = true;
    }
  }
  return { faults, missing, rewrites };
}

function nextEntryOf({ entries, length }: Chain, seq: number): RecordedEntry | null {
  for (let next = seq + 1; next <= length; next += 1) {
    const existing = entries.get(next);
    if (existing !== undefined) return existing.entry;
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
