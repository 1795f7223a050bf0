import * as z from 'zod';
import { documentId, nonEmptyText } from '../fields';
import { LEAD_STATUSES, leadStatusSchema, type LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import { newestStateAt } from '../viewings/viewing';
import { applyDecision, type LeadChange } from './changeLead';

/** Who may move a lead by hand. */
export type StaffRole = 'agent' | 'admin';

/** The outcomes that a person can close a lead with. */
const CLOSING_OUTCOMES = ['won', 'lost'] as const;

/** A request for a move by hand (docs/contract.md §6). */
export const moveRequestSchema = z
  .strictObject({
    leadId: documentId,
    /** The status that the user saw. */
    from: leadStatusSchema,
    to: leadStatusSchema,
    reason: z.string().trim().pipe(nonEmptyText(2_000)),
    closed: z.strictObject({ outcome: z.enum(CLOSING_OUTCOMES) }).optional(),
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

interface AgentMoves {
  to: readonly LeadStatus[];
  /** The outcome with which agents may close the lead from there; null if they may not. */
  close: 'won' | 'lost' | null;
}

/** Where agents may take a lead from each status (docs/contract.md §6). */
export const AGENT_MOVES: Readonly<Record<LeadStatus, AgentMoves>> = {
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

/** A destination of a move by hand. `outcome` says how a move to `Cerrado` closes the lead. */
export interface ManualMove {
  to: LeadStatus;
  outcome: 'won' | 'lost' | null;
}

/** Where a role may take a lead from a status: a move for each destination and outcome. */
export function movesFor(role: StaffRole, from: LeadStatus): ManualMove[] {
  if (role === 'admin') {
    return LEAD_STATUSES.filter((to) => to !== from).flatMap((to): ManualMove[] =>
      to === 'Cerrado'
        ? CLOSING_OUTCOMES.map((outcome) => ({ to, outcome }))
        : [{ to, outcome: null }],
    );
  }
  const { to: destinations, close } = AGENT_MOVES[from];
  return [
    ...destinations.map((to) => ({ to, outcome: null })),
    ...(close === null ? [] : [{ to: 'Cerrado', outcome: close } as const]),
  ];
}

/** Whether a role may make a move. */
export function mayMove(role: StaffRole, { from, to, closed }: MoveRequest): boolean {
  if (role === 'admin') return true;
  const outcome = closed?.outcome ?? null;
  return movesFor(role, from).some((move) => move.to === to && move.outcome === outcome);
}

/** Moves a lead by hand: a decision at `now`, but never before the newest state that the lead knows (§4). */
export function applyManualMove(
  change: LeadChange,
  { leadId, to, reason, closed, requestId }: MoveRequest,
  uid: string,
  now: Micros,
): LeadChange {
  const at = Math.max(now, newestStateAt(change.lead.viewings));
  const outcome = closed?.outcome ?? null;
  return applyDecision(
    change,
    { status: to, outcome, reason, at },
    {
      cause: 'manual',
      reason,
      source: { collection: 'leads', id: leadId },
      actor: { type: 'user', id: uid },
      effectiveAt: at,
      requestId,
      ...(outcome !== null && { outcome }),
    },
  );
}
