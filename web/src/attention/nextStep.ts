import type { Lead } from '#client/leads';
import { isOpenStatus } from '#domain/documents/appointment';
import type { AttentionReason } from '#domain/leads/attention';
import { isBeforeVisit } from '#domain/leadStatus';
import { callAddress } from '../shared/contactLinks';

/** Why a lead needs somebody, for people. */
export const REASON_NAMES: Readonly<Record<AttentionReason, string>> = {
  no_outcome: 'Visita sin resultado',
  no_date: 'Visita sin fecha',
  stale: 'Sin novedades',
  follow_up: 'Pospuesto hasta hoy',
  listing_gone: 'Inmueble vendido o retirado',
};

/** The step of whoever has to look first. */
export const LOOK = 'Ver el lead';

/** What to do about a lead that needs somebody: follow a link, or schedule a viewing. */
export type NextStep = { text: string; href: string } | { text: string; href: null };

/**
 * The step that a lead waits for: to say how its viewing went, to give it a date, to schedule one, or to call. `phone` is
 * that of its contact; without one, people look at the lead.
 */
export function nextStepOf(lead: Lead, phone: string | undefined): NextStep {
  const appointmentId = findNextAppointment(lead);
  const why = lead.attention?.why;
  if (why === 'no_outcome' && appointmentId !== null) {
    const href = `/calendario/visita/${encodeURIComponent(appointmentId)}`;
    return { text: 'Registrar visita', href };
  }
  const ownPage = `/embudo/${encodeURIComponent(lead.id)}`;
  // There stands what can be done about all leads of that listing.
  if (why === 'listing_gone') return { text: LOOK, href: ownPage };
  if (why === 'no_date') return { text: 'Poner fecha', href: ownPage };
  const lacksViewing = isBeforeVisit(lead.status) && lead.status !== 'Visita Pendiente';
  if (lacksViewing) return { text: 'Programar visita', href: null };
  if (why === 'no_outcome' || phone === undefined) return { text: LOOK, href: ownPage };
  return { text: 'Llamar', href: callAddress(phone) };
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
