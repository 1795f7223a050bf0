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

/** The history of a lead, as far as it is known: all entries that can be read, or some of them. */
export interface KnownHistory {
  /** In the order of `seq`. */
  entries: readonly CountedEntry[];
  /** The number of the newest entry. Null if that is not known. */
  newest: number | null;
  /** How that entry closed the lead. Null if the lead is open, or if that was not read. */
  closed: Closed | null;
}

/** A history entry, with what it counts as. */
export interface CountedStep {
  to: LeadStatus;
  cause: string;
  /** The entry's `effectiveAt`. */
  at: Micros;
  /** Whether the lead began with this entry: it comes from no status. */
  isFirst: boolean;
  /** How this entry closes the lead. Null for every status but `Cerrado`. */
  closing: Outcome | null;
  /** Why this entry closes the lead. Null for every status but `Cerrado`. */
  reason: string | null;
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
 * - A merge closes a lead as `moved`. A `Cerrado` that it found is `moved` from its beginning.
 * - A stay in a `Cerrado` counts if its outcome is known, and is not `moved`. Every other stay counts: the
 *   entry that ends it says which status that was, and how long it lasted.
 * - An entry that begins the lead again ends no stay: the lead had been deleted, and was in no status. What
 *   was decided before that does not count any more.
 *
 * Of some entries of a lead, the steps are those of the whole history, unless {@link needsOtherEntries}.
 */
export function countedSteps({ entries, newest, closed }: KnownHistory): CountedStep[] {
  let decision: DecidedClosing | null = null;
  let before: CountedStep | null = null;
  return entries.map((entry, n): CountedStep => {
    const { from, to, cause, effectiveAt, secondsInPrevious } = entry;
    decision = decisionIn(entry) ?? (isBeginning(entry) ? null : decision);
    const isNewest = entry.seq === newest;
    const now = isNewest ? closed : null;
    const isTakenAlong = !isNewest && isMergeOfClosed(entries[n + 1]);
    const outcome = isTakenAlong ? 'moved' : (now?.outcome ?? decision?.outcome ?? 'moved');
    const isStayCounted =
      from === 'Cerrado' ? before?.closing === 'won' || before?.closing === 'lost' : from !== null;
    const reason = now?.reason || decision?.reason || entry.reason;
    before = {
      to,
      cause,
      at: effectiveAt,
      isFirst: from === null,
      closing: to === 'Cerrado' ? outcome : null,
      reason: to === 'Cerrado' ? reason : null,
      stay:
        isStayCounted && from !== null && !isBeginning(entry)
          ? { status: from, seconds: secondsInPrevious ?? 0 }
          : null,
    };
    return before;
  });
}

/** Whether the lead reached the entry's status. It did not reach a moved `Cerrado`. */
export function isReached({ closing }: CountedStep): boolean {
  return closing !== 'moved';
}

/**
 * Whether the steps of these entries can only be known with other entries of their lead: those before a
 * `Cerrado` say how it was closed, and a merge right after it takes it along. The lead itself says it of its
 * newest entry.
 */
export function needsOtherEntries({ entries, newest, closed }: KnownHistory): boolean {
  const known = new Map(entries.map((entry) => [entry.seq, entry]));
  const isClosingKnown = ({ seq }: CountedEntry): boolean => {
    if (seq === newest && closed !== null) return true;
    return (seq === newest || known.has(seq + 1)) && isDecisionKnown(known, seq);
  };
  return entries.some(
    (entry) =>
      (entry.to === 'Cerrado' && !isClosingKnown(entry)) ||
      (entry.from === 'Cerrado' && !isBeginning(entry) && !known.has(entry.seq - 1)),
  );
}

/** Whether the last decision up to the entry `seq` is known, or that there is none. */
function isDecisionKnown(known: ReadonlyMap<number, CountedEntry>, seq: number): boolean {
  for (let number = seq; number > 0; number -= 1) {
    const entry = known.get(number);
    if (entry === undefined) return false;
    if (isBeginning(entry) || decisionIn(entry) !== null) return true;
  }
  return true;
}

const CREATED: Cause = 'lead.created';
const ADOPTED: Cause = 'lead.adopted';
const MOVED: Cause = 'lead.moved';
const DECISIONS: readonly string[] = ['manual', 'console.edited', ADOPTED] satisfies Cause[];

interface DecidedClosing {
  outcome: Outcome;
  reason: string;
}

/** How the decision that an entry records closes the lead: without an outcome, as `lost`. */
function decisionIn(entry: CountedEntry): DecidedClosing | null {
  const { cause, outcome, reason } = entry;
  if (isMerge(entry)) return { outcome: 'moved', reason };
  return DECISIONS.includes(cause) ? { outcome: outcome ?? 'lost', reason } : null;
}

/** A merge names a lead as its source; a viewing that moves away names its document. */
function isMerge({ cause, source }: CountedEntry): boolean {
  return cause === MOVED && source.collection === 'leads';
}

function isMergeOfClosed(entry: CountedEntry | undefined): boolean {
  return entry?.from === 'Cerrado' && isMerge(entry);
}

function isBeginning({ cause }: CountedEntry): boolean {
  return cause === CREATED || cause === ADOPTED;
}
