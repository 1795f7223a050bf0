import { SYSTEM } from '../actor';
import {
  lastEntryOf,
  nextEntry,
  REASONS,
  type Explanation,
  type HistoryEnd,
  type HistoryEntry,
} from '../documents/history';
import { sourceKey } from '../documents/sourceRef';
import { INITIAL_STATUS, isBeforeVisit, type LeadStatus } from '../leadStatus';
import { statementsOf, type EffectiveState } from '../viewings/statements';
import type { LeadViewings } from '../viewings/storedViewings';
import { deriveStatus, IMPLIED_STATUS, type Decision, type Derivation } from './deriveStatus';
import { NOTHING_KEPT, type Closed, type Lead } from './lead';
import { deriveDetails, type SourceName } from './leadDetails';
import type { Pair } from './leadId';

/** A lead as it will be once the change is committed, and the history entries that lead there. */
export interface LeadChange {
  lead: Lead;
  entries: readonly HistoryEntry[];
  /** False if there is nothing to write. */
  isChanged: boolean;
}

/**
 * A new lead of a pair, in Fase 0 (docs/contract.md §1). `end` is the end of the history that an earlier,
 * deleted lead of the pair left behind: the new history continues it (§3).
 */
export function createLead(
  pair: Pair,
  source: SourceName,
  end: HistoryEnd | null,
  explanation: Omit<Explanation, 'cause' | 'reason'>,
): LeadChange {
  const created = {
    ...explanation,
    cause: 'lead.created',
    reason: REASONS['lead.created'],
  } as const;
  const entry = nextEntry(end?.last ?? null, INITIAL_STATUS, created, end?.taken);
  const lead: Lead = {
    contactId: pair.contactId,
    listingId: pair.listingId,
    prospectId: null,
    assignedTo: null,
    source,
    origin: null,
    status: INITIAL_STATUS,
    closed: null,
    decision: null,
    viewings: new Map(),
    moves: new Map(),
    kept: NOTHING_KEPT,
    followUpAt: null,
    listingStatus: null,
    listingStatusAt: null,
    history: lastEntryOf(entry, end?.taken),
  };
  return { lead, entries: [entry], isChanged: true };
}

/** Applies a decision by hand: the lead goes where it says (docs/contract.md §4 and §6). */
export function applyDecision(
  change: LeadChange,
  decision: Decision,
  explanation: Explanation,
): LeadChange {
  const lead = { ...change.lead, decision };
  return moveToDerived({ ...change, lead, isChanged: true }, deriveStatus(lead), explanation);
}

/**
 * The same for a decision that is recorded even if the lead is at its status already: how a lead is closed may
 * change, and the history has to say so (docs/contract.md §9).
 */
export function recordDecision(
  change: LeadChange,
  decision: Decision,
  explanation: Explanation,
): LeadChange {
  const lead = { ...change.lead, decision };
  const derivation = deriveStatus(lead);
  const next = addEntry({ ...change, lead }, derivation.status, explanation);
  return { ...next, lead: { ...next.lead, closed: closedAs(lead, derivation) } };
}

/**
 * The lead after its documents changed: its status is derived again, and each step is recorded
 * (docs/contract.md §4). `explanations` has one for each document that changed; the first of them
 * explains a status that none of these documents implies.
 */
export function updateLead(
  change: LeadChange,
  { viewings, moves }: LeadViewings,
  explanations: readonly [Explanation, ...Explanation[]],
): LeadChange {
  const { lead: before } = change;
  const isChanged = change.isChanged || viewings !== before.viewings || moves !== before.moves;
  if (!isChanged) return change;
  const lead = withDetails({ ...before, viewings, moves });

  const derivation = deriveStatus(lead);
  const by = derivation.by?.source;
  const explanation =
    explanations.find(
      ({ source }) => source.collection === by?.collection && source.id === by.id,
    ) ?? explanations[0];
  const next = { ...change, lead, isChanged };
  return passesThroughVisit(before, derivation)
    ? moveToDerived(
        addEntry(next, 'Visita Realizada', asVisitDone(explanation)),
        derivation,
        explanation,
      )
    : moveToDerived(next, derivation, explanation);
}

/** The lead with the details that its documents imply, but for those that are kept (docs/contract.md §2). */
export function withDetails(lead: Lead): Lead {
  const { kept } = lead;
  const details = deriveDetails(lead.viewings);
  return {
    ...lead,
    source: kept.source ? lead.source : (details.source ?? lead.source),
    origin: kept.origin ? lead.origin : details.origin,
    prospectId: kept.prospectId ? lead.prospectId : details.prospectId,
    assignedTo: kept.assignedTo === null ? details.assignedTo : lead.assignedTo,
  };
}

/**
 * Moves a lead to the status that its decision and its viewings imply, when no document has changed.
 * Returns the same change if the lead is there already.
 */
export function rederiveStatus(change: LeadChange, leadId: string): LeadChange {
  const { lead } = change;
  const derivation = deriveStatus(lead);
  const isAsDerived =
    lead.status === derivation.status && isSameClosed(lead.closed, closedAs(lead, derivation));
  if (isAsDerived) return change;
  const { by, movedTo } = derivation;
  return moveToDerived({ ...change, isChanged: true }, derivation, {
    cause: 'repaired',
    reason: REASONS.repaired,
    source: by?.source ?? { collection: 'leads', id: leadId },
    actor: SYSTEM,
    effectiveAt: by?.at ?? movedTo?.at ?? lead.decision?.at ?? lead.history.effectiveAt,
  });
}

/** How a lead at its derived status is closed; null unless that is `Cerrado`. */
export function closedAs({ decision }: Lead, { status, movedTo }: Derivation): Closed | null {
  if (status !== 'Cerrado') return null;
  if (movedTo !== null) {
    return { outcome: 'moved', reason: REASONS['lead.moved'], leadId: movedTo.leadId };
  }
  const { outcome, reason, leadId } = decision ?? {};
  return { outcome: outcome ?? 'lost', reason: reason ?? '', leadId: leadId ?? null };
}

function isSameClosed(one: Closed | null, other: Closed | null): boolean {
  return (
    one?.outcome === other?.outcome &&
    one?.reason === other?.reason &&
    one?.leadId === other?.leadId
  );
}

/** The lead at its derived status, with an entry if its status changes. */
function moveToDerived(
  change: LeadChange,
  derivation: Derivation,
  explanation: Explanation,
): LeadChange {
  const { status } = derivation;
  const next = change.lead.status === status ? change : addEntry(change, status, explanation);
  return { ...next, lead: { ...next.lead, closed: closedAs(next.lead, derivation) } };
}

function addEntry(change: LeadChange, to: LeadStatus, explanation: Explanation): LeadChange {
  const entry = nextEntry(change.lead.history, to, explanation);
  return {
    lead: { ...change.lead, status: to, history: lastEntryOf(entry, change.lead.history.taken) },
    entries: [...change.entries, entry],
    isChanged: true,
  };
}

/**
 * Whether the lead passes through `Visita Realizada`: a viewing becomes visited with an outcome while the
 * lead is before that step, was not completed before, and takes the lead to the outcome's status, even if
 * the lead was there already (docs/contract.md §4).
 */
function passesThroughVisit(before: Lead, { status, by }: Derivation): boolean {
  if (by?.state !== 'offer_made' && by?.state !== 'more_info_needed') return false;
  if (!isBeforeVisit(before.status) || status !== IMPLIED_STATUS[by.state]) return false;
  const known = before.viewings.get(sourceKey(by.viewing.ref));
  return known === undefined || statementsOf(known).every(({ state }) => !tookPlace(state));
}

function tookPlace(state: EffectiveState): boolean {
  return ['completed', 'visited', 'offer_made', 'more_info_needed'].includes(state);
}

function asVisitDone(explanation: Explanation): Explanation {
  return { ...explanation, cause: 'visit.done', reason: REASONS['visit.done'] };
}
