import type { LeadStatus } from '#domain/leadStatus';
import { movesFor, type StaffRole } from '#domain/leads/manualMove';

/** Whether a role may move a lead from one status to another by hand. */
export function mayMoveTo(role: StaffRole, from: LeadStatus, to: LeadStatus): boolean {
  return movesFor(role, from).some((move) => move.to === to);
}

/** Why a lead cannot be dropped into a column, for people. Null if it can. */
export function explainBarred(role: StaffRole, from: LeadStatus, to: LeadStatus): string | null {
  if (from === to) return 'Ya está aquí';
  if (mayMoveTo(role, from, to)) return null;
  return from === 'Cerrado'
    ? 'Solo administración'
    : `Un agente no puede pasar de «${from}» a «${to}»`;
}
