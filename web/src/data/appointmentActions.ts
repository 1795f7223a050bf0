import {
  APPOINTMENT_STATUSES,
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
