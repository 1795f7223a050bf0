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

const answerSchema = z.object({ seq: z.number().int() });
const elsewhereSchema = z.object({ details: z.object({ status: leadStatusSchema }) });

/** What became of a move: the history entry that it was recorded as, or why not, in words for people. */
export type MoveAnswer = { seq: number; refusal: null } | { seq: null; refusal: string };

export async function moveLead(request: MoveRequest): Promise<MoveAnswer> {
  try {
    if (navigator.onLine) return { seq: await call(request), refusal: null };
    return {
      seq: null,
      refusal: 'Sin conexión: el lead no se ha movido. Inténtalo cuando vuelva.',
    };
  } catch (error) {
    return { seq: null, refusal: refusalOf(error) };
  }
}

/** Once more where no answer came: the request's id tells the server that it is the same one. */
async function call(request: MoveRequest): Promise<number> {
  const { httpsCallable } = await import('firebase/functions');
  const change = httpsCallable(await connection().functions(), 'changeLeadStatus');
  const send = async () => answerSchema.parse((await change(request)).data).seq;
  try {
    return await send();
  } catch (error) {
    const mayPass = ['functions/internal', 'functions/unavailable', 'functions/deadline-exceeded'];
    if (!mayPass.includes(codeOf(error))) throw error;
    return send();
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
    case 'functions/already-exists':
      return 'Este envío ya sirvió para otro movimiento: vuelve a intentarlo.';
    case 'functions/invalid-argument':
      return 'El servidor no entiende este movimiento: revisa el motivo.';
    default:
      return navigator.onLine
        ? 'No se ha podido hablar con el servidor: el lead no se ha movido.'
        : NO_NETWORK;
  }
}
