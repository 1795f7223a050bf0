import { INITIAL_STATUS, isBeforeVisit, type LeadStatus } from './leadStatus';
import type { Micros } from './time';
import {
  statementsOf,
  type EffectiveState,
  type Statement,
  type Viewing,
  type Viewings,
} from './viewing';

/** The last decision by hand, or an adopted older status, which counts as one. */
export interface Decision {
  status: LeadStatus;
  /** Why a `Cerrado` lead is closed; null elsewhere. `moved` where it was merged into another. */
  outcome: 'won' | 'lost' | 'moved' | null;
  /** The lead that a merged one went into. */
  leadId?: string | undefined;
  /** In words for people: why. */
  reason: string;
  at: Micros;
}

/** All that a lead's status depends on (contract, section 4). */
export interface LeadFacts {
  decision: Decision | null;
  viewings: Viewings;
  /** Null for the lead of a contact without a listing: its viewings leave it in Fase 0. */
  listingId: string | null;
}

/** A statement, and the viewing that makes it. */
export interface Said extends Statement {
  viewing: Viewing;
}

/** A derived status, and what explains it. */
export interface Derivation {
  status: LeadStatus;
  /** The lead that the last viewing went to, where that closed this one. */
  movedTo: { leadId: string; at: Micros } | null;
  /** The last statement that counted; null where the decision, or nothing, explains the status. */
  by: Said | null;
}

/** The status that each effective state implies: the first mapping table (contract, section 1). */
export const IMPLIED_STATUS: Readonly<Record<EffectiveState, LeadStatus>> = {
  scheduled: 'Visita Pendiente',
  completed: 'Visita Realizada',
  visited: 'Visita Realizada',
  offer_made: 'Oferta Presentada',
  more_info_needed: 'Información Solicitada',
  cancelled: 'Información Solicitada',
};

/** Statements of equal time are applied in this order (contract, section 4). */
const ORDER_AT_EQUAL_TIME: Readonly<Record<EffectiveState, number>> = {
  cancelled: 0,
  completed: 1,
  visited: 2,
  offer_made: 2,
  more_info_needed: 2,
  scheduled: 3,
};

/**
 * The status that decision and viewings imply: a pure function, so that duplicated and reordered
 * events cannot matter (contract, section 4).
 */
export function deriveStatus(facts: LeadFacts): Derivation {
  const { decision, viewings, listingId } = facts;
  const movedTo = decision === null ? whereAllWent(viewings) : null;
  if (movedTo !== null) return { status: 'Cerrado', movedTo, by: null };

  const said = [...viewings.values()].flatMap((viewing) =>
    statementsOf(viewing).map((statement): Said => ({ ...statement, viewing })),
  );
  // A viewing that says cancelled says nothing besides, so whichever is scheduled is another one.
  const anotherIsScheduled = said.some(({ state }) => state === 'scheduled');

  let status = decision?.status ?? INITIAL_STATUS;
  let by: Said | null = null;
  for (const statement of said.sort(compareStatements)) {
    if (decision !== null && statement.at <= decision.at) continue;
    if (statement.state === 'cancelled' && anotherIsScheduled) continue;
    const implied =
      listingId === null
        ? impliedWithoutListing(status, statement, decision)
        : impliedStatus(status, statement, decision);
    if (implied === null) continue;
    status = implied;
    by = statement;
  }
  return { status, movedTo: null, by };
}

/** What a statement makes of a lead at `status`; null where it stays: the derivation table. */
function impliedStatus(
  status: LeadStatus,
  statement: Said,
  decision: Decision | null,
): LeadStatus | null {
  const implied = IMPLIED_STATUS[statement.state];
  if (isBeforeVisit(status)) return implied;
  switch (status) {
    case 'Visita Realizada':
      return statement.state === 'cancelled' ? null : implied;
    case 'Oferta Rechazada':
      if (statement.state === 'offer_made') return implied;
      return isNewInterest(statement, decision) ? implied : null;
    case 'Cerrado':
      return decision?.outcome !== 'won' && isNewInterest(statement, decision) ? implied : null;
    default:
      return null;
  }
}

/** Without a listing a viewing only reopens a lost lead, to Fase 0 (contract, section 3). */
function impliedWithoutListing(
  status: LeadStatus,
  statement: Said,
  decision: Decision | null,
): LeadStatus | null {
  const isLost = status === 'Oferta Rechazada' || status === 'Cerrado';
  if (!isLost || decision?.outcome === 'won') return null;
  return isNewInterest(statement, decision) ? INITIAL_STATUS : null;
}

/** New interest reopens a lost lead; tidying up an old appointment does not. */
function isNewInterest({ viewing }: Said, decision: Decision | null): boolean {
  return decision !== null && viewing.openedAt > decision.at;
}

/** Where the last viewing went, if each has left for another lead; null where one is here, or none ever was. */
function whereAllWent(viewings: Viewings): { leadId: string; at: Micros } | null {
  let last: { leadId: string; at: Micros } | null = null;
  for (const { left } of viewings.values()) {
    if (left === null) return null;
    const isLater =
      last === null || left.at > last.at || (left.at === last.at && left.leadId > last.leadId);
    if (isLater) last = left;
  }
  return last;
}

/** Those of one rank are all of appointments or all of visits, so that their ids differ. */
function compareStatements(a: Said, b: Said): number {
  return (
    a.at - b.at ||
    ORDER_AT_EQUAL_TIME[a.state] - ORDER_AT_EQUAL_TIME[b.state] ||
    (a.source.id < b.source.id ? -1 : 1)
  );
}
