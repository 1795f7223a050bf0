import {
  APPOINTMENT_STATUSES,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  statusesSetBy,
  type Appointment,
  type AppointmentStatus,
} from '#domain/documents/appointment';

import { isUnconfirmed, type Appointment as ReadAppointment } from '#client/appointments';

/** A button with which staff set the status of an appointment. */
export interface AppointmentAction {
  status: AppointmentStatus;
  label: string;
  isDanger: boolean;
  /** It says whether the client came: something that nobody knows of an appointment that is still to come. */
  isOutcome: boolean;
}

/** The buttons for an appointment: none unless it is open. Dangerous ones come last. */
export function listActions({
  status: current,
  type,
}: Pick<Appointment, 'status' | 'type'>): AppointmentAction[] {
  if (!isOpenStatus(current)) return [];
  return statusesSetBy('staff')
    .flatMap((status): AppointmentAction[] => {
      const { action, clientCame } = APPOINTMENT_STATUSES[status];
      if (action === null || status === current) return [];
      if (isViewing({ type }) && !action.isForVisits) return [];
      const { label, isDanger } = action;
      return [{ status, label, isDanger, isOutcome: clientCame !== null }];
    })
    .sort((a, b) => Number(a.isDanger) - Number(b.isDanger));
}

/** Whether an appointment shows a listing: then a visit is registered for it. The other types have none. */
export function isViewing({ type }: Pick<Appointment, 'type'>): boolean {
  return type === 'Visita';
}

/**
 * Whether the rules let staff change the listing of an appointment (docs/contract.md §7). The fields are those
 * of the stored document, which may hold anything.
 */
export function mayChangeListing({ status, listingId }: Record<'status' | 'listingId', unknown>) {
  return status === INITIAL_APPOINTMENT_STATUS || (listingId ?? '') === '';
}

/** Whether a customer waits for a word about an appointment. */
export function waitsForConfirmation(appointment: ReadAppointment): boolean {
  return isOpenStatus(appointment.status) && isUnconfirmed(appointment);
}
