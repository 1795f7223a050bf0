import type { Cause, RecordedEntry } from '../documents/history';
import type { LeadStatus } from '../leadStatus';
import type { Closed } from '../leads/lead';
import type { Micros } from '../time';

type Outcome = Closed['outcome'];

/** A history entry, as far as the rule of what counts looks at it. */
export type CountedEntry = Pick<
  RecordedEntry,
  | 'seq'
  | 'from'
  | 'to'
  | 'cause'
  | 'effectiveAt'
  | 'secondsInPrevious'
  | 'reason'
  | 'outcome'
  | 'source'
>;

/** The history of a lead, as far as it is known. */
export interface KnownHistory {
  /** In the order of `seq`. */
  entries: readonly CountedEntry[];
  /**
   * Whether these are all the entries that can be read. Otherwise there may be earlier ones, and the
   * first entry's own `secondsInPrevious` says how long the stay before it was.
   */
  isWhole: boolean;
  /** How the lead is closed now. Null if it is open, or if that was not read. */
  closed: Closed | null;
}

/** A history entry, with what it counts as. */
export interface CountedStep {
  to: LeadStatus;
  cause: string;
  /** The entry's `effectiveAt`. */
  at: Micros;
  isFirst: boolean;
  /** How this entry closes the lead. Null for every status but `Cerrado`. */
  closing: Outcome | null;
  /** Why the lead is closed, if it is. */
  reason: string;
  /** The stay that this entry ends. Null if there is none, or if it does not count. */
  stay: { status: LeadStatus; seconds: number } | null;
}

/**
 * The steps of a lead, and which stays count (docs/contract.md §13). Every report on the funnel uses this
 * function.
 *
 * - A `Cerrado` is closed by a decision, or because the lead's last viewing moved to another lead. So its
 *   outcome is that of the last decision, and `moved` if there is no decision. If the lead is still closed,
 *   its own `closed` says it.
 * - A stay in a `Cerrado` with the outcome `moved` does not count.
 * - An entry that begins the lead again ends no stay: the lead had been deleted, and was in no status.
 * - A stay that began before the known entries counts. The exception is a stay in `Cerrado`, since its
 *   outcome is unknown ({@link needsEarlierEntries}).
 */
export function countedSteps({ entries, isWhole, closed }: KnownHistory): CountedStep[] {
  let decision: { outcome: Outcome; reason: string } | null = null;
  let before: 'unknown' | 'counts' | 'moved' = 'unknown';
  return entries.map((entry, n): CountedStep => {
    const { seq, from, to, cause, effectiveAt, secondsInPrevious } = entry;
    decision = decisionIn(entry) ?? decision;
    const closedNow = n + 1 === entries.length ? closed : null;
    const closing = to === 'Cerrado' ? (closedNow?.outcome ?? decision?.outcome ?? 'moved') : null;
    const isStayCounted =
      before === 'counts' || (before === 'unknown' && !isWhole && from !== 'Cerrado');
    before = closing === 'moved' ? 'moved' : 'counts';
    return {
      to,
      cause,
      at: effectiveAt,
      isFirst: n === 0 && (isWhole || seq === 1),
      closing,
      reason: closedNow?.reason || decision?.reason || entry.reason,
      stay:
        isStayCounted && from !== null && !isBeginning(cause)
          ? { status: from, seconds: secondsInPrevious ?? 0 }
          : null,
    };
  });
}

/** Whether the lead reached the entry's status. It did not reach a moved `Cerrado`. */
export function isReached({ closing }: CountedStep): boolean {
  return closing !== 'moved';
}

/**
 * Whether the outcome of a `Cerrado` in these entries can only be known with the entries before the first of
 * them. `entries` are some of a lead's entries, in the order of `seq`.
 */
export function needsEarlierEntries(entries: readonly CountedEntry[]): boolean {
  const [first] = entries;
  if (first === undefined || first.seq === 1) return false;
  if (first.from === 'Cerrado' && !isBeginning(first.cause)) return true;
  const decided = entries.findIndex((entry) => decisionIn(entry) !== null);
  const undecided = decided === -1 ? entries : entries.slice(0, decided);
  return undecided.some(({ to }) => to === 'Cerrado');
}

const CREATED: Cause = 'lead.created';
const ADOPTED: Cause = 'lead.adopted';
const MOVED: Cause = 'lead.moved';
const DECISIONS: readonly string[] = ['manual', 'console.edited', ADOPTED] satisfies Cause[];

/** The decision that an entry records. An outcome that it does not name is `lost`. */
function decisionIn({
  cause,
  outcome,
  reason,
  source,
}: CountedEntry): { outcome: Outcome; reason: string } | null {
  // A merge names a lead as its source; a viewing that moves away names its document.
  if (cause === MOVED && source.collection === 'leads') return { outcome: 'moved', reason };
  return DECISIONS.includes(cause) ? { outcome: outcome ?? 'lost', reason } : null;
}

function isBeginning(cause: string): boolean {
  return cause === CREATED || cause === ADOPTED;
}
