import type { StoredLead } from '#domain/leads/lead';
import { isUpcoming } from '#domain/viewings/statements';

/** The ids of a lead's open appointments, according to the lead. */
export function listOpenAppointmentIds({ viewings }: Pick<StoredLead, 'viewings'>): string[] {
  return [...(viewings?.values() ?? [])].filter(isUpcoming).map(({ ref }) => ref.id);
}
