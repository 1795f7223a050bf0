import * as z from 'zod';
import { decide, newestStateAt, type LeadChange } from './changeLead';
import { documentId, nonEmptyText } from './fields';
import { leadStatusSchema, type LeadStatus } from './leadStatus';
import type { Micros } from './time';

/** Who may move a lead by hand. */
export type StaffRole = 'agent' | 'admin';

/** What a client asks for (contract, section 6). */
export const moveRequestSchema = z
  .strictObject({
    leadId: documentId,
    /** The status that the user saw. */
    from: leadStatusSchema,
    to: leadStatusSchema,
    reason: z.string().trim().pipe(nonEmptyText(2_000)),
    closed: z.strictObject({ outcome: z.enum(['won', 'lost']) }).optional(),
    requestId: nonEmptyText(128),
  })
  .superRefine(({ from, to, closed }, context) => {
    if (to === from) {
      context.addIssue({ code: 'custom', path: ['to'], message: 'is where the lead is already' });
    }
    if ((to === 'Cerrado') !== (closed !== undefined)) {
      const message = closed === undefined ? 'is required for Cerrado' : 'is for Cerrado only';
      context.addIssue({ code: 'custom', path: ['closed'], message });
    }
  });
export type MoveRequest = z.infer<typeof moveRequestSchema>;

interface Moves {
  to: readonly LeadStatus[];
  /** The outcome with which the lead may be closed from there; null where it may not. */
  close: 'won' | 'lost' | null;
}

/** Where agents may take a lead from each status; admins may go anywhere (contract, section 6). */
export const AGENT_MOVES: Readonly<Record<LeadStatus, Moves>> = {
  'Fase 0: Información Incompleta': {
    to: ['Información Solicitada', 'Respuesta Pendiente'],
    close: 'lost',
  },
  'Información Solicitada': { to: ['Respuesta Pendiente', 'Oferta Presentada'], close: 'lost' },
  'Respuesta Pendiente': { to: ['Información Solicitada', 'Oferta Presentada'], close: 'lost' },
  'Visita Pendiente': { to: ['Información Solicitada', 'Respuesta Pendiente'], close: 'lost' },
  'Visita Realizada': {
    to: ['Información Solicitada', 'Respuesta Pendiente', 'Oferta Presentada'],
    close: 'lost',
  },
  'Oferta Presentada': {
    to: ['Oferta Pendiente Aprobación', 'Oferta Aceptada', 'Oferta Rechazada'],
    close: 'lost',
  },
  'Oferta Pendiente Aprobación': {
    to: ['Oferta Aceptada', 'Oferta Rechazada', 'Oferta Presentada'],
    close: 'lost',
  },
  'Oferta Aceptada': { to: ['Oferta Rechazada'], close: 'won' },
  'Oferta Rechazada': { to: ['Oferta Presentada', 'Información Solicitada'], close: 'lost' },
  Cerrado: { to: [], close: null },
};

/** Whether a role may make a move (contract, section 6). */
export function mayMove(role: StaffRole, { from, to, closed }: MoveRequest): boolean {
  if (role === 'admin') return true;
  const moves = AGENT_MOVES[from];
  return closed === undefined ? moves.to.includes(to) : moves.close === closed.outcome;
}

/**
 * A lead that is moved by hand: a decision at `now`, and never before the newest state that the lead
 * knows (contract, section 4).
 */
export function moveByHand(
  change: LeadChange,
  { leadId, to, reason, closed, requestId }: MoveRequest,
  uid: string,
  now: Micros,
): LeadChange {
  const at = Math.max(now, newestStateAt(change.lead.viewings));
  const outcome = closed?.outcome ?? null;
  return decide(
    change,
    { status: to, outcome, reason, at },
    {
      cause: 'manual',
      reason,
      source: { collection: 'leads', id: leadId },
      actor: { type: 'user', id: uid },
      effectiveAt: at,
      request: { requestId, outcome },
    },
  );
}
