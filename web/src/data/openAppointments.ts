import { isOpenStatus } from '#domain/documents/appointment';
import type { StoredLead } from '#domain/leads/lead';

/** The ids of a lead's open appointments, according to the lead. */
export function listOpenAppointmentIds({ viewings }: Pick<StoredLead, 'viewings'>): string[] {
  return [...(viewings?.values() ?? [])]
    .filter(({ movedTo, appointment }) => {
      const status = appointment?.status ?? 'removed';
      return movedTo === null && status !== 'removed' && isOpenStatus(status);
    })
    .map(({ ref }) => ref.id);
}
