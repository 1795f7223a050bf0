import { INITIAL_STATUS, isBeforeVisit, LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import { statementsOf, type EffectiveState, type Statement } from '../viewings/statements';
import {
  isOccupied,
  openedAt,
  type Move,
  type Moves,
  type Viewing,
  type Viewings,
} from '../viewings/viewing';

/** The last decision about a lead: by hand, in the console, by its adoption, or by a merge. */
export interface Decision {
  status: LeadStatus;
  /** Why a `Cerrado` lead is closed, else null. `moved`: it was merged into another lead. */
  outcome: 'won' | 'lost' | 'moved' | null;
  /** The lead that it was merged into. */
  leadId?: string | undefined;
  /** In Spanish, for people. */
  reason: string;
  at: Micros;
}

/** All that a lead's status depends on (docs/contract.md §4). */
export interface LeadFacts {
  decision: Decision | null;
  viewings: Viewings;
  /** The viewings that left the lead. */
  moves: Moves;
  /** Null for a contact's lead without a listing: its viewings leave it in Fase 0. */
  listingId: string | null;
}

/** A statement and the viewing that makes it. */
interface ViewingStatement extends Statement {
  viewing: Viewing;
}

/** A derived status and what explains it. */
export interface Derivation {
  status: LeadStatus;
  /** Where the last viewing moved to, if that closed this lead. */
  movedTo: Move | null;
  /** The last statement that counted; null if the decision, or nothing, explains the status. */
  by: ViewingStatement | null;
  /**
   * Since when it is the status: since the statement that last changed it, or since the decision. In Fase 0, where
   * nothing has moved it yet, since the first document was opened; null if there is none.
   */
  since: Micros | null;
}

/** The status that each effective state implies (docs/contract.md §1). */
export const IMPLIED_STATUS: Readonly<Record<EffectiveState, LeadStatus>> = {
  scheduled: 'Visita Pendiente',
  completed: 'Visita Realizada',
  visited: 'Visita Realizada',
  offer_made: 'Oferta Presentada',
  more_info_needed: 'Información Solicitada',
  cancelled: 'Información Solicitada',
  enquiry_open: 'Información Solicitada',
  enquiry_answered: 'Respuesta Pendiente',
};

const BEFORE_OFFER = LEAD_STATUSES.filter(
  (status) => isBeforeVisit(status) || status === 'Visita Realizada',
);

/** The statuses of an open lead from which each effective state moves it (docs/contract.md §4); others stay. */
const MOVES_FROM: Readonly<Record<EffectiveState, readonly LeadStatus[]>> = {
  scheduled: BEFORE_OFFER,
  completed: BEFORE_OFFER,
  visited: BEFORE_OFFER,
  offer_made: BEFORE_OFFER,
  more_info_needed: BEFORE_OFFER,
  cancelled: LEAD_STATUSES.filter(isBeforeVisit),
  enquiry_open: [INITIAL_STATUS, 'Información Solicitada', 'Respuesta Pendiente'],
  enquiry_answered: [INITIAL_STATUS, 'Información Solicitada'],
};

/** Statements of equal time are applied in this order (docs/contract.md §4). */
const ORDER_AT_EQUAL_TIME: Readonly<Record<EffectiveState, number>> = {
  cancelled: 0,
  enquiry_open: 1,
  enquiry_answered: 2,
  completed: 3,
  visited: 4,
  offer_made: 4,
  more_info_needed: 4,
  scheduled: 5,
};

/**
 * The status that the decision and the viewings imply. It is a pure function of them, so duplicated and
 * reordered events cannot matter (docs/contract.md §4).
 */
export function deriveStatus(facts: LeadFacts): Derivation {
  const { decision, viewings, listingId } = facts;
  const movedTo = decision === null ? findLastMove(facts) : null;
  if (movedTo !== null) return { status: 'Cerrado', movedTo, by: null, since: movedTo.at };

  const statements = [...viewings.values()].flatMap((viewing) =>
    statementsOf(viewing).map((statement): ViewingStatement => ({ ...statement, viewing })),
  );
  // A viewing that says cancelled says nothing else, so a scheduled one is another viewing. So it is with an
  // enquiry that is answered, and one that is open.
  const said = new Set(statements.map(({ state }) => state));

  let status = decision?.status ?? INITIAL_STATUS;
  let by: ViewingStatement | null = null;
  let since = decision?.at ?? firstOpenedAt(viewings);
  for (const statement of statements.sort(compareStatements)) {
    if (decision !== null && statement.at <= decision.at) continue;
    const implied =
      listingId === null
        ? impliedWithoutListing(status, statement, decision)
        : impliedStatus(status, statement, decision, said);
    if (implied === null) continue;
    if (implied !== status) since = statement.at;
    status = implied;
    by = statement;
  }
  return { status, movedTo: null, by, since };
}

/** The derivation table: where a statement takes a lead at `status`; null if it stays. `said` is all that is said. */
function impliedStatus(
  status: LeadStatus,
  statement: ViewingStatement,
  decision: Decision | null,
  said: ReadonlySet<EffectiveState>,
): LeadStatus | null {
  const { state } = statement;
  const implied = IMPLIED_STATUS[state];
  if (state === 'cancelled' && said.has('scheduled')) return null;
  if (MOVES_FROM[state].includes(status)) {
    return state === 'enquiry_answered' && said.has('enquiry_open') ? null : implied;
  }
  switch (status) {
    case 'Oferta Rechazada':
      if (state === 'offer_made') return implied;
      return isNewInterest(statement, decision) ? implied : null;
    case 'Cerrado':
      return decision?.outcome !== 'won' && isNewInterest(statement, decision) ? implied : null;
    default:
      return null;
  }
}

/** Without a listing, a viewing can only reopen a lost lead, to Fase 0 (docs/contract.md §3). */
function impliedWithoutListing(
  status: LeadStatus,
  statement: ViewingStatement,
  decision: Decision | null,
): LeadStatus | null {
  const isLost = status === 'Oferta Rechazada' || status === 'Cerrado';
  if (!isLost || decision?.outcome === 'won') return null;
  return isNewInterest(statement, decision) ? INITIAL_STATUS : null;
}

/** Only new interest reopens a lost lead: a viewing or enquiry that was opened after the decision. */
function isNewInterest({ viewing }: ViewingStatement, decision: Decision | null): boolean {
  const opened = openedAt(viewing);
  return decision !== null && opened !== null && opened > decision.at;
}

/** The last move, if nothing is left of the viewings; null if something is, or none has moved. */
function findLastMove({ viewings, moves }: LeadFacts): Move | null {
  if ([...viewings.values()].some(isOccupied)) return null;
  let last: Move | null = null;
  for (const move of moves.values()) {
    const isLater =
      last === null || move.at > last.at || (move.at === last.at && move.leadId > last.leadId);
    if (isLater) last = move;
  }
  return last;
}

function firstOpenedAt(viewings: Viewings): Micros | null {
  const opened = [...viewings.values()].map(openedAt).filter((at) => at !== null);
  return opened.length === 0 ? null : Math.min(...opened);
}

/** Statements of one rank come from one collection, so their ids differ. */
function compareStatements(a: ViewingStatement, b: ViewingStatement): number {
  return (
    a.at - b.at ||
    ORDER_AT_EQUAL_TIME[a.state] - ORDER_AT_EQUAL_TIME[b.state] ||
    (a.source.id < b.source.id ? -1 : 1)
  );
}
