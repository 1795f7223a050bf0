import { INITIAL_STATUS, pipelineStep, type LeadStatus } from './leadStatus';
import {
  statementsOf,
  type EffectiveState,
  type Micros,
  type Statement,
  type Viewing,
} from './viewing';

export type ClosedOutcome = 'won' | 'lost' | 'moved';

/** The last decision by hand, or an adopted older status, which counts as one. */
export interface Decision {
  status: LeadStatus;
  /** Why a `Cerrado` lead is closed; null elsewhere. */
  outcome: ClosedOutcome | null;
  at: Micros;
}

/** All that a lead's status depends on (contract, section 4). */
export interface LeadFacts {
  decision: Decision | null;
  viewings: Readonly<Record<string, Viewing>>;
  /** False for the lead of a contact without a listing: its viewings leave it in Fase 0. */
  hasListing: boolean;
}

type Said = Statement & { viewingId: string; openedAt: Micros };

/** Statements of equal time are applied in this order. */
const ORDER_AT_EQUAL_TIME: readonly EffectiveState['kind'][] = [
  'cancelled',
  'completed',
  'visited',
  'scheduled',
];

/**
 * The status that decision and viewings imply: a pure function, so that duplicated and reordered
 * events cannot matter (contract, section 4).
 */
export function deriveStatus({ decision, viewings, hasListing }: LeadFacts): LeadStatus {
  const said = Object.entries(viewings).flatMap(([viewingId, viewing]) =>
    statementsOf(viewing).map((statement) => ({
      ...statement,
      viewingId,
      openedAt: viewing.openedAt,
    })),
  );
  // A viewing that says cancelled says nothing besides, so whichever is scheduled is another one.
  const anotherIsScheduled = said.some(({ kind }) => kind === 'scheduled');

  return said
    .filter(({ at }) => decision === null || at > decision.at)
    .sort(compareStatements)
    .reduce<LeadStatus>((status, statement) => {
      if (!counts(status, statement, decision)) return status;
      if (statement.kind === 'cancelled' && anotherIsScheduled) return status;
      if (!hasListing) return isReopenable(status) ? INITIAL_STATUS : status;
      return impliedStatus(statement);
    }, decision?.status ?? INITIAL_STATUS);
}

/** Whether a statement may move a lead that stands at `status`: the columns of the derivation table. */
function counts(status: LeadStatus, statement: Said, decision: Decision | null): boolean {
  const step = pipelineStep(status);
  if (step < pipelineStep('Visita Realizada')) return true;
  if (status === 'Visita Realizada') return statement.kind !== 'cancelled';
  if (!isReopenable(status)) return false;
  if (status === 'Cerrado' && decision?.outcome === 'won') return false;
  const isOffer = statement.kind === 'visited' && statement.outcome === 'offer_made';
  if (status === 'Oferta Rechazada' && isOffer) return true;
  return decision === null || statement.openedAt > decision.at;
}

function isReopenable(status: LeadStatus): boolean {
  return status === 'Oferta Rechazada' || status === 'Cerrado';
}

function impliedStatus(state: EffectiveState): LeadStatus {
  switch (state.kind) {
    case 'scheduled':
      return 'Visita Pendiente';
    case 'completed':
      return 'Visita Realizada';
    case 'cancelled':
      return 'Información Solicitada';
    case 'visited':
      if (state.outcome === 'offer_made') return 'Oferta Presentada';
      return state.outcome === 'more_info_needed' ? 'Información Solicitada' : 'Visita Realizada';
  }
}

function compareStatements(a: Said, b: Said): number {
  return (
    a.at - b.at ||
    ORDER_AT_EQUAL_TIME.indexOf(a.kind) - ORDER_AT_EQUAL_TIME.indexOf(b.kind) ||
    (a.viewingId < b.viewingId ? -1 : 1)
  );
}
