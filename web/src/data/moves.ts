import { z } from 'zod';
import { LEAD_STATUSES, leadStatusSchema, type LeadStatus } from '#domain/leadStatus';
import { AGENT_MOVES, type MoveRequest, type StaffRole } from '#domain/moveByHand';
import { connection } from '../firebase/connection';
import { codeOf, NO_NETWORK } from './saving';

/** A place that a lead may be moved to. */
export interface Destination {
  to: LeadStatus;
  /** The outcomes with which it may be closed there; none elsewhere. */
  outcomes: readonly ('won' | 'lost')[];
}

/** Where a role may take a lead from a status (contract, section 6), in the order of the pipeline. */
export function destinations(role: StaffRole, from: LeadStatus): Destination[] {
  const { to, close } = AGENT_MOVES[from];
  return LEAD_STATUSES.filter((status) => status !== from).flatMap((status): Destination[] => {
    if (status !== 'Cerrado') {
      return role === 'admin' || to.includes(status) ? [{ to: status, outcomes: [] }] : [];
    }
    if (role === 'admin') return [{ to: status, outcomes: ['won', 'lost'] }];
    return close === null ? [] : [{ to: status, outcomes: [close] }];
  });
}

const answerSchema = z.object({ status: leadStatusSchema });
const elsewhereSchema = z.object({ details: z.object({ status: leadStatusSchema }) });

/** Why a move was refused, in words for people; null where it was made. */
export async function moveLead(request: MoveRequest): Promise<string | null> {
  if (!navigator.onLine) return 'Sin conexión: el lead no se ha movido. Inténtalo cuando vuelva.';
  try {
    await call(request);
    return null;
  } catch (error) {
    return refusalOf(error);
  }
}

/** Once more where no answer came: the request's id tells the server that it is the same one. */
async function call(request: MoveRequest): Promise<void> {
  const { httpsCallable } = await import('firebase/functions');
  const change = httpsCallable(await connection().functions(), 'changeLeadStatus');
  try {
    answerSchema.parse((await change(request)).data);
  } catch (error) {
    const mayPass = ['functions/internal', 'functions/unavailable', 'functions/deadline-exceeded'];
    if (!mayPass.includes(codeOf(error))) throw error;
    answerSchema.parse((await change(request)).data);
  }
}

function refusalOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'functions/failed-precondition': {
      const { data } = elsewhereSchema.safeParse(error);
      return data === undefined
        ? 'Alguien ha movido este lead mientras tanto.'
        : `Alguien ha movido este lead mientras tanto: ahora está en «${data.details.status}».`;
    }
    case 'functions/permission-denied':
      return 'Tu papel no permite este movimiento.';
    case 'functions/not-found':
      return 'Este lead ya no existe.';
    case 'functions/unauthenticated':
      return 'Tu sesión ha caducado: vuelve a entrar.';
    case 'functions/invalid-argument':
      return 'El servidor no entiende este movimiento: revisa el motivo.';
    default:
      return navigator.onLine
        ? 'No se ha podido hablar con el servidor: el lead no se ha movido.'
        : NO_NETWORK;
  }
}
