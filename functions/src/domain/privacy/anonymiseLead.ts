import { findLeadFaults } from '../checks/repairLead';
import {
  findHistoryEnd,
  MERGED_REASON,
  readableEntry,
  REASONS,
  type HistoryEntry,
  type RecordedEntry,
  type StoredEntry,
} from '../documents/history';
import { SOURCE_COLLECTIONS } from '../documents/sourceRef';
import { INITIAL_STATUS, recogniseLeadStatus } from '../leadStatus';
import { DEFAULT_ATTENTION_DAYS } from '../leads/attention';
import { closedAs } from '../leads/changeLead';
import type { Decision } from '../leads/deriveStatus';
import { isAdopted, NOTHING_KEPT, type Lead, type StoredLead } from '../leads/lead';
import { isSourceName } from '../leads/leadDetails';
import { GONE_REASONS } from '../leads/listingStatus';
import { listEnquiries, type LeadEnquiry } from '../leads/leadEnquiry';
import { CLOSED_ELSEWHERE, reconcileAndDerive } from '../leads/reconcileLead';
import type { EntryRewrite } from '../sync/syncPlan';
import type { Micros } from '../time';

/** What takes the place of a reason in people's own words. */
export const ERASED_REASON = 'Motivo suprimido por protección de datos';

/** The reasons that the pipeline itself writes, or the board for a listing that is gone. They say nothing of the contact, and stay. */
const OWN_REASONS: ReadonlySet<string> = new Set([
  '',
  MERGED_REASON,
  CLOSED_ELSEWHERE,
  ...Object.values(REASONS),
  ...Object.values(GONE_REASONS),
]);

/** A history entry that says what happened and when, and not to whom, by whom or in whose words. */
export interface AnonymousEntry extends Omit<RecordedEntry, 'at'> {
  /** When it was committed; null if it is committed now. */
  at: Micros | null;
}

/** What stays of a lead so that reports count as before (docs/contract.md §12). */
export interface AnonymousLead {
  lead: Lead;
  /** False for a lead of an older system without a history: reports do not count it, and nothing adopts it. */
  hasHistory: boolean;
  enquiries: readonly LeadEnquiry[];
  /** In the order of `seq`. */
  entries: readonly AnonymousEntry[];
}

/**
 * Takes everything from a lead that is about its contact. Its status stands as a decision, and nothing is left
 * from which another could be derived. The lead is first brought in line with its history, as a repair would do
 * it once the documents that are no entries are gone. So the history that stays is whole.
 */
export function anonymiseLead(found: StoredLead, stored: readonly StoredEntry[]): AnonymousLead {
  const readable = stored.filter((each) => readableEntry(each) !== null);
  if (!isAdopted(found) && readable.length === 0) return anonymiseOlderLead(found);
  const { lead, entries, rewrites } = settle(found, readable);
  const recorded = readable.flatMap(({ entry }) => entry ?? []).map(rewrittenBy(rewrites));
  return {
    lead: nobodysLead(lead),
    hasHistory: true,
    enquiries: listEnquiries(lead.viewings),
    entries: [...recorded, ...entries.map(asRecorded)]
      .sort((a, b) => a.seq - b.seq)
      .map(anonymiseEntry),
  };
}

/** The lead in line with its history, and what that changes in the history. */
function settle(
  found: StoredLead,
  readable: readonly StoredEntry[],
): { lead: Lead; entries: readonly HistoryEntry[]; rewrites: readonly EntryRewrite[] } {
  // A lead of nobody needs nobody: the days do not matter.
  const repair = findLeadFaults(found, readable, DEFAULT_ATTENTION_DAYS)?.plan;
  const change =
    repair?.leads[0]?.change ??
    reconcileAndDerive(found, findHistoryEnd(readable, found.history?.seq ?? 0));
  return { ...change, rewrites: repair?.rewrites ?? [] };
}

function rewrittenBy(rewrites: readonly EntryRewrite[]) {
  return (entry: RecordedEntry): RecordedEntry => {
    const rewrite = rewrites.find(({ seq }) => seq === entry.seq);
    return rewrite === undefined ? entry : { ...entry, from: rewrite.from };
  };
}

function asRecorded({ outcome, skipped, ...entry }: HistoryEntry): AnonymousEntry {
  const numbers = skipped !== undefined && { skipped: [...skipped] };
  return { ...entry, outcome: outcome ?? null, at: null, ...numbers };
}

function anonymiseEntry({
  cause,
  reason,
  source,
  actor,
  ...entry
}: AnonymousEntry): AnonymousEntry {
  const { seq, from, to, at, effectiveAt, secondsInPrevious, outcome, skipped } = entry;
  return {
    seq,
    from,
    to,
    at,
    effectiveAt,
    cause: Object.hasOwn(REASONS, cause) || cause === 'manual' ? cause : 'repaired',
    reason: ownReason(reason, cause),
    // Which collection it is tells reports a merge from a viewing that moved away.
    source: { collection: collectionOf(source.collection), id: '' },
    actor: { type: actorTypeOf(actor.type), id: null },
    secondsInPrevious,
    outcome,
    ...(skipped !== undefined && { skipped }),
  };
}

function collectionOf(collection: string): string {
  return SOURCE_COLLECTIONS.find((name) => name === collection) ?? 'leads';
}

function actorTypeOf(type: string): string {
  return type === 'user' || type === 'console' ? type : 'system';
}

/** A reason of the pipeline, or what takes its place: an adoption quotes what the older system said. */
function ownReason(reason: string, cause = ''): string {
  if (OWN_REASONS.has(reason)) return reason;
  return cause === 'lead.adopted' ? REASONS[cause] : ERASED_REASON;
}

/** A lead of an older system. Nothing has adopted it, and nothing will. */
function anonymiseOlderLead({ status: text, ...found }: StoredLead): AnonymousLead {
  const { closed, statusChangedAt, version, assignedTo, origin } = found;
  const status = recogniseLeadStatus(text) ?? INITIAL_STATUS;
  const history = { seq: 0, status, effectiveAt: statusChangedAt ?? version };
  const source = found.source ?? '';
  return {
    lead: nobodysLead({ status, history, assignedTo, closed, source, origin }),
    hasHistory: false,
    enquiries: [],
    entries: [],
  };
}

function nobodysLead({
  status,
  history,
  assignedTo,
  closed,
  source,
  origin,
}: Pick<Lead, 'status' | 'history' | 'assignedTo' | 'closed' | 'source' | 'origin'>): Lead {
  const decision: Decision = {
    status,
    outcome: status === 'Cerrado' ? (closed?.outcome ?? 'lost') : null,
    reason: ownReason(closed?.reason ?? ''),
    at: history.effectiveAt,
  };
  const lead: Lead = {
    contactId: null,
    listingId: null,
    prospectId: null,
    assignedTo,
    // What an older system wrote may name anybody.
    source: isSourceName(source) ? source : '',
    origin,
    status,
    closed: null,
    decision,
    viewings: new Map(),
    moves: new Map(),
    kept: { ...NOTHING_KEPT, origin: origin !== null },
    followUpAt: null,
    listingStatus: null,
    listingStatusAt: null,
    history,
  };
  return { ...lead, closed: closedAs(lead, { status, movedTo: null, by: null, since: null }) };
}
