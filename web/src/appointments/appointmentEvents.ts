import type { Appointment } from './appointments';

/** Somebody opens an appointment: its actions are wanted. */
export class AppointmentOpenEvent extends CustomEvent<{ appointment: Appointment }> {
  static readonly type = 'appointment-open';

  constructor(appointment: Appointment) {
    super(AppointmentOpenEvent.type, { detail: { appointment }, bubbles: true });
  }
}

/** Somebody wants to change the time or the listing of an appointment. */
export class AppointmentChangeEvent extends CustomEvent<{ appointment: Appointment }> {
  static readonly type = 'appointment-change';

  constructor(appointment: Appointment) {
    super(AppointmentChangeEvent.type, { detail: { appointment }, bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'appointment-open': AppointmentOpenEvent;
    'appointment-change': AppointmentChangeEvent;
  }
}
