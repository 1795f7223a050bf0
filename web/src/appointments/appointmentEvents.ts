import type { Appointment } from './appointments';

/** Somebody opens an appointment: its actions are wanted. */
export class AppointmentOpenEvent extends CustomEvent<{ appointment: Appointment }> {
  static readonly type = 'appointment-open';

  constructor(appointment: Appointment) {
    super(AppointmentOpenEvent.type, { detail: { appointment }, bubbles: true });
  }
}

/** Somebody wants to change an appointment, or to schedule it again. */
export class AppointmentChangeEvent extends CustomEvent<{
  appointment: Appointment;
  isAgain: boolean;
}> {
  static readonly type = 'appointment-change';

  constructor(appointment: Appointment, { isAgain = false } = {}) {
    super(AppointmentChangeEvent.type, { detail: { appointment, isAgain }, bubbles: true });
  }
}

/** Somebody drags an appointment. Null: the drag is over. */
export class AppointmentDragEvent extends CustomEvent<{ appointment: Appointment | null }> {
  static readonly type = 'appointment-drag';

  constructor(appointment: Appointment | null) {
    super(AppointmentDragEvent.type, { detail: { appointment }, bubbles: true });
  }
}

/** An appointment is to begin at another time. */
export class AppointmentMoveEvent extends CustomEvent<{
  appointment: Appointment;
  startsAt: Date;
}> {
  static readonly type = 'appointment-move';

  constructor(appointment: Appointment, startsAt: Date) {
    super(AppointmentMoveEvent.type, { detail: { appointment, startsAt }, bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'appointment-open': AppointmentOpenEvent;
    'appointment-change': AppointmentChangeEvent;
    'appointment-drag': AppointmentDragEvent;
    'appointment-move': AppointmentMoveEvent;
  }
}
