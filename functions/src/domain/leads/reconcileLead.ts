import { CONSOLE, SYSTEM } from '../actor';
import {
  lastEntryOf,
  nextEntry,
  REASONS,
  type HistoryEnd,
  type LastEntry,
  type RecordedEntry,
} from '../documents/history';
import { INITIAL_STATUS, recogniseLeadStatus, type LeadStatus } from '../leadStatus';
import { shorten } from '../text';
import type { Micros } from '../time';
import { newestStateAt, type Viewings } from '../viewings/viewing';
import { applyDecision, closedAs, rederiveStatus, type LeadChange } from './changeLead';
import { deriveDetails } from './leadDetails';
import type { Decision } from './deriveStatus';
import { NO_OLDER_WORDS, translateOlderLead, type OlderWords } from './olderWords';
import {
  isAdopted,
  type AdoptedLead,
  type KeptFields,
  type KnownLead,
  type Lead,
  type StoredLead,
} from './lead';

/** Why an older lead is closed, if it did not say so. */
export const CLOSED_ELSEWHERE = 'Cerrado en un sistema anterior';

/** A history entry holds no more than a document may, so a long text is quoted in part. */
const MAX_QUOTE_LENGTH = 200;

/** How a lead of an older system is adopted. */
export interface Adoption {
  /** When its status counts as decided: by default at its `updateTime`. */
  at?: Micros;
  /** The older system's words. */
  words?: OlderWords;
}

/**
 * A lead as it was read, brought in step with its history before anything else happens to it. A lead of an
 * older system is adopted (docs/contract.md §3). A status
 * that somebody typed over in the console is recorded as a decision, or put back if it is not one of the ten
 * statuses (§6). A lead that was restored from a backup takes up the last entry and the last decision of its
 * history: `end` is the end of its history, if it was looked for. Its status is the last entry's then, and
 * the caller derives it again.
 */
export function reconcileLead(
  found: KnownLead,
  end: HistoryEnd | null = null,
  adoption: Adoption = {},
): LeadChange {
  if (found.kind === 'planned') {
    const { kind, id, ...lead } = found;
    return { lead, entries: [], isChanged: false };
  }
  if (isBehind(found, end)) return catchUpWithHistory(found, end);
  if (!isAdopted(found)) return adoptLead(found, end, adoption);
  const lead = leadWith(found, found.viewings, ownEntry(found, end), found.history.decision);
  const isChanged = found.isGathered === true;
  return withTypedStatus(found, found.history.status, { lead, entries: [], isChanged });
}

/**
 * The same for a change that does not derive the lead's status by itself: the status of a lead that was
 * behind its history is derived again.
 */
export function reconcileAndDerive(found: StoredLead, end: HistoryEnd | null): LeadChange {
  const change = reconcileLead(found, end);
  return isBehind(found, end) ? rederiveStatus(change, found.id) : change;
}

/** The end of a history with an entry that the lead does not know. */
type UnknownEnd = HistoryEnd & { last: LastEntry };

/**
 * Whether a lead was restored from a backup, and its history was not. A lead without bookkeeping is behind
 * a history that records a decision about it, as its adoption is, and any history if its viewings are known.
 */
export function isBehind(found: StoredLead, end: HistoryEnd | null): end is UnknownEnd {
  if (end === null || end.last === null) return false;
  if (isAdopted(found)) return end.last.seq > found.history.seq;
  return end.decision !== null || found.viewings !== null;
}

/** The lead was restored from a backup, and its history was not: the history counts. */
function catchUpWithHistory(found: StoredLead, { last, decision }: UnknownEnd): LeadChange {
  const recorded = decision && recordedDecision(found, decision);
  const known = recorded ?? found.history?.decision ?? null;
  const lead = leadWith(found, found.viewings ?? new Map(), last, known);
  const closed =
    recorded === null
      ? lead.closed
      : closedAs(lead, { status: last.status, movedTo: null, by: null, since: null });
  const change = { lead: { ...lead, closed }, entries: [], isChanged: true };
  const isAtEnd = recogniseLeadStatus(found.status) === last.status;
  if (found.history === null || isAtEnd) return change;
  return withTypedStatus(found, found.history.status, change);
}

/** The decision that a history entry records. */
function recordedDecision(found: StoredLead, entry: RecordedEntry): Decision {
  const { to: status, reason, effectiveAt: at } = entry;
  if (status !== 'Cerrado') return { status, outcome: null, reason, at };
  switch (entry.cause) {
    case 'lead.adopted':
      return { status, outcome: entry.outcome ?? ownOutcome(found), reason: ownReason(found), at };
    case 'lead.moved':
      return { status, outcome: 'moved', leadId: entry.source.id, reason, at };
    default:
      return { status, outcome: entry.outcome ?? 'lost', reason, at };
  }
}

/** The lead's newest entry, as the lead itself knows it. */
function ownEntry(
  { history: { seq, status }, statusChangedAt, version }: AdoptedLead,
  end: HistoryEnd | null,
): LastEntry {
  return lastEntryOf({ seq, to: status, effectiveAt: statusChangedAt ?? version }, end?.taken);
}

/**
 * Records a status that was typed over, as a decision. `status` is the one that the pipeline wrote. The same
 * status in another spelling is only rewritten, and what is none of the ten is put back.
 */
function withTypedStatus(
  { id, status: typed, version }: StoredLead,
  written: LeadStatus,
  change: LeadChange,
): LeadChange {
  if (typed === written) return change;
  const status = recogniseLeadStatus(typed);
  if (status === null || status === written) return { ...change, isChanged: true };
  const at = Math.max(version, newestStateAt(change.lead.viewings));
  const reason = REASONS['console.edited'];
  const outcome = status === 'Cerrado' ? 'lost' : null;
  return applyDecision(
    change,
    { status, outcome, reason, at },
    {
      cause: 'console.edited',
      reason,
      source: { collection: 'leads', id },
      actor: CONSOLE,
      effectiveAt: at,
    },
  );
}

/** The status of an older lead counts as a decision, until something newer happens. */
function adoptLead(
  older: StoredLead,
  end: HistoryEnd | null,
  { at = older.version, words = NO_OLDER_WORDS }: Adoption,
): LeadChange {
  const found = translateOlderLead(older, words);
  const last = found.status === null ? end?.last?.status : undefined;
  const status = recogniseLeadStatus(found.status) ?? last ?? INITIAL_STATUS;
  const outcome = status === 'Cerrado' ? ownOutcome(found) : null;
  const decision: Decision = {
    status,
    outcome,
    reason: ownReason(found),
    at,
  };
  const adopted = {
    cause: 'lead.adopted',
    reason: adoptionReason(older, found),
    source: { collection: 'leads', id: found.id },
    actor: SYSTEM,
    effectiveAt: found.statusChangedAt ?? found.version,
    ...(outcome !== null && { outcome }),
  } as const;
  const entry = nextEntry(end?.last ?? null, status, adopted, end?.taken);
  const viewings = found.viewings ?? new Map();
  const lead = leadWith(found, viewings, lastEntryOf(entry, end?.taken), decision);
  const closed = closedAs(lead, { status, movedTo: null, by: null, since: null });
  return { lead: { ...lead, closed }, entries: [entry], isChanged: true };
}

/** How an older lead was closed. Without an outcome, it counts as lost. */
function ownOutcome({ closed, history }: StoredLead): 'won' | 'lost' {
  const outcomes = [closed?.outcome, history?.decision?.outcome];
  return outcomes.includes('won') ? 'won' : 'lost';
}

function ownReason({ closed }: StoredLead): string {
  return closed?.reason || CLOSED_ELSEWHERE;
}

/** Quotes the older status if it is none of the ten; `found` is the lead in the pipeline's words. */
function adoptionReason(older: StoredLead, found: StoredLead): string {
  const reason = REASONS['lead.adopted'];
  const status = recogniseLeadStatus(found.status);
  if (status !== null && status === recogniseLeadStatus(older.status)) return reason;
  const quote = `«${shorten(older.status ?? '', MAX_QUOTE_LENGTH)}»`;
  return status === null ? `${reason}: ${quote} no es un estado del embudo` : `${reason}: ${quote}`;
}

/** What of an older lead stays as it is, whatever its documents say (docs/contract.md §2). */
function keptOfOlder({ source, origin, prospectId, assignedTo }: StoredLead): KeptFields {
  return {
    source: source !== null,
    origin: origin !== null,
    prospectId: prospectId !== null,
    assignedTo: assignedTo === null ? null : { replaced: null },
  };
}

/** The same fields of a lead as it was read: an `assignedTo` that the server did not write is a person's. */
function keptOf({ kept, assignedTo }: StoredLead, viewings: Viewings): KeptFields {
  const written =
    kept.assignedTo === null ? deriveDetails(viewings).assignedTo : kept.assignedTo.replaced;
  return { ...kept, assignedTo: assignedTo === written ? null : { replaced: written } };
}

function leadWith(
  found: StoredLead,
  viewings: Viewings,
  history: LastEntry,
  decision: Decision | null,
): Lead {
  const {
    contactId,
    listingId,
    prospectId,
    assignedTo,
    source,
    origin,
    closed,
    moves,
    followUpAt,
    listingStatus,
    listingStatusAt,
  } = found;
  return {
    contactId,
    listingId,
    prospectId,
    assignedTo,
    source: source ?? 'Appointment',
    origin,
    status: history.status,
    closed,
    decision,
    viewings,
    moves,
    kept: isAdopted(found) ? keptOf(found, viewings) : keptOfOlder(found),
    followUpAt,
    listingStatus,
    listingStatusAt,
    history,
  };
}
