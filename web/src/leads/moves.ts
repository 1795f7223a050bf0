import { LeadElsewhereError, readErrorCode } from '#client/errors';
import { LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import { movesFor, type MoveRequest, type StaffRole } from '#domain/leads/manualMove';
import { client } from '../shared/client';
import { connection } from '../shared/firebase/connection';
import { canRenewSession } from '../session/auth';

/** A status that a lead may be moved to. */
export interface Destination {
  to: LeadStatus;
  /** For `Cerrado`, the outcomes with which the lead may be closed. Otherwise none. */
  outcomes: readonly ('won' | 'lost')[];
}

/** Where a role may move a lead from a status (docs/contract.md §6), in the order of the pipeline. */
export function listDestinations(role: StaffRole, from: LeadStatus): Destination[] {
  const moves = movesFor(role, from);
  return LEAD_STATUSES.flatMap((status): Destination[] => {
    const here = moves.filter(({ to }) => to === status);
    const outcomes = here.flatMap(({ outcome }) => outcome ?? []);
    return here.length === 0 ? [] : [{ to: status, outcomes }];
  });
}

/** The result of a move: the `seq` of its history entry, or a message for people if it was refused. */
export type MoveResult = { seq: number; refusal: null } | { seq: null; refusal: string };

export async function moveLead(request: MoveRequest): Promise<MoveResult> {
  try {
    if (navigator.onLine) return { seq: await call(request), refusal: null };
    return {
      seq: null,
      refusal: 'Sin conexión: el lead no se ha movido. Inténtalo cuando vuelva.',
    };
  } catch (error) {
    return { seq: null, refusal: await explainRefusal(error) };
  }
}

/** The SDK of functions is loaded when somebody moves a lead for the first time. */
async function call(request: MoveRequest): Promise<number> {
  const { changeLeadStatus } = await import('#client/changeLeadStatus');
  const functions = await connection().functions();
  return (await changeLeadStatus({ ...client, functions }, request)).seq;
}

/** Why the server refused a move, for people. */
export async function explainRefusal(error: unknown): Promise<string> {
  if (error instanceof LeadElsewhereError) {
    const { status } = error;
    return status === null
      ? 'Alguien ha movido este lead mientras tanto.'
      : `Alguien ha movido este lead mientras tanto: ahora está en «${status}».`;
  }
  switch (readErrorCode(error)) {
    case 'functions/permission-denied':
      return 'Tu papel no permite este movimiento.';
    case 'functions/not-found':
      return 'Este lead ya no existe.';
    case 'functions/unauthenticated':
      // App Check and a session that has ended are refused alike. Only the former leaves the session as it is.
      return (await canRenewSession())
        ? 'El servidor no reconoce esta aplicación (App Check): el lead no se ha movido. Avisa a quien la administra.'
        : 'Tu sesión ha caducado: vuelve a entrar.';
    case 'functions/already-exists':
      return 'Este envío ya sirvió para otro movimiento: vuelve a intentarlo.';
    case 'functions/invalid-argument':
      return 'El servidor no entiende este movimiento: revisa el motivo.';
    case 'functions/deadline-exceeded':
    case 'functions/unavailable':
    case 'functions/internal':
      return 'El servidor no ha contestado: puede que el lead se haya movido. Mira dónde está antes de repetirlo.';
    default:
      return 'El servidor no ha podido mover el lead. Inténtalo de nuevo.';
  }
}
