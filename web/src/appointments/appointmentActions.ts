import {
  APPOINTMENT_STATUSES,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  statusesSetBy,
  type AppointmentStatus,
} from '#domain/documents/appointment';

/** A button with which staff set the status of an appointment. */
export interface AppointmentAction {
  status: AppointmentStatus;
  label: string;
  isDanger: boolean;
}

/** The buttons for an appointment with this status: none unless it is open. Dangerous ones come last. */
export function listActions(current: AppointmentStatus): AppointmentAction[] {
  if (!isOpenStatus(current)) return [];
  return statusesSetBy('staff')
    .flatMap((status): AppointmentAction[] => {
      const { action } = APPOINTMENT_STATUSES[status];
      return action === null || status === current ? [] : [{ status, ...action }];
    })
    .sort((a, b) => Number(a.isDanger) - Number(b.isDanger));
}

/**
 * Whether the rules let staff change the listing of an appointment (docs/contract.md §7). The fields are those
 * of the stored document, which may hold anything.
 */
export function mayChangeListing({ status, listingId }: Record<'status' | 'listingId', unknown>) {
  return status === INITIAL_APPOINTMENT_STATUS || (listingId ?? '') === '';
}
