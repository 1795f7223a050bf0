import { deriveStatus, IMPLIED_STATUS, type Decision, type Derivation } from './deriveStatus';
import {
  CONSOLE,
  REASONS,
  SYSTEM,
  type ChainEnd,
  type Explanation,
  type HistoryEntry,
} from './history';
import { isAdopted, type Closed, type Lead, type StoredLead } from './lead';
import type { Pair } from './leadId';
import { INITIAL_STATUS, isBeforeVisit, isLeadStatus, type LeadStatus } from './leadStatus';
import { secondsBetween, type Micros } from './time';
import { statementsOf, statesOf, viewingKey, type EffectiveState, type Viewings } from './viewing';

/** A lead as it will be once the change is committed, and the history entries that lead there. */
export interface LeadChange {
  lead: Lead;
  entries: readonly HistoryEntry[];
  /** False where there is nothing to write. */
  isChanged: boolean;
}

/** What becomes of a lead when its documents change: its viewings, and what it lacked until now. */
export interface Update {
  viewings: Viewings;
  prospectId?: string | null;
  assignedTo?: string | null;
}

const CLOSED_BEFORE = 'Cerrado en un sistema anterior';
const LONGEST_QUOTE = 200;

/**
 * A new lead of a pair, in Fase 0 (contract, section 1). `before` is the end of the chain that an
 * earlier, deleted lead of the pair left behind: the new chain continues it (section 3).
 */
export function createLead(
  pair: Pair,
  source: 'Appointment' | 'Visit',
  before: ChainEnd | null,
  explanation: Omit<Explanation, 'cause' | 'reason'>,
): LeadChange {
  const created = {
    ...explanation,
    cause: 'lead.created',
    reason: REASONS['lead.created'],
  } as const;
  const entry = nextEntry(before, INITIAL_STATUS, created);
  const lead: Lead = {
    contactId: pair.contactId,
    listingId: pair.listingId,
    prospectId: null,
    assignedTo: null,
    source,
    status: INITIAL_STATUS,
    closed: null,
    decision: null,
    viewings: new Map(),
    history: endOf(entry),
  };
  return { lead, entries: [entry], isChanged: true };
}

/**
 * A lead as it was found, brought into the pipeline where it stands outside it: one of an older
 * system is adopted (contract, section 3), and a status that was typed over in the console is
 * recorded as a decision, or put back where it is none of the ten (section 6). `before` is the end of
 * the chain, where the lead may stand behind it.
 */
export function openLead(found: StoredLead, before: ChainEnd | null = null): LeadChange {
  if (!isAdopted(found)) return adoptLead(found, before);
  const { history, viewings } = found;
  if (before !== null && before.seq > history.seq) {
    // The lead was put back, from a backup say, and its history was not: the history stands.
    const lead = leadOf(found, viewings, before, history.decision);
    return { lead, entries: [], isChanged: true };
  }
  const { seq, status, decision } = history;
  const effectiveAt = found.statusChangedAt ?? found.version;
  const lead = leadOf(found, viewings, { seq, status, effectiveAt }, decision);
  if (found.status === history.status) return { lead, entries: [], isChanged: false };
  if (!isLeadStatus(found.status)) return { lead, entries: [], isChanged: true };

  const at = Math.max(found.version, newestStateAt(viewings));
  const reason = REASONS['console.edited'];
  const outcome = found.status === 'Cerrado' ? 'lost' : null;
  return decide(
    { lead, entries: [], isChanged: true },
    { status: found.status, outcome, reason, at },
    {
      cause: 'console.edited',
      reason,
      source: { collection: 'leads', id: found.id },
      actor: CONSOLE,
      effectiveAt: at,
    },
  );
}

/** A decision by hand: the lead goes where it says (contract, sections 4 and 6). */
export function decide(
  change: LeadChange,
  decision: Decision,
  explanation: Explanation,
): LeadChange {
  const lead = { ...change.lead, decision };
  return follow({ ...change, lead, isChanged: true }, deriveStatus(lead), explanation);
}

/**
 * The lead after its documents changed: its status is derived anew, and each step of it recorded
 * (contract, section 4). `changed` explains each document that changed, and the first of them any
 * status that none of them says by itself.
 */
export function updateLead(
  change: LeadChange,
  update: Update,
  changed: readonly [Explanation, ...Explanation[]],
): LeadChange {
  const { lead: before } = change;
  const lead: Lead = {
    ...before,
    viewings: update.viewings,
    prospectId: before.prospectId ?? update.prospectId ?? null,
    assignedTo: before.assignedTo ?? update.assignedTo ?? null,
  };
  const isChanged =
    change.isChanged ||
    lead.viewings !== before.viewings ||
    lead.prospectId !== before.prospectId ||
    lead.assignedTo !== before.assignedTo;
  if (!isChanged) return change;

  const derivation = deriveStatus(lead);
  const by = derivation.by?.source;
  const explanation =
    changed.find(({ source }) => source.collection === by?.collection && source.id === by.id) ??
    changed[0];
  const next = { ...change, lead, isChanged };
  return passesThroughVisit(before, derivation)
    ? follow(record(next, 'Visita Realizada', visitDone(explanation)), derivation, explanation)
    : follow(next, derivation, explanation);
}

/**
 * The lead where nothing new has come, at the status that its decision and its viewings imply: the same
 * change where it stands there already.
 */
export function rederive(change: LeadChange, leadId: string): LeadChange {
  const { lead } = change;
  const derivation = deriveStatus(lead);
  const isAsDerived =
    lead.status === derivation.status && isSameClosed(lead.closed, closedOf(lead, derivation));
  if (isAsDerived) return change;
  const { by, movedTo } = derivation;
  return follow({ ...change, isChanged: true }, derivation, {
    cause: 'repaired',
    reason: REASONS.repaired,
    source: by?.source ?? { collection: 'leads', id: leadId },
    actor: SYSTEM,
    effectiveAt: by?.at ?? movedTo?.at ?? lead.decision?.at ?? lead.history.effectiveAt,
  });
}

function isSameClosed(one: Closed | null, other: Closed | null): boolean {
  return (
    one?.outcome === other?.outcome &&
    one?.reason === other?.reason &&
    one?.leadId === other?.leadId
  );
}

/** A lead of an older system: its status stands, as a decision, until something newer happens. */
function adoptLead(found: StoredLead, before: ChainEnd | null): LeadChange {
  const status = isLeadStatus(found.status) ? found.status : INITIAL_STATUS;
  const reason = isLeadStatus(found.status)
    ? REASONS['lead.adopted']
    : `${REASONS['lead.adopted']}: «${shortened(found.status ?? '')}» no es un estado del embudo`;
  const isWon = found.closed?.outcome === 'won';
  const decision: Decision = {
    status,
    outcome: status === 'Cerrado' ? (isWon ? 'won' : 'lost') : null,
    reason: found.closed?.reason || CLOSED_BEFORE,
    at: found.version,
  };
  const entry = nextEntry(before, status, {
    cause: 'lead.adopted',
    reason,
    source: { collection: 'leads', id: found.id },
    actor: SYSTEM,
    effectiveAt: found.statusChangedAt ?? found.version,
  });
  const lead = leadOf(found, new Map(), endOf(entry), decision);
  return {
    lead: { ...lead, closed: closedOf(lead, { status, movedTo: null, by: null }) },
    entries: [entry],
    isChanged: true,
  };
}

/** A text as it can be quoted: a history entry holds no more than a document may. */
function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 2 * LONGEST_QUOTE + 1));
  return characters.length <= LONGEST_QUOTE
    ? text
    : `${characters.slice(0, LONGEST_QUOTE).join('')}…`;
}

function leadOf(
  { contactId, listingId, prospectId, assignedTo, source, closed }: StoredLead,
  viewings: Viewings,
  history: ChainEnd,
  decision: Decision | null,
): Lead {
  return {
    contactId,
    listingId,
    prospectId,
    assignedTo,
    source: source ?? 'Appointment',
    status: history.status,
    closed,
    decision,
    viewings,
    history,
  };
}

/** The lead at its derived status, with an entry if it was elsewhere. */
function follow(change: LeadChange, derivation: Derivation, explanation: Explanation): LeadChange {
  const { status } = derivation;
  const next = change.lead.status === status ? change : record(change, status, explanation);
  return { ...next, lead: { ...next.lead, closed: closedOf(next.lead, derivation) } };
}

function record(change: LeadChange, to: LeadStatus, explanation: Explanation): LeadChange {
  const entry = nextEntry(change.lead.history, to, explanation);
  return {
    lead: { ...change.lead, status: to, history: endOf(entry) },
    entries: [...change.entries, entry],
    isChanged: true,
  };
}

function nextEntry(
  before: ChainEnd | null,
  to: LeadStatus,
  explanation: Explanation,
): HistoryEntry {
  return {
    ...explanation,
    seq: (before?.seq ?? 0) + 1,
    from: before?.status ?? null,
    to,
    secondsInPrevious: before && secondsBetween(before.effectiveAt, explanation.effectiveAt),
  };
}

function endOf({ seq, to, effectiveAt }: HistoryEntry): ChainEnd {
  return { seq, status: to, effectiveAt };
}

function closedOf({ decision }: Lead, { status, movedTo }: Derivation): Closed | null {
  if (status !== 'Cerrado') return null;
  if (movedTo !== null) {
    return { outcome: 'moved', reason: REASONS['lead.moved'], leadId: movedTo.leadId };
  }
  const { outcome, reason, leadId } = decision ?? {};
  return { outcome: outcome ?? 'lost', reason: reason ?? '', leadId: leadId ?? null };
}

/**
 * Whether the lead goes through `Visita Realizada` on its way: a viewing becomes visited with an
 * outcome while the lead is before that step, was not completed before, and takes the lead to that
 * outcome's status, even where the lead already stood there (contract, section 4).
 */
function passesThroughVisit(before: Lead, { status, by }: Derivation): boolean {
  if (by?.state !== 'offer_made' && by?.state !== 'more_info_needed') return false;
  if (!isBeforeVisit(before.status) || status !== IMPLIED_STATUS[by.state]) return false;
  const known = before.viewings.get(viewingKey(by.viewing.ref));
  return known === undefined || statementsOf(known).every(({ state }) => !tookPlace(state));
}

function tookPlace(state: EffectiveState): boolean {
  return state !== 'scheduled' && state !== 'cancelled';
}

function visitDone(explanation: Explanation): Explanation {
  return { ...explanation, cause: 'visit.done', reason: REASONS['visit.done'] };
}

/** The time of the newest state that the lead knows; 0 where it knows none. */
export function newestStateAt(viewings: Viewings): Micros {
  return Math.max(0, ...[...viewings.values()].flatMap(statesOf).map(({ at }) => at));
}
