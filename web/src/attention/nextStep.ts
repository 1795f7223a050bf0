import type { Lead } from '#client/leads';
import { isOpenStatus } from '#domain/documents/appointment';
import type { AttentionReason } from '#domain/leads/attention';

/** Why a lead needs somebody, for people. */
export const REASON_NAMES: Readonly<Record<AttentionReason, string>> = {
  no_outcome: 'Visita sin resultado',
  no_date: 'Visita sin fecha',
  stale: 'Sin novedades',
  follow_up: 'Pospuesto hasta hoy',
};

/** What to do about a lead that needs somebody: a link, and its text. */
export interface NextStep {
  href: string;
  text: string;
}

/** The step that a lead waits for. Where its viewing has passed, that is to say how it went. */
export function nextStepOf(lead: Lead): NextStep {
  const appointmentId = findNextAppointment(lead);
  if (lead.attention?.why === 'no_outcome' && appointmentId !== null) {
    const href = `/calendario/visita/${encodeURIComponent(appointmentId)}`;
    return { href, text: 'Registrar visita' };
  }
  return {
    href: `/embudo/${encodeURIComponent(lead.id)}`,
    text: lead.attention?.why === 'no_date' ? 'Poner fecha' : 'Ver el lead',
  };
}

/** The appointment of the lead's next viewing; null if it has none. */
function findNextAppointment({ viewings, nextViewingAt }: Lead): string | null {
  const next = [...(viewings?.values() ?? [])].find(
    ({ appointment }) =>
      nextViewingAt !== null &&
      appointment?.startsAt === nextViewingAt &&
      appointment.status !== 'removed' &&
      isOpenStatus(appointment.status),
  );
  return next?.ref.id ?? null;
}
